"""What measures a test run stays on real time; what it calls sees virtual time."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from pytest_lambda.clock.virtual import VirtualClock

CONFTEST = """
import pytest
from pytest_lambda.clock.virtual import VirtualClock
@pytest.fixture
def clock():
    with VirtualClock() as clock:
        yield clock
@pytest.fixture(scope="session")
def long_clock():
    with VirtualClock() as clock:
        yield clock
"""
PLAIN = ("-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:aws_lambda", "-p", "no:schemathesis")


@pytest.fixture
def runner(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest(CONFTEST)
    return pytester


def test_durations_and_junit(runner: pytest.Pytester) -> None:
    runner.makepyfile("""
import time
def test_six_hours(clock):
    time.sleep(3600)
    clock.advance(hours=5)
""")
    result = runner.runpytest_subprocess(*PLAIN, "--durations=3", "-vv", "--junitxml=x.xml")
    result.assert_outcomes(passed=1)
    shown = [line.split("s ")[0] for line in result.outlines if line.endswith("test_six_hours") and "s call" in line]
    assert [float(each) < 60 for each in shown] == [True]
    case = ET.parse(runner.path / "x.xml").getroot().find(".//testcase")
    assert case is not None
    assert 0 <= float(case.attrib["time"]) < 60


@pytest.mark.parametrize("method", ["signal", "thread"])
@pytest.mark.parametrize("func_only", ["true", "false"])
def test_pytest_timeout(runner: pytest.Pytester, method: str, func_only: str) -> None:
    runner.makepyfile("""
import time
def test_six_hours(clock):
    time.sleep(3600)
    clock.advance(hours=5)
""")
    runner.makeini(f"[pytest]\ntimeout = 30\ntimeout_method = {method}\ntimeout_func_only = {func_only}")
    runner.runpytest_subprocess(*PLAIN).assert_outcomes(passed=1)


@pytest.mark.parametrize("method", ["signal", "thread"])
def test_pytest_timeout_still_cuts(runner: pytest.Pytester, method: str) -> None:
    runner.makepyfile("""
def test_for_ever(clock):
    while True: pass
""")
    runner.makeini(f"[pytest]\ntimeout = 1\ntimeout_method = {method}\ntimeout_func_only = true")
    result = runner.runpytest_subprocess(*PLAIN)
    assert result.ret != 0
    assert "Timeout" in result.stdout.str() + result.stderr.str()


def test_xdist_and_coverage(runner: pytest.Pytester) -> None:
    runner.makepyfile("""
import time, pytest
@pytest.mark.parametrize("number", range(6))
def test_hours(clock, number):
    time.sleep(3600)
""")
    result = runner.runpytest_subprocess(*PLAIN, "-n1", "--cov=.", "--durations=0", "-vv")
    result.assert_outcomes(passed=6)
    assert not [line for line in result.outlines if line.startswith("3600")]


HYPOTHESIS = """
import time
from datetime import datetime
from hypothesis import given, strategies as st, settings, HealthCheck
@given(st.integers())
def test_hours(long_clock, number):
    before = datetime.now()
    long_clock.advance(hours=6)
    time.sleep(1)
    assert (datetime.now() - before).total_seconds() == 6 * 3600 + 1

@given(st.data())
def test_draws(long_clock, data):
    for _ in range(3):
        long_clock.advance(hours=1)
        data.draw(st.integers())

@given(st.lists(st.integers()))
def test_shrinks(long_clock, numbers):
    long_clock.advance(hours=6)
    assert sum(numbers) < 1000
"""


def test_hypothesis(runner: pytest.Pytester) -> None:
    runner.makepyfile(HYPOTHESIS)
    result = runner.runpytest_subprocess(*PLAIN)
    result.assert_outcomes(passed=2, failed=1)
    text = result.stdout.str()
    assert "numbers=[1000]" in text.replace("\n", "")  # it had time to shrink
    for trouble in ("Flaky", "DeadlineExceeded", "HealthCheck", "Unreliable"):
        assert trouble not in text


def test_a_stateful_test(runner: pytest.Pytester) -> None:
    runner.makepyfile("""
import time
from hypothesis.stateful import RuleBasedStateMachine, rule
from hypothesis import settings, strategies as st
from pytest_lambda.clock.virtual import VirtualClock
class Machine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.clock = VirtualClock().start()
    @rule(hours=st.integers(1, 100))
    def advance(self, hours):
        before = time.time()
        self.clock.advance(hours=hours)
        assert time.time() == before + hours * 3600
    def teardown(self):
        self.clock.close()
TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=10)
""")
    runner.runpytest_subprocess(*PLAIN).assert_outcomes(passed=1)


def test_pytest_asyncio_with_a_loop_of_before(runner: pytest.Pytester) -> None:
    runner.makeini("[pytest]\nasyncio_mode = auto\nasyncio_default_test_loop_scope = session")
    runner.makepyfile("""
import asyncio, time
async def test_before():
    await asyncio.sleep(0)
async def test_hours(clock):
    before = time.time()
    await asyncio.sleep(3600)
    assert 3600 <= time.time() - before < 3600.01
async def test_after():
    await asyncio.sleep(0.001)
""")
    runner.runpytest_subprocess(*PLAIN).assert_outcomes(passed=3)


def test_a_test_body_sees_virtual_time_whoever_calls_it(clock: VirtualClock) -> None:
    """freezegun shows real time to whoever is called from within five frames of a tool."""
    import threading
    import time

    seen: list[float] = []
    for target in (lambda: seen.append(time.time()), lambda: seen.append(time.monotonic())):
        thread = threading.Thread(target=target)
        thread.start()
        thread.join()
    assert seen == [1_767_225_600.0, 1_767_225_600.0]


def test_processes_are_waited_for_in_real_time(clock: VirtualClock) -> None:
    result = subprocess.run([sys.executable, "-c", "print('out')"], timeout=50, capture_output=True, text=True)
    assert result.stdout == "out\n"
    subprocess.run([sys.executable, "-c", "import time; time.sleep(0.2)"], timeout=50)
    assert clock.monotonic() == 0
