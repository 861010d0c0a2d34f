"""The pending deadlines of the main thread, the one timer they share, and the cut."""

from __future__ import annotations

import atexit
import os
from collections.abc import Sequence
from math import inf
from types import FrameType
from typing import Any, Protocol

import greenlet

from pytest_lambda.runtime.deadline import collector, graveyard
from pytest_lambda.runtime.deadline.debugger import Watch, debugger_attached, in_debugger
from pytest_lambda.runtime.deadline.signal_timers import signal_timer
from pytest_lambda.runtime.deadline.stacks import dead_frames, unsafe
from pytest_lambda.runtime.deadline.streams import busy
from pytest_lambda.runtime.deadline.timebase import now
from pytest_lambda.runtime.deadline.timers import SignalTimer, TimerKind
from pytest_lambda.runtime.deadline.tracing import leave_for

#: seconds for which a cut is put off while the stack is unsafe, and how often one looks again
_PATIENCE = 0.050
_TICK = 0.001
#: a machine that stalls must not use up the patience at a single look
_LOOKS_AT_LEAST = 10
#: inside the garbage collector one looks longer, about a second: a cut there would end garbage collection in this
#: process. Only looks count: a collection of a large heap may take seconds by itself, in which nothing can be looked at
_LOOKS_WITH_COLLECTOR = 1_000
#: seconds between looks while something else than the handler runs
_ELSEWHERE_AT_MOST = 0.050
_AT_ONCE = 1e-6


class Pending(Protocol):
    """A deadline, as the alarm sees it."""

    hub: Any
    victim: Any
    #: when to look at it next
    wake_at: float
    #: when it was first found to be over; None before that
    over_since: float | None
    #: how often the cut was put off since then
    put_off: int

    def switch_off(self) -> None:
        """A debugger is in use: never expire."""
        ...

    def fall(self, frames: Sequence[FrameType]) -> object:
        """Its victim is being cut.

        Returns:
            what the hub is to be told.
        """
        ...


class Alarm:
    """Keeps the timer set for the earliest of the pending deadlines.

    A later deadline than the one that the timer is set for needs no system call, nor does the end of one: an expiry
    that finds nothing due sets the timer again, or stops it.
    """

    __slots__ = ("_fired", "_pending", "_set_for", "_timer", "_timers", "_watch", "cuts")

    def __init__(self) -> None:
        self._pending: list[Pending] = []
        self._timers: dict[TimerKind, SignalTimer] = {}
        self._timer: SignalTimer | None = None
        self._set_for = inf
        self._fired = 0
        self._watch = Watch(self._debugging)
        self.cuts = 0

    def add(self, deadline: Pending, kind: TimerKind) -> None:
        """Watch over a deadline; its hub runs inside the victim of the one before."""
        if not self._pending:
            self._begin(kind)
        self._pending.append(deadline)
        self.moved(deadline)

    def moved(self, deadline: Pending) -> None:
        """It is to be looked at at another moment than before."""
        if deadline.wake_at < self._set_for:
            self.program()

    def remove(self, deadline: Pending) -> None:
        """Do not watch over it, nor over those inside it, any more."""
        pending = self._pending
        if deadline in pending:
            del pending[pending.index(deadline) :]
            if not pending:
                self._end()

    def program(self) -> None:
        """Set the timer for the earliest deadline, or stop it."""
        while self._timer is not None:
            fired = self._fired
            self._set_for = due = min((each.wake_at for each in self._pending), default=inf)
            if due < inf:
                self._timer.set(max(due - now(), _AT_ONCE))
            else:
                self._timer.rest()
            if fired == self._fired:  # else an expiry came in between and set the timer too
                return

    def rest(self) -> None:
        """Stop the timer, if nothing is pending: at exit the signal's default action is back, and it kills."""
        if self._timer is not None and not self._pending:
            self._timer.rest()
            self._set_for = inf

    def forget(self) -> None:
        """This is a forked child: no deadline is armed here."""
        armed, self._pending = bool(self._pending), []
        for timer in self._timers.values():
            timer.forget()
        self._timers = {}
        self._timer, self._set_for = None, inf
        if armed:
            self._watch.end()
            collector.unwatch()

    def _begin(self, kind: TimerKind) -> None:
        timer = self._timers.get(kind)
        if timer is None:
            timer = self._timers[kind] = signal_timer(kind, self._expired)
        if timer is not self._timer:
            self.rest()
            self._timer = timer
        collector.watch()
        self._watch.begin()

    def _end(self) -> None:
        self._watch.end()
        collector.unwatch()
        if self._timer is not None and not self._timer.may_linger:
            self.rest()

    def _debugging(self) -> None:
        for each in self._pending:
            each.switch_off()

    def _expired(self, number: int, frame: FrameType | None) -> None:
        self._fired += 1
        current, moment = greenlet.getcurrent(), now()
        for deadline in tuple(self._pending):  # outermost first: those inside fall with it
            if deadline.wake_at <= moment:
                self._look_at(deadline, current, frame, moment)
        self.program()

    def _look_at(self, deadline: Pending, current: Any, frame: FrameType | None, moment: float) -> None:
        if deadline.over_since is None:
            deadline.over_since = moment
        over_for = moment - deadline.over_since
        victims = _up_to(deadline.victim, current)
        if not victims:  # the hub itself: just before the handler begins, or just after it has ended
            deadline.wake_at = moment + min(max(over_for, _TICK), _ELSEWHERE_AT_MOST)
            return
        frames = dead_frames(frame, victims)
        if debugger_attached() or in_debugger(frames) or self._watch.bdb_came():
            deadline.switch_off()
        elif _must_wait(frames, over_for, deadline.put_off):
            deadline.put_off += 1
            deadline.wake_at = moment + _TICK
        else:
            self._cut(deadline, victims, frames)

    def _cut(self, deadline: Pending, victims: Sequence[Any], frames: Sequence[FrameType]) -> None:
        self.cuts += 1
        for each in victims:
            graveyard.bury(each)
        del self._pending[self._pending.index(deadline) + 1 :]
        told = deadline.fall(frames)
        self.program()
        leave_for(deadline.hub, told)
        raise RuntimeError(
            "A handler that was cut at its timeout was switched to again. Nothing may keep a greenlet of it and "
            "resume it: on AWS its process is dead (R120)."
        )


def _up_to(victim: Any, current: Any) -> tuple[Any, ...]:
    """The running greenlet and its parents up to the victim; empty if the victim is not among them."""
    chain = []
    while current is not None:
        chain.append(current)
        if current is victim:
            return tuple(chain)
        current = current.parent
    return ()


def _must_wait(frames: Sequence[FrameType], over_for: float, looks: int) -> bool:
    if over_for < _PATIENCE or looks < _LOOKS_AT_LEAST:
        return unsafe(frames) or collector.collecting() or busy()
    return looks < _LOOKS_WITH_COLLECTOR and collector.collecting()


#: the alarm of this process's main thread
alarm = Alarm()

atexit.register(alarm.rest)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=alarm.forget)
