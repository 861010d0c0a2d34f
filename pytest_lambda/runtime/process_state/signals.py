"""Signal handlers, the wakeup file descriptor and the alarm clock (R142)."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

# The C functions: those of `signal` turn every number into an enum, ten times slower.
_c_signal: Any = import_module("_signal")
_getsignal: Callable[[int], Any] = _c_signal.getsignal
_signal: Callable[[int, Any], Any] = _c_signal.signal
_monotonic: Callable[[], float] = time.monotonic
_CATCHABLE = tuple(
    sorted(
        int(number)
        for number in signal.valid_signals()
        if number < 32 and number not in (getattr(signal, "SIGKILL", 0), getattr(signal, "SIGSTOP", 0))
    )
)
_HAS_TIMER = hasattr(signal, "setitimer")
#: seconds within which a running timer counts as untouched
_TOLERANCE = 0.25


class Signals:
    """The function's signal handlers; those it leaves alone stay the host's, a test's timeout among them."""

    __slots__ = ("_host", "_host_fd", "_host_timer", "_main", "_own", "_own_fd", "_own_timer", "_since")

    def __init__(self) -> None:
        self._own: dict[int, Any] = {}
        self._host: tuple[Any, ...] = ()
        self._own_fd = -1
        self._host_fd = -1
        self._own_timer = (0.0, 0.0)
        self._host_timer = (0.0, 0.0)
        self._since = 0.0
        self._main = False

    def own(self, number: int) -> Any:
        """While it is frozen: the function's handler of a signal, or None if it has set none."""
        return self._own.get(number)

    def swap_in(self) -> None:
        """Thaw. Python allows signal handlers in the main thread only."""
        self._main = threading.current_thread() is threading.main_thread()
        if not self._main:
            return
        self._host = tuple(map(_getsignal, _CATCHABLE))
        self._host_fd = signal.set_wakeup_fd(self._own_fd, warn_on_full_buffer=False)
        for number, handler in self._own.items():
            _signal(number, handler)
        if _HAS_TIMER:
            self._host_timer = signal.getitimer(signal.ITIMER_REAL)
            self._since = _monotonic() if self._host_timer[0] else 0.0
            if self._own_timer[0]:
                signal.setitimer(signal.ITIMER_REAL, *self._own_timer)

    def swap_out(self) -> None:
        """Freeze."""
        if not self._main:
            return
        if _HAS_TIMER:
            self._stop_timer()
        now = tuple(map(_getsignal, _CATCHABLE))
        if now != self._host:
            self._restore(now)
        self._own_fd = signal.set_wakeup_fd(self._host_fd, warn_on_full_buffer=False)

    def _restore(self, now: tuple[Any, ...]) -> None:
        self._own = {}
        for number, host, own in zip(_CATCHABLE, self._host, now, strict=True):
            if own is not host:
                self._own[number] = own
                if host is not None:  # None: set by C code, which Python cannot put back
                    _signal(number, host)

    def _stop_timer(self) -> None:
        now = signal.getitimer(signal.ITIMER_REAL)
        if not now[0] and not self._host_timer[0]:
            self._own_timer = (0.0, 0.0)
            return
        left = max(self._host_timer[0] - (_monotonic() - self._since), 0.001) if self._host_timer[0] else 0.0
        if self._host_timer[0] and abs(now[0] - left) < _TOLERANCE:
            self._own_timer = (0.0, 0.0)
            return
        self._own_timer = now
        signal.setitimer(signal.ITIMER_REAL, left, self._host_timer[1])
