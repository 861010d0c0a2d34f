"""The clock that deadlines are counted on: the one the kernel's timers run on, out of reach of frozen time."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial


def _kernel_clock() -> Callable[[], float]:
    # freezegun and time-machine leave CLOCK_MONOTONIC alone, also when time stands still while this is imported.
    if hasattr(time, "clock_gettime"):
        return partial(time.clock_gettime, time.CLOCK_MONOTONIC)
    return partial(time.monotonic)


#: seconds since some moment
now: Callable[[], float] = _kernel_clock()
