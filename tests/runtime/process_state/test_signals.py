"""Signal handlers and alarms: the function's are its own, those it leaves alone stay the test's (R142)."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator

import pytest

from tests.leak_census import no_leaks
from tests.runtime.conftest import Deploy

pytestmark = [
    pytest.mark.usefixtures("leak_census"),
    pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="POSIX only"),
]


@pytest.fixture
def received() -> Iterator[list[int]]:
    """Signals that reached a handler of the test's own, for SIGUSR1 and SIGALRM."""
    found: list[int] = []
    timer = signal.setitimer(signal.ITIMER_REAL, 0)
    before = {
        number: signal.signal(number, lambda sent, frame: found.append(sent))
        for number in (signal.SIGUSR1, signal.SIGALRM)
    }
    yield found
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number, handler in before.items():
        signal.signal(number, handler)
    signal.setitimer(signal.ITIMER_REAL, *timer)


def test_handlers_last_in_the_environment_and_end_with_it(deploy: Deploy) -> None:
    function = deploy("""
import signal
def own(number, frame): pass
def handler(event, context):
    before = signal.getsignal(signal.SIGUSR1) is own
    signal.signal(signal.SIGUSR1, own)
    return before
""")
    with no_leaks():
        assert [function({}), function({})] == [False, True]
        function.cold_start()
        assert function({}) is False


def test_the_tests_handlers_are_in_force_in_the_function(deploy: Deploy, received: list[int]) -> None:
    function = deploy("import os, signal\ndef handler(event, context): os.kill(os.getpid(), signal.SIGUSR1)")
    function({})
    os.kill(os.getpid(), signal.SIGUSR1)
    assert received == [signal.SIGUSR1] * 2


def test_the_tests_alarm_keeps_its_time(deploy: Deploy, received: list[int]) -> None:
    function = deploy("""
import signal, time
def rung(number, frame): raise TimeoutError
def handler(event, context):
    signal.signal(signal.SIGALRM, rung)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        time.sleep(2)
    except TimeoutError:
        return "own alarm"
""")
    function.invoke({})
    signal.setitimer(signal.ITIMER_REAL, 20, 3)
    assert function({}) == "own alarm"
    left, interval = signal.getitimer(signal.ITIMER_REAL)
    assert 15 < left <= 20
    assert interval == 3
    assert received == []


def test_an_alarm_of_the_function_waits_for_its_next_invocation(deploy: Deploy, received: list[int]) -> None:
    function = deploy("""
import signal, time
rung = []
signal.signal(signal.SIGALRM, lambda number, frame: rung.append(number))
def handler(event, context):
    if event:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
    else:
        time.sleep(0.1)
    return len(rung)
""")
    assert function(1) == 0
    time.sleep(0.1)  # frozen: it does not ring in the test
    assert received == []
    assert function(0) == 1


def test_the_tests_wakeup_descriptor_comes_back(deploy: Deploy) -> None:
    function = deploy("""
import signal, socket
one, other = socket.socketpair()
one.setblocking(False)
def handler(event, context):
    if event:
        one.close(), other.close()
        return signal.set_wakeup_fd(-1) != -1
    return signal.set_wakeup_fd(one.fileno())
""")
    one, other = socket.socketpair()
    with one, other:
        one.setblocking(False)
        signal.set_wakeup_fd(one.fileno())
        try:
            assert function(0) == -1
            assert function(1) is True
            assert signal.set_wakeup_fd(one.fileno()) == one.fileno()
        finally:
            signal.set_wakeup_fd(-1)
