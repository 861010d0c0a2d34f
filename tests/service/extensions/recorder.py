"""An extension that notes what it is told, and when."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from pytest_lambda import LambdaService


class Recorder:
    """Sleeps for a time after each event.

    Args:
        service: whose time it notes.
        sleeps: seconds of virtual time, by event type.
        fails: exceptions, by event type.
    """

    def __init__(
        self,
        service: LambdaService,
        *,
        sleeps: Mapping[str, float] | None = None,
        fails: Mapping[str, BaseException] | None = None,
    ) -> None:
        self._start = service.epoch()
        self._service = service
        self._sleeps = dict(sleeps or {})
        self._fails = dict(fails or {})
        self.events: list[dict[str, Any]] = []
        self.times: list[tuple[str, float]] = []

    def __call__(self, event: dict[str, Any]) -> None:
        kind = event["eventType"]
        self.events.append(event)
        self._note(kind)
        if kind in self._sleeps:
            time.sleep(self._sleeps[kind])
        if kind in self._fails:
            raise self._fails[kind]
        if kind in self._sleeps:
            self._note(f"{kind} done")

    @property
    def reasons(self) -> list[str]:
        return [event["shutdownReason"] for event in self.events if event["eventType"] == "SHUTDOWN"]

    @property
    def kinds(self) -> list[str]:
        return [event["eventType"] for event in self.events]

    def _note(self, what: str) -> None:
        self.times.append((what, round(self._service.epoch() - self._start, 6)))
