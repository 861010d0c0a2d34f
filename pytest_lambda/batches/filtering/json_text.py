"""JSON with its numbers as they are written: patterns compare them by their text (A92)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final


class Number(str):
    """A number of a JSON text, as it is written there; no value of a JSON string is one."""

    __slots__ = ()


class Repeated(tuple[tuple[str, Any], ...]):
    """The members of an object of a JSON text that has a key twice."""

    __slots__ = ()


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


def _with_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Repeated:
    made = dict(pairs)
    return made if len(made) == len(pairs) else Repeated(pairs)


_AS_IS: Final = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=_no_number)
_EVERY_MEMBER: Final = json.JSONDecoder(
    parse_float=Number, parse_int=Number, parse_constant=_no_number, object_pairs_hook=_with_repeated
)


def decode(text: str) -> Any:
    """What a JSON text says, its numbers as `Number`.

    Raises:
        ValueError: it is not JSON, or nested deeper than can be read.
    """
    try:
        return _AS_IS.decode(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def decode_every_member(text: str) -> Any:
    """As `decode`, but an object that has a key twice is `Repeated`, so that no member is lost.

    Raises:
        ValueError: it is not JSON, or nested deeper than can be read.
    """
    try:
        return _EVERY_MEMBER.decode(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def written(value: object) -> str:
    """A leaf as JSON writes it: 300, 300.0 and 3.0e2 differ, and so do 1 and true (A92)."""
    if isinstance(value, Number):
        return str(value)
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):  # no JSON at all, or a whole number with more digits than Python writes
        return repr(type(value))


def is_number(value: object) -> bool:
    """Whether a leaf is a number of JSON."""
    return isinstance(value, (Number, int, float)) and not isinstance(value, bool)


def number_value(value: Any) -> float:
    """The value of a number, with the precision of a double."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def all_written(values: Iterable[object]) -> str:
    """Leaves for people, with commas."""
    return ", ".join(written(value) for value in values)
