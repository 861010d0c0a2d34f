"""DynamoDB's attribute values: made from plain Python values, and measured."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pytest_lambda.errors import EventError

NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
#: DynamoDB's numbers have so many digits, and lie between these powers of ten
DIGITS = 38
_SMALLEST, _LARGEST = -130, 125
_LIMIT = 10**DIGITS


class _UnfitError(Exception):
    """A value that no attribute can have, and where it was found."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.path: list[str] = []


def image_of(item: Any, what: str) -> dict[str, dict[str, Any]]:
    """An item in attribute values.

    Args:
        item: names and values: plain ones (text, int, Decimal, bytes, bool, None, lists, mappings, sets) or ready
            attribute values, `{"S": "x"}` say. What looks like a ready one is taken for it.
        what: for the error message.

    Raises:
        EventError: a value is none that DynamoDB has.
    """
    if not isinstance(item, Mapping):
        raise EventError(f'{what} is {item!r}: expected a mapping of attributes, {{"id": 1}} say.')
    try:
        return _attributes(item)
    except _UnfitError as error:
        raise EventError(f"{what} has {'.'.join(reversed(error.path))}, which {error}") from None


def _attributes(item: Mapping[Any, Any]) -> dict[str, dict[str, Any]]:
    made = {}
    for name, value in item.items():
        try:
            if not isinstance(name, str) or not name:
                raise _UnfitError("is no name of an attribute: expected text, not empty.")
            made[name] = attribute_value(value)
        except _UnfitError as error:
            error.path.append(name if isinstance(name, str) and name else repr(name))
            raise
    return made


def attribute_value(value: Any) -> dict[str, Any]:
    """One attribute value."""
    kind = type(value)
    if kind is str:
        return {"S": value}
    if kind is int or kind is Decimal:
        return {"N": _number(value)}
    if kind is bool:
        return {"BOOL": value}
    if value is None:
        return {"NULL": True}
    if isinstance(value, (bytes, bytearray)):
        return {"B": _base64(value)}
    if isinstance(value, (list, tuple)):
        return {"L": _list(value)}
    if isinstance(value, Mapping):
        return _ready(value) or {"M": _attributes(value)}
    if isinstance(value, (set, frozenset)):
        return _set(value)
    if isinstance(value, (str, int, Decimal)):  # their subclasses, members of an Enum say
        return {"S": str.__str__(value)} if isinstance(value, str) else {"N": _number(value)}
    if isinstance(value, float):
        raise _UnfitError(
            f"is {value!r}, a float. Numbers of DynamoDB are exact, so it may not be the one that was meant; write "
            f"Decimal({str(value)!r})."
        )
    raise _UnfitError(
        f"is {value!r}, of type {kind.__name__}: expected text, int, Decimal, bytes, bool, None, a list, a mapping, "
        'a set, or an attribute value such as {"S": "x"}.'
    )


def _list(values: Any) -> list[dict[str, Any]]:
    made = []
    for index, each in enumerate(values):
        try:
            made.append(attribute_value(each))
        except _UnfitError as error:
            error.path.append(str(index))
            raise
    return made


def _set(values: Any) -> dict[str, Any]:
    made = [attribute_value(each) for each in values]
    kinds = {next(iter(each)) for each in made}
    if len(kinds) != 1 or not kinds <= {"S", "N", "B"}:
        raise _UnfitError(
            f"is {values!r}: expected a set that is not empty, of texts only, numbers only, or bytes only."
        )
    kind = kinds.pop()
    return {f"{kind}S": sorted({each[kind] for each in made})}


