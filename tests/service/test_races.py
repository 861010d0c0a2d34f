"""Races between invocations: found by a schedule and its seed, and found again by the same seed."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from pytest_lambda import LambdaService

SEEDS = range(8)
Trace = list[tuple[float, float, str]]


class Counter:
    """A table outside of the functions, without conditions on writing."""

    def __init__(self) -> None:
        self.value = 0
        self.writes: list[tuple[str, int]] = []

    def handler(self, event: Any, context: Any) -> int:
        """Reads, takes a second, writes."""
        time.sleep(event["after"])
        value = self.value
        time.sleep(1)
        self.value = value + 1
        self.writes.append((event["name"], self.value))
        return self.value

    async def _coroutine(self, event: Any) -> int:
        await asyncio.sleep(event["after"])
        value = self.value
        await asyncio.sleep(1)
        self.value = value + 1
        self.writes.append((event["name"], self.value))
        return self.value

    def with_asyncio(self, event: Any, context: Any) -> int:
        """The same in a loop of its own."""
        return asyncio.run(self._coroutine(event))

    def careful(self, event: Any, context: Any) -> int:
        """Reads and writes without letting go in between."""
        time.sleep(event["after"] + 1)
        self.value += 1
        self.writes.append((event["name"], self.value))
        return self.value


def run(how: str, schedule: str, seed: int = 0) -> tuple[list[tuple[str, int]], Trace]:
    """Two invocations; the one reads when the other writes."""
    counter = Counter()
    with LambdaService(schedule=schedule, seed=seed) as service:
        function = service.create_function("count", handler=getattr(counter, how), timeout=10)
        function.invoke({"name": "first", "after": 0}, invocation_type="Event")
        function.invoke({"name": "second", "after": 1}, invocation_type="Event")
        service.run()
        service.check_ledger()
        trace = [(each.start_epoch, each.end_epoch, each.request_id) for each in function.invocations]
    assert counter.writes[-1][1] == counter.value
    return counter.writes, trace


@pytest.mark.parametrize("how", ["handler", "with_asyncio"])
def test_an_update_is_lost_under_some_seeds_only(how: str) -> None:
    ends = {seed: run(how, "random", seed)[0][-1][1] for seed in SEEDS}
    assert set(ends.values()) == {1, 2}
    losing = [seed for seed, value in ends.items() if value == 1]
    for seed in losing:
        assert run(how, "random", seed)[0] == [("first", 1), ("second", 1)]


def test_the_same_seed_gives_the_same_run() -> None:
    for seed in SEEDS:
        assert run("handler", "random", seed) == run("handler", "random", seed)


def test_first_come_first_served_does_not_depend_on_the_seed() -> None:
    assert len({str(run("handler", "fifo", seed)[0]) for seed in SEEDS}) == 1


def test_a_handler_without_the_race_passes_under_every_seed() -> None:
    assert {run("careful", "random", seed)[0][-1][1] for seed in SEEDS} == {2}


@pytest.mark.parametrize("schedule", ["fifo", "random"])
def test_overlap_loses_an_update_under_every_schedule(schedule: str) -> None:
    """Both read before either writes: no order of one moment decides that."""
    for seed in SEEDS:
        counter = Counter()
        with LambdaService(schedule=schedule, seed=seed) as service:
            function = service.create_function("count", handler=counter.handler, timeout=10)
            for name in ("first", "second"):
                function.invoke({"name": name, "after": 0}, invocation_type="Event")
            service.run()
            assert counter.value == 1
            assert [each.cold_start for each in function.invocations] == [True, True]
            assert len({each.environment for each in function.invocations}) == 2


def test_reserved_concurrency_of_one_saves_the_update() -> None:
    """What people do about it: the second one is throttled and comes later (E6)."""
    for seed in SEEDS:
        counter = Counter()
        with LambdaService(schedule="random", seed=seed) as service:
            function = service.create_function("count", handler=counter.handler, timeout=10)
            function.put_function_concurrency(reserved_concurrent_executions=1)
            for name in ("first", "second"):
                function.invoke({"name": name, "after": 0}, invocation_type="Event")
            service.run()
            assert counter.value == 2


def test_the_order_of_one_moment_is_shuffled() -> None:
    """Every order of three events that are due at one moment occurs under some seed."""
    seen: list[int] = []
    with LambdaService(schedule="random", seed=1) as service:
        function = service.create_function("orders", handler=lambda event, context: seen.append(event))
        for _ in range(60):
            for number in range(3):
                function.invoke(number, invocation_type="Event")
            service.advance(seconds=1)
    assert len({tuple(seen[at : at + 3]) for at in range(0, 180, 3)}) == 6


def test_environments_share_what_the_test_gives_them_and_not_their_modules(tmp_path: Any) -> None:
    """The race of a module's own variable is none: each environment has its own (a warm one keeps it)."""
    (tmp_path / "app_of_races.py").write_text(
        "import time\nn = 0\ndef handler(event, context):\n    global n\n    value = n\n    time.sleep(1)\n"
        "    n = value + 1\n    return n\n"
    )
    with LambdaService() as service:
        function = service.create_function("count", handler="app_of_races.handler", task_root=tmp_path)
        for _ in range(2):
            function.invoke({}, invocation_type="Event")
        service.run()
        assert [each.payload for each in function.invocations] == [1, 1]
        assert function.invoke({}).payload == 2
