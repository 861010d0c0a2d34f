"""`select` of the selectors that asyncio's event loops wait with."""

from __future__ import annotations

import selectors
import sys
import weakref
from collections.abc import Callable, Iterator
from typing import Any

from pytest_lambda.clock.waiting.asking import asking
from pytest_lambda.clock.waiting.readiness import Ready
from pytest_lambda.clock.wakeups import Wait

#: real seconds that sockets get before time moves on: when something has changed since the last wait, and else
PATIENCE = (0.1, 0.005)

Select = Callable[..., Any]


def kinds() -> Iterator[Any]:
    """Classes of selectors that have a `select` of their own."""
    for name in ("SelectSelector", "_PollLikeSelector", "EpollSelector", "KqueueSelector"):
        kind = getattr(selectors, name, None)
        if kind is not None and "select" in vars(kind):
            yield kind


def virtual(real: Select) -> Select:
    """The method in place of a real one: only event loops wait on virtual time, not those who wait for a process."""

    def select(self: Any, timeout: float | None = None) -> Any:
        if sys._getframe(1).f_globals.get("__name__") != "asyncio.base_events":
            return real(self, timeout)
        clock, in_main_thread = asking.clock()
        if clock is None:
            return real(self, timeout)
        if timeout is not None and timeout <= 0:
            return real(self, timeout)
        if in_main_thread:
            clock.threads.settle()  # what threads have to say must not depend on their speed
        events = real(self, 0) or sockets.look(self, real)
        if events or (timeout is None and not in_main_thread):
            return events or real(self, None)
        # A microsecond past the timer: `end_time` of the loop, a nanosecond ahead, is lost in the float.
        until = None if timeout is None else clock.moment_in(timeout) + 1
        ready = Ready(lambda: bool(real(self, 0)))
        if in_main_thread:
            clock.wait(Wait("asyncio", until, ready=ready))
        else:
            clock.threads.wait("asyncio", until, ready)
        return real(self, 0)

    return select


class Sockets:
    """Gives what comes from outside a little real time, for a peer to answer."""

    __slots__ = ("_quiet",)

    def __init__(self) -> None:
        self._quiet: weakref.WeakKeyDictionary[Any, frozenset[tuple[int, int]]] = weakref.WeakKeyDictionary()

    def look(self, selector: Any, real: Select) -> Any:
        """What happens at the loop's sockets; each loop has one of its own, to be woken by."""
        keys = selector.get_map()
        if keys is None or len(keys) <= 1:
            return []
        registered = frozenset((key.fd, key.events) for key in keys.values())
        events = real(selector, PATIENCE[self._quiet.get(selector) == registered])
        if events:
            self._quiet.pop(selector, None)
        else:
            self._quiet[selector] = registered
        return events


sockets = Sockets()
