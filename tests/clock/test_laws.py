"""What holds for every simulation."""

from __future__ import annotations

import math
import threading
import time
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pytest_lambda import LambdaFunction
from pytest_lambda.clock.agenda import Agenda
from pytest_lambda.clock.virtual import VirtualClock

durations = st.one_of(st.integers(0, 100), st.floats(0, 10_000), st.sampled_from([0, 1e-6, 1e-7, 0.1, 3600, 86_400.5]))
naps = st.lists(st.lists(durations, max_size=4), min_size=1, max_size=5)


def trace(plans: list[list[float]], *, schedule: str, seed: int, threads: bool = False) -> list[tuple[int, float]]:
    """Who woke when, of tasks that sleep."""
    seen: list[tuple[int, float]] = []

    def work(number: int, plan: list[float]) -> None:
        for pause in plan:
            time.sleep(pause)
            seen.append((number, time.time()))

    with VirtualClock(schedule=schedule, seed=seed) as clock:
        for number, plan in enumerate(plans):
            if threads and number % 2:
                threading.Thread(target=work, args=(number, plan)).start()
            else:
                clock.spawn(lambda number=number, plan=plan: work(number, plan), f"task {number}")
        clock.run()
        assert seen == sorted(seen, key=lambda each: each[1])
        longest = max((sum(plan) for plan in plans), default=0)
        assert clock.monotonic() == pytest.approx(longest, abs=1e-4)
    return seen


@given(plans=naps, schedule=st.sampled_from(["fifo", "random"]), seed=st.integers(0, 99))
@settings(max_examples=30)
def test_the_same_seed_gives_the_same_trace(plans: list[list[float]], schedule: str, seed: int) -> None:
    first = trace(plans, schedule=schedule, seed=seed)
    assert trace(plans, schedule=schedule, seed=seed) == first
    assert sorted(number for number, _ in first) == [number for number, plan in enumerate(plans) for _ in plan]


@given(plans=naps)
@settings(max_examples=15)
def test_threads_are_as_deterministic(plans: list[list[float]]) -> None:
    assert trace(plans, schedule="fifo", seed=0, threads=True) == trace(plans, schedule="fifo", seed=0, threads=True)


def test_some_seed_gives_another_trace() -> None:
    plans = [[1.0, 1.0, 1.0]] * 4
    assert len({tuple(trace(plans, schedule="random", seed=seed)) for seed in range(8)}) > 4
    assert len({tuple(trace(plans, schedule="fifo", seed=seed)) for seed in range(3)}) == 1


