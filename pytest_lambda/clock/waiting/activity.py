"""Whether a thread runs, as the kernel knows it; elsewhere, whether its stack has changed."""

from __future__ import annotations

import os
import sys
import threading
from typing import Any, NamedTuple

_TASKS = "/proc/self/task"


class Look(NamedTuple):
    """One look at a thread; two that are equal, with time in between in which it could have run, mean that it waits.

    Args:
        mark: changes whenever it runs.
        runs: whether it runs right now.
        outside: whether it waits for something else than a lock: a socket, a pipe, a process.
    """

    mark: tuple[object, ...]
    runs: bool
    outside: bool


def look(thread: threading.Thread) -> Look:
    """Look at a thread."""
    return _frames(thread) if _read(thread, "schedstat") == "" else _kernel(thread)


def looks_needed() -> int:
    """How many equal looks it takes."""
    return 1 if os.path.isdir(_TASKS) else 10


def shortest_pause() -> float:
    """Real seconds between two looks, at least: a stack that has not changed says little after a short time."""
    return 0.0 if os.path.isdir(_TASKS) else 0.002


def _kernel(thread: threading.Thread) -> Look:
    state = _read(thread, "stat").rpartition(")")[2].split()[:1]
    # Nanoseconds on a processor. A thread that waits for the interpreter's lock gets it while the looker sleeps.
    ran = _read(thread, "schedstat").split()[:1]
    where = _read(thread, "wchan")
    return Look((*state, *ran), state != ["S"], where not in ("", "0") and not where.startswith(("futex", "sem")))


def _frames(thread: threading.Thread) -> Look:
    frame: Any = sys._current_frames().get(thread.ident or 0)
    return Look((id(frame), getattr(frame, "f_lasti", 0)), False, False)


def _read(thread: threading.Thread, name: str) -> str:
    try:
        descriptor = os.open(f"{_TASKS}/{thread.native_id}/{name}", os.O_RDONLY)
    except OSError:
        return ""
    try:
        return os.read(descriptor, 4096).decode("ascii", "replace")
    except OSError:
        return ""
    finally:
        os.close(descriptor)
