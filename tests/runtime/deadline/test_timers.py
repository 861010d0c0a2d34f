"""The timers themselves: who else uses signals must not notice them."""

from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import greenlet
import pytest

from pytest_lambda.runtime.deadline import KILLED, Deadline
from pytest_lambda.runtime.deadline.alarm import alarm
from pytest_lambda.runtime.deadline.interval_timer import IntervalTimer
from pytest_lambda.runtime.deadline.signal_timers import signal_timer
from pytest_lambda.runtime.deadline.timers import TimerKind, choose_timer, forced

from .cutting import PATIENCE, cut, elsewhere, turn

FOR_EVER = 600.0

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs signals")


@pytest.fixture
def alarms() -> Iterator[list[str]]:
    """A user of SIGALRM; pytest-timeout, if it is one, gets its own back."""
    rung: list[str] = []
    left = signal.setitimer(signal.ITIMER_REAL, 0)
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append("alarm"))
    yield rung
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)
    signal.setitimer(signal.ITIMER_REAL, *left)


def sleeps() -> None:
    time.sleep(FOR_EVER)


def test_linux_has_the_best() -> None:
    assert choose_timer() is (TimerKind.POSIX if sys.platform == "linux" else TimerKind.INTERVAL)


def test_another_thread_has_to_make_do() -> None:
    assert elsewhere(choose_timer) is TimerKind.WATCHDOG


@pytest.mark.skipif(sys.platform != "linux", reason="needs POSIX timers")
def test_the_alarm_signal_stays_the_handlers(alarms: list[str]) -> None:
    def handler() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.02)
        time.sleep(0.05)
        alarms.append("awake")
        time.sleep(FOR_EVER)

    cut(handler, 0.5)
    assert alarms == ["alarm", "awake"]


def test_a_shared_alarm_that_is_due_first_rings_first(alarms: list[str]) -> None:
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    with forced(TimerKind.INTERVAL):
        cut(sleeps, 0.05)
    assert alarms == ["alarm"]
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_a_shared_alarm_that_repeats_goes_on(alarms: list[str]) -> None:
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.02)
    with forced(TimerKind.INTERVAL):
        cut(sleeps, 0.1)
    assert len(alarms) >= 2
    left, interval = signal.getitimer(signal.ITIMER_REAL)
    assert left > 0
    assert interval == pytest.approx(0.02, abs=0.005)


def test_a_shared_alarm_that_is_due_later_is_given_back(alarms: list[str]) -> None:
    handler = signal.getsignal(signal.SIGALRM)
    signal.setitimer(signal.ITIMER_REAL, 500)
    with forced(TimerKind.INTERVAL):
        cut(sleeps)
    assert signal.getsignal(signal.SIGALRM) is handler
    assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] < 500
    assert alarms == []


def test_an_exception_from_a_shared_alarm_passes_through_the_handler(alarms: list[str]) -> None:
    def fail(*_: object) -> None:
        raise LookupError("the test's own timeout")

    signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    with forced(TimerKind.INTERVAL), pytest.raises(LookupError, match="own timeout"):
        turn(sleeps, Deadline(FOR_EVER))
    assert signal.getsignal(signal.SIGALRM) is fail


def test_what_a_handler_made_of_the_shared_alarm_is_not_overwritten(alarms: list[str]) -> None:
    def own(*_: object) -> None:
        pass

    with forced(TimerKind.INTERVAL):
        turn(lambda: signal.signal(signal.SIGALRM, own), Deadline(FOR_EVER))
    assert signal.getsignal(signal.SIGALRM) is own


def test_an_interval_timer_that_was_never_set_has_nothing_to_give_back(alarms: list[str]) -> None:
    handler = signal.getsignal(signal.SIGALRM)
    IntervalTimer(lambda number, frame: None).rest()
    assert signal.getsignal(signal.SIGALRM) is handler


class CountingTimer:
    """Counts system calls that the real one would make."""

    may_linger = True

    def __init__(self) -> None:
        self.set_to: list[float] = []
        self.rested = 0

    def set(self, seconds: float) -> None:
        self.set_to.append(seconds)

    def rest(self) -> None:
        self.rested += 1

    def forget(self) -> None:
        pass


@pytest.fixture
def counting_timer(monkeypatch: pytest.MonkeyPatch) -> Iterator[CountingTimer]:
    timer = CountingTimer()
    alarm.rest()
    alarm._timers[TimerKind.POSIX], before = timer, alarm._timers.get(TimerKind.POSIX)
    with forced(TimerKind.POSIX):
        yield timer
    del alarm._timers[TimerKind.POSIX]
    if before is not None:
        alarm._timers[TimerKind.POSIX] = before
    alarm._timer = None
    alarm._set_for = float("inf")


def test_a_warm_deadline_costs_no_system_call(counting_timer: CountingTimer) -> None:
    for _ in range(5):
        turn(lambda: "done", Deadline(FOR_EVER))
    assert len(counting_timer.set_to) == 1


