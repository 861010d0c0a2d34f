"""A function behind a queue that notes what it gets and does what a test tells it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

REPORT = ["ReportBatchItemFailures"]


def report(*message_ids: object) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": each} for each in message_ids]}


class Consumer:
    """The function `consumer` of a service.

    Attributes:
        got: (seconds since the begin, bodies) of each invocation.
        events: of each.
        steps: what to do next, the last one for ever: a callable of the event, or a value to return.
        seconds: that each invocation takes.
        most: how many ran at a time at most.
    """

    def __init__(self, service: Any) -> None:
        self.service = service
        self.got: list[tuple[float, list[str]]] = []
        self.events: list[dict[str, Any]] = []
        self.steps: list[Any] = [None]
        self.seconds = 0.0
        self.running = 0
        self.most = 0
        self.function = service.create_function("consumer", handler=self.handler, timeout=30)

    def handler(self, event: Any, context: Any) -> Any:
        self.got.append((self.service.clock.monotonic(), bodies(event)))
        self.events.append(event)
        self.running += 1
        self.most = max(self.most, self.running)
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        try:
            if self.seconds:
                time.sleep(self.seconds)
            return step(event) if callable(step) else step
        finally:
            self.running -= 1

    def consume(self, queue: Any, **settings: Any) -> Any:
        return self.function.create_event_source_mapping(queue, **settings)

    @property
    def batches(self) -> list[list[str]]:
        return [bodies for _, bodies in self.got]

    @property
    def everything(self) -> list[str]:
        return [body for batch in self.batches for body in batch]

    @property
    def times(self) -> list[float]:
        return [seconds for seconds, _ in self.got]

    def counts(self, number: int) -> list[int]:
        return [int(each["attributes"]["ApproximateReceiveCount"]) for each in self.events[number]["Records"]]


def bodies(event: Any) -> list[str]:
    return [record["body"] for record in event["Records"]]


def failing(*wanted: str) -> Callable[[Any], dict[str, Any]]:
    """Report messages by their bodies."""
    return lambda event: report(*(each["messageId"] for each in event["Records"] if each["body"] in wanted))


def raising(event: Any) -> Any:
    raise RuntimeError("no stock")


def names(messages: Any) -> list[str]:
    return [message.body for message in messages]


def send(queue: Any, *contents: str, **settings: Any) -> None:
    for content in contents:
        queue.send(content, **settings)


def numbered(number: int) -> list[str]:
    return [f"m{each}" for each in range(number)]
