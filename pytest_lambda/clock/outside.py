"""What runs beside virtual time: threads that tests and environments have started."""

from __future__ import annotations

import threading
from typing import Any

from pytest_lambda.clock.wakeups import Wakeup

_active: Any = threading._active  # type: ignore[attr-defined]


class Threads:
    """Lets time stand still while a thread runs that was started in virtual time."""

    __slots__ = ("_before",)

    def __init__(self) -> None:
        self._before: frozenset[int] = frozenset()

    def begin(self) -> None:
        """Threads that run already are none of our business."""
        self._before = frozenset(_active)

    def end(self) -> None:
        """Virtual time is over."""

    def settle(self) -> None:
        """Return when every thread of virtual time waits."""

    def stalled(self, waiting: list[Wakeup]) -> None:
        """Nothing is due, and somebody waits for the outside."""