def test_an_earlier_deadline_sets_the_timer(counting_timer: CountingTimer) -> None:
    turn(lambda: "done", Deadline(FOR_EVER))
    turn(lambda: "done", Deadline(FOR_EVER / 2))
    assert counting_timer.set_to == [pytest.approx(FOR_EVER, rel=0.1), pytest.approx(FOR_EVER / 2, rel=0.1)]


def test_an_early_expiry_sets_the_timer_again(counting_timer: CountingTimer) -> None:
    turn(lambda: "done", Deadline(FOR_EVER / 2))

    def handler() -> None:
        alarm._expired(0, None)

    turn(handler, Deadline(FOR_EVER))
    assert counting_timer.set_to[1] == pytest.approx(FOR_EVER, rel=0.1)


def test_an_expiry_that_finds_nothing_stops_the_timer(counting_timer: CountingTimer) -> None:
    turn(lambda: "done", Deadline(FOR_EVER))
    alarm._expired(0, None)
    assert counting_timer.rested == 1
    assert len(counting_timer.set_to) == 1
    turn(lambda: "done", Deadline(FOR_EVER))
    assert len(counting_timer.set_to) == 2


def test_a_timer_that_lingers_can_be_stopped(counting_timer: CountingTimer) -> None:
    turn(lambda: "done", Deadline(FOR_EVER))
    turn(alarm.rest, Deadline(FOR_EVER))
    assert counting_timer.rested == 0
    alarm.rest()
    assert counting_timer.rested == 1


@pytest.mark.skipif(sys.platform != "linux", reason="needs POSIX timers")
def test_a_signal_that_comes_after_the_handler_disturbs_nothing() -> None:
    turn(lambda: "done", Deadline(0.02))
    begun = time.monotonic()
    time.sleep(0.06)
    assert time.monotonic() - begun >= 0.06


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("kind", [TimerKind.POSIX, TimerKind.INTERVAL])
def test_a_forked_child_has_no_deadline(kind: TimerKind, alarms: list[str]) -> None:
    children: list[int] = []

    def handler() -> None:
        child = os.fork()
        if not child:
            time.sleep(1)  # longer than the deadline, which leaves time to fork a large process
            os._exit(7)
        children.append(child)
        time.sleep(FOR_EVER)

    with forced(kind):
        cut(handler, 0.5)
    _, status = os.waitpid(children[0], 0)
    assert os.waitstatus_to_exitcode(status) == 7


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_child_can_set_a_deadline_of_its_own() -> None:
    def in_the_child() -> int:
        try:
            cut(sleeps)
            return 7 if turn(lambda: "done", Deadline(FOR_EVER)) == "done" else 8
        except BaseException:
            return 9

    def handler() -> int:
        child = os.fork()
        if not child:
            os._exit(in_the_child())
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    assert turn(handler, Deadline(FOR_EVER)) == 7


def test_the_main_thread_is_cut_while_others_are_busy() -> None:
    over = threading.Event()

    def spin() -> None:
        while not over.is_set():
            pass

    threads = [threading.Thread(target=spin) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        cut(sleeps)
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_the_running_greenlet_decides_not_the_one_that_armed() -> None:
    """Greenlets that are no children of the victim are not cut."""
    hub = greenlet.getcurrent()
    others: list[str] = []

    def stranger() -> None:
        time.sleep(0.05)
        others.append("untouched")
        victim.switch()

    def handler() -> None:
        greenlet.greenlet(stranger, hub).switch()
        time.sleep(FOR_EVER)

    victim = greenlet.greenlet(handler)
    deadline = Deadline(0.01)
    deadline.arm(hub, victim)
    said = victim.switch()
    deadline.disarm()
    assert said is KILLED
    assert others == ["untouched"]


OF_THE_PROCESS = """
import signal
from pytest_lambda import LambdaFunction

with LambdaFunction(lambda event, context: None) as function:
    function.invoke({})
from pytest_lambda.runtime.deadline import interval_timer, posix_timer

assert interval_timer._setitimer is signal.setitimer
assert interval_timer._signal is posix_timer._signal is signal.signal
"""


def test_timers_keep_what_is_the_processs() -> None:
    subprocess.run([sys.executable, "-c", OF_THE_PROCESS], check=True, timeout=PATIENCE)


@pytest.mark.skipif(sys.platform != "linux", reason="POSIX timers")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_child_has_a_posix_timer_too() -> None:
    child = os.fork()
    if not child:
        faulthandler.dump_traceback_later(PATIENCE, exit=True)
        try:
            from pytest_lambda.runtime.deadline.posix_timer import PosixTimer

            timer = signal_timer(TimerKind.POSIX, lambda number, frame: None)
            os._exit(7 if isinstance(timer, PosixTimer) else 8)
        finally:
            os._exit(9)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
