"""The process's interval timer, shared politely, where there are no POSIX timers (macOS)."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

from pytest_lambda.runtime.deadline.timebase import now
from pytest_lambda.runtime.deadline.timers import REPEATED_AFTER, OnExpiry

# Kept from here on: while a handler runs, the names in `signal` are its environment's.
_getsignal: Callable[[int], Any] = signal.getsignal
_signal: Callable[[int, Any], Any] = signal.signal
_setitimer: Callable[..., tuple[float, float]] = getattr(signal, "setitimer", tuple)
_SOON = 1e-6


class IntervalTimer:
    """Borrows `SIGALRM` and `ITIMER_REAL` from their user, pytest-timeout say.

    The user's alarm, if it is due first, goes to the user's handler. `rest` gives both back, with what is left of
    the user's time.

    Args:
        on_expiry: called with the signal's number and the interrupted frame.
    """

    __slots__ = ("_borrowed", "_due", "_on_alarm", "_on_expiry", "_users_due", "_users_handler", "_users_interval")
    may_linger = False

    def __init__(self, on_expiry: OnExpiry) -> None:
        self._on_expiry = on_expiry
        self._on_alarm: OnExpiry = self._alarm  # one object: `signal` is asked whether it is still there
        self._borrowed = False
        self._due: float | None = None
        self._users_handler: Any = None
        self._users_due: float | None = None
        self._users_interval = 0.0

    def set(self, seconds: float) -> None:
        """Expire so many seconds from now, and go on until it is set again or rests."""
        if not self._borrowed:
            self._borrow()
        self._due = now() + seconds
        self._program()

    def rest(self) -> None:
        """Give the timer and the signal back."""
        self._due = None
        if not self._borrowed:
            return
        self._borrowed = False
        if _getsignal(signal.SIGALRM) is not self._on_alarm:
            return  # the handler took both for itself; whoever swaps its state puts the user's back
        left = max(self._users_due - now(), _SOON) if self._users_due is not None else 0.0
        _setitimer(signal.ITIMER_REAL, 0.0)
        if self._users_handler is not None:  # None: C code's, which Python cannot put back
            _signal(signal.SIGALRM, self._users_handler)
        _setitimer(signal.ITIMER_REAL, left, self._users_interval)

    def forget(self) -> None:
        """A forked child inherits the signal handler, but no running timer."""
        self._users_due = None
        self.rest()

    def _borrow(self) -> None:
        left, self._users_interval = _setitimer(signal.ITIMER_REAL, 0.0)
        self._users_due = now() + left if left else None
        self._users_handler = _signal(signal.SIGALRM, self._on_alarm)
        self._borrowed = True

    def _program(self) -> None:
        due = [each for each in (self._due, self._users_due) if each is not None]
        if due:
            _setitimer(signal.ITIMER_REAL, max(min(due) - now(), _SOON), REPEATED_AFTER)
        else:
            _setitimer(signal.ITIMER_REAL, 0.0)

    def _alarm(self, number: int, frame: FrameType | None) -> None:
        moment = now()
        if self._users_due is not None and self._users_due <= moment:
            self._users_due = moment + self._users_interval if self._users_interval else None
            self._program()  # ours comes at once, if it is due too: the user's handler may raise
            self._forward(number, frame)
            return
        ours = self._due is not None and self._due <= moment
        if ours:
            self._due = None
        self._program()
        if ours:
            self._on_expiry(number, frame)

    def _forward(self, number: int, frame: FrameType | None) -> None:
        if callable(self._users_handler):
            self._users_handler(number, frame)
        elif self._users_handler == signal.SIG_DFL:  # it ends the process
            _signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
