"""Tells the interpreter's exit of worker threads that a dead `submit` started but had not yet put on the list.

Otherwise such a thread waits for work for ever, and the exit for the thread.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from threading import Thread
from types import FrameType
from typing import Any

#: seconds
_START_AT_MOST = 1.0


def register_workers(dead: Iterable[FrameType]) -> list[str]:
    """Put forgotten worker threads on the list.

    Returns:
        what was mended, for people.
    """
    module: Any = sys.modules.get("concurrent.futures.thread")
    if module is None:
        return []
    start = module.ThreadPoolExecutor._adjust_thread_count.__code__
    mended = []
    for frame in dead:
        if frame.f_code is start and _register(module, frame.f_locals.get("t"), frame.f_locals["self"]):
            mended.append("a worker thread of an executor")
    return mended


def _register(module: Any, thread: Any, executor: Any) -> bool:
    if not isinstance(thread, Thread) or thread in module._threads_queues:
        return False
    # The system may have been told to start it and not have done so yet.
    if not thread._started.wait(_START_AT_MOST):  # type: ignore[attr-defined]
        return False
    executor._threads.add(thread)
    module._threads_queues[thread] = executor._work_queue
    return True
