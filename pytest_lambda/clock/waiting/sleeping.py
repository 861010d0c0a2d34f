"""`time.sleep`, on virtual time where it is in force and on real time everywhere else.

The function stays what it is when virtual time is over: whoever has kept it sleeps in real time from then on.
"""

from __future__ import annotations

import operator
from typing import Any

from pytest_lambda.clock.shown.tools import real_sleep
from pytest_lambda.clock.waiting.asking import asking
from pytest_lambda.clock.wakeups import Wait

#: seconds; the real function takes no more than what fits into 64 bits as nanoseconds
_LONGEST = 9_223_372_036


def sleep(seconds: Any, /) -> None:
    """Delay execution for a given number of seconds, which may be a float."""
    clock, in_main_thread = asking.clock()
    length = _checked(seconds) if clock is not None else None
    if clock is None or length is None:
        real_sleep.function(seconds)
    elif in_main_thread:
        clock.wait(Wait("time.sleep()", clock.moment_in(length)))
    else:
        clock.threads.wait("time.sleep()", clock.moment_in(length))


sleep.__module__ = "time"


def _checked(seconds: Any) -> float | None:
    """How long; None for what the real function refuses."""
    if not isinstance(seconds, float):
        try:
            seconds = operator.index(seconds)
        except TypeError:
            return None
    return seconds if 0 <= seconds <= _LONGEST else None
