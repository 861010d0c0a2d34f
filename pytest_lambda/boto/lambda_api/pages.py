"""Lists in pages, with markers."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pytest_lambda.errors import InvalidParameterValueException

_Item = TypeVar("_Item")

#: API reference, ListFunctions and ListVersionsByFunction: at most so many, even if more are asked for
MOST = 50


def page(
    name: str,
    items: Sequence[_Item],
    given: Mapping[str, Any],
    show: Callable[[_Item], Any],
    *,
    most: int = MOST,
) -> dict[str, Any]:
    """One page of a list, and the marker of the next one if there is more.

    Args:
        name: of the list in the answer.
        items: all of them.
        given: parameters of the request, `marker` and `max_items` among them.
        show: gives what the answer holds of an item.
        most: how many a page has at most.

    Raises:
        InvalidParameterValueException: the marker is none of ours.
    """
    begin = _position(given.get("marker"))
    end = begin + min(int(given.get("max_items") or most), most)
    body: dict[str, Any] = {name: [show(item) for item in items[begin:end]]}
    if end < len(items):
        body["NextMarker"] = base64.urlsafe_b64encode(f"after {end}".encode()).decode()
    return body


def _position(marker: str | None) -> int:
    if not marker:
        return 0
    try:
        word, _, number = base64.urlsafe_b64decode(marker).decode().partition(" ")
        if word == "after" and number.isdigit():
            return int(number)
    except (binascii.Error, ValueError):
        pass
    raise InvalidParameterValueException("Invalid pagination token provided.")
