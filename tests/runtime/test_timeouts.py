"""Timeouts: the process is killed, without a chance to clean up (R120-R133)."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from pytest_lambda import FunctionTimeout, LambdaFunction
from pytest_lambda.runtime.environment import ExecutionEnvironment, Served
from pytest_lambda.runtime.request import Request
from tests.leak_census import no_leaks
from tests.runtime.conftest import Deploy

pytestmark = [
    pytest.mark.usefixtures("leak_census"),
    pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer that cuts on this system"),
]


def serve(function: LambdaFunction, event: object, seconds: float = 0.05) -> Served:
    """Invoke with a shorter timeout than AWS allows; the first touch comes before it."""
    if not function.environments:
        function.invoke(None)
    (environment,) = function.environments
    assert isinstance(environment, ExecutionEnvironment)
    request = Request(
        invoke_id="the-id",
        event_body=json.dumps(event).encode(),
        invoked_function_arn=function.arn,
        deadline_time_in_ms=0,
    )
    return environment.serve(request, seconds)


def was_cut(served: Served) -> bool:
    return served.outcome.error_type == "Sandbox.Timedout"


# --- one real second


def test_a_timeout(deploy: Deploy) -> None:  # R120, R121, R124, R125
    function = deploy("""
import atexit, os, signal, time
atexit.register(print, "atexit")
count = 0
def handler(event, context):
    global count
    count += 1
    os.environ["CHANGED"] = "yes"
    with open("/tmp/kept", "a") as file:
        file.write("x")
    if event:
        signal.signal(signal.SIGTERM, lambda number, frame: print("sigterm"))
        try:
            print("no newline", end="")
            time.sleep(30)
        except BaseException:
            print("except")
        finally:
            print("finally")
    return [count, os.environ.get("CHANGED"), open("/tmp/kept").read()]
""", timeout=1)  # fmt: skip
    with no_leaks():
        result = function.invoke(1)
    assert result.payload_bytes == (
        b'{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: '
        + result.request_id.encode()
        + b' Error: Task timed out after 1.00 seconds"}'
    )
    assert (result.function_error, result.status_code, result.timed_out, result.ok) == ("Unhandled", 200, True, False)
    assert 990 <= result.duration_ms < 2_000
    assert result.logs.function_text == "no newline"  # R127
    text = result.logs.text
    assert re.search(rf"^20\S+Z {result.request_id} Task timed out after 1\.\d\d seconds$", text, re.MULTILINE)
    assert text.rstrip("\n").endswith("\tStatus: timeout")
    again = function.invoke(0)
    assert again.cold_start
    assert again.payload == [1, "yes", "xx"]
    assert function.environments[0].initialisations == 2
    with pytest.raises(FunctionTimeout) as info:
        result.raise_for_error()
    assert info.value.error_message.endswith("Error: Task timed out after 1.00 seconds")
    assert "no newline" in str(info.value)
    function.close()
    assert "finally" not in function.logs
    assert "atexit" not in function.logs


# --- whatever it does

STUCK = {
    "sleeps": "time.sleep(30)",
    "loops": "while True: pass",
    "swallows everything": "swallow()",
    "waits on a lock": "lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "waits on a condition": "threading.Event().wait()",
    "waits on a socket": "one, other = socket.socketpair(); one.recv(1)",
    "waits on a queue": "queue.Queue().get()",
    "matches a regex": "re.match(r'(a+)+$', 'a' * 40 + 'b')",
    "waits for a child": "subprocess.run(['sleep', '3'])",
    "runs asyncio": "asyncio.run(asyncio.sleep(30))",
    "waits in a thread": "thread = threading.Thread(target=time.sleep, args=(0.3,)); thread.start(); thread.join(); time.sleep(30)",
    "recurses and sleeps": "(lambda f: f(f, 200))(lambda f, n: f(f, n - 1) if n else time.sleep(30))",
    "is in a generator": "list(time.sleep(30) for _ in range(3))",
    "is in a finaliser": "type('F', (), {'__del__': lambda self: time.sleep(30)})(); time.sleep(30)",
    "sorts": "sorted(range(10), key=lambda n: time.sleep(30))",
}


@pytest.mark.parametrize("what", STUCK)
def test_whatever_it_does(deploy: Deploy, what: str) -> None:
    function = deploy(f"""
import asyncio, queue, re, socket, subprocess, threading, time
def swallow():
    while True:
        try:
            time.sleep(30)
        except BaseException:
            pass
        finally:
            print("finally")
def handler(event, context):
    if event:
        {STUCK[what]}
    return "alive"
