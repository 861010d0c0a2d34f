"""Runs what is due on virtual time: events, and tasks that wait for one another.

Time moves only when all that could go on waits for a later moment. A task is a greenlet, so a handler that
sleeps hands control over from any depth of its stack.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import greenlet

from pytest_lambda.clock.agenda import Agenda, Entry
from pytest_lambda.clock.wakeups import Wait, Wakeup
from pytest_lambda.errors import ClockError


class Dial(Protocol):
    """What shows virtual time to Python code."""

    def read(self) -> int:
        """Microseconds of virtual time; not what was set, if a test has moved its own freezer."""
        ...

    def set(self, us: int) -> None:
        """Show a moment."""
        ...


class Outside(Protocol):
    """What runs beside the scheduler in real time: threads, and what waits for them."""

    @property
    def any(self) -> bool:
        """Whether there may be something that could run."""
        ...

    def settle(self) -> None:
        """Return when everything that was started waits."""
        ...

    def stalled(self, waiting: list[Wakeup]) -> None:
        """Nothing is due and somebody waits for the outside: wait a little, in real time.

        Raises:
            SimulationStalled: for too long.
        """
        ...


class Scheduler:
    """One line of virtual time.

    Args:
        dial: shows it.
        agenda: what is due.
        outside: what runs beside it.
    """

    __slots__ = (
        "_dial", "_driver", "_free", "_hub", "_limit_us", "_parked", "_polling", "_task", "agenda", "now_us",
        "outside", "steps",
    )  # fmt: skip

    def __init__(self, dial: Dial, agenda: Agenda, outside: Outside) -> None:
        self._dial = dial
        self.agenda = agenda
        self.outside = outside
        self.now_us = dial.read()
        #: how many things have happened
        self.steps = 0
        self._hub: Any = None
        self._task: Any = None
        self._driver: Wait | None = None
        self._limit_us: int | None = None
        self._polling: list[Wakeup] = []
        self._parked: set[Wakeup] = set()
        #: greenlets whose task is done
        self._free: list[Any] = []

    @property
    def in_task(self) -> bool:
        """Whether a task runs, not test code."""
        return self._task is not None

    def at(self, due_us: int, action: Callable[[], object], label: str, *, housekeeping: bool = False) -> Entry:
        """Call `action()` at a moment, in no task: it must not wait. A moment that has passed means now."""
        now_us = self.now_us
        if due_us <= now_us and not housekeeping:
            return self.agenda.add_at_once(now_us, action, label)
        return self.agenda.add(max(due_us, now_us), action, label, housekeeping)

    def spawn(self, action: Callable[[], object], label: str, *, due_us: int | None = None) -> Entry:
        """Run `action()` as a task of its own, which may wait."""
        return self.at(self.now_us if due_us is None else due_us, partial(self._start, action), label)

    def cancel(self, entry: Entry) -> None:
        """Let it not happen."""
        self.agenda.cancel(entry)

    def wait(self, wait: Wait) -> bool:
        """Wait, in a task or in test code.

        Returns:
            Whether what was waited for is there, not the moment reached.
        """
        if wait.over:
            return True
        if self._task is None:
            return self._drive(wait)
        wakeup = Wakeup(self._task, wait)
        if wait.until_us is not None:
            wakeup.entry = self.at(wait.until_us, lambda: self._resume(wakeup, False), wait.what)
        if wait.signal is not None:
            wait.signal.add(lambda: self._wake(wakeup))
        if wait.ready is not None:
            self._polling.append(wakeup)
        self._parked.add(wakeup)
        woken: bool = self._hub.switch()
        return woken

    def can_jump(self, until_us: int) -> bool:
        """Whether nothing happens until then but time passing, and time may pass so far."""
        if self._limit_us is not None and until_us > self._limit_us:
            return False
        due = self.agenda.next_due()
        return (due is None or due > until_us) and not self._polling and not self.outside.any

    def jump(self, until_us: int) -> None:
        """Let time pass, after `can_jump`."""
        if until_us > self.now_us:
            self._show(until_us)

    def step(self, limit_us: int | None) -> bool:
        """Let the next thing happen.

        Args:
            limit_us: only if it is due by then; None: whenever it is due.

        Returns:
            Whether there was one.
        """
        self.follow()
        due = self.agenda.next_due()
        if due is None or due > self.now_us:
            self.outside.settle()
            if self._polling:
                self._poll()
            if self._driver is not None and self._driver.over:
                return True  # test code has what it waits for: time does not move
            due = self.agenda.next_due()
            if due is None or (limit_us is not None and due > limit_us):
                return False
            if due > self.now_us:
                self._show(due)
        before, self._limit_us = self._limit_us, limit_us
        try:
            self._act(self.agenda.take())
        finally:
            self._limit_us = before
        return True

    def run_to(self, us: int) -> None:
        """Let everything happen until a moment, and be there."""
        self._only_for_test_code()
        while self.step(us):
            pass
        if us > self.now_us:
            self._show(us)

    def waits_for_outside(self) -> bool:
        """Whether a task waits for something that happens in real time."""
        return bool(self._polling)

    def wait_for_outside(self) -> None:
        """Nothing is due: let the outside go on."""
        self.outside.stalled(self._polling)

    def _drive(self, wait: Wait) -> bool:
        """Test code waits: everything else happens meanwhile."""
        before, self._driver = self._driver, wait
        try:
            return self._drive_until(wait)
        finally:
            self._driver = before

    def _drive_until(self, wait: Wait) -> bool:
        while not wait.over:
            if self.step(wait.until_us):
                continue
            if wait.until_us is not None:
                if wait.until_us > self.now_us:
                    self._show(wait.until_us)
                return False
            self.outside.stalled([*self._polling, Wakeup(None, wait)])
        return True

    def _act(self, action: Callable[[], object]) -> None:
        self.steps += 1
        before, self._hub = self._hub, greenlet.getcurrent()
        try:
            action()
        finally:
            self._hub = before

    def _start(self, action: Callable[[], object]) -> None:
        worker = self._free.pop() if self._free else greenlet.greenlet(self._work)
        worker.gr_context = None  # no task sees the context variables of another one
        self._switch(worker, (action,))

    def _work(self, action: Callable[[], object]) -> None:
        """What a greenlet does: one task after the other, since a greenlet costs more than many a task."""
        me = greenlet.getcurrent()
        while True:
            action()
            del action
            self._free.append(me)
            action = me.parent.switch()

    def _resume(self, wakeup: Wakeup, woken: bool) -> None:
        if wakeup.done:
            return
        wakeup.done = True
        self._parked.discard(wakeup)
        if wakeup.entry is not None:
            self.agenda.cancel(wakeup.entry)
        if wakeup.wait.ready is not None:
            self._polling.remove(wakeup)
        self._switch(wakeup.task, (woken,))

    def _wake(self, wakeup: Wakeup) -> None:
        """Let a task go on when its turn comes."""
        self.at(self.now_us, lambda: self._resume(wakeup, True), wakeup.wait.what)

    def _switch(self, task: Any, arguments: tuple[object, ...]) -> None:
        task.parent = self._hub
        self._task = task
        try:
            task.switch(*arguments)
        finally:
            self._task = None

    def _poll(self) -> None:
        for wakeup in tuple(self._polling):
            if not wakeup.woken and wakeup.wait.over:
                wakeup.woken = True
                self._wake(wakeup)

    def _show(self, us: int) -> None:
        self.now_us = us
        self._dial.set(us)

    def follow(self) -> None:
        """A test may have moved its own freezer: what was due meanwhile happens now."""
        shown = self._dial.read()
        if shown < self.now_us:
            raise ClockError(
                f"Time was moved back by {(self.now_us - shown) / 1e6:g} seconds while a simulation was running. "
                "What has happened in it cannot be undone: move time on, or begin a new test."
            )
        self.now_us = shown

    def _only_for_test_code(self) -> None:
        if self._task is not None:
            raise ClockError("The clock is moved by test code; a handler moves it by waiting, with time.sleep() say.")

    def forget(self, task: Any) -> None:
        """Never wake a task that waits."""
        for wakeup in [wakeup for wakeup in self._parked if wakeup.task is task]:
            wakeup.done = True
            self._parked.discard(wakeup)
            if wakeup.entry is not None:
                self.agenda.cancel(wakeup.entry)
            if wakeup.wait.ready is not None:
                self._polling.remove(wakeup)

    def waiting(self) -> list[Wakeup]:
        """Who waits."""
        return list(self._parked)

    def abandon(self) -> list[Any]:
        """It is all over.

        Returns:
            The greenlets of the tasks that still wait, which nobody will wake.
        """
        tasks = [wakeup.task for wakeup in self._parked]
        for wakeup in self._parked:
            wakeup.done = True
        self._parked.clear()
        self._polling.clear()
        self.agenda.clear()
        while self._free:  # neither counting references nor the garbage collector would end them
            worker = self._free.pop()
            worker.parent = greenlet.getcurrent()
            worker.throw()
        return tasks
