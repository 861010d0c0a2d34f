"""Clocks: the computer's own, and the moment at which a test's events happen.

The real functions are kept in slotted objects: freezegun rewrites every module global that holds one of
them, and a measured duration must not stand still because a test froze the time.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
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


class EventClock:
    """When events happen: one moment per test of pytest, so that the same call gives the same event.

    A clock that a test has frozen, moved or made virtual is followed. Outside of a test time goes on.
    """

    __slots__ = ("_moment", "_test")

    #: seconds by which the shown time must be off to count as moved
    TOLERANCE = 1.0

    def __init__(self) -> None:
        self._test: str | None = None
        self._moment = 0.0

    def epoch(self) -> float:
        """Seconds since 1970, to the millisecond."""
        shown = time.time()
        # Not `get`, which costs three times as much where there is none.
        if "PYTEST_CURRENT_TEST" not in os.environ or abs(shown - _real_epoch()) >= self.TOLERANCE:
            return round(shown, 3)
        test = os.environ["PYTEST_CURRENT_TEST"].rpartition(" ")[0]  # without the phase
        if test != self._test:
            self._test, self._moment = test, round(shown, 3)
        return self._moment

    def moved_to(self) -> float | None:
        """Seconds since 1970 as a test shows them, if it does not show the computer's."""
        shown = time.time()
        return round(shown, 3) if abs(shown - _real_epoch()) >= self.TOLERANCE else None


def _real_epoch() -> float:
    """The computer's time, whatever a test tool shows."""
    machine = sys.modules.get("time_machine")
    if machine is not None and machine.escape_hatch.is_travelling():
        real: float = machine.escape_hatch.time.time()
        return real
    freezegun = sys.modules.get("freezegun.api")
    epoch: float = time.time() if freezegun is None else freezegun.real_time()
    return epoch


#: made of the real class, whatever a test freezes later
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def moment(epoch: float) -> datetime:
    """A moment as users see it: in UTC."""
    return _EPOCH + timedelta(seconds=epoch)


event_clock = EventClock()
