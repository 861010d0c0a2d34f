"""A table, and functions that keep the changes they get."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pytest_lambda import events

Event = dict[str, Any]


def keys(event: Event) -> list[str]:
    """The partition keys of an event's changes, as text."""
    return [next(iter(record["dynamodb"]["Keys"]["id"].values())) for record in event["Records"]]


def failures(*records: Event) -> Event:
    """The answer that reports these records of an event."""
    return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]} for record in records]}


class Reader:
    """A handler that keeps its events, each of which has to be as AWS's are.

    Args:
        service: whose time it tells.
        answer: gets the event; by default None for an answer.
    """

    def __init__(self, service: Any, answer: Callable[[Event], Any]) -> None:
        self.service = service
        self.answer = answer
        self.events: list[Event] = []
        self.times: list[float] = []
        self.request_ids: list[str] = []

    def __call__(self, event: Event, context: Any) -> Any:
        events.check(event)
        self.events.append(event)
        self.times.append(self.service.epoch())
        self.request_ids.append(context.aws_request_id)
        return self.answer(event)

    @property
    def batches(self) -> list[list[str]]:
        return [keys(event) for event in self.events]

    @property
    def records(self) -> list[Event]:
        return [record for event in self.events for record in event["Records"]]

    @property
    def changes(self) -> list[tuple[str, str]]:
        return [(r["eventName"], next(iter(r["dynamodb"]["Keys"]["id"].values()))) for r in self.records]


@pytest.fixture
def table(service):
    return service.dynamodb_table("orders")


@pytest.fixture
def read(service):
    """`read(table, answer, batch_size=10)` gives a mapping and its `Reader`."""
    made = []

    def make(source, answer=lambda event: None, **settings):
        reader = Reader(service, answer)
        name = f"reader{len(made)}"
        made.append(name)

        def handler(event, context):
            return reader(event, context)

        deployed = service.create_function(name, handler=handler, timeout=60)
        given = {"starting_position": "TRIM_HORIZON", **settings}
        return deployed.create_event_source_mapping(source, **given), reader

    return make


class Poison:
    """Fails on a batch that holds one of some keys.

    Args:
        poison: the keys, as text.
        reports: whether it returns what failed, in place of raising.
    """

    def __init__(self, *poison: str, reports: bool = False) -> None:
        self.poison = poison
        self.reports = reports

    def __call__(self, event: Event) -> Any:
        bad = [record for record, key in zip(event["Records"], keys(event), strict=True) if key in self.poison]
        if self.reports:
            return failures(*bad)
        if bad:
            raise RuntimeError("poison")
        return None


@pytest.fixture
def poison():
    return Poison
