"""`Thread.join` for threads of virtual time."""

from __future__ import annotations

import threading
from typing import Any

from pytest_lambda.clock.waiting.asking import asking
from pytest_lambda.clock.waiting.readiness import Ready
from pytest_lambda.clock.wakeups import Wait


class _Kept:
    __slots__ = ()
    join: Any = staticmethod(threading.Thread.join)


def join(self: threading.Thread, timeout: float | None = None) -> None:
    """Wait until the thread terminates, or the timeout, which is virtual, is over."""
    clock, in_main_thread = asking.clock()
    waits = clock is not None and clock.threads.is_ours(self.ident) and self is not threading.current_thread()
    if clock is None or not waits or not self.is_alive() or (timeout is not None and timeout <= 0):
        _Kept.join(self, timeout)
        return
    if timeout is None and not in_main_thread:
        _Kept.join(self)
        return
    if in_main_thread:
        clock.threads.settle()
    what = f"the end of thread {self.name}"
    until = None if timeout is None else clock.moment_in(timeout)
    ready = Ready(lambda: not self.is_alive())
    if in_main_thread:
        clock.wait(Wait(what, until, ready=ready))
    else:
        clock.threads.wait(what, until, ready)
    if not self.is_alive():
        _Kept.join(self)
