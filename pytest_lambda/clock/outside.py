"""What runs beside virtual time: threads that tests and environments have started.

Time stands still while one of them runs. A thread that sleeps on virtual time waits for a real lock, and the scheduler
releases one at a time: the next goes on only when the one before waits again, so their order is always the same.
"""

from __future__ import annotations

import itertools
import sys
import threading
from _thread import allocate_lock
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import Any

from pytest_lambda.clock.agenda import Entry
from pytest_lambda.clock.shown.tools import is_tool, real_sleep
from pytest_lambda.clock.stacks import printed, stalled_text
from pytest_lambda.clock.waiting.activity import Look, look, looks_needed, shortest_pause
from pytest_lambda.clock.wakeups import Wakeup
from pytest_lambda.errors import SimulationStalled

#: real seconds that a thread gets which waits for a socket, a pipe or a process, before time moves on
PATIENCE = 0.05
#: real seconds between two looks: at first, and at most
_FIRST_PAUSE, _LONGEST_PAUSE = 0.00005, 0.002
#: real seconds at the end for threads to come to theirs
_LAST_WORDS = 1.0


class Sleeper:
    """A thread that waits on virtual time.

    Attributes:
        lock: what it waits for, in truth.
        over: whether virtual time ended before its wait did.
    """

    __slots__ = ("entry", "lock", "over", "ready", "thread", "until_us", "what")

    def __init__(
        self, thread: threading.Thread, what: str, until_us: int | None, ready: Callable[[], bool] | None
    ) -> None:
        self.thread = thread
        self.what = what
        self.until_us = until_us
        self.ready = ready
        self.entry: Entry | None = None
        self.over = False
        self.lock = allocate_lock()
        self.lock.acquire()