def _ready(value: Mapping[Any, Any]) -> dict[str, Any] | None:
    """A ready attribute value, in the form of the event; None if it is a plain mapping."""
    if len(value) != 1:
        return None
    ((kind, content),) = value.items()
    if kind == "M":
        return {"M": _attributes(content)} if isinstance(content, Mapping) else None
    if kind == "L":
        return {"L": _list(content)} if isinstance(content, (list, tuple)) else None
    if kind in ("SS", "NS", "BS"):
        if not (isinstance(content, (list, tuple, set, frozenset)) and content):
            return None
        ordered = content if isinstance(content, (list, tuple)) else sorted(content)
        members = [_scalar(kind[0], each) for each in ordered]
        if None in members:
            return None
        if len(set(members)) != len(members):
            raise _UnfitError(f"is {value!r}, a set in which a member is twice.")
        return {kind: members}
    if kind in ("BOOL", "NULL"):
        return {kind: content} if content is True or (content is False and kind == "BOOL") else None
    scalar = _scalar(kind, content)
    return None if scalar is None else {kind: scalar}


def _scalar(kind: Any, content: Any) -> str | None:
    if kind == "B":
        if isinstance(content, (bytes, bytearray)):
            return _base64(content)
        return content if isinstance(content, str) and _is_base64(content) else None
    if not isinstance(content, str):
        return None
    if kind == "N":
        return content if NUMBER.fullmatch(content) else None
    return content if kind == "S" else None


def _is_base64(text: str) -> bool:
    try:
        b64decode(text, validate=True)
    except ValueError:
        return False
    return True


def _base64(content: bytes | bytearray) -> str:
    return b64encode(content).decode("ascii")


def _number(value: Any) -> str:
    if isinstance(value, int) and -_LIMIT < value < _LIMIT:
        return str(int(value))
    exact = Decimal(value)
    if not exact.is_finite():
        raise _UnfitError(f"is {value!r}, which is no number of DynamoDB.")
    sign, digits, exponent = exact.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    significant = text.rstrip("0")
    if not significant:
        return "0"
    power = int(exponent) + len(text) - 1
    if len(significant) > DIGITS or not _SMALLEST <= power <= _LARGEST:
        raise _UnfitError(
            f"is {value!r}. Numbers of DynamoDB have at most {DIGITS} digits and lie between 1E{_SMALLEST} and "
            f"1E+{_LARGEST + 1}."
        )
    plain = Decimal((sign, tuple(map(int, significant)), power - len(significant) + 1))
    return format(plain, "f")


def size_of(attributes: Mapping[str, Any]) -> int:
    """The bytes that names and values take: what `SizeBytes` adds up (D-size)."""
    total = 0
    for name, value in attributes.items():
        total += _text_size(name) + _value_size(value)
    return total


def _text_size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind == "S":
        return _text_size(content)
    if kind == "N":
        return _number_size(content)
    if kind == "B":
        return len(content) // 4 * 3 - int(content.count("=", -2))
    if kind == "L":
        return 3 + len(content) + sum(map(_value_size, content))
    if kind == "M":
        return 3 + len(content) + size_of(content)
    if kind in ("SS", "NS", "BS"):
        return sum(_value_size({kind[0]: each}) for each in content)
    return 1


def _number_size(text: str) -> int:
    significant = text.strip("0")
    if not significant.isdecimal():
        mantissa = text.upper().partition("E")[0]
        significant = mantissa.replace("-", "").replace(".", "").strip("0")
    return (len(significant) + 1) // 2 + 1 if significant else 2


def doubtful_bytes(value: Mapping[str, Any]) -> tuple[int, int]:
    """How far AWS may be below and above `size_of` for the numbers in a value.

    A sign, a fraction, zeros at the ends and the number zero are written down nowhere.
    """
    ((kind, content),) = value.items()
    if kind == "N":
        return _doubt(content)
    inner: Any = ()
    if kind == "NS":
        inner = ({"N": each} for each in content)
    elif kind == "L":
        inner = content
    elif kind == "M":
        inner = content.values()
    below = above = 0
    for each in inner:
        less, more = doubtful_bytes(each)
        below, above = below + less, above + more
    return below, above


def _doubt(text: str) -> tuple[int, int]:
    digits = DIGITS if "E" in text.upper() else min(sum(each.isdigit() for each in text), DIGITS)
    zeros = max(0, (digits + 1) // 2 + 1 - _number_size(text))
    is_zero = not text.strip("-0.eE")
    return (1 if is_zero else 0), zeros + ("-" in text) + ("." in text)
