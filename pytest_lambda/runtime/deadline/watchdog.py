"""Cuts a handler where no signal can: a thread raises an exception in the handler's thread, until that is gone."""

from __future__ import annotations

import _thread
import ctypes
import os
import sys
from typing import Protocol

from pytest_lambda.runtime.deadline.debugger import debugger_attached, in_debugger
from pytest_lambda.runtime.deadline.stacks import frames_of
from pytest_lambda.runtime.deadline.timebase import now

_AGAIN = 0.005
_LONGEST_WAIT = 3600.0


class HandlerCut(BaseException):
    """The handler's time is up. Only `WATCHDOG` raises it; let it pass."""


class Watched(Protocol):
    """A deadline, as the watchdog sees it."""

    #: when to look at it next
    wake_at: float

    def switch_off(self) -> None:
        """A debugger is in use: never expire."""
        ...


class Watchdog:
    """Watches one deadline of the thread that makes it, from `start` to `stop`.

    Attributes:
        exception: what is raised there, a class of its own for each watchdog: handlers may be nested.
        fired: whether it was raised.
    """

    __slots__ = ("_deadline", "_guard", "_over", "_pid", "_started", "_thread", "_wake", "exception", "fired")

    def __init__(self, deadline: Watched) -> None:
        self.exception: type[HandlerCut] = type("HandlerCut", (HandlerCut,), {"__module__": __name__})
        self.fired = False
        self._deadline = deadline
        self._thread = _thread.get_ident()
        self._pid = os.getpid()
        self._over = False
        self._guard = _thread.allocate_lock()
        self._wake = _taken_lock()
        self._started = _taken_lock()

    def start(self) -> None:
        """Begin to watch.

        Until it runs, a new thread of CPython before 3.12 bears the identifier of the one that starts it, and may get
        an exception that was meant for that one. So this waits for it.
        """
        _thread.start_new_thread(self._watch, ())
        self._started.acquire()

    def look_again(self) -> None:
        """The deadline has been moved."""
        if self._wake.locked():
            self._wake.release()

    def stop(self) -> None:
        """Raise nothing any more, also not what was to be raised next."""
        if self._pid != os.getpid():  # a forked child: the watching thread is the parent's
            return
        with self._guard:
            self._over = True
        self.look_again()
        if self.fired:
            self._swallow()

    def _swallow(self) -> None:
        """Let what may still be pending come now.

        Taking it back (an exception of NULL) would leave the interpreter's flag set that one is pending, until the
        next one comes: with it, CPython 3.11 spins for ever at the first function that is traced.
        """
        try:
            _raise_in(self._thread, self.exception)
            while True:
                pass
        except self.exception:
            pass

    def _watch(self) -> None:
        self._started.release()
        while not self._over:
            left = self._deadline.wake_at - now()
            if left <= 0:
                self._bite()
                left = _AGAIN
            self._wake.acquire(True, min(left, _LONGEST_WAIT))

    def _bite(self) -> None:
        frame = sys._current_frames().get(self._thread)
        if debugger_attached() or in_debugger(frames_of(frame)):
            self._deadline.switch_off()
            return
        with self._guard:
            if not self._over:
                self.fired = True
                _raise_in(self._thread, self.exception)


def _taken_lock() -> _thread.LockType:
    lock = _thread.allocate_lock()
    lock.acquire()
    return lock


def _raise_in(thread: int, exception: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(exception))
