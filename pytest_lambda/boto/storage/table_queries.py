"""The one query that needs no expressions: all items of a partition."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pytest_lambda.service.resources.dynamodb_values import Image, checked_image

_NAME = r"#?[A-Za-z_][A-Za-z0-9_]*"
_EQUALS = re.compile(rf"\s*\(?\s*(?P<name>{_NAME})\s*=\s*(?P<value>:[A-Za-z0-9_]+)\s*\)?\s*", re.ASCII)


def partition_of(parameters: Mapping[str, Any], partition_key: str) -> dict[str, Any] | None:
    """The partition key that a query asks for; None if it asks for something else.

    Args:
        parameters: of Query.
        partition_key: its name.
    """
    found = _EQUALS.fullmatch(str(parameters.get("KeyConditionExpression", "")))
    names = parameters.get("ExpressionAttributeNames") or {}
    values = parameters.get("ExpressionAttributeValues") or {}
    if found is None or values.keys() != {found["value"]}:
        return None
    if names.keys() - {found["name"]} or names.get(found["name"], found["name"]) != partition_key:
        return None
    return checked_image({partition_key: values[found["value"]]}, "the key", typed=True)[partition_key]


def sorted_by(images: Iterable[Image], names: tuple[str, ...], *, forward: bool) -> list[Image]:
    """The items of a partition in the order of their sort keys, if there is one."""
    found = list(images)
    if len(names) > 1:
        found.sort(key=lambda image: _sortable(image[names[1]]), reverse=not forward)
    return found


def _sortable(value: Mapping[str, Any]) -> Any:
    ((kind, content),) = value.items()
    if kind == "N":
        return Decimal(content)
    return b64decode(content) if kind == "B" else content.encode()
