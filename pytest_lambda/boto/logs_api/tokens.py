"""Tokens of pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pytest_lambda.boto import pages
from pytest_lambda.boto.logs_api.refusals import bad_token

#: API reference, DescribeLogGroups and DescribeLogStreams: at most so many, and so many if nothing is said
_MOST = 50
_DIRECTED = re.compile(r"(?P<direction>[fb])/(?P<number>\d{56})/s")


def page(name: str, items: Sequence[dict[str, Any]], given: dict[str, Any]) -> dict[str, Any]:
    """One page of a list, and the token of the next one if there is more.

    Args:
        name: of the list in the answer.
        items: all of them, as the answer holds them.
        given: the parameters, `limit` and `nextToken` among them.

    Raises:
        LogsError: the token is none of ours.
    """
    begin, number = position_of(given.get("nextToken")), min(int(given.get("limit") or _MOST), _MOST)
    return pages.page(name, items, dict, begin=begin, number=number, token_name="nextToken")


def position_of(given: str | None) -> int:
    """Where a page begins.

    Raises:
        LogsError: the token is none of ours.
    """
    return 0 if given is None else pages.position_of(given, bad_token)


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
