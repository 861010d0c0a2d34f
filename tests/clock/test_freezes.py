"""A test's own freeze is recognised and followed: freezegun's, and time-machine's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
import time_machine
from freezegun import freeze_time

from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.errors import ClockError
from tests.clock.conftest import Deploy

START = datetime(2026, 1, 1, tzinfo=timezone.utc)
YEAR_2030 = datetime(2030, 5, 6, 7, 8, 9, tzinfo=timezone.utc)


def shown() -> datetime:
    """What Python shows, in every way that it has."""
    now = datetime.now(timezone.utc)
    assert now.timestamp() == time.time() == pytest.approx(time.time_ns() / 1e9)
    assert (now.year, now.hour) == (time.gmtime().tm_year, time.gmtime().tm_hour)
    assert date.today() == now.date()
    return now


@contextmanager
def freezegun_still(moment: datetime) -> Iterator[Callable[[float], object]]:
    with freeze_time(moment) as frozen:
        yield lambda seconds: frozen.tick(timedelta(seconds=seconds))


@contextmanager
def freezegun_ticking(moment: datetime) -> Iterator[Callable[[float], object]]:
    with freeze_time(moment, tick=True) as frozen:
        if not hasattr(frozen, "tick"):
            pytest.skip("this freezegun cannot move what ticks")
        yield lambda seconds: frozen.tick(timedelta(seconds=seconds))


@contextmanager
def machine_still(moment: datetime) -> Iterator[Callable[[float], object]]:
    with time_machine.travel(moment, tick=False) as traveller:
        yield traveller.shift


@contextmanager
def machine_ticking(moment: datetime) -> Iterator[Callable[[float], object]]:
    with time_machine.travel(moment, tick=True) as traveller:
        yield traveller.shift


ways = pytest.mark.parametrize("way", [freezegun_still, freezegun_ticking, machine_still, machine_ticking])
still = pytest.mark.parametrize("way", [freezegun_still, machine_still])


@ways
def test_inside(clock: VirtualClock, way: Any) -> None:
    due: list[float] = []
    clock.at(clock.moment_in(100), lambda: due.append(clock.monotonic()), "due")
    time.sleep(10)
    with way(YEAR_2030) as move:
        assert (shown(), clock.now(), clock.monotonic()) == (YEAR_2030, YEAR_2030, 10)
        assert shown() == YEAR_2030  # one that ticks stands still
        clock.run_until(lambda: True)
        assert due == []  # a freeze that begins lets no time pass
        time.sleep(5)
        assert (shown(), clock.monotonic()) == (YEAR_2030 + timedelta(seconds=5), 15)
        clock.advance(seconds=5)
        assert (shown(), clock.monotonic()) == (YEAR_2030 + timedelta(seconds=10), 20)
        move(70)
        assert shown() == YEAR_2030 + timedelta(seconds=80)
        assert clock.now() == shown()
        assert (clock.monotonic(), due) == (90, [])
        move(20)
        clock.advance(seconds=0)
        assert due == [110]  # what was due meanwhile happens at the next step
        assert clock.monotonic() == 110
    assert shown() == clock.now() == START + timedelta(seconds=110)
    assert clock.monotonic() == 110


@ways
def test_begun_before(way: Any) -> None:
    with way(YEAR_2030) as move:
        with VirtualClock() as clock:
            began = clock.now()
            assert timedelta() <= began - YEAR_2030 < timedelta(seconds=5)
            assert shown() == shown() == began
            clock.advance(hours=6)
            assert shown() == began + timedelta(hours=6)
            move(3600)
            assert shown() == clock.now() == began + timedelta(hours=7)
            assert clock.monotonic() == 7 * 3600
        assert timedelta() <= datetime.now(timezone.utc) - began - timedelta(hours=7) < timedelta(seconds=5)
    assert datetime.now().__class__.__name__ == "datetime"
    assert abs(time.time() - time.clock_gettime(time.CLOCK_REALTIME)) < 5


@still
def test_moved_back(clock: VirtualClock, way: Any) -> None:
    with way(YEAR_2030) as move:
        clock.advance(seconds=10)
        move(-5)
        with pytest.raises(ClockError, match="moved back by 5 seconds"):
            clock.advance(seconds=1)


@pytest.mark.parametrize("to", ["2030-05-06 08:00", datetime(2031, 1, 1)])
def test_move_to(clock: VirtualClock, to: Any) -> None:
    with freeze_time("2030-05-06") as frozen:
        frozen.move_to(to)
        assert datetime.now() == clock.now().replace(tzinfo=None)
        assert clock.monotonic() > 3600


def test_a_freeze_in_a_freeze(clock: VirtualClock) -> None:
    with freeze_time("2030-01-01"):
        time.sleep(1)
        with freeze_time("2040-01-01") as inner:
            time.sleep(1)
            inner.tick(10)
            assert datetime.now() == datetime(2040, 1, 1, 0, 0, 11)
        assert datetime.now() == datetime(2030, 1, 1, 0, 0, 12)
    assert clock.now() == START + timedelta(seconds=12)


@freeze_time("2030-01-01")
def test_a_decorated_test(clock: VirtualClock) -> None:
    assert datetime.now() == datetime(2030, 1, 1)
    assert clock.now() == datetime(2030, 1, 1, tzinfo=timezone.utc)
    clock.advance(days=1)
    assert datetime.now() == datetime(2030, 1, 2)


@freeze_time("2030-01-01")
class TestInAFrozenClass:
    def test_it(self, clock: VirtualClock) -> None:
        time.sleep(5)
        assert datetime.now() == datetime(2030, 1, 1, 0, 0, 5)


def test_auto_tick(clock: VirtualClock) -> None:
    with freeze_time("2030-01-01", auto_tick_seconds=15):
        first, second = time.time(), time.time()
        assert second - first == 15
        assert clock.monotonic() > 0
        clock.advance(hours=1)


def test_a_time_zone(clock: VirtualClock) -> None:
    with freeze_time("2030-01-01", tz_offset=-4):
        assert datetime.now() == datetime(2029, 12, 31, 20)
        assert clock.now() == datetime(2030, 1, 1, tzinfo=timezone.utc)


def test_a_loop_around_a_freeze(clock: VirtualClock) -> None:
    async def work() -> float:
        began = time.monotonic()
        background = asyncio.create_task(asyncio.sleep(10))
        with freeze_time("2030-01-01"):
            await asyncio.sleep(1)
            assert not background.done()
        await background
        return time.monotonic() - began

    assert asyncio.run(work()) == pytest.approx(10, abs=0.001)


def test_in_a_handler(clock: VirtualClock, deploy: Deploy) -> None:
    function = deploy("""
