"""The approximation for Windows and for threads: an exception, raised until the handler is gone."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import greenlet
import pytest

from pytest_lambda.runtime.deadline import KILLED, Deadline, debugger
from pytest_lambda.runtime.deadline.hub import run_until
from pytest_lambda.runtime.deadline.timers import TimerKind, forced
from pytest_lambda.runtime.deadline.watchdog import HandlerCut, Watchdog

from .cutting import FOR_EVER, PATIENCE, elsewhere, turn

A_MOMENT = 0.001


def naps_for_ever() -> None:
    """The exception is raised between two instructions, not in a call that sleeps."""
    while True:
        time.sleep(A_MOMENT)


@pytest.fixture(params=["main thread", "another thread"])
def there(request: pytest.FixtureRequest) -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """Run something where there are no signals."""
    if request.param == "another thread":
        yield elsewhere
    else:
        with forced(TimerKind.WATCHDOG):
            yield lambda work: work()


There = Callable[[Callable[[], Any]], Any]


def test_the_handler_is_cut(there: There) -> None:
    ran: list[str] = []

    def handler() -> None:
        try:
            naps_for_ever()
        finally:
            ran.append("finally")

    deadline = Deadline(0.02)
    assert there(lambda: turn(handler, deadline)) is KILLED
    assert deadline.killed
    assert deadline.expired
    assert ran == ["finally"], "documented: this way of cutting runs finally blocks"


def test_a_handler_that_swallows_the_exception_gets_it_again(there: There) -> None:
    swallowed: list[type[BaseException]] = []

    def handler() -> None:
        for _ in range(3):
            try:
                naps_for_ever()
            except BaseException as error:
                swallowed.append(type(error))
        naps_for_ever()

    assert there(lambda: turn(handler, Deadline(0.02))) is KILLED
    assert all(issubclass(each, HandlerCut) for each in swallowed)
    assert len(swallowed) == 3


def test_a_handler_that_returns_all_the_same_is_late(there: There) -> None:
    def handler() -> str:
        with contextlib.suppress(HandlerCut):
            naps_for_ever()
        return "too late"

    deadline = Deadline(0.02)
    assert there(lambda: turn(handler, deadline)) is KILLED
    assert deadline.expired


def test_a_handler_in_time_is_left_alone(there: There) -> None:
    deadline = Deadline(FOR_EVER)
    assert there(lambda: turn(lambda: "done", deadline)) == "done"
    assert not deadline.expired


def test_nothing_is_raised_after_the_handler(there: There) -> None:
    def many() -> int:
        """Deadlines that come just when the handler ends."""
        for number in range(200):
            turn(lambda: time.sleep(A_MOMENT), Deadline(A_MOMENT * (number % 3)))
        for _ in range(20):
            time.sleep(A_MOMENT)
        return 7

    assert there(many) == 7


def test_the_outer_one_cuts_through_the_inner_one(there: There) -> None:
    inner = Deadline(FOR_EVER)
    outer = Deadline(0.02)
    assert there(lambda: turn(lambda: turn(naps_for_ever, inner), outer)) is KILLED
    assert not inner.killed


def test_the_inner_one_leaves_the_outer_one_alone(there: There) -> None:
    def handler() -> str:
        assert turn(naps_for_ever, Deadline(0.02)) is KILLED
        return "goes on"

    assert there(lambda: turn(handler, Deadline(FOR_EVER))) == "goes on"


def test_suspended_and_resumed(there: There) -> None:
    def handler() -> None:
        deadline.suspend()
        time.sleep(0.05)
        deadline.resume()
        naps_for_ever()

    deadline = Deadline(0.03)
    assert there(lambda: turn(handler, deadline)) is KILLED


def test_a_debugger_suspends_it(there: There) -> None:
    def handler() -> str:
        for _ in range(30):
            time.sleep(A_MOMENT)
        return "done"

    debugger.announce(True)
    try:
        assert there(lambda: turn(handler, Deadline(0.01))) == "done"
    finally:
        debugger.announce(False)


def test_its_thread_ends_with_it(there: There) -> None:
    def threads() -> int:
        deadline = Deadline(FOR_EVER)
        before = len(sys._current_frames())
        turn(lambda: "done", deadline)
        for _ in range(10_000):
            if len(sys._current_frames()) <= before:
                return 0
            time.sleep(A_MOMENT)
        return 1

    assert there(threads) == 0


def test_the_exception_passes_the_hub_by_itself() -> None:
    """A hub that arms and disarms by hand gets it as an exception."""

    def by_hand() -> str:
        deadline = Deadline(0.02)
        victim = greenlet.greenlet(naps_for_ever)
        deadline.arm(greenlet.getcurrent(), victim)
        try:
            victim.switch()
        except HandlerCut as error:
            with contextlib.suppress(HandlerCut):
                deadline.disarm()
            return "cut" if deadline.raised(error) else "cut by something else"
        return "not cut"

    assert elsewhere(by_hand) == "cut"


TRACED_AFTERWARDS = """
import sys, time
from pytest_lambda.runtime.deadline.deadline import Deadline
from pytest_lambda.runtime.deadline.timers import TimerKind, forced
from tests.runtime.deadline.cutting import turn

def naps_for_ever():
    while True:
        time.sleep(0.001)

with forced(TimerKind.WATCHDOG):
    for _ in range(20):
        turn(naps_for_ever, Deadline(0.001))
sys.settrace(lambda *_: None)
(lambda: print("traced"))()
"""


def test_functions_can_be_traced_afterwards() -> None:
    """CPython 3.11 spins at the first traced function while it believes an exception to be pending."""
    done = subprocess.run(
        [sys.executable, "-c", TRACED_AFTERWARDS], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert done.stdout == "traced\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_child_has_none() -> None:
    statuses: list[int] = []

    def handler() -> None:
        child = os.fork()
        if not child:
            deadline.disarm()
            os._exit(7)
        statuses.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

    deadline = Deadline(FOR_EVER)
    with forced(TimerKind.WATCHDOG):
        run_until(deadline, victim := greenlet.greenlet(handler), victim.switch)
    assert statuses == [7]


def test_each_has_an_exception_of_its_own() -> None:
    watched = Deadline(FOR_EVER)
    one, other = Watchdog(watched), Watchdog(watched)
    one.stop()
    other.stop()
    assert one.exception is not other.exception
    assert issubclass(one.exception, HandlerCut)
    assert threading.current_thread() is threading.main_thread()
