"""Tokens of pages."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pytest_lambda.boto.logs_api.refusals import bad_token

_Item = TypeVar("_Item")
_DIRECTED = re.compile(r"(?P<direction>[fb])/(?P<number>\d{56})/s")


def page(
    name: str, items: Sequence[_Item], given: dict[str, Any], most: int, show: Callable[[_Item], Any]
) -> dict[str, Any]:
    """One page of a list, and the token of the next one if there is more.

    Args:
        name: of the list in the answer.
        items: all of them.
        given: the parameters, `limit` and `nextToken` among them.
        most: how many a page has, if the parameters do not say less.
        show: gives what the answer holds of an item.

    Raises:
        LogsError: the token is none of ours.
    """
    begin = _position(given.get("nextToken"))
    end = begin + min(int(given.get("limit") or most), most)
    answer: dict[str, Any] = {name: [show(item) for item in items[begin:end]]}
    if end < len(items):
        answer["nextToken"] = token(end)
    return answer


def token(position: int) -> str:
    """For what comes from a position on."""
    return base64.urlsafe_b64encode(f"from {position}".encode()).decode()


def _position(given: str | None) -> int:
    if given is None:
        return 0
    try:
        word, _, number = base64.urlsafe_b64decode(given).decode().partition(" ")
    except (binascii.Error, ValueError):
        raise bad_token() from None
    if word != "from" or not number.isdigit():
        raise bad_token()
    return int(number)


position_of = _position


def directed(direction: str, position: int) -> str:
    """A token of GetLogEvents: `f` for what comes from a position on, `b` for what is before it."""
    return f"{direction}/{position:056d}/s"


def direction_of(given: str) -> tuple[str, int]:
    """What a token of GetLogEvents says.

    Raises:
        LogsError: it is none.
    """
    match = _DIRECTED.fullmatch(given)
    if match is None:
        raise bad_token()
    return match["direction"], int(match["number"])