""")
    assert function(0) == "alive"
    with no_leaks():
        served = serve(function, 1)
    assert was_cut(served)
    assert "finally" not in "".join(entry.text for entry in served.written)
    result = function.invoke(0)
    assert (result.payload, result.cold_start) == ("alive", True)


def test_many_timeouts_in_a_row(deploy: Deploy) -> None:
    function = deploy("import time\ndef handler(event, context):\n    while event: time.sleep(0.001)\n    return 1")
    with no_leaks():
        for _ in range(20):
            assert was_cut(serve(function, 1, 0.01))
    assert function(0) == 1


def test_a_handler_just_in_time_is_not_cut(deploy: Deploy) -> None:
    function = deploy("import time\ndef handler(event, context):\n    time.sleep(0.01)\n    return 1")
    for _ in range(3):
        assert not was_cut(serve(function, 0, 5.0))
    assert not function.invoke(0).cold_start


def test_the_timer_does_not_strike_after_the_answer(deploy: Deploy) -> None:
    import time

    function = deploy("def handler(event, context): return 1")
    assert not was_cut(serve(function, 0, 0.05))
    time.sleep(0.1)
    assert function(0) == 1


# --- state of the process that the cut handler had changed

CHANGES = [
    "os.chdir('/'); os.umask(0)",
    "sys.stdout = None; sys.path[:] = []; sys.argv = []",
    "sys.setrecursionlimit(5000)",
    "logging.getLogger().handlers.clear(); logging.disable(50)",
    "logging.getLogger('asyncio').setLevel(1)",
    "signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGINT, signal.SIG_IGN)",
    "signal.signal(signal.SIGALRM, lambda *_: None); signal.alarm(20)",
    "warnings.simplefilter('error')",
    "os.environ.clear()",
    "contextvars.ContextVar('x').set(1)",
    "decimal.getcontext().prec = 2",
    "asyncio.set_event_loop(asyncio.new_event_loop())",
    "threading.excepthook = sys.excepthook = print",
    "tempfile.tempdir = '/nowhere'",
    "locale.setlocale(locale.LC_ALL, 'C.UTF-8')",
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_nothing_leaks_from_a_cut_handler(deploy: Deploy, change: str) -> None:
    function = deploy(f"""
import asyncio, contextvars, decimal, locale, logging, os, signal, sys, tempfile, threading, time, warnings
def handler(event, context):
    if event:
        {change}
        time.sleep(30)
    return [os.getcwd(), sys.getrecursionlimit(), decimal.getcontext().prec, len(logging.getLogger().handlers)]
""")
    fresh = function(0)
    with no_leaks(without=("named loggers",)):
        assert was_cut(serve(function, 1))
    assert function(0) == fresh
    function.close()


def test_a_cut_inside_asyncio_leaves_the_tests_loop(deploy: Deploy) -> None:
    import asyncio

    function = deploy("import asyncio\ndef handler(event, context): return asyncio.run(asyncio.sleep(30 if event else 0))")
    function(0)

    async def test() -> str:
        assert was_cut(serve(function, 1))
        await asyncio.sleep(0)
        return "went on"

    with no_leaks():
        assert asyncio.run(test()) == "went on"
    assert function(0) is None


def test_a_cut_in_the_middle_of_an_import(deploy: Deploy) -> None:
    function = deploy(
        "def handler(event, context):\n    if event: import slow\n    import json\n    return 1",
        files={"slow.py": "import time\ntime.sleep(30)"},
    )
    with no_leaks():
        assert was_cut(serve(function, 1))
    assert "slow" not in sys.modules
    assert function(0) == 1


def test_print_of_another_thread_after_a_cut(deploy: Deploy, capsys: pytest.CaptureFixture[str]) -> None:
    function = deploy("def handler(event, context):\n    while event: print('x' * 100)\n    return 1")
    for _ in range(5):
        assert was_cut(serve(function, 1, 0.02))
    print("the test's own stream still works")
    assert "the test's own stream still works\n" in capsys.readouterr().out
    import logging

    logging.getLogger("of the test").warning("logging still works")


# --- init


def test_the_deadline_of_a_later_init(deploy: Deploy) -> None:  # R126
    function = deploy("""
import os, time
if os.path.exists("/tmp/slow"):
    time.sleep(30)
open("/tmp/slow", "w").close()
def handler(event, context):
    os._exit(1)
""", timeout=1)  # fmt: skip
    assert not function.invoke(0).timed_out
    served = serve(function, 0, 0.1)
    assert was_cut(served)
    assert [(init.phase, init.status) for init in served.inits] == [("invoke", "timeout")]


def test_the_init_phase_is_outside_the_deadline(deploy: Deploy) -> None:  # D06
    function = deploy("""
import time
time.sleep(0.2)
def handler(event, context):
    return context.get_remaining_time_in_millis()
""", timeout=2)  # fmt: skip
    result = function.invoke(0)
    assert result.payload > 1_900
    assert result.init_duration_ms is not None
    assert result.duration_ms < 200


def test_a_later_init_eats_the_invocations_time(deploy: Deploy) -> None:  # R126
    function = deploy("""
