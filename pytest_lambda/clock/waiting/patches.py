"""The one place that leads waits to virtual time, and that puts everything back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from pytest_lambda.clock.wakeups import Wait

if TYPE_CHECKING:
    from pytest_lambda.clock.virtual import VirtualClock

_real_sleep = time.sleep


def apply(clock: VirtualClock) -> None:
    """Virtual time begins."""

    def sleep(seconds: Any, /) -> None:
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        clock.wait(Wait("time.sleep()", clock.moment_in(seconds)))

    time.sleep = sleep


def undo(clock: VirtualClock) -> None:
    """It is over."""
    time.sleep = _real_sleep
