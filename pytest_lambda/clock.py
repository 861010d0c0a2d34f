"""Clocks. Real time is the only one of them so far.

The real functions are kept in a slotted object: freezegun rewrites every module global that holds one of
them, and a measured duration must not stand still because a test froze the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """What the runtime asks of a clock."""

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back."""
        ...

    def epoch(self) -> float:
        """Seconds since 1970 as the function sees them: a test's frozen time is followed (R171)."""
        ...


class RealClock:
    """The computer's own clocks."""

    __slots__ = ("monotonic",)

    monotonic: Callable[[], float]

    def __init__(self) -> None:
        object.__setattr__(self, "monotonic", time.perf_counter)

    def epoch(self) -> float:
        """Seconds since 1970, by `time.time` as it is patched at this moment."""
        return time.time()