class Clocks(RuleBasedStateMachine):
    """A test does what it likes with its clock and with freezers of its own."""

    @initialize()
    def begin(self) -> None:
        self.clock = VirtualClock().start()
        self.freezes: list[tuple[Any, Any]] = []
        self.last = self.clock.monotonic()
        self.due: dict[float, float] = {}

    @rule(seconds=durations)
    def sleep(self, seconds: float) -> None:
        before = self.clock.now()
        time.sleep(seconds)
        passed = self.clock.now() - before
        assert timedelta(seconds=seconds) - timedelta(microseconds=1) <= passed
        assert passed <= timedelta(seconds=seconds) + timedelta(microseconds=2)

    @rule(seconds=durations)
    def advance(self, seconds: float) -> None:
        before = self.clock.now()
        assert self.clock.advance(seconds=seconds) - before == timedelta(seconds=seconds)

    @rule(seconds=durations)
    def plan(self, seconds: float) -> None:
        due_us = self.clock.moment_in(seconds)
        self.clock.at(due_us, lambda: self.happened(due_us), "plan")
        self.due[due_us] = self.due.get(due_us, 0) + 1

    def happened(self, due_us: int) -> None:
        assert self.clock.scheduler.now_us >= due_us
        self.due[due_us] -= 1

    @rule()
    def run(self) -> None:
        self.clock.run()
        assert not any(self.due.values())

    @precondition(lambda self: len(self.freezes) < 3)
    @rule(year=st.integers(2000, 2050), tick=st.booleans())
    def freeze(self, year: int, tick: bool) -> None:
        virtual = self.clock.monotonic()
        frozen = freeze_time(datetime(year, 1, 1), tick=tick)
        self.freezes.append((frozen, frozen.start()))
        assert self.clock.monotonic() == virtual
        assert self.clock.now() == datetime(year, 1, 1, tzinfo=timezone.utc)

    @precondition(lambda self: self.freezes)
    @rule()
    def thaw(self) -> None:
        virtual = self.clock.monotonic()
        self.freezes.pop()[0].stop()
        assert self.clock.monotonic() == virtual

    @precondition(lambda self: self.freezes and hasattr(self.freezes[-1][1], "tick"))
    @rule(seconds=st.integers(0, 10_000))
    def tick(self, seconds: int) -> None:
        virtual = self.clock.monotonic()
        self.freezes[-1][1].tick(timedelta(seconds=seconds))
        assert self.clock.monotonic() == pytest.approx(virtual + seconds)

    @invariant()
    def never_back(self) -> None:
        if not hasattr(self, "clock"):
            return
        assert self.clock.monotonic() >= self.last
        self.last = self.clock.monotonic()

    @invariant()
    def shown(self) -> None:
        if hasattr(self, "clock"):
            assert datetime.now(timezone.utc) == self.clock.now()
            assert time.time() == pytest.approx(self.clock.epoch(), abs=1e-6)

    def teardown(self) -> None:
        if hasattr(self, "clock"):
            for frozen, _ in reversed(self.freezes):
                frozen.stop()
            self.clock.close()
            assert datetime.__name__ == "datetime"


TestClocks = Clocks.TestCase
TestClocks.settings = settings(max_examples=25, stateful_step_count=20)


@given(pauses=st.lists(st.floats(0, 5), max_size=6))
@settings(max_examples=40)
def test_remaining_time_never_rises(pauses: list[float]) -> None:
    seen: list[int] = []

    def handler(event: list[float], context: Any) -> None:
        for pause in [0.0, *event]:
            time.sleep(pause)
            seen.append(context.get_remaining_time_in_millis())

    with VirtualClock() as clock, LambdaFunction(handler, timeout=10, clock=clock) as function:
        result = function.invoke(pauses)
    assert seen == sorted(seen, reverse=True)
    assert all(0 <= each <= 10_000 for each in seen)
    assert result.timed_out == (sum(pauses) >= 10) or sum(pauses) == pytest.approx(10)
    assert result.duration_ms == pytest.approx(min(sum(pauses), 10) * 1000, abs=0.1)


class Counted(int):
    compared = 0

    def __lt__(self, other: object) -> bool:
        Counted.compared += 1
        return int(self) < other

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return int(self) == other

    __hash__ = int.__hash__


@pytest.mark.parametrize("schedule", ["fifo", "random"])
@pytest.mark.parametrize("size", [100, 1_000, 10_000])
def test_events_cost_n_log_n(size: int, schedule: str) -> None:
    agenda, Counted.compared = Agenda(schedule=schedule), 0
    taken: list[int] = []
    entries = [
        agenda.add(Counted(number * 7919 % size), lambda n=number * 7919 % size: taken.append(n), "x", False)
        for number in range(size)
    ]
    for entry in entries[::3]:
        agenda.cancel(entry)
        agenda.cancel(entry)
    while agenda.next_due() is not None:
        agenda.take()()
    assert taken == sorted(taken)
    assert len(taken) == size - len(entries[::3])
    assert Counted.compared <= 6 * size * math.log2(size)
    assert agenda.business == 0


def test_a_simulation_takes_a_step_for_each_event() -> None:
    with VirtualClock() as clock:
        for number in range(2_000):
            clock.at(clock.moment_in(number % 50), lambda: None, "event")
        clock.run()
        assert clock.scheduler.steps == 2_000
