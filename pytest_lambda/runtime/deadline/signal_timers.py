"""Makes the timer of a kind.

The timers are imported before any function runs: what they keep of `signal` must be the process's own, not what stands
there for an environment.
"""

from __future__ import annotations

from pytest_lambda.runtime.deadline.interval_timer import IntervalTimer
from pytest_lambda.runtime.deadline.posix_timer import PosixTimer, Unavailable
from pytest_lambda.runtime.deadline.timers import OnExpiry, SignalTimer, TimerKind


def signal_timer(kind: TimerKind, on_expiry: OnExpiry) -> SignalTimer:
    """Make the timer of a kind; `POSIX` falls back to `INTERVAL` where the C library lacks it."""
    if kind is TimerKind.POSIX:
        try:
            return PosixTimer(on_expiry)
        except Unavailable:
            pass
    return IntervalTimer(on_expiry)
