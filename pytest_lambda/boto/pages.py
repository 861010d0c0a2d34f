"""Lists in pages, with tokens that say where the next one begins."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

_Item = TypeVar("_Item")


def page(
    name: str,
    items: Sequence[_Item],
    show: Callable[[_Item], Any],
    *,
    begin: int,
    number: int,
    token_name: str,
) -> dict[str, Any]:
    """One page of a list, and the token of the next one if there is more.

    Args:
        name: of the list in the answer.
        items: all of them.
        show: gives what the answer holds of an item.
        begin: position of the page's first item.
        number: how many a page has at most.
        token_name: of the token in the answer.
    """
    end = begin + number
    answer: dict[str, Any] = {name: [show(item) for item in items[begin:end]]}
    if end < len(items):
        answer[token_name] = token(end)
    return answer


def token(position: int) -> str:
    """For what comes from a position on."""
    return base64.urlsafe_b64encode(f"from {position}".encode()).decode()


def position_of(given: str, refusal: Callable[[], Exception]) -> int:
    """What a token says.

    Args:
        given: the token.
        refusal: of one that is none of ours; raised.
    """
    try:
        word, _, number = base64.urlsafe_b64decode(given).decode().partition(" ")
    except (binascii.Error, ValueError):
        raise refusal() from None
    if word != "from" or not number.isdecimal():
        raise refusal()
    return int(number)
