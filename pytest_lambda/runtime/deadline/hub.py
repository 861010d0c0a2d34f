"""The whole of what a hub does around a victim's turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import greenlet

from pytest_lambda.runtime.deadline.deadline import KILLED, Deadline

T = TypeVar("T")


def run_until(deadline: Deadline, victim: greenlet.greenlet, turn: Callable[[], T]) -> T:
    """Let a victim have its turn until the deadline.

    Args:
        deadline: when it is cut.
        victim: its greenlet.
        turn: switches to it, from the calling greenlet, and returns what it said.

    Returns:
        what `turn` returned, or `KILLED`. `deadline.expired` tells whether the former came too late.
    """
    deadline.arm(greenlet.getcurrent(), victim)
    cut = deadline.cut_exception
    said: T = KILLED
    try:
        said = turn()
    except cut:
        pass
    finally:
        _disarm(deadline, cut)
    if deadline.killed:
        said = KILLED
    return said


def _disarm(deadline: Deadline, cut: type[BaseException]) -> None:
    """Disarm, however often a watchdog's exception comes in between."""
    try:
        deadline.disarm()
    except cut:
        _disarm(deadline, cut)
