"""Filter patterns of CloudWatch Logs, as far as they can be exact.

Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters, subscription filters, filter log events,
and Live Tail".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pytest_lambda.errors import NotSimulated
from pytest_lambda.service.json_log_patterns import json_matcher

Matches = Callable[[str], bool]

#: one term: what it begins with, and a phrase in double quotes or what stands between blanks
_TERM = re.compile(r'(?P<sign>[?-]?)(?:"(?P<phrase>(?:[^"\\]|\\.)*)"|(?P<word>[^\s"]\S*))')
_BLANKS = re.compile(r"\s*")


def matcher(pattern: str) -> Matches:
    """What tells whether a message matches a pattern.

    Args:
        pattern: words, or phrases in double quotes, that all have to be there; `-` before one that must not be there;
            `?` before those of which one is enough. Upper and lower case count. The empty pattern matches every event.
            Or one for JSON, in braces; see `json_matcher`.

    Raises:
        NotSimulated: it has `?` beside other terms, a regular expression, or is one for fields between blanks.
    """
    stripped = pattern.strip()
    if stripped in ("", '""'):
        return lambda message: True
    if stripped[0] == "{":
        return json_matcher(pattern)
    if stripped[0] in "[%":
        raise _refused(pattern, stripped[0])
    required, excluded, optional = _terms(stripped, pattern)
    if optional and (required or excluded):
        raise _refused(pattern, "?")
    if optional:
        return lambda message: any(term in message for term in optional)
    return lambda message: all(term in message for term in required) and not any(term in message for term in excluded)


def _terms(stripped: str, pattern: str) -> tuple[list[str], list[str], list[str]]:
    found: dict[str, list[str]] = {"": [], "-": [], "?": []}
    position = 0
    while position < len(stripped):
        match = _TERM.match(stripped, position)
        if match is None:
            raise _refused(pattern, stripped[position])
        word = match["word"]
        if word is not None and word[0] in "{[%":
            raise _refused(pattern, word[0])
        found[match["sign"]].append(re.sub(r"\\(.)", r"\1", match["phrase"]) if word is None else word)
        blanks = _BLANKS.match(stripped, match.end())
        position = match.end() if blanks is None else blanks.end()
    return found[""], found["-"], found["?"]


_WHATS = {
    "{": "has braces beside terms",
    "[": "is for fields between blanks",
    "%": "has a regular expression",
    "?": "has optional terms beside others, of which AWS says that it ignores some",
}


def _refused(pattern: str, sign: str) -> NotSimulated:
    return NotSimulated(
        f"The filter pattern {pattern!r} {_WHATS.get(sign, 'is not one of terms')}. Simulated are terms that have to "
        "match, `-` before those that must not, or `?` before each of some. Put what is meant literally into double "
        "quotes, say '\"-1\"'."
    )
