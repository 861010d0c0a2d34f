"""A POSIX timer with a real-time signal of its own.

`SIGALRM` and `ITIMER_REAL` stay free: they belong to the handler (R142) and to pytest-timeout.
"""

from __future__ import annotations

import ctypes
import signal
import threading
from collections.abc import Callable
from typing import Any

from pytest_lambda.runtime.deadline.timers import REPEATED_AFTER, OnExpiry

_CLOCK_MONOTONIC = 1
_SIGEV_THREAD_ID = 4
_getsignal: Callable[[int], Any] = signal.getsignal
_signal: Callable[[int, Any], Any] = signal.signal


class Unavailable(Exception):
    """The C library has no such timers, or no real-time signal is free."""


class _Value(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("pointer", ctypes.c_void_p))


class _Event(ctypes.Structure):
    _fields_ = (
        ("value", _Value),
        ("signal_number", ctypes.c_int),
        ("notify", ctypes.c_int),
        ("thread", ctypes.c_int),
        ("padding", ctypes.c_char * 48),
    )


class _Time(ctypes.Structure):
    _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))


class _Setting(ctypes.Structure):
    _fields_ = (("interval", _Time), ("value", _Time))


class PosixTimer:
    """Interrupts the main thread, and no other.

    Args:
        on_expiry: called with the signal's number and the interrupted frame.
    """

    __slots__ = ("_id", "_library", "_on_expiry", "_setting", "signal_number")
    may_linger = True

    def __init__(self, on_expiry: OnExpiry) -> None:
        self._library = _library()
        self._on_expiry = on_expiry
        self._setting = _Setting(interval=_Time(0, int(REPEATED_AFTER * 1e9)))
        self.signal_number = _free_signal(on_expiry)
        # Python keeps this handler for good: the signal's default action would end the process.
        _signal(self.signal_number, on_expiry)
        self._id = self._create()

    def set(self, seconds: float) -> None:
        """Expire so many seconds from now, and go on until it is set again or rests."""
        if _getsignal(self.signal_number) is not self._on_expiry:
            _signal(self.signal_number, self._on_expiry)
        whole = int(seconds)
        value = self._setting.value
        value.seconds, value.nanoseconds = whole, max(int((seconds - whole) * 1e9), 1)
        self._library.timer_settime(self._id, 0, ctypes.byref(self._setting), None)

    def rest(self) -> None:
        """Do not expire."""
        self._library.timer_settime(self._id, 0, ctypes.byref(_Setting()), None)

    def forget(self) -> None:
        """Timers are not inherited by a forked child; nothing is to be undone."""

    def _create(self) -> ctypes.c_void_p:
        event = _Event()
        event.signal_number, event.notify = self.signal_number, _SIGEV_THREAD_ID
        # Not what `threading` has kept: in a forked child that is still the parent's (before 3.13).
        event.thread = threading.get_native_id()
        identifier = ctypes.c_void_p()
        if self._library.timer_create(_CLOCK_MONOTONIC, ctypes.byref(event), ctypes.byref(identifier)):
            raise Unavailable("timer_create failed")
        return identifier


def _library() -> Any:
    # Not CDLL: letting go of the interpreter's lock costs more than the call. librt is for glibc before 2.34.
    for name in (None, "librt.so.1"):
        try:
            library = ctypes.PyDLL(name)
            library.timer_create, library.timer_settime  # noqa: B018
        except (OSError, AttributeError):
            continue
        return library
    raise Unavailable("no timer_create")


def _free_signal(on_expiry: OnExpiry) -> int:
    """A real-time signal that nobody handles or blocks; the highest ones, since Python runs handlers in order."""
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    for number in range(signal.SIGRTMAX - 2, signal.SIGRTMIN, -1):
        if _getsignal(number) in (signal.SIG_DFL, on_expiry) and number not in blocked:
            return number
    raise Unavailable("no free real-time signal")
