"""GetLogEvents and FilterLogEvents."""

from __future__ import annotations

from typing import Any

from pytest_lambda.boto import pages
from pytest_lambda.boto.logs_api.entries import PAGE_EVENTS, Entry, entries_of, first_page, last_page
from pytest_lambda.boto.logs_api.groups import required_group
from pytest_lambda.boto.logs_api.refusals import invalid, no_stream
from pytest_lambda.boto.logs_api.tokens import directed, direction_of, position_of
from pytest_lambda.service.log_groups import LogGroup
from pytest_lambda.service.log_patterns import matcher
from pytest_lambda.service.service import LambdaService

Given = dict[str, Any]


def get_log_events(service: LambdaService, given: Given) -> dict[str, Any]:
    """The events of a stream, forwards or backwards; at the end, the token that was given."""
    group = required_group(service, given)
    stream = group.streams.get(given["logStreamName"])
    if stream is None:
        raise no_stream()
    entries = list(entries_of(stream))
    begin, end = given.get("startTime"), given.get("endTime")
    # API reference: with the first moment, without the last one
    wanted = [
        entry
        for entry in entries
        if (begin is None or entry.timestamp >= begin) and (end is None or entry.timestamp < end)
    ]
    page, before, after = _page(wanted, len(entries), given)
    return {
        "events": [entry.shown() for entry in page],
        "nextForwardToken": directed("f", page[-1].position + 1 if page else after),
        "nextBackwardToken": directed("b", page[0].position if page else before),
    }


def _page(wanted: list[Entry], number: int, given: Given) -> tuple[list[Entry], int, int]:
    """A page, and where it stands if it is empty."""
    limit = int(given.get("limit") or PAGE_EVENTS)
    given_token = given.get("nextToken")
    if given_token is not None:
        direction, position = direction_of(given_token)
        if direction == "f":
            return first_page([entry for entry in wanted if entry.position >= position], limit), position, position
        return last_page([entry for entry in wanted if entry.position < position], limit), position, position
    if given.get("startFromHead"):
        return first_page(wanted, limit), 0, 0
    return last_page(wanted, limit), number, number


def filter_log_events(service: LambdaService, given: Given) -> dict[str, Any]:
    """The events of a group, of all streams or some, that match a pattern, oldest first."""
    names, prefix = given.get("logStreamNames"), given.get("logStreamNamePrefix")
    if names is not None and prefix is not None:
        raise invalid("LogStreamNames and LogStreamNamePrefix are mutually exclusive parameters.")
    group = required_group(service, given)
    found = _matching(group, given, names, prefix)
    begin = position_of(given.get("nextToken"))
    page = first_page([entry for _, entry in found[begin:]], int(given.get("limit") or PAGE_EVENTS))
    end = begin + len(page)
    answer: dict[str, Any] = {
        "events": [entry.found(number) for number, entry in found[begin:end]],
        "searchedLogStreams": [],  # API reference: no longer filled
    }
    if end < len(found):
        answer["nextToken"] = pages.token(end)
    return answer


def _matching(
    group: LogGroup, given: Given, names: list[str] | None, prefix: str | None
) -> list[tuple[int, Entry]]:
    for name in names or ():
        if name not in group.streams:
            raise no_stream()
    matches = matcher(given.get("filterPattern") or "")
    begin, end = given.get("startTime"), given.get("endTime")
    # API reference: with the first moment and with the last one
    found = [
        (number, entry)
        for number, stream in enumerate(group.streams.values())
        if (names is None or stream.name in names) and stream.name.startswith(prefix or "")
        for entry in entries_of(stream)
        if (begin is None or entry.timestamp >= begin)
        and (end is None or entry.timestamp <= end)
        and matches(entry.message)
    ]
    return sorted(found, key=lambda each: each[1].timestamp)
