"""Mends the import system after a cut inside an import: other threads must be able to import the same modules.

`importlib._bootstrap` keeps a lock for each module, one for the whole table of them, and a note of which thread
waits for which lock. A half-executed module must not be taken for a whole one.
"""

from __future__ import annotations

import _imp  # type: ignore[import-not-found, unused-ignore]
import _thread
import importlib
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import _bootstrap  # type: ignore[attr-defined, unused-ignore]
from types import FrameType
from typing import Any

from pytest_lambda.runtime.deadline.guards import guards

_BOOTSTRAP: Any = _bootstrap
_RELOADING: dict[object, object] = importlib._RELOADING  # type: ignore[attr-defined, unused-ignore]
_FIND = _BOOTSTRAP._find_and_load.__code__
_EXEC = _BOOTSTRAP._exec.__code__
_FIND_UNLOCKED = _BOOTSTRAP._find_and_load_unlocked.__code__
_FIND_SPEC = _BOOTSTRAP._find_spec.__code__
_LOAD = _BOOTSTRAP._load_unlocked.__code__
_GET_LOCK = _BOOTSTRAP._get_module_lock.__code__
_LOCK_UNLOCK = _BOOTSTRAP._lock_unlock_module.__code__
_ACQUIRE = _BOOTSTRAP._ModuleLock.acquire.__code__
_RELEASE = _BOOTSTRAP._ModuleLock.release.__code__


def mend_imports(dead: Sequence[FrameType], living: Sequence[FrameType]) -> list[str]:
    """Drop half-imported modules and give back the import system's locks.

    Args:
        dead: the frames that were cut, innermost first; locks that their `with` blocks held are released already.
        living: the frames that go on in this thread.

    Returns:
        what was mended, for people.
    """
    mended = _release_import_lock(living)
    mended += _release_module_locks(dead, living)
    mended += _drop_half_imported(dead)
    return mended


def _release_import_lock(living: Iterable[FrameType]) -> list[str]:
    """The global lock: finders run under it, and the table of module locks is read under it."""
    if any(frame.f_globals is vars(_BOOTSTRAP) and _holds_import_lock(frame) for frame in living):
        return []
    released = 0
    while _imp.lock_held():
        try:
            _imp.release_lock()
        except RuntimeError:  # it is another thread's
            break
        released += 1
    return ["the import lock"] if released else []


def _holds_import_lock(frame: FrameType) -> bool:
    return frame.f_code in (_FIND_SPEC, _GET_LOCK) or frame.f_code.co_name == "cb"


def _release_module_locks(dead: Sequence[FrameType], living: Iterable[FrameType]) -> list[str]:
    held, unclear = _held_by(dead)
    locks = {id(lock): lock for lock in (*held, *unclear)}
    by_the_living: Counter[Any] = Counter()
    if unclear:
        by_the_living, _ = _held_by(living)
    mended = []
    for lock in locks.values():
        _forget_waiting(lock)
        if lock.owner != _thread.get_ident():
            continue
        left = max(_times(lock.count) - held[lock], 0)
        if lock in unclear:
            left = min(left, by_the_living[lock])
        if left < _times(lock.count):
            _leave(lock, left)
            mended.append(f"the import lock of {lock.name}")
    return mended


def _held_by(frames: Iterable[FrameType]) -> tuple[Counter[Any], list[Any]]:
    """Module locks that frames hold, each as often as it is held, and those of which one cannot tell."""
    held: Counter[Any] = Counter()
    unclear: list[Any] = []
    for frame in frames:
        code = frame.f_code
        if code is _FIND or code is _EXEC:
            lock = _module_lock(frame.f_locals.get("name"))
            if lock is not None and guards(code, frame.f_lasti):
                held[lock] += 1
        elif code is _ACQUIRE or code is _RELEASE:
            unclear.append(frame.f_locals["self"])
        elif code is _LOCK_UNLOCK and frame.f_locals.get("lock") is not None:
            unclear.append(frame.f_locals["lock"])
    return held, unclear


def _module_lock(name: str | None) -> Any:
    reference = _BOOTSTRAP._module_locks.get(name)
    return reference() if reference is not None else None


def _times(count: int | list[bool]) -> int:
    return count if isinstance(count, int) else len(count)  # a list since Python 3.12


def _leave(lock: Any, times: int) -> None:
    """What `_ModuleLock.release` does, as often as is due."""
    lock.count = times if isinstance(lock.count, int) else [True] * times
    if times:
        return
    lock.owner = None
    if lock.waiters:
        if isinstance(lock.waiters, int):
            lock.waiters -= 1
        else:
            lock.waiters.pop()
        if lock.wakeup.locked():
            lock.wakeup.release()


def _forget_waiting(lock: Any) -> None:
    waiting = _BOOTSTRAP._blocking_on
    mine = waiting.get(_thread.get_ident())
    if isinstance(mine, list):  # Python 3.12
        while lock in mine:
            mine.remove(lock)
    elif mine is lock:
        del waiting[_thread.get_ident()]


def _drop_half_imported(dead: Sequence[FrameType]) -> list[str]:
    dropped = []
    for frame in dead:
        if frame.f_code is _LOAD:
            spec = frame.f_locals["spec"]
            spec._initializing = False
            if sys.modules.pop(spec.name, None) is not None:
                dropped.append(f"half-imported {spec.name}")
        elif frame.f_code is _FIND_UNLOCKED:
            _forget_submodule(frame.f_locals)
        elif frame.f_code is importlib.reload.__code__:
            _RELOADING.pop(frame.f_locals.get("name"), None)
    return dropped


def _forget_submodule(names: Any) -> None:
    spec, child = names.get("parent_spec"), names.get("child")
    unfinished = getattr(spec, "_uninitialized_submodules", None)
    if unfinished and child in unfinished:
        unfinished.remove(child)
