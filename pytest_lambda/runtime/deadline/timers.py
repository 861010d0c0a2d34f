"""Which timer cuts a handler here."""

from __future__ import annotations

import enum
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

OnExpiry = Callable[[int, FrameType | None], None]


class TimerKind(enum.Enum):
    """Ways to cut, best first.

    `POSIX` (Linux) and `INTERVAL` (other systems with `setitimer`) interrupt the main thread by a signal and cut
    whatever it does, short of a call into C that neither returns nor looks for signals. `INTERVAL` shares `SIGALRM`
    with its other users: a handler that sets an alarm of its own loses its deadline.

    `WATCHDOG` (Windows, and outside the main thread) is an approximation: a thread raises an exception in the
    handler, again and again until it is gone. The handler's `finally` and `except BaseException` blocks run, and a
    call that sleeps or waits is not interrupted: the cut comes when it returns.
    """

    POSIX = "posix"
    INTERVAL = "interval"
    WATCHDOG = "watchdog"


#: seconds after which an expiry is repeated until Python has dealt with it: a signal that comes just before the main
#: thread begins to wait in C does not end that wait
REPEATED_AFTER = 0.010


class SignalTimer(Protocol):
    """A timer that sends this process a signal."""

    #: whether it may stay set when nothing waits for it, without being in anybody's way
    may_linger: bool

    def set(self, seconds: float) -> None:
        """Expire so many seconds from now, and go on until it is set again or rests."""
        ...

    def rest(self) -> None:
        """Do not expire; what was changed in the process is as before."""
        ...

    def forget(self) -> None:
        """This is a forked child: the timer has stayed with the parent."""
        ...


_forced: TimerKind | None = None


def choose_timer() -> TimerKind:
    """The best way to cut that works in this system and this thread."""
    if threading.get_ident() != threading.main_thread().ident:
        return TimerKind.WATCHDOG
    if _forced is not None:
        return _forced
    if sys.platform == "linux":
        return TimerKind.POSIX
    return TimerKind.INTERVAL if hasattr(signal, "setitimer") else TimerKind.WATCHDOG


@contextmanager
def forced(kind: TimerKind) -> Iterator[None]:
    """Use a given kind in the main thread; for tests of this package."""
    global _forced
    before, _forced = _forced, kind
    try:
        yield
    finally:
        _forced = before
