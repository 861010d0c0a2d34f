"""Locks that are waited for on virtual time: those that are made while it is in force.

`Condition`, and with it `Event`, `Semaphore`, `Barrier`, `Queue` and `Future`, waits on a lock that it makes at each
wait, whenever it was made itself.
"""

from __future__ import annotations

import _thread
import sys
import threading
from types import TracebackType
from typing import Any

from pytest_lambda.clock.waiting.asking import asking
from pytest_lambda.clock.waiting.readiness import Ready
from pytest_lambda.clock.wakeups import Wait

_START = threading.Thread.start.__code__


class _Kept:
    """The real things: what stands in a module would be exchanged there."""

    __slots__ = ()
    allocate = staticmethod(_thread.allocate_lock)
    kind = type(_thread.allocate_lock())


class _AnyLock(type):
    """`threading.Lock` is a class since Python 3.13: locks of before are its instances, too."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _Kept.kind)


class Lock(metaclass=_AnyLock):
    """What `threading.Lock()` gives on virtual time."""

    __slots__ = ("__weakref__", "_inner")

    def __init__(self) -> None:
        self._inner = _Kept.allocate()

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return _Kept.kind  # whoever asks whether it is a lock is to hear yes

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take it, at once or when it is released; a timeout is virtual."""
        inner = self._inner
        if not blocking or (timeout != -1 and not 0 <= timeout < threading.TIMEOUT_MAX):
            return inner.acquire(blocking, timeout)
        if inner.acquire(False):
            return True
        clock, in_main_thread = asking.clock()
        if clock is None or (timeout == -1 and not in_main_thread) or _thread_starts():
            return inner.acquire(True, timeout)
        if in_main_thread:
            clock.threads.settle()  # whether some thread has just given it back must not depend on its speed
        until = None if timeout == -1 else clock.moment_in(timeout)
        ready = Ready(lambda: inner.acquire(False))
        if in_main_thread:
            clock.wait(Wait("a lock", until, ready=ready))
        else:
            clock.threads.wait("a lock", until, ready)
        return ready.there

    def release(self) -> None:
        """Give it back."""
        self._inner.release()

    def locked(self) -> bool:
        """Whether it is taken."""
        return self._inner.locked()

    def _at_fork_reinit(self) -> None:
        self._inner = _Kept.allocate()

    acquire_lock = acquire
    release_lock = release
    locked_lock = locked

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._inner.release()

    def __repr__(self) -> str:
        return repr(self._inner)


def _thread_starts() -> bool:
    """Whether a thread is being started, which its starter waits for: that is no wait on anybody's clock."""
    frame: Any = sys._getframe(2)
    for _ in range(4):
        if frame is None:
            return False
        if frame.f_code is _START:
            return True
        frame = frame.f_back
    return False
