"""What somebody waits for, and what a waiting task is woken by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pytest_lambda.clock.agenda import Entry


class Signal:
    """Something that happens once, and that tasks wait for."""

    __slots__ = ("_listeners", "is_set")

    def __init__(self) -> None:
        self.is_set = False
        self._listeners: list[Callable[[], object]] = []

    def set(self) -> None:
        """It has happened."""
        if self.is_set:
            return
        self.is_set = True
        listeners, self._listeners = self._listeners, []
        for listener in listeners:
            listener()

    def add(self, listener: Callable[[], object]) -> None:
        """Call `listener()` when it happens."""
        self._listeners.append(listener)


@dataclass(frozen=True, slots=True)
class Wait:
    """What somebody waits for.

    Args:
        what: it is, for people.
        until_us: at most until this moment, microseconds since 1970; None: for ever.
        signal: ends it when it is set.
        ready: ends it when it is true: for what happens in real time. It is looked at when nothing else can go on.
    """

    what: str
    until_us: int | None = None
    signal: Signal | None = None
    ready: Callable[[], bool] | None = None

    @property
    def over(self) -> bool:
        """Whether what is waited for is there."""
        return (self.signal is not None and self.signal.is_set) or (self.ready is not None and self.ready())


class Wakeup:
    """A task that waits.

    Attributes:
        task: its greenlet; None for test code.
        entry: on the agenda, the end of its patience.
    """

    __slots__ = ("done", "entry", "task", "wait", "woken")

    def __init__(self, task: Any, wait: Wait) -> None:
        self.task = task
        self.wait = wait
        self.entry: Entry | None = None
        self.woken = False
        self.done = False
