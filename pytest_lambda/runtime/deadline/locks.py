"""Gives back the locks that a dead stack holds.

A lock is released, not replaced: threads that already wait for it go on, and what others hold stays theirs. An RLock
belongs to the thread that took it, and the dead handler ran in the one that runs this.
"""

from __future__ import annotations

import _thread
import logging
import threading
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

from pytest_lambda.runtime.deadline.guards import Guard, guards, resource

_LOCK = type(_thread.allocate_lock())
_RLOCKS: tuple[Any, ...] = (type(threading.RLock()), threading._RLock)
_GIVES_BACK = frozenset({"__exit__", "release"})


def give_back_locks(frames: Sequence[FrameType]) -> list[str]:
    """Release what the blocks of dead frames would have released, the innermost first.

    Returns:
        what was released, for people.
    """
    waited = _waited_on(frames)
    released = []
    for frame in frames:
        for guard in guards(frame.f_code, frame.f_lasti):
            if _give_back(frame, guard, waited):
                released.append(f"{'.'.join((*guard.path, guard.call))} in {frame.f_code.co_name}")
    return released


def _give_back(frame: FrameType, guard: Guard, waited: set[int]) -> bool:
    if guard.call == "_releaseLock" and frame.f_globals is vars(logging):  # before Python 3.13
        return _release(logging._lock, waited)  # type: ignore[attr-defined]
    if guard.call not in _GIVES_BACK:
        return False
    return _release(resource(frame, guard), waited)


def _release(thing: Any, waited: set[int]) -> bool:
    if isinstance(thing, logging.Handler):
        thing = thing.lock
    if isinstance(thing, threading.Condition):
        thing = thing._lock  # type: ignore[attr-defined]
    if isinstance(thing, _RLOCKS):
        return _release_if(thing._is_owned, thing)
    if isinstance(thing, _LOCK):
        return id(thing) not in waited and _release_if(thing.locked, thing)
    if isinstance(thing, threading.Semaphore):
        return _release_if(lambda: not thing._cond._lock.locked(), thing)  # type: ignore[attr-defined]
    return _release_python_warnings(thing)


def _release_if(held: Callable[[], bool], lock: Any) -> bool:
    if not held():
        return False
    lock.release()
    return True


def _release_python_warnings(thing: Any) -> bool:
    """The lock of `warnings`, since Python 3.14; it belongs to C code."""
    if type(thing).__module__ != "_py_warnings" or not hasattr(thing, "__exit__"):
        return False
    thing.__exit__()
    return True


def _waited_on(frames: Sequence[FrameType]) -> set[int]:
    """Locks that a dead `Condition.wait` has given back already while it waited."""
    wait = threading.Condition.wait.__code__
    return {
        id(frame.f_locals["self"]._lock)
        for frame in frames
        if frame.f_code is wait and "saved_state" in frame.f_locals
    }


def release_all(lock: Any) -> bool:
    """Release an RLock as often as this thread has taken it.

    Returns:
        whether it was held.
    """
    if not isinstance(lock, _RLOCKS) or not lock._is_owned():
        return False
    lock._release_save()
    return True
