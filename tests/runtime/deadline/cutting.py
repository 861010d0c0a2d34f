"""Handlers to cut, and a look at the process from another thread."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

import greenlet

from pytest_lambda.runtime.deadline import KILLED, Deadline
from pytest_lambda.runtime.deadline.hub import run_until
from pytest_lambda.runtime.deadline.timebase import now

#: seconds that a thread may take for something that takes a moment
PATIENCE = 30.0


FOR_EVER = 600.0


def cut(handler: Callable[[], Any], seconds: float = 0.02) -> Deadline:
    """Let a handler run into its deadline."""
    return cut_by(Deadline(seconds), handler)


class Strike(Deadline):
    """A deadline that comes when it is called for, however slow the machine is."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(FOR_EVER)

    def __call__(self) -> None:
        """Come a millisecond from now."""
        self._move(now() + 0.001)


def cut_by(deadline: Deadline, handler: Callable[[], Any]) -> Deadline:
    """Let a handler run into a deadline."""
    said = turn(handler, deadline)
    assert said is KILLED, f"the handler was not cut, it returned {said!r}"
    assert deadline.killed
    assert deadline.expired
    assert sys.exc_info() == (None, None, None)
    return deadline


def turn(handler: Callable[[], Any], deadline: Deadline) -> Any:
    """Let a handler run; what it returned, or KILLED."""
    victim = greenlet.greenlet(handler)
    return run_until(deadline, victim, victim.switch)


def elsewhere(work: Callable[[], Any]) -> Any:
    """Do something in another thread, which must not be blocked by what a dead handler held."""
    results: list[Any] = []

    def do() -> None:
        try:
            results.append(work())
        except BaseException as error:
            results.append(error)

    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    if thread.is_alive():
        stack = "".join(traceback.format_stack(sys._current_frames()[thread.ident or 0]))
        raise AssertionError(f"another thread is blocked\n{stack}")
    if isinstance(results[0], BaseException):
        raise results[0]
    return results[0]
