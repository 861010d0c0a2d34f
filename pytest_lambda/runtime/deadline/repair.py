"""Mends what a cut has left behind in the process, by the frames that were on the dead stack."""

from __future__ import annotations

import ctypes
import logging
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

from pytest_lambda.runtime.deadline.executors import register_workers
from pytest_lambda.runtime.deadline.imports import mend_imports
from pytest_lambda.runtime.deadline.locks import give_back_locks, release_all
from pytest_lambda.runtime.deadline.stacks import module_of
from pytest_lambda.runtime.deadline.streams import free_streams


@dataclass(frozen=True, slots=True)
class Stacks:
    """The frames of one thread at a cut.

    Args:
        dead: those that will never run again, innermost first.
        living: those that go on: the hub's and its parents'.
    """

    dead: Sequence[FrameType]
    living: Sequence[FrameType]


def repair(stacks: Stacks) -> tuple[str, ...]:
    """Give back locks and drop half-made state.

    Returns:
        what was mended, for people; empty after nearly every cut.
    """
    mended: list[str] = []
    for step in _steps({module_of(frame) for frame in stacks.dead}):
        try:
            mended += step(stacks)
        except Exception as error:  # the other steps must not be kept from their work
            warnings.warn(
                f"After a handler was cut at its timeout, {step.__name__} failed: {error!r}. Other threads may hang.",
                RuntimeWarning,
                stacklevel=2,
            )
    return tuple(mended)


_Step = Callable[[Stacks], list[str]]


def _steps(modules: Iterable[str]) -> list[_Step]:
    packages = {name.partition(".")[0] for name in modules}
    steps: list[_Step] = [_locks]
    if packages & {"importlib", "_frozen_importlib"}:
        steps.append(_imports)
    if "logging" in packages:
        steps.append(_logging_locks)
    if "concurrent" in packages:
        steps.append(_workers)
    if packages & {"warnings", "_py_warnings"}:
        steps.append(_warnings_lock)
    return [*steps, _representations, _streams]


def _locks(stacks: Stacks) -> list[str]:
    return give_back_locks(stacks.dead)


def _imports(stacks: Stacks) -> list[str]:
    return mend_imports(stacks.dead, stacks.living)


def _workers(stacks: Stacks) -> list[str]:
    return register_workers(stacks.dead)


def _streams(stacks: Stacks) -> list[str]:
    return free_streams(stacks.dead)


def _logging_locks(stacks: Stacks) -> list[str]:
    """Locks that were taken between two instructions that no block guards."""
    if any(module_of(frame).startswith("logging") for frame in stacks.living):
        return []
    owners = [reference() for reference in logging._handlerList]  # type: ignore[attr-defined]
    locks = [logging._lock, *(getattr(owner, "lock", None) for owner in owners)]  # type: ignore[attr-defined]
    return ["a lock of logging" for lock in locks if release_all(lock)]


def _warnings_lock(_: Stacks) -> list[str]:
    """Since Python 3.14 C code holds a lock while it shows a warning."""
    give_back: Any = getattr(sys.modules.get("_warnings"), "_release_lock", None)
    times = 0
    while give_back is not None:
        try:
            give_back()
        except RuntimeError:  # not, or no longer, this thread's
            break
        times += 1
    return ["the lock of warnings"] if times else []


def _representations(_: Stacks) -> list[str]:
    """Containers that a dead `repr` was inside of would show themselves as `[...]` for ever."""
    state = ctypes.PYFUNCTYPE(ctypes.c_void_p)(("PyThreadState_GetDict", ctypes.pythonapi))()
    entered: Any = ctypes.cast(state, ctypes.py_object).value.get("Py_Repr") if state else None
    if not entered:
        return []
    entered.clear()
    return ["containers that were being shown"]
