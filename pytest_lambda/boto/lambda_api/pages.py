"""Lists in pages, with markers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pytest_lambda.boto import pages
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
    marker = given.get("marker")
    begin = pages.position_of(marker, _bad_marker) if marker else 0
    number = min(int(given.get("max_items") or most), most)
    return pages.page(name, items, show, begin=begin, number=number, token_name="NextMarker")


def _bad_marker() -> InvalidParameterValueException:
    return InvalidParameterValueException("Invalid pagination token provided.")
