"""Lists that are answered page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class InvalidToken(Exception):
    """A list is to go on where none of its pages ended."""


def page(
    found: Sequence[Any],
    member: str,
    given: Mapping[str, Any],
    *,
    most: int,
    limit: str = "MaxResults",
    token: str = "NextToken",
) -> dict[str, Any]:
    """One page of a list, with a token if there is another one.

    Args:
        found: all of it.
        member: under which it is answered; left out where it is empty.
        given: the request.
        most: on a page, if the caller does not say.
        limit, token: AWS's names of what the caller says.

    Raises:
        InvalidToken: it is none that this gives.
    """
    said = given.get(token) or "0"
    if not said.isdecimal():
        raise InvalidToken
    begin = int(said)
    end = begin + int(given.get(limit) or most)
    answer: dict[str, Any] = {member: list(found[begin:end])} if found[begin:end] else {}
    if end < len(found):
        answer[token] = str(end)
    return answer