import os, time
time.sleep(0.2)
def handler(event, context):
    if event:
        os._exit(1)
    return context.get_remaining_time_in_millis()
""", timeout=2)  # fmt: skip
    function.invoke(1)
    second = function.invoke(0)
    assert second.payload < 1_850
    assert second.duration_ms >= 200
    assert second.init_duration_ms is None


def test_an_init_longer_than_its_phase_is_tried_again_within_the_invocation(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:  # R131, R132
    monkeypatch.setattr("pytest_lambda.limits.INIT_SECONDS", 0.05)
    function = deploy("""
import os, time
print("body")
if not os.path.exists("/tmp/second"):
    open("/tmp/second", "w").close()
    time.sleep(30)
def handler(event, context):
    return "fine"
""")
    result = function.invoke({})
    assert result.payload == "fine"
    assert result.logs.function_text == "body\nbody\n"
    assert re.search(r"INIT_REPORT Init Duration: \S+ ms\tPhase: init\tStatus: timeout\n", result.logs.text)
    assert result.init_duration_ms is None


def test_an_init_that_never_ends(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:  # R131
    monkeypatch.setattr("pytest_lambda.limits.INIT_SECONDS", 0.05)
    function = deploy("import time\ntime.sleep(30)\ndef handler(event, context): pass", timeout=1)
    result = function.invoke({})
    assert result.timed_out
    assert "Phase: invoke\tStatus: timeout" in result.logs


# --- nested


@pytest.mark.xfail(reason="the inner environment stays busy for ever")
def test_an_inner_function_after_the_outer_was_cut(deploy: Deploy) -> None:
    inner = deploy("import time\ndef handler(event, context):\n    time.sleep(event)\n    return 'inner'", function_name="inner")
    with LambdaFunction(lambda event, context: inner(event), function_name="outer") as outer:
        assert outer(0) == "inner"
        assert was_cut(serve(outer, 30))
        assert not inner.environments[0].busy
        assert outer(0) == "inner"
        assert inner(0) == "inner"


def test_the_outer_deadline_while_an_inner_function_runs(deploy: Deploy) -> None:
    inner = deploy("import time\ndef handler(event, context):\n    time.sleep(event)\n    return 'inner'", function_name="inner")

    def handler(event: Any, context: Any) -> Any:
        return inner(event) if event is not None else "outer"

    with LambdaFunction(handler, function_name="outer") as outer:
        assert outer(0) == "inner"
        with no_leaks():
            assert was_cut(serve(outer, 30))
        assert outer(None) == "outer"


def test_the_inner_deadline_while_an_outer_function_runs(deploy: Deploy) -> None:
    inner = deploy("import time\ndef handler(event, context):\n    time.sleep(event)\n    return 'inner'", function_name="inner")
    inner(0)

    def handler(event: Any, context: Any) -> Any:
        return was_cut(serve(inner, event)), os.environ["AWS_LAMBDA_FUNCTION_NAME"]

    with LambdaFunction(handler, function_name="outer") as outer:
        with no_leaks():
            assert outer(30) == [True, "outer"]
        assert not outer.invoke(0).cold_start


# --- threads and children (R128, R129)


def test_a_thread_does_not_delay_the_kill(deploy: Deploy) -> None:  # R129
    function = deploy("""
import threading, time
def handler(event, context):
    if event:
        threading.Thread(target=time.sleep, args=(0.3,)).start()
        time.sleep(30)
""")
    function(0)
    assert was_cut(serve(function, 1))
    for started in function.environments[0].background_threads:
        started.thread.join()


# --- the test's own alarm


@pytest.fixture
def own_alarm() -> Iterator[list[int]]:
    """A test that has an alarm of its own running, as pytest-timeout does."""
    rung: list[int] = []
    timer = signal.setitimer(signal.ITIMER_REAL, 0)
    before = signal.signal(signal.SIGALRM, lambda number, frame: rung.append(number))
    yield rung
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)
    signal.setitimer(signal.ITIMER_REAL, *timer)


def test_the_tests_own_alarm_goes_on(deploy: Deploy, own_alarm: list[int]) -> None:
    function = deploy("def handler(event, context): return 1")
    signal.setitimer(signal.ITIMER_REAL, 30)
    assert function(0) == 1
    assert 25 < signal.getitimer(signal.ITIMER_REAL)[0] <= 30
    signal.setitimer(signal.ITIMER_REAL, 0)
    assert own_alarm == []


def test_the_tests_own_alarm_rings_during_an_invocation(deploy: Deploy, own_alarm: list[int]) -> None:
    function = deploy("import time\ndef handler(event, context):\n    time.sleep(0.1)\n    return 1")
    function(0)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    assert function(0) == 1
    assert own_alarm == [signal.SIGALRM]

