"""Whatever a handler does, at its deadline it is cut, and nothing of it runs any more (R120)."""

from __future__ import annotations

import asyncio
import queue
import re
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import greenlet
import pytest

from pytest_lambda.runtime.deadline import KILLED, Deadline, graveyard
from pytest_lambda.runtime.deadline.timers import TimerKind, forced

from .cutting import cut, turn

FOR_EVER = 600.0


def sleeps() -> None:
    time.sleep(FOR_EVER)


def loops() -> None:
    while True:
        pass


def waits_for_a_lock() -> None:
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def waits_for_a_socket() -> None:
    one, other = socket.socketpair()
    with one, other:
        one.recv(1)


def selects() -> None:
    select.select([], [], [], FOR_EVER)


def sits_in_a_regular_expression() -> None:
    re.match(r"(a+)+$", "a" * 40 + "b")


def swallows_everything() -> None:
    while True:
        try:
            while True:
                time.sleep(FOR_EVER)
        except BaseException:
            continue


def sleeps_in_a_finally_block() -> None:
    try:
        raise ValueError
    finally:
        time.sleep(FOR_EVER)


def waits_for_a_queue() -> None:
    queue.Queue[int]().get()


def waits_for_a_simple_queue() -> None:
    queue.SimpleQueue[int]().get()


def waits_for_a_thread() -> None:
    thread = threading.Thread(target=time.sleep, args=(2.0,), daemon=True)
    thread.start()
    thread.join()


def waits_for_a_process() -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(2)"]) as process:
        process.wait()


def waits_for_an_executor() -> None:
    with ThreadPoolExecutor(1) as executor:
        executor.submit(time.sleep, 2.0).result()


def runs_a_coroutine() -> None:
    async def main() -> None:
        await asyncio.sleep(FOR_EVER)

    asyncio.run(main())


def consumes_a_generator() -> None:
    def endless() -> Iterator[int]:
        try:
            while True:
                yield 1
        except BaseException:
            yield 2

    for _ in endless():
        pass


def runs_in_a_greenlet_of_its_own() -> None:
    def inner() -> None:
        greenlet.greenlet(sleeps).switch()

    greenlet.greenlet(inner).switch()


WAYS = [
    sleeps, loops, waits_for_a_lock, waits_for_a_socket, selects, sits_in_a_regular_expression, swallows_everything,
    sleeps_in_a_finally_block, waits_for_a_queue, waits_for_a_simple_queue, waits_for_a_thread, waits_for_a_process,
    waits_for_an_executor, runs_a_coroutine, consumes_a_generator, runs_in_a_greenlet_of_its_own,
]  # fmt: skip


@pytest.fixture(params=[TimerKind.POSIX, TimerKind.INTERVAL], ids=lambda kind: kind.value)
def each_timer(request: pytest.FixtureRequest) -> Iterator[None]:
    with forced(request.param):
        yield


@pytest.mark.usefixtures("each_timer")
@pytest.mark.parametrize("way", WAYS)
def test_the_handler_is_cut_whatever_it_does(way: Callable[[], None]) -> None:
    ran: list[str] = []

    def handler() -> None:
        try:
            way()
        except BaseException as error:
            ran.append(repr(error))
        finally:
            ran.append("finally")

    cut(handler)
    assert ran == []


def test_the_dead_are_counted() -> None:
    before = graveyard.count()
    cut(sleeps)
    cut(runs_in_a_greenlet_of_its_own)
    assert graveyard.count() == before + 1 + 3


def test_a_buried_greenlet_is_not_unwound_when_nobody_remembers_it() -> None:
    ran: list[str] = []

    def parked() -> None:
        try:
            hub.switch()
        finally:
            ran.append("finally")

    hub = greenlet.getcurrent()
    victim = greenlet.greenlet(parked)
    victim.switch()
    graveyard.bury(victim)
    graveyard.bury(victim)
    del victim
    assert ran == []


def test_one_that_has_ended_needs_no_grave() -> None:
    ended = greenlet.greenlet(lambda: None)
    ended.switch()
    before = graveyard.count()
    graveyard.bury(ended)
    assert graveyard.count() == before


def test_a_handler_in_time_is_left_alone() -> None:
    deadline = Deadline(FOR_EVER)
    assert turn(lambda: "done", deadline) == "done"
    assert not deadline.expired
    assert not deadline.killed


def test_a_handler_that_fails_in_time_raises() -> None:
    def fails() -> None:
        raise LookupError("here")

    with pytest.raises(LookupError, match="here"):
        turn(fails, Deadline(FOR_EVER))
    cut(sleeps)


def test_the_hub_is_told_of_a_handler_that_came_back_late() -> None:
    hub = greenlet.getcurrent()

    def leaves_before_it_can_be_cut() -> str:
        deadline.victim = None  # as good as a call into C that does not look for signals
        time.sleep(0.05)
        hub.switch("late")
        raise AssertionError

    deadline = Deadline(0.01)
    assert turn(leaves_before_it_can_be_cut, deadline) == "late"
    assert deadline.expired
    assert not deadline.killed


def test_a_signal_that_finds_the_hub_running_cuts_as_soon_as_the_handler_runs() -> None:
    ran: list[str] = []

    def handler() -> None:
        ran.append("begun")
        time.sleep(FOR_EVER)

    victim = greenlet.greenlet(handler)
    deadline = Deadline(0.001)
    deadline.arm(greenlet.getcurrent(), victim)
    time.sleep(0.03)
    said = victim.switch()
    deadline.disarm()
    assert said is KILLED
    assert ran == ["begun"]


def test_time_goes_on_between_two_turns() -> None:
    hub = greenlet.getcurrent()

    def handler() -> None:
        hub.switch("first")
        time.sleep(FOR_EVER)

    victim = greenlet.greenlet(handler)
    deadline = Deadline(0.05)
    deadline.arm(hub, victim)
    assert victim.switch() == "first"
    deadline.disarm()
    assert not deadline.expired
    time.sleep(0.06)
    deadline.arm(hub, victim)
    assert victim.switch() is KILLED
    deadline.disarm()


def test_a_suspended_deadline_does_not_expire() -> None:
    def handler() -> str:
        deadline.suspend()
        time.sleep(0.06)
        deadline.resume()
        return "done"

    deadline = Deadline(0.03)
    assert turn(handler, deadline) == "done"


def test_a_resumed_deadline_expires() -> None:
    def handler() -> None:
        deadline.suspend()
        deadline.suspend()
        time.sleep(0.03)
        deadline.resume()
        deadline.resume()
        time.sleep(FOR_EVER)

    deadline = Deadline(0.01)
    assert turn(handler, deadline) is KILLED


def test_suspending_before_it_is_armed_changes_nothing() -> None:
    deadline = Deadline(0.01)
    deadline.suspend()
    deadline.resume()
    assert turn(sleeps, deadline) is KILLED


def test_a_dead_handler_must_not_be_resumed() -> None:
    victims: list[Any] = []

    def handler() -> None:
        victims.append(greenlet.getcurrent())
        time.sleep(FOR_EVER)

    cut(handler)
    with pytest.raises(RuntimeError, match="was switched to again"):
        victims[0].switch()