class Threads:
    """Lets time stand still while a thread runs that was started in virtual time.

    Args:
        patience: real seconds without any progress after which a simulation is given up.
    """

    __slots__ = (
        "_granted", "_looks", "_marker", "_numbers", "_ours", "_running", "_scheduler", "_since", "_sleepers",
        "patience",
    )  # fmt: skip

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._scheduler: Any = None
        self._numbers = itertools.count()
        self._ours: dict[threading.Thread, int] = {}
        self._sleepers: dict[threading.Thread, Sleeper] = {}
        self._looks: dict[threading.Thread, tuple[Look, int]] = {}
        self._granted: dict[threading.Thread, tuple[object, ...]] = {}
        self._marker: object = None
        self._since = 0.0

    def begin(self, scheduler: Any) -> None:
        """Threads that run already are none of our business."""
        self._scheduler = scheduler

    def end(self) -> None:
        """Virtual time is over: threads that sleep on it come to their end."""
        sleepers, self._sleepers = self._in_order(), {}
        for sleeper in sleepers:
            sleeper.over = True
            sleeper.lock.release()
        began = _real.now()
        while self._that_runs() is not None and _real.now() - began < _LAST_WORDS:
            real_sleep.function(_FIRST_PAUSE)
        self._ours.clear()
        self._looks.clear()

    @property
    def any(self) -> bool:
        """Whether there may be a thread that could do something."""
        return bool(self._ours)

    def is_ours(self, ident: int | None) -> bool:
        """Whether a thread was started in virtual time, by test code or a function."""
        return _active.get(ident) in self._ours

    def noting(self, start: Callable[..., Any]) -> Callable[..., Any]:
        """What starts threads, in place of the real function."""

        def start_thread(function: Any, *args: Any, **kwargs: Any) -> Any:
            thread = getattr(function, "__self__", None)
            if not isinstance(thread, threading.Thread) or not self._counts(sys._getframe(1)):
                return start(function, *args, **kwargs)
            self._ours[thread] = next(self._numbers)
            try:
                return start(function, *args, **kwargs)
            except BaseException:
                del self._ours[thread]
                raise

        return start_thread

    def _counts(self, frame: FrameType | None) -> bool:
        """Whether who starts a thread now is of virtual time himself, and no tool."""
        ident = threading.get_ident()
        if ident != threading.main_thread().ident and not self.is_ours(ident):
            return False
        while frame is not None and frame.f_globals.get("__name__", "") in (
            "threading", "pytest_lambda.runtime.process_state.threads",
        ):  # fmt: skip
            frame = frame.f_back
        return frame is None or not is_tool(frame.f_globals.get("__name__"))

    def wait(self, what: str, until_us: int | None, ready: Callable[[], bool] | None = None) -> None:
        """Wait, in a thread of virtual time."""
        sleeper = Sleeper(threading.current_thread(), what, until_us, ready)
        self._sleepers[sleeper.thread] = sleeper
        sleeper.lock.acquire()
        if sleeper.over:
            _end_quietly(sleeper.thread)

    def settle(self) -> None:
        """Return when every thread of virtual time waits.

        Raises:
            SimulationStalled: one of them does not come to rest.
        """
        if not self._ours:
            return
        began, pause = _real.now(), _FIRST_PAUSE
        while True:
            runs = self._that_runs()
            if runs is None:
                sleeper = next((each for each in self._in_order() if each.ready is not None and each.ready()), None)
                if sleeper is None:
                    self._make_entries()
                    return
                self._wake(sleeper)
                began, pause = _real.now(), _FIRST_PAUSE
            elif _real.now() - began > self.patience:
                raise SimulationStalled(
                    f"Thread {runs.name} has been running for {self.patience:g} real seconds, and time stands still "
                    f"while a thread runs that was started in virtual time.\n{printed(self.frames(runs))}\n"
                    "Let it wait with time.sleep() or a timed wait, or end it."
                )
            real_sleep.function(max(pause, shortest_pause()))
            pause = min(pause * 2, _LONGEST_PAUSE)

    def stalled(self, waiting: list[Wakeup]) -> None:
        """Nothing is due, and somebody waits for the outside: wait a little.

        Raises:
            SimulationStalled: for too long, or for something that cannot come.
        """
        now = _real.now()
        marker = (self._scheduler.steps, tuple(each[0].mark for each in self._looks.values()))
        if marker != self._marker:
            self._marker, self._since = marker, now
        hopeless = not self._ours and all(each.wait.ready is None for each in waiting)
        if hopeless or now - self._since > self.patience:
            raise SimulationStalled(stalled_text(waiting, self._blocked(), 0.0 if hopeless else self.patience))
        real_sleep.function(min(max((now - self._since) / 10, _FIRST_PAUSE), 0.01))
        self.settle()

    def frames(self, thread: threading.Thread) -> Iterator[FrameType]:
        """The stack of a thread, the innermost first."""
        frame = sys._current_frames().get(thread.ident or 0)
        while frame is not None:
            yield frame
            frame = frame.f_back

    def _blocked(self) -> Iterable[tuple[str, Iterator[FrameType]]]:
        for thread in self._ours:
            sleeper = self._sleepers.get(thread)
            yield f"thread {thread.name}: {sleeper.what if sleeper else 'a wait'}", self.frames(thread)

    def _that_runs(self) -> threading.Thread | None:
        """Some thread that runs, or may."""
        found = None
        for thread in list(self._ours):
            if thread in self._sleepers:
                continue
            if not thread.is_alive() and thread.ident is not None:
                self._ours.pop(thread, None)
                self._looks.pop(thread, None)
            elif self._moves(thread):
                found = thread
        return found

    def _moves(self, thread: threading.Thread) -> bool:
        if thread.ident is None or getattr(thread, "native_id", 0) is None:
            return True  # it has been started, and had no processor yet: who started it waits for that
        frame = sys._current_frames().get(thread.ident or 0)
        if frame is not None and frame.f_code is Threads.wait.__code__:
            return True  # it has been woken, and had no processor yet
        now, (before, times) = look(thread), self._looks.get(thread, (None, 0))
        if now.runs or before is None or before.mark != now.mark:
            self._looks[thread] = (now, 0)
            return True
        if times < looks_needed():
            self._looks[thread] = (now, times + 1)
            return True
        if now.outside and self._granted.get(thread) != now.mark:
            self._granted[thread] = now.mark
            real_sleep.function(PATIENCE)
            return True
        return False

    def _make_entries(self) -> None:
        for sleeper in self._in_order():
            if sleeper.entry is None and sleeper.until_us is not None:
                sleeper.entry = self._scheduler.at(
                    sleeper.until_us, _waking(self, sleeper), f"{sleeper.what} in thread {sleeper.thread.name}",
                    housekeeping=sleeper.thread.daemon,
                )  # fmt: skip

    def _in_order(self) -> list[Sleeper]:
        return sorted(self._sleepers.values(), key=lambda each: self._ours.get(each.thread, -1))

    def wake(self, sleeper: Sleeper) -> None:
        """Its time has come: let it run until it waits again."""
        if self._sleepers.get(sleeper.thread) is sleeper:
            self._wake(sleeper)
            self.settle()

    def _wake(self, sleeper: Sleeper) -> None:
        del self._sleepers[sleeper.thread]
        self._looks.pop(sleeper.thread, None)
        if sleeper.entry is not None:
            self._scheduler.cancel(sleeper.entry)
        sleeper.lock.release()


class VirtualTimeIsOver(SystemExit):
    """Ends a thread that sleeps when its test is over: nobody is there any more for what it would do."""


def _end_quietly(thread: Any) -> None:
    report = getattr(thread, "_invoke_excepthook", None)

    def report_others(thread: threading.Thread) -> None:
        if report is not None and not isinstance(sys.exc_info()[1], VirtualTimeIsOver):
            report(thread)

    thread._invoke_excepthook = report_others
    raise VirtualTimeIsOver


def _waking(threads: Threads, sleeper: Sleeper) -> Callable[[], object]:
    return lambda: threads.wake(sleeper)


_active: dict[Any, threading.Thread] = threading._active  # type: ignore[attr-defined]


class _Real:
    """Real functions: what stands in a module would be exchanged there."""

    __slots__ = ("now",)

    def __init__(self) -> None:
        import time

        clock = time.CLOCK_MONOTONIC if hasattr(time, "clock_gettime") else None
        real = getattr(sys.modules.get("freezegun.api"), "real_monotonic", time.monotonic)
        self.now: Callable[[], float] = real if clock is None else lambda: time.clock_gettime(clock)


_real = _Real()
