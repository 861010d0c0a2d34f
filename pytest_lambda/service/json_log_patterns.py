"""Filter patterns of CloudWatch Logs for messages that are JSON: `{ $.level = "ERROR" && $.took > 100 }`.

Source: CloudWatch Logs User Guide, "Filter pattern syntax", "Using filter patterns to match terms in JSON log events".
What it leaves open is refused when it comes up: `!=` where the property is missing, and comparisons between kinds.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable
from typing import Any

from pytest_lambda.errors import NotSimulated

Condition = Callable[[Any], bool]

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<selector>\$(?:\.?\[(?:\d+|'[^']*'|"[^"]*")\]|\.[\w@-]+)+)
      | (?P<operator>&&|\|\||!=|>=|<=|=|>|<|\(|\)|\{|\})
      | "(?P<text>(?:[^"\\]|\\.)*)"
      | (?P<word>[\w*.:/@+-]+)
    )""",
    re.VERBOSE,
)
_STEP = re.compile(r"""\.?\[(?P<index>\d+)\]|\.?\[(?:'(?P<one>[^']*)'|"(?P<two>[^"]*)")\]|\.(?P<name>[\w@-]+)""")
_ESCAPED = re.compile(r"\\(.)")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le,
}  # fmt: skip
_CONSTANTS = {"NULL": None, "TRUE": True, "FALSE": False}
_MISSING = object()


def json_matcher(pattern: str) -> Callable[[str], bool]:
    """What tells whether a message matches a pattern in braces; one that is no JSON object never does.

    Raises:
        NotSimulated: it is not written as the guide says; of the result, see the module.
    """
    condition = _Reader(pattern).read()

    def matches(message: str) -> bool:
        try:
            found = json.loads(message)
        except ValueError:
            return False
        return isinstance(found, dict) and condition(found)

    return matches


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._tokens = self._cut()
        self._at = 0

    def read(self) -> Condition:
        self._expect("{")
        condition = self._any()
        self._expect("}")
        if self._at != len(self._tokens):
            raise self._refused()
        return condition

    def _cut(self) -> list[tuple[str, str]]:
        tokens: list[tuple[str, str]] = []
        position, text = 0, self._pattern.rstrip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None or match.lastgroup is None:
                raise self._refused()
            found = match[match.lastgroup]
            tokens.append((match.lastgroup, _ESCAPED.sub(r"\1", found) if match.lastgroup == "text" else found))
            position = match.end()
        return tokens

    def _any(self) -> Condition:
        parts = [self._all()]
        while self._took("||"):
            parts.append(self._all())
        return lambda found: any(part(found) for part in parts)

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._took("&&"):
            parts.append(self._one())
        return lambda found: all(part(found) for part in parts)

    def _one(self) -> Condition:
        if self._took("("):
            condition = self._any()
            self._expect(")")
            return condition
        kind, selector = self._next()
        if kind != "selector":
            raise self._refused()
        kind, sign = self._next()
        if kind == "word":
            return self._word(selector, sign.upper())
        if kind != "operator" or sign not in ("=", "!=", *_ORDERS):
            raise self._refused()
        return self._comparison(selector, sign, *self._next())

    def _word(self, selector: str, word: str) -> Condition:
        _, second = self._next()
        if (word, second.upper()) == ("NOT", "EXISTS"):
            return lambda found: _value(found, selector) is _MISSING
        if word == "IS" and second.upper() in _CONSTANTS:
            constant = _CONSTANTS[second.upper()]
            return lambda found: _value(found, selector) is constant
        raise self._refused()

    def _comparison(self, selector: str, sign: str, kind: str, wanted: str) -> Condition:
        if kind == "word" and _NUMBER.fullmatch(wanted):
            return self._numeric(selector, sign, float(wanted))
        if kind not in ("word", "text") or sign in _ORDERS:
            raise self._refused()
        begin, end = wanted.startswith("*"), wanted.endswith("*") and len(wanted) > 1
        text = wanted[begin : len(wanted) - end]
        if "*" in text:
            raise self._refused()

        def equal(value: Any) -> bool:
            if not isinstance(value, str):
                raise self._undocumented(selector, value)
            if begin and end:
                return text in value
            return value.endswith(text) if begin else value.startswith(text) if end else value == text

        return self._equality(selector, sign, equal)

    def _numeric(self, selector: str, sign: str, wanted: float) -> Condition:
        def number(value: Any) -> float:
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise self._undocumented(selector, value)
            return value

        if sign in _ORDERS:
            order = _ORDERS[sign]

            def ordered(found: Any) -> bool:
                value = _value(found, selector)
                return value is not _MISSING and order(number(value), wanted)

            return ordered
        return self._equality(selector, sign, lambda value: number(value) == wanted)

    def _equality(self, selector: str, sign: str, equal: Condition) -> Condition:
        def same(found: Any) -> bool:
            value = _value(found, selector)
            return value is not _MISSING and equal(value)

        def different(found: Any) -> bool:
            value = _value(found, selector)
            if value is _MISSING:
                raise NotSimulated(
                    f"The filter pattern {self._pattern!r} meets an event without {selector}: no source tells whether "
                    f"`!=` matches then. Add `{selector} NOT EXISTS || …`, or filter for what is equal."
                )
            return not equal(value)

        return same if sign == "=" else different

    def _next(self) -> tuple[str, str]:
        if self._at == len(self._tokens):
            raise self._refused()
        self._at += 1
        return self._tokens[self._at - 1]

    def _took(self, sign: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == ("operator", sign):
            self._at += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._took(sign):
            raise self._refused()

    def _refused(self) -> NotSimulated:
        return NotSimulated(
            f"The filter pattern {self._pattern!r} is not simulated: expected comparisons of properties, such as "
            '{ $.level = "ERROR" && ($.took > 100 || $.user.id NOT EXISTS) }, with =, !=, <, >, <=, >=, IS NULL, '
            "IS TRUE, IS FALSE and NOT EXISTS; a text may begin or end with *."
        )

    def _undocumented(self, selector: str, value: Any) -> NotSimulated:
        return NotSimulated(
            f"The filter pattern {self._pattern!r} meets an event whose {selector} is {value!r}: how CloudWatch "
            "compares it with a value of another kind is not documented. Write texts in double quotes, numbers "
            "without, and of others IS TRUE, IS FALSE or IS NULL."
        )


def _value(found: Any, selector: str) -> Any:
    for step in _STEP.finditer(selector, 1):
        if step["index"] is not None:
            index = int(step["index"])
            if not isinstance(found, list) or index >= len(found):
                return _MISSING
            found = found[index]
            continue
        name = next(each for each in (step["name"], step["one"], step["two"]) if each is not None)
        if not isinstance(found, dict) or name not in found:
            return _MISSING
        found = found[name]
    return found
