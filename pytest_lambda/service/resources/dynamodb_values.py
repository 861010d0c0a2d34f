"""Items of a DynamoDB table: from plain Python values to attribute values, in the one form in which they lie there."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.attribute_values import image_of
from pytest_lambda.service.resources.refusals import RequestRefused

Image: TypeAlias = dict[str, dict[str, Any]]

VALIDATION = "ValidationException"
TYPES: Final = ("S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS")
#: DynamoDB developer guide, Service, account, and table quotas: lists and maps in one another
_DEEPEST = 32
#: a number as DynamoDB gives it back: most are in this form already
_CANONICAL = re.compile(r"0|-?[1-9]\d{0,37}", re.ASCII)


class UnsupportedValue(EventError, TypeError):
    """A Python value that boto3 does not take for an attribute, either; boto3 raises TypeError."""


def checked_image(item: object, what: str, *, typed: bool = False) -> Image:
    """An item in attribute values, each in the form that DynamoDB gives back.

    Args:
        item: names and values: plain ones (text, int, Decimal, bytes, bool, None, lists, mappings, sets) or attribute
            values, `{"S": "x"}` say. What looks like the latter is taken for it.
        what: for the message.
        typed: whether all mappings must be attribute values, because the item's key is one.

    Raises:
        UnsupportedValue: a value is none that DynamoDB has.
        RequestRefused: DynamoDB would refuse it.
    """
    try:
        image = image_of(item, what)
        if typed and isinstance(item, Mapping):
            for name, value in item.items():
                _check_typed(value, image[name], f"{what}, {name}")
        return _all_canonical(image, 0)
    except RecursionError:
        raise _too_deep() from None
    except EventError as error:
        boto3 = "Float types are not supported. Use Decimal types instead: " if ", a float." in str(error) else ""
        raise UnsupportedValue(f"{boto3}{error}") from None


def plain(image: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """An item in plain Python values; whole numbers are `int`, others `Decimal`."""
    return {name: _plain(value) for name, value in image.items()}


def is_typed(value: object) -> bool:
    """Whether it can be an attribute value: `{"S": "x"}`."""
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in TYPES


def _plain(value: Mapping[str, Any]) -> Any:
    ((kind, content),) = value.items()
    if kind == "M":
        return plain(content)
    if kind == "L":
        return [_plain(each) for each in content]
    if kind in ("SS", "NS", "BS"):
        return {_scalar(kind[0], each) for each in content}
    return None if kind == "NULL" else _scalar(kind, content)


def _scalar(kind: str, content: Any) -> Any:
    if kind == "N":
        number = Decimal(content)
        return int(number) if number == number.to_integral_value() else number
    return b64decode(content) if kind == "B" else content


def _canonical(value: dict[str, Any], depth: int) -> dict[str, Any]:
    ((kind, content),) = value.items()
    if kind == "N":
        return value if _CANONICAL.fullmatch(content) else {"N": _number(content)}
    if kind in ("L", "M"):
        if depth == _DEEPEST:
            raise _too_deep()
        if kind == "L":
            return {"L": [_canonical(each, depth + 1) for each in content]}
        return {"M": _all_canonical(content, depth + 1)}
    if kind == "S":
        _check_text(content)
    elif kind in ("SS", "NS", "BS"):
        for each in content:
            _check_text(each)
        members = [_number(each) for each in content] if kind == "NS" else content
        ordered = sorted(set(members), key=Decimal if kind == "NS" else None)
        if len(ordered) != len(members):
            raise RequestRefused(
                VALIDATION,
                f"One or more parameter values were invalid: Input collection [{', '.join(content)}] contains "
                "duplicates.",
            )
        return {kind: ordered}
    return value


def _all_canonical(image: Mapping[str, dict[str, Any]], depth: int) -> Image:
    for name in image:
        _check_text(name)
    return {name: _canonical(value, depth) for name, value in image.items()}


def _check_text(text: str) -> None:
    """DynamoDB keeps UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise EventError(f"{text!r} is no text that DynamoDB can keep, as it is not Unicode: {error}.") from None


def _number(text: str) -> str:
    """The number as DynamoDB writes it, without zeros at its ends."""
    if _CANONICAL.fullmatch(text):
        return text
    number: str = image_of({"number": Decimal(text)}, f"The number {text}")["number"]["N"]
    return number


def _check_typed(given: Any, made: Mapping[str, Any], where: str) -> None:
    """Whether an attribute value was understood as one."""
    if not isinstance(given, Mapping):
        return
    names: Sequence[Any] = list(given)
    if not names:
        said = "is empty, must contain exactly one of the supported datatypes"
    elif len(names) > 1:
        said = "has more than one datatypes set, must contain exactly one of the supported datatypes"
    elif names[0] not in TYPES or names[0] not in made:
        said = "is of unknown type, or its content is not of that type"
    else:
        content, result = given[names[0]], made[names[0]]
        if names[0] == "M":
            for name, value in content.items():
                _check_typed(value, result[name], f"{where}.{name}")
        elif names[0] == "L":
            for index, value in enumerate(content):
                _check_typed(value, result[index], f"{where}[{index}]")
        return
    raise RequestRefused(
        VALIDATION,
        f"Supplied AttributeValue {said}",
        f"{where} is {given!r}. The key is an attribute value, such as {{'S': 'x'}}, so every mapping in the item must "
        f"be one, too, of {', '.join(TYPES)}; numbers are text: {{'N': '1'}}.",
    )


def _too_deep() -> RequestRefused:
    return RequestRefused(
        VALIDATION,
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported "
        "limit",
        f"Lists and maps can be nested {_DEEPEST} levels deep.",
    )
