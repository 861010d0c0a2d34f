"""Init phases on virtual time: their limits, where they are tried again, and what results say of them (G1-G4, G45)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pytest_lambda import LambdaService

from .conftest import Deploy

SLOW = """
import time

print("init")
time.sleep({init})
started = []

def handler(event, context):
    started.append(1)
    time.sleep(event)
    return [len(started), context.get_remaining_time_in_millis()]
"""


def slow(init: float) -> str:
    return SLOW.format(init=init)


def lines(result) -> list[str]:
    return [event.message for event in result.logs]


def test_an_init_is_no_part_of_the_duration_but_of_the_bill(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, slow(2), timeout=5)
    cold, warm = function.invoke(1), function.invoke(1)
    assert (cold.cold_start, cold.init_duration_ms, cold.duration_ms, cold.billed_duration_ms) == (
        True, 2000.0, 1000.0, 3000,
    )  # fmt: skip
    assert cold.payload == [1, 4000]  # the init phase is outside the deadline
    assert (cold.end_time - cold.start_time) == timedelta(seconds=3)
    assert (warm.cold_start, warm.init_duration_ms, warm.billed_duration_ms) == (False, None, 1000)
    assert warm.payload == [2, 4000]
    assert "Init Duration: 2000.00 ms" in lines(cold)[-1]
    assert "Init Duration" not in warm.logs.text
    assert not any("INIT_REPORT" in line for line in lines(cold))


@pytest.mark.parametrize(("init", "starts_over"), [(9.99, False), (10.01, True)])
def test_ten_seconds(service: LambdaService, deploy: Deploy, init: float, starts_over: bool) -> None:
    function = deploy(service, slow(init), timeout=60)
    result = function.invoke(0)
    assert result.ok
    assert result.cold_start
    assert (result.init_duration_ms is None) == starts_over
    assert result.logs.function_text == ("init\n" * (2 if starts_over else 1))


def test_beyond_them_it_starts_over_inside_the_invocation(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, slow(12), timeout=20)
    result = function.invoke(1)
    assert result.payload == [1, 7000]  # of its 20 seconds the second init took 12
    assert (result.init_duration_ms, result.duration_ms, result.billed_duration_ms) == (None, 13_000.0, 23_000)
    assert lines(result)[1:5] == [
        "init",
        "INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout",
        f"START RequestId: {result.request_id} Version: $LATEST",
        "init",
    ]
    assert not function.invoke(0).cold_start


def test_and_ends_with_the_functions_timeout(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, slow(12), timeout=5)
    first, second = function.invoke(0), function.invoke(0)
    assert first.timed_out
    assert (first.duration_ms, first.billed_duration_ms) == (5000.0, 15_000)
    assert "INIT_REPORT Init Duration: 5000.00 ms\tPhase: invoke\tStatus: timeout" in lines(first)
    ended = first.end_time.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert f"{ended} {first.request_id} Task timed out after 5.00 seconds" in lines(first)
    assert second.timed_out  # an environment has one init phase of its own
    assert (second.duration_ms, second.billed_duration_ms) == (5000.0, 5000)
    assert second.cold_start
    assert second.environment is first.environment


def test_a_failing_module_runs_twice(service: LambdaService, deploy: Deploy) -> None:  # D04
    function = deploy(service, "import time\nprint('init')\ntime.sleep(1)\n1 / 0\n")
    first, second = function.invoke(), function.invoke()
    assert (first.error.type, first.payload["requestId"]) == ("ZeroDivisionError", "")
    assert (first.init_duration_ms, first.duration_ms, first.billed_duration_ms) == (None, 1000.0, 2000)
    report = "INIT_REPORT Init Duration: 1000.00 ms\tPhase: {}\tStatus: error\tError Type: ZeroDivisionError"
    assert report.format("init") in lines(first)
    assert report.format("invoke") in lines(first)
    assert "Status: error\tError Type: ZeroDivisionError" in lines(first)[-1]
    assert report.format("init") not in lines(second)
    assert report.format("invoke") in lines(second)
    assert (second.duration_ms, second.billed_duration_ms) == (1000.0, 1000)
    assert service.metrics["Errors"].sum(function="orders") == 2


@pytest.mark.parametrize(
    ("module", "error_type"),
    [
        ("import nowhere", "Runtime.ImportModuleError"),
        ("def handler(:", "Runtime.UserCodeSyntaxError"),
        ("pass", "Runtime.HandlerNotFound"),
        ("import sys; sys.exit(3)", "Runtime.ExitError"),
    ],
)
def test_kinds_of_init_errors(service: LambdaService, deploy: Deploy, module: str, error_type: str) -> None:  # G3
    result = deploy(service, module).invoke()
    assert result.error.type == error_type
    assert f"Phase: init\tStatus: error\tError Type: {error_type}" in result.logs.text


CRASHING = """
import os
import sys
import time

time.sleep(1)
calls = []

def handler(event, context):
    calls.append(1)
    time.sleep(0.5)
    if event == "exit":
        open("/tmp/kept", "w").write("kept")
        sys.exit(1)
    if event == "sleep":
        open("/tmp/kept", "w").write("kept")
        time.sleep(60)
    return [len(calls), os.path.exists("/tmp/kept")]
"""


@pytest.mark.parametrize("event", ["exit", "sleep"])
def test_after_a_lost_process_the_next_invocation_pays_for_its_init(
    service: LambdaService, deploy: Deploy, event: str
) -> None:  # G4
    function = deploy(service, CRASHING, timeout=5)
    function.invoke("plain")
    lost, again, warm = function.invoke(event), function.invoke("plain"), function.invoke("plain")
    assert not lost.ok
    assert again.environment is lost.environment
    assert again.payload == [1, True]  # globals are lost, /tmp is not
    assert (again.cold_start, again.init_duration_ms) == (True, None)
    assert (again.duration_ms, again.billed_duration_ms) == (1500.0, 1500)
    assert (warm.cold_start, warm.duration_ms, warm.payload) == (False, 500.0, [2, True])


def test_a_handlers_exception_loses_nothing(service: LambdaService, deploy: Deploy) -> None:  # G4
    function = deploy(service, "calls = []\ndef handler(event, context):\n    calls.append(1)\n    1 / event\n    return len(calls)\n")
    assert not function.invoke(0).ok
    assert function.invoke(1).payload == 2


def test_an_asynchronous_event_waits_for_init_and_is_retried_after_a_failing_one(
    service: LambdaService, deploy: Deploy
) -> None:
    function = deploy(service, "import time\ntime.sleep(3)\n1 / 0\n")
    function.invoke({}, invocation_type="Event")
    began = service.now()
    service.run()
    starts = [result.start_time - began for result in function.invocations]
    # 3 s init phase, 3 s in the invocation, a minute; 3 s in the invocation, two minutes
    assert starts == [timedelta(0), timedelta(seconds=66), timedelta(seconds=66 + 3 + 120)]
    assert all(result.error.type == "ZeroDivisionError" for result in function.invocations)
    service.check_ledger()


def test_two_cold_environments_initialise_side_by_side(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, slow(4))
    for _ in range(2):
        function.invoke(1, invocation_type="Event")
    began = service.now()
    service.run()
    assert service.now() - began == timedelta(seconds=5)
    assert [result.init_duration_ms for result in function.invocations] == [4000.0, 4000.0]