import time
from datetime import datetime
from freezegun import freeze_time
def handler(event, context):
    with freeze_time("2030-01-01"):
        time.sleep(5)
        frozen = datetime.now().isoformat()
    return [frozen, datetime.now().isoformat()]
""", timeout=10)  # fmt: skip
    result = function.invoke({})
    assert result.payload == ["2030-01-01T00:00:05", "2026-01-01T00:00:05"]
    assert result.duration_ms == 5000
    with freeze_time("2029-01-01"):
        assert function({}) == ["2030-01-01T00:00:05", "2029-01-01T00:00:05"]


def test_another_start_than_the_frozen_one() -> None:
    with freeze_time("2030-01-01"):
        with pytest.raises(ClockError, match="has frozen time at 2030-01-01"):
            VirtualClock(start=datetime(2029, 1, 1)).start()
        with VirtualClock(start=datetime(2030, 1, 1)) as clock:
            assert clock.now() == datetime(2030, 1, 1, tzinfo=timezone.utc)
        assert datetime.now() == datetime(2030, 1, 1)


def test_a_freeze_that_outlives_the_clock() -> None:
    clock = VirtualClock().start()
    frozen = freeze_time("2030-01-01")
    frozen.start()
    clock.advance(seconds=3)
    clock.close()
    assert datetime.now() == datetime(2030, 1, 1, 0, 0, 3)
    frozen.stop()
    assert type(datetime.now()) is datetime
    assert datetime.__name__ == "datetime"
    assert abs(time.time() - time.clock_gettime(time.CLOCK_REALTIME)) < 5


def test_a_freeze_of_before_that_ends_first() -> None:
    frozen = freeze_time("2030-01-01")
    frozen.start()
    with VirtualClock() as clock:
        clock.advance(seconds=3)
        frozen.stop()
        assert datetime.now() == datetime(2030, 1, 1, 0, 0, 3)
        time.sleep(1)
        assert clock.monotonic() == 4
    assert abs(time.time() - time.clock_gettime(time.CLOCK_REALTIME)) < 5


def test_a_look_at_time_costs_no_moment(clock: VirtualClock) -> None:
    with freeze_time("2030-01-01") as frozen:
        frozen.tick(timedelta(microseconds=1))
        for _ in range(5):
            assert clock.now().microsecond == 1


def test_modules_that_a_freeze_ignores(clock: VirtualClock) -> None:
    with freeze_time("2030-01-01", ignore=[__name__]):
        assert time.time() == pytest.approx(time.clock_gettime(time.CLOCK_REALTIME), abs=5)
    assert time.time() == START.timestamp()


def test_lists_of_ignored_modules_come_back() -> None:
    from freezegun import api

    with freeze_time("2030-01-01"), freeze_time("2030-01-02", ignore=["somebody"]):
        before = list(api.ignore_lists)
        with VirtualClock() as clock, freeze_time("2031-01-01"):
            clock.advance(seconds=1)
        assert api.ignore_lists == before
        assert datetime.now() == datetime(2030, 1, 2, 0, 0, 1)
    assert api.ignore_lists == api.freeze_factories == []
