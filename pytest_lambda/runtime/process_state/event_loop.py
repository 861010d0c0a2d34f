"""asyncio: the environment is not inside the loop that an `async def` test runs on (R145)."""

from __future__ import annotations

import sys
from typing import Any


class EventLoop:
    """The running loop and task, the loop policy and the hooks of asynchronous generators."""

    __slots__ = (
        "_asyncgen", "_events", "_loop", "_own_asyncgen", "_own_loop", "_own_policy", "_own_task", "_policy", "_task",
    )  # fmt: skip

    def __init__(self) -> None:
        self._events: Any = None
        self._loop: Any = None
        self._task: Any = None
        self._policy: Any = None
        self._own_policy: Any = None
        self._own_loop: Any = None
        self._own_task: Any = None
        self._asyncgen: Any = (None, None)
        self._own_asyncgen: Any = (None, None)

    def swap_in(self) -> None:
        """Thaw."""
        self._asyncgen = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(*self._own_asyncgen)
        self._events = sys.modules.get("asyncio.events")
        if self._events is None:
            return
        self._loop = self._events._get_running_loop()
        if self._loop is not None:
            self._task = _swap_task(self._loop, None)
            self._events._set_running_loop(None)
        self._policy = self._events._event_loop_policy
        self._events._event_loop_policy = self._own_policy
        if self._own_loop is not None:  # it waits in the middle of an invocation
            self._events._set_running_loop(self._own_loop)
            _swap_task(self._own_loop, self._own_task)
            self._own_loop = self._own_task = None

    def swap_out(self) -> None:
        """Freeze."""
        self._own_asyncgen = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(*self._asyncgen)
        events: Any = sys.modules.get("asyncio.events")
        if events is None:
            return
        self._own_policy = events._event_loop_policy
        events._event_loop_policy = self._policy
        running = events._get_running_loop()
        if running is not self._loop:
            if running is not None:
                self._own_loop, self._own_task = running, _swap_task(running, None)
            events._set_running_loop(self._loop)
        if self._loop is not None:
            _swap_task(self._loop, self._task)
            self._loop = self._task = None


def _swap_task(loop: Any, task: Any) -> Any:
    """Make `task` the loop's current one and return the one before."""
    tasks: Any = sys.modules["asyncio.tasks"]
    if task is None and tasks.current_task(loop) is None:  # 3.12 would look for one
        return None
    swap = getattr(tasks, "_swap_current_task", None)  # 3.12+
    if swap is not None:
        return swap(loop, task)
    current = tasks._current_tasks.pop(loop, None)
    if task is not None:
        tasks._current_tasks[loop] = task
    return current
