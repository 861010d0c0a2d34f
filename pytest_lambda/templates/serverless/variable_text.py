"""What a text with variables consists of: `${opt:stage, self:provider.stage, 'dev'}-queue`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

#: what a variable begins with that is the framework's: `${self:…}`, `${file(…)…}`; `${AWS::Region}` and `${Table}`
#: belong to `Fn::Sub`
_BEGIN = re.compile(r"\$\{\s*(?=[A-Za-z][\w-]*(?:\(|:(?!:)))")
_SOURCE = re.compile(r"(?P<type>[A-Za-z][\w-]*)(?:\((?P<parameters>.*?)\))?(?::(?P<address>.*))?", re.DOTALL)
_QUOTES = "'\""


class Malformed(Exception):
    """A variable does not end."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: what is tried, one after the other.

    Args:
        written: with its braces.
        tried: sources and literals, each as it is written.
    """

    written: str
    tried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value is looked for: `file(./x.yml):a.b`.

    Args:
        written: all of it, with the variables in it resolved.
        type: `file`.
        parameters: `./x.yml`; None if there are no brackets.
        address: `a.b`; None if there is no colon.
    """

    written: str
    type: str
    parameters: str | None
    address: str | None


Part: TypeAlias = "str | Variable"


def parts_of(text: str) -> list[Part]:
    """Plain text and variables, in their order.

    Raises:
        Malformed: a variable does not end.
    """
    parts: list[Part] = []
    at = 0
    while (begin := _BEGIN.search(text, at)) is not None:
        if begin.start() > at:
            parts.append(text[at : begin.start()])
        end = _end(text, begin.end())
        parts.append(Variable(text[begin.start() : end], tuple(_split(text[begin.end() : end - 1]))))
        at = end
    if at < len(text):
        parts.append(text[at:])
    return parts


def source_of(written: str) -> Source | None:
    """A source; None if it is none."""
    found = _SOURCE.fullmatch(written)
    if found is None or (found["parameters"] is None and found["address"] is None):
        return None
    return Source(written, found["type"], found["parameters"], found["address"])


def literal_of(written: str) -> tuple[object] | None:
    """The value of a literal: text in quotes, a number, `true`, `false` or `null`; None if it is none."""
    if len(written) > 1 and written[0] in _QUOTES and written[-1] == written[0]:
        return (written[1:-1],)
    if written in _WORDS:
        return (_WORDS[written],)
    if re.fullmatch(r"-?\d+", written):
        return (int(written),)
    if re.fullmatch(r"-?\d+\.\d+", written):
        return (float(written),)
    return None


_WORDS: dict[str, object] = {"true": True, "false": False, "null": None}


def _end(text: str, begin: int) -> int:
    """Where a variable ends whose inside begins somewhere."""
    depth, quote = 1, ""
    for at in range(begin, len(text)):
        character = text[at]
        if quote:
            quote = "" if character == quote else quote
        elif character in _QUOTES:
            quote = character
        elif text.startswith("${", at):
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                return at + 1
    raise Malformed(text[begin:])


def _split(inside: str) -> list[str]:
    """What is between the commas that are in no brackets, quotes or further variables."""
    found, depth, quote, begin = [], 0, "", 0
    for at, character in enumerate(inside):
        if quote:
            quote = "" if character == quote else quote
        elif character in _QUOTES:
            quote = character
        elif character in "{(":
            depth += 1
        elif character in "})":
            depth -= 1
        elif character == "," and depth == 0:
            found.append(inside[begin:at].strip())
            begin = at + 1
    return [*found, inside[begin:].strip()]
