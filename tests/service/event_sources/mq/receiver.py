"""A function behind a broker's queue that notes what it gets and does what a test tells it."""

from __future__ import annotations

import base64
import time
from typing import Any


class Receiver:
    """The function `receiver` of a service.

    Attributes:
        events: of each invocation.
        times: seconds since the begin, of each.
        fails: whether it raises: a truth value, or a callable of the bodies.
        seconds: that each invocation takes.
        most: how many ran at a time at most.
    """

    def __init__(self, service: Any) -> None:
        self.service = service
        self.events: list[dict[str, Any]] = []
        self.times: list[float] = []
        self.fails: Any = False
        self.seconds = 0.0
        self.running = self.most = 0
        self.function = service.create_function("receiver", handler=self.handler, timeout=900)

    def handler(self, event: Any, context: Any) -> Any:
        self.events.append(event)
        self.times.append(self.service.clock.monotonic())
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            time.sleep(self.seconds)
            if self.fails(bodies(event)) if callable(self.fails) else self.fails:
                raise RuntimeError("no stock")
        finally:
            self.running -= 1

    def receive(self, queue: Any, **settings: Any) -> Any:
        return self.function.create_event_source_mapping(queue, **settings)

    @property
    def batches(self) -> list[list[str]]:
        return [bodies(event) for event in self.events]


def messages(event: Any) -> list[dict[str, Any]]:
    if "messages" in event:
        return list(event["messages"])
    return [each for part in event["rmqMessagesByQueue"].values() for each in part]


def bodies(event: Any) -> list[str]:
    return [base64.b64decode(each["data"]).decode() for each in messages(event)]


def texts(found: Any) -> list[str]:
    return [message.text for message in found]
