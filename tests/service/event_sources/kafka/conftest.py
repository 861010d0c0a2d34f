"""A topic, and functions that keep what they get."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

PROVISIONED = {"minimum_pollers": 1}


def values(event: dict[str, Any]) -> list[str]:
    """The values of the records of an event, as text."""
    return [base64.b64decode(record["value"]).decode() for part in event["records"].values() for record in part]


def failures(*identifiers: tuple[str, int]) -> dict[str, Any]:
    """An answer that reports records by partition and offset (M4)."""
    made = [{"itemIdentifier": {"partition": partition, "offset": offset}} for partition, offset in identifiers]
    return {"batchItemFailures": made}


def fail(event: Any) -> Any:
    raise RuntimeError("no")


class Reader:
    """A handler that keeps its events. What it answers, or raises, is said by a test.

    Args:
        service: whose time it tells.
        answer: gets the event.
    """

    def __init__(self, service: Any, answer: Callable[[dict[str, Any]], Any]) -> None:
        self.service = service
        self.answer = answer
        self.events: list[dict[str, Any]] = []
        self.begun: list[float] = []

    def __call__(self, event: dict[str, Any], context: Any) -> Any:
        self.events.append(event)
        self.begun.append(self.service.epoch())
        return self.answer(event)

    @property
    def batches(self) -> list[list[str]]:
        return [values(event) for event in self.events]


@pytest.fixture
def topic(service):
    return service.kafka_topic("orders")


@pytest.fixture
def read(service):
    """`read(topic, answer, batch_size=10)` gives a mapping and its `Reader`."""
    made = []

    def make(source, answer=lambda event: None, **settings):
        reader = Reader(service, answer)
        made.append(reader)

        def handler(event, context):
            return reader(event, context)

        function = service.create_function(f"reader{len(made)}", handler=handler, timeout=60)
        return function.create_event_source_mapping(source, **settings), reader

    return make
