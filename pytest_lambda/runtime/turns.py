"""One turn of a runtime process: thawed, watched over by a deadline, frozen again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import greenlet

from pytest_lambda.clock.virtual import Pause, VirtualClock
from pytest_lambda.clock.wakeups import Signal, Wait
from pytest_lambda.runtime.deadline import KILLED, Deadline
from pytest_lambda.runtime.messages import Cut, Message
from pytest_lambda.runtime.process import RuntimeProcess
from pytest_lambda.runtime.process_state.table import ProcessState

#: seconds; a deadline has to be ahead, and a debugger's is infinite
_SHORTEST, _LONGEST = 0.001, 86_400.0

Steps = Callable[[RuntimeProcess], Message]


class Turn(Protocol):
    """Lets a process run until it has spoken, or its time is over."""

    def take(self, steps: Steps, seconds: float) -> Message:
        """Thaw, run the steps, and freeze."""
        ...


class RealTurn:
    """A turn on real time.

    Args:
        begin: makes a new process ready to start.
    """

    __slots__ = ("_begin", "_process", "_state")

    def __init__(self, process: RuntimeProcess, state: ProcessState, begin: Callable[[RuntimeProcess], object]) -> None:
        self._process = process
        self._state = state
        self._begin = begin

    def take(self, steps: Steps, seconds: float) -> Message:
        """Thaw, run the steps, and freeze."""
        process, deadline = self._process, Deadline(seconds)
        self._state.thaw()
        try:
            if process.greenlet is None:
                self._begin(process)
            deadline.arm(greenlet.getcurrent(), process.greenlet)
            try:
                message = steps(process)
            finally:
                deadline.disarm()
        finally:
            self._state.freeze()
        # A handler that comes back late by itself, from a long call into C, has timed out as well.
        return Cut() if message is KILLED or deadline.expired else message


class VirtualTurn:
    """A turn on virtual time: while the process waits, it is frozen and everything else goes on.

    Its time is over at a moment of virtual time, and also after as many seconds of real time in which it ran: on a
    clock that stands still a busy loop would not end.
    """

    __slots__ = (
        "_aborted", "_begin", "_clock", "_deadline", "_left", "_limit_us", "_outer", "_process", "_state", "_thawed",
        "_woken", "abortable", "replays",
    )  # fmt: skip

    def __init__(
        self,
        process: RuntimeProcess,
        state: ProcessState,
        begin: Callable[[RuntimeProcess], object],
        clock: VirtualClock,
    ) -> None:
        self._process = process
        self._state = state
        self._begin = begin
        self._clock = clock
        self._left = 0.0
        self._limit_us = 0
        self._deadline: Deadline | None = None
        self._thawed = False
        self._outer: Pause | None = None
        self._aborted = False
        self._woken: Signal | None = None
        #: whether `abort()` may come
        self.abortable = False
        #: whether sleeping takes no time: what runs has run before
        self.replays = False

    def take(self, steps: Steps, seconds: float) -> Message:
        """Thaw, run the steps, and freeze, as often as the process waits."""
        process = self._process
        self._left = seconds
        self._limit_us = self._clock.moment_in(seconds)
        process.pause = self._pause
        self._thaw()
        try:
            if process.greenlet is None:
                self._begin(process)
            self._arm()
            message = steps(process)
        finally:
            busy = self._freeze()
        if busy:
            self._clock.wait(Wait("the timeout of a busy loop", self._limit_us))
            return Cut(_BUSY.format(seconds=seconds))
        return Cut() if message is KILLED else message

    def abort(self) -> None:
        """Cut the process where it waits."""
        self._aborted = True
        if self._woken is not None:
            self._woken.set()

    def _park(self, wait: Wait) -> bool:
        """The process waits; called from inside it."""
        scheduler = self._clock.scheduler
        until = wait.until_us
        alone = wait.signal is None and wait.ready is None
        if self.replays and alone:
            return False
        if alone and until is not None and until < self._limit_us and scheduler.can_jump(until):
            scheduler.jump(until)  # nothing else is to happen until then: it need not be frozen
            return False
        return self._process.park(wait)

    def _pause(self, wait: Wait) -> bool | None:
        """While the process is parked."""
        if self._freeze():
            return None
        until, limit = wait.until_us, self._limit_us
        ends = limit if until is None else min(until, limit)
        woken = self._clock.wait(Wait(wait.what, ends, self._signal(wait), wait.ready))
        if self._aborted or (not woken and ends == limit):
            return None
        self._thaw()
        self._arm()
        return woken

    def _signal(self, wait: Wait) -> Signal | None:
        if not self.abortable:
            return wait.signal
        self._woken = either = Signal()
        if wait.signal is not None:
            wait.signal.add(either.set)
            if wait.signal.is_set:
                either.set()
        return either

    def _thaw(self) -> None:
        self._state.thaw()
        self._thawed = True
        self._outer, self._clock.occupant = self._clock.occupant, self._park

    def _arm(self) -> None:
        self._deadline = Deadline(max(min(self._left, _LONGEST), _SHORTEST))
        self._deadline.arm(greenlet.getcurrent(), self._process.greenlet)

    def _freeze(self) -> bool:
        """Freeze, unless it is frozen.

        Returns:
            Whether the process has used up its real time.
        """
        if not self._thawed:
            return False
        deadline, self._deadline = self._deadline, None
        try:
            if deadline is not None:
                deadline.disarm()
                self._left = deadline.left
        finally:
            self._thawed = False
            self._clock.occupant = self._outer
            self._state.freeze()
        return deadline is not None and deadline.expired


_BUSY = (
    "It ran for {seconds:g} seconds of real time while virtual time stood still. Virtual time moves when the "
    "function waits (time.sleep, asyncio, a timed wait); a loop that watches the clock, or a long computation, "
    "ends here as a timeout."
)
