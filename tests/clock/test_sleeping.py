"""`time.sleep` on virtual time, however a module imported it."""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta, timezone
from types import ModuleType
from typing import Any

import pytest

from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.errors import ClockError
from tests.clock.conftest import Deploy

START = 1_767_225_600.0  # 2026-01-01


def test_time_stands_still_until_somebody_waits(clock: VirtualClock) -> None:
    assert [time.time() for _ in range(1000)] == [START] * 1000
    time.sleep(6 * 3600)
    assert time.time() == START + 6 * 3600
    assert datetime.now(timezone.utc) == clock.now() == datetime(2026, 1, 1, 6, tzinfo=timezone.utc)
    assert clock.epoch() == time.time()


@pytest.mark.parametrize("seconds", [0, 0.0, 1, 2.5, True, 1e-9, 9e8])
def test_any_length(clock: VirtualClock, seconds: float) -> None:
    before = clock.now()
    time.sleep(seconds)
    passed = clock.now() - before
    assert timedelta(seconds=seconds) <= passed <= timedelta(seconds=seconds) + timedelta(microseconds=1)


@pytest.mark.parametrize(
    "seconds", [-1, -0.1, float("nan"), float("inf"), float("-inf"), "1", None, [], 1 + 2j, 10**12, -(10**30)]
)
def test_what_the_real_function_refuses(seconds: object) -> None:
    with pytest.raises((TypeError, ValueError, OverflowError)) as real:
        time.sleep(seconds)
    with VirtualClock() as clock:
        with pytest.raises(real.type) as virtual:
            time.sleep(seconds)
        assert clock.monotonic() == 0
    assert str(virtual.value) == str(real.value)


class Index:
    def __index__(self) -> int:
        return 3


def test_an_object_that_is_an_integer(clock: VirtualClock) -> None:
    time.sleep(Index())
    assert clock.monotonic() == 3


def test_no_argument(clock: VirtualClock) -> None:
    with pytest.raises(TypeError):
        time.sleep()


SOURCE = "from time import sleep as doze\nimport time as t, time\nfrom time import sleep, time as now\n"


def module(name: str) -> ModuleType:
    made = ModuleType(name)
    exec(SOURCE, vars(made))
    sys.modules[name] = made
    return made


def test_modules_imported_before_and_meanwhile() -> None:
    real, before = (time.sleep, time.time), module("imported_before")
    unlisted = ModuleType("unlisted")
    try:
        with VirtualClock() as clock:
            meanwhile = module("imported_meanwhile")
            exec(SOURCE, vars(unlisted))
            sys.modules["unlisted"] = unlisted
            for each in (before, meanwhile, unlisted):
                each.doze(10)
                each.sleep(10)
                each.t.sleep(10)
                assert each.now() == clock.epoch()
            assert clock.monotonic() == 90
        for each in (before, meanwhile, unlisted):
            assert (each.sleep, each.doze, each.now) == (real[0], *real)
    finally:
        del sys.modules["unlisted"], sys.modules["imported_before"], sys.modules["imported_meanwhile"]
    assert time.sleep is real[0]


def test_a_sleep_that_the_test_has_patched_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    with VirtualClock() as clock:
        time.sleep(5)
        assert (slept, clock.monotonic()) == ([5], 0)
    time.sleep(6)
    assert slept == [5, 6]


def test_a_patch_that_outlives_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.sleep
    with VirtualClock():
        monkeypatch.setattr(time, "sleep", print)
    monkeypatch.undo()
    time.sleep(0)  # what the patch has put back sleeps in real time
    with VirtualClock() as clock:
        time.sleep(5)
        assert clock.monotonic() == 5
    assert time.sleep is real


def test_in_a_handler(deploy: Deploy) -> None:
    function = deploy("""
import time
from time import sleep
def handler(event, context):
    before = context.get_remaining_time_in_millis()
    time.sleep(2); sleep(3)
    return [before, context.get_remaining_time_in_millis()]
""", timeout=10)  # fmt: skip
    result = function.invoke({})
    assert result.payload == [10_000, 5_000]
    assert result.duration_ms == 5_000
    assert function.invoke({}).duration_ms == 5_000


def test_two_environments_interleave(clock: VirtualClock, deploy: Deploy) -> None:
    source = """
import time
def handler(event, context):
    times = [time.time()]
    for pause in event:
        time.sleep(pause)
        times.append(time.time())
    return [each - 1_767_225_600 for each in times]
"""
    one, other = deploy(source, timeout=60), deploy(source, timeout=60)
    found: list[object] = []
    clock.spawn(lambda: found.append(one.invoke([5, 5]).payload), "one")
    clock.spawn(lambda: found.append(other.invoke([2, 1]).payload), "other")
    clock.run()
    assert found == [[0, 2, 3], [0, 5, 10]]
    assert clock.monotonic() == 10


def test_a_busy_loop_on_the_clock_is_a_timeout(clock: VirtualClock, deploy: Deploy) -> None:
    function = deploy("""
import time
def handler(event, context):
    end = time.time() + event
    while time.time() < end: pass
""", timeout=1)  # fmt: skip
    result = function.invoke(0.5)
    assert result.timed_out
    assert result.duration_ms == 1000
    assert clock.monotonic() == 1
    assert "virtual time stood still" in " ".join(result.hints)
    assert function.invoke(0).ok


def test_a_bare_number_is_no_duration(clock: VirtualClock) -> None:
    number: Any = 61
    with pytest.raises(ClockError, match=r"advance\(61\): .* such as advance\(seconds=61\)"):
        clock.advance(number)
