"""Virtual time, as tests and the service use it."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pytest_lambda.clock.agenda import SCHEDULES, Agenda, Entry
from pytest_lambda.clock.outside import Threads
from pytest_lambda.clock.scheduler import Scheduler
from pytest_lambda.clock.settling import Limits, settle
from pytest_lambda.clock.shown.freezer import Freezer, aware
from pytest_lambda.clock.waiting import patches
from pytest_lambda.clock.wakeups import Wait
from pytest_lambda.errors import ClockError, ConfigurationError

#: where virtual time begins: the same in every run, as everything else that a test sees
DEFAULT_START = datetime.fromisoformat("2026-01-01T00:00:00+00:00")

#: what an environment gives while it runs: waits in it go through it
Pause = Callable[[Wait], bool]

_MICROSECOND = timedelta(microseconds=1)

_running: list[VirtualClock] = []


class VirtualClock:
    """A clock that stands still until somebody waits.

    Args:
        start: when it begins; naive means UTC. Default: what a freezer of the test's shows, else 2026-01-01T00:00:00Z.
        schedule: `fifo` or `random`: the order of what happens at one moment.
        seed: of the order, and of the module `random`, which backoff with jitter asks; printed when a test fails.
        settling: how long `run()` goes on.

    Raises:
        ClockError: there is one already in this process.
    """

    def __init__(
        self,
        *,
        start: datetime | None = None,
        schedule: str = "fifo",
        seed: int | str = 0,
        settling: Limits | None = None,
    ) -> None:
        if schedule not in SCHEDULES:
            raise ConfigurationError(f"schedule is {schedule!r}: expected one of {', '.join(map(repr, SCHEDULES))}.")
        self.schedule = schedule
        self.seed = seed
        self.settling = settling or Limits()
        self._start = start
        self._scheduler: Scheduler | None = None
        self._threads = Threads(self.settling.stalled_seconds)
        self._freezer: Any = None
        self._main = threading.get_ident()
        self._began_us = 0
        self._random: Any = None
        #: how many invocations there have been, for `run()` to know when it is too much
        self.invocations = 0
        #: set while an environment runs
        self.occupant: Pause | None = None

    @property
    def scheduler(self) -> Scheduler:
        """What is due.

        Raises:
            ClockError: virtual time has not begun, or is over.
        """
        if self._scheduler is None:
            raise ClockError("This clock does not run: use it as `with VirtualClock() as clock:`, or call start().")
        return self._scheduler

    def start(self) -> VirtualClock:
        """Begin: from here on Python code sees virtual time."""
        if _running:
            raise ClockError("Virtual time has begun already: there is one clock for everything in a process.")
        start_us = None if self._start is None else _microseconds(self._start)
        self._freezer = Freezer(start_us, _microseconds(DEFAULT_START), self._in_foreign_thread)
        try:
            self._freezer.start()
        except BaseException:
            self._freezer.stop()
            raise
        agenda = Agenda(schedule=self.schedule, seed=self.seed)
        self._scheduler = Scheduler(self._freezer, agenda, self._threads)
        self._threads.begin(self._scheduler)
        self._began_us = self._scheduler.now_us
        _running.append(self)
        patches.apply(self)
        self._random = random.getstate()
        random.seed(f"virtual time {self.seed}")
        return self

    def restart(self) -> list[Any]:
        """Go back to the beginning, with nothing due: for a further example of the same test.

        Returns:
            Greenlets of tasks that were still waiting.
        """
        abandoned = self.scheduler.abandon()
        self._freezer.set(self._began_us)
        self._scheduler = Scheduler(self._freezer, Agenda(schedule=self.schedule, seed=self.seed), self._threads)
        self._threads.end()
        self._threads.begin(self._scheduler)
        random.seed(f"virtual time {self.seed}")
        self.invocations = 0
        return abandoned

    def close(self) -> list[Any]:
        """End: Python code sees the computer's time again. Closing twice is fine.

        Returns:
            Greenlets of tasks that were still waiting.
        """
        if self._scheduler is None:
            return []
        abandoned = self._scheduler.abandon()
        self._scheduler = None
        _running.remove(self)
        patches.undo(self)
        self._threads.end()
        self._freezer.stop()
        random.setstate(self._random)
        return abandoned

    def __enter__(self) -> VirtualClock:
        return self.start()

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def now(self) -> datetime:
        """The moment it is, in UTC."""
        self.scheduler.follow()
        return aware(self._freezer.last_us)

    def epoch(self) -> float:
        """Seconds since 1970, as they are shown to Python code."""
        self.scheduler.follow()
        shown: int = self._freezer.last_us  # since it was followed just now
        return shown / 1e6

    def monotonic(self) -> float:
        """Seconds since virtual time began."""
        if self.in_main_thread():
            self.scheduler.follow()
        return (self.scheduler.now_us - self._began_us) / 1e6

    def advance(
        self,
        duration: timedelta | None = None,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
        milliseconds: float = 0,
    ) -> datetime:
        """Let time pass, and everything happen that is due meanwhile.

        Returns:
            The moment reached.

        Raises:
            ClockError: back, or from inside a handler; or a bare number.
        """
        by = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, milliseconds=milliseconds)
        if duration is not None:
            if not isinstance(duration, timedelta):
                raise ClockError(
                    f"advance({duration!r}): a duration is a timedelta, or has its unit beside it, such as "
                    f"advance(seconds={duration!r})."
                )
            by += duration
        by_us = by // _MICROSECOND
        if by_us < 0:
            raise ClockError(f"advance() was asked to go back by {-by}: time only moves on.")
        self._from_test("advance")
        scheduler = self.scheduler
        scheduler.follow()
        scheduler.run_to(scheduler.now_us + by_us)
        return aware(self._freezer.last_us)

    def run(self) -> datetime:
        """Let everything happen until only housekeeping is left.

        Raises:
            SimulationDidNotSettle: after too many invocations, or too long; see `Limits`.
            SimulationStalled: nothing moves any more.
        """
        self._from_test("run")
        settle(self.scheduler, self.settling, lambda: self.invocations)
        return self.now()

    def run_until(self, predicate: Callable[[], bool], *, timeout: timedelta | float = 3600.0) -> datetime:
        """Let things happen until `predicate()` is true; it is looked at after each of them.

        Args:
            predicate: without side effects.
            timeout: a timedelta, or seconds, of virtual time.

        Raises:
            SimulationDidNotSettle: it did not become true in time, or nothing is left that could make it so.
        """
        self._from_test("run_until")
        seconds = timeout.total_seconds() if isinstance(timeout, timedelta) else timeout
        settle(
            self.scheduler, self.settling, lambda: self.invocations,
            until=predicate, limit_us=self.scheduler.now_us + round(seconds * 1e6),
        )  # fmt: skip
        return self.now()

    def at(self, due_us: int, action: Callable[[], object], label: str, *, housekeeping: bool = False) -> Entry:
        """See `Scheduler.at`."""
        return self.scheduler.at(due_us, action, label, housekeeping=housekeeping)

    def spawn(self, action: Callable[[], object], label: str, *, due_us: int | None = None) -> Entry:
        """See `Scheduler.spawn`."""
        return self.scheduler.spawn(action, label, due_us=due_us)

    def wait(self, wait: Wait) -> bool:
        """Wait in the main thread: park the environment that runs, or let everything else happen.

        Returns:
            Whether what was waited for is there, not the moment reached.
        """
        return self.scheduler.wait(wait) if self.occupant is None else self.occupant(wait)

    def moment_in(self, seconds: float) -> int:
        """The moment so many seconds from now, or the first microsecond after it."""
        if self.in_main_thread():
            self.scheduler.follow()
        return self.scheduler.now_us - int(-seconds * 1_000_000 // 1)

    def in_main_thread(self) -> bool:
        """Whether this is the thread that virtual time lives in."""
        return threading.get_ident() == self._main

    @property
    def threads(self) -> Threads:
        """What runs beside the main thread."""
        return self._threads

    def _in_foreign_thread(self) -> bool:
        ident = threading.get_ident()
        return ident != self._main and not self._threads.is_ours(ident)

    def _from_test(self, verb: str) -> None:
        if self.occupant is not None or self.scheduler.in_task:
            raise ClockError(f"{verb}() is for test code; in a handler time passes when it waits (time.sleep, say).")
        if not self.in_main_thread():
            raise ClockError(f"{verb}() was called in another thread than the one that virtual time began in.")


def running_clock() -> VirtualClock | None:
    """The virtual clock of this process, while it runs."""
    return _running[-1] if _running else None


def _microseconds(moment: datetime) -> int:
    aware_moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=DEFAULT_START.tzinfo)
    return (aware_moment - aware(0)) // _MICROSECOND
