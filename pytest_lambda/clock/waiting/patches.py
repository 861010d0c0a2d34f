"""The one place that leads waits to virtual time, and that puts everything back."""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pytest_lambda.clock.shown.places import exchange
from pytest_lambda.clock.shown.tools import real_sleep
from pytest_lambda.clock.waiting import selecting
from pytest_lambda.clock.waiting.asking import asking
from pytest_lambda.clock.waiting.joining import join
from pytest_lambda.clock.waiting.locks import Lock
from pytest_lambda.clock.waiting.sleeping import sleep

if TYPE_CHECKING:
    from pytest_lambda.clock.virtual import VirtualClock

_undo: list[tuple[Any, str, object, object]] = []


class _Kept:
    """Real functions: what stands in a module would be exchanged there."""

    __slots__ = ()
    monotonic: Any = staticmethod(getattr(sys.modules.get("freezegun.api"), "real_monotonic", time.monotonic))


def apply(clock: VirtualClock) -> None:
    """Virtual time begins."""
    asking.running = clock
    if time.sleep in (real_sleep.function, sleep):  # else a test has put something of its own there
        exchange({real_sleep.function: sleep})
        time.sleep = sleep
    for owner, name, value in _table(clock):
        before = getattr(owner, name, None)
        if before is not None:
            _undo.append((owner, name, value, before))
            setattr(owner, name, value)


def undo(clock: VirtualClock) -> None:
    """It is over."""
    asking.running = None
    while _undo:
        owner, name, value, before = _undo.pop()
        if vars(owner).get(name) is value:
            setattr(owner, name, before)
    if time.sleep is sleep:
        time.sleep = real_sleep.function
    exchange({sleep: real_sleep.function})


def _table(clock: VirtualClock) -> Iterator[tuple[Any, str, object]]:
    yield threading, "Lock", Lock
    yield threading, "_allocate_lock", Lock  # what Condition waits on
    yield threading, "_CRLock", None  # RLocks in Python wait on such a lock, too
    yield threading, "_time", _monotonic
    yield queue, "time", _monotonic
    yield threading.Thread, "join", join
    for name in ("_start_new_thread", "_start_joinable_thread"):  # before Python 3.13, and since
        if hasattr(threading, name):
            yield threading, name, clock.threads.noting(getattr(threading, name))
    for kind in selecting.kinds():
        yield kind, "select", selecting.virtual(vars(kind)["select"])


def _monotonic() -> float:
    """For modules that freezegun leaves alone, and that threads of real time use as well."""
    clock, _ = asking.clock()
    return _Kept.monotonic() if clock is None else clock.monotonic()
