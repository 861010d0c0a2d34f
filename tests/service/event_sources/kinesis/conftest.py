"""A stream, and functions that keep what they get."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest


def datas(event: dict[str, Any]) -> list[str]:
    """The data of the records of an event, as text."""
    return [base64.b64decode(record["kinesis"]["data"]).decode() for record in event["Records"]]


class Reader:
    """A handler that keeps its events. What it answers, or raises, is said by a test.

    Args:
        service: whose time it tells.
        answer: gets the event; by default None for an answer.
    """

    def __init__(self, service: Any, answer: Callable[[dict[str, Any]], Any] = lambda event: None) -> None:
        self.service = service
        self.answer = answer
        self.events: list[dict[str, Any]] = []
        self.begun: list[float] = []
        self.ended: list[float] = []
        self.request_ids: list[str] = []

    def __call__(self, event: dict[str, Any], context: Any) -> Any:
        self.events.append(event)
        self.begun.append(self.service.epoch())
        self.request_ids.append(context.aws_request_id)
        try:
            return self.answer(event)
        finally:
            self.ended.append(self.service.epoch())

    @property
    def texts(self) -> list[str]:
        return [text for batch in self.batches for text in batch]

    @property
    def batches(self) -> list[list[str]]:
        return [datas(event) for event in self.events]


@pytest.fixture
def stream(service):
    return service.kinesis_stream("clicks")


@pytest.fixture
def read(service):
    """`read(stream, answer, batch_size=10)` gives a mapping and its `Reader`."""
    made = []

    def make(source, answer=lambda event: None, *, function=None, **settings):
        reader = Reader(service, answer)
        name = function or f"reader{len(made)}"
        made.append(name)

        def handler(event, context):
            return reader(event, context)

        deployed = service.create_function(name, handler=handler, timeout=60)
        given = {"starting_position": "TRIM_HORIZON", **settings}
        return deployed.create_event_source_mapping(source, **given), reader

    return make
