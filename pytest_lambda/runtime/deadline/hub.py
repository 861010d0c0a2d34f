"""The whole of what a hub does around a victim's turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import greenlet

from pytest_lambda.runtime.deadline.deadline import KILLED, Deadline
from pytest_lambda.runtime.deadline.watchdog import HandlerCut

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
    said: T = KILLED
    try:
        try:
            deadline.arm(greenlet.getcurrent(), victim)
            said = turn()
        finally:
            _disarm(deadline)
    except HandlerCut as error:
        if not deadline.raised(error):
            raise
    if deadline.killed:
        said = KILLED
    return said


def _disarm(deadline: Deadline) -> None:
    """Disarm, however often a watchdog's exception comes in between."""
    try:
        deadline.disarm()
    except HandlerCut:
        _disarm(deadline)
        raise
