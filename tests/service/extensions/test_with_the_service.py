"""Extensions among everything else: functions that they call, tenants, snapshots, laws of their time."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService
from pytest_lambda.clock.wakeups import Signal, Wait
from pytest_lambda.service.service import Tools

from ..conftest import Deploy, Simulate
from .recorder import Recorder

PLAIN = """
import time

def handler(event, context):
    time.sleep(event or 0)
    return event
"""


def test_an_extension_invokes_a_function(service: LambdaService, deploy: Deploy) -> None:
    sink = deploy(service, PLAIN, "sink")
    function = deploy(service, PLAIN)
    answers: list[Any] = []

    def ship(event: dict[str, Any]) -> None:
        if event["eventType"] == "INVOKE":
            answers.append(sink.invoke(2).payload)
            sink.invoke(3, invocation_type="Event")

    function.register_extension(ship, name="ship")
    result = function.invoke(1)
    service.run()
    assert answers == [2]
    assert result.billed_duration_ms == 2000
    assert [each.payload for each in sink.invocations] == [2, 3]


def test_an_extension_sends_to_a_queue(service: LambdaService, deploy: Deploy) -> None:
    queue = service.sqs_queue("shipped")
    function = deploy(service, PLAIN)
    function.register_extension(lambda event: queue.send(event["eventType"]), name="ship")
    function.invoke(0)
    service.advance(hours=1)
    assert sorted(message.body for message in queue.messages) == ["INVOKE", "SHUTDOWN"]


def test_a_failing_test_in_an_extension_fails_the_test(simulate: Simulate, deploy: Deploy) -> None:
    service = simulate(tools=Tools(passes_through=(pytest.fail.Exception,)))
    function = deploy(service, PLAIN)
    function.register_extension(lambda event: pytest.fail("not this one"), name="e")
    with pytest.raises(pytest.fail.Exception, match="not this one"):
        function.invoke(1)


def test_each_tenant_has_processes_of_its_own(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, PLAIN, tenancy_config={"TenantIsolationMode": "PER_TENANT"})
    inits: list[float] = []
    recorder = Recorder(service)
    function.register_extension(recorder, name="e", init=lambda: inits.append(service.epoch()))
    for tenant in "abab":
        function.invoke(0, tenant_id=tenant)
    assert len(inits) == 2
    service.advance(hours=1)
    assert recorder.kinds == ["INVOKE"] * 4 + ["SHUTDOWN"] * 2


def test_snapshots_hold_initialised_extensions(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, PLAIN, snap_start="PublishedVersions")
    recorder = Recorder(service)
    inits: list[float] = []

    def init() -> None:
        inits.append(service.epoch())
        time.sleep(4)

    function.register_extension(recorder, name="e", init=init)
    began = service.epoch()
    version = function.publish_version().version
    assert service.epoch() - began == 4
    result = function.invoke(1, qualifier=version)
    assert (result.duration_ms, result.billed_duration_ms, result.init_duration_ms) == (1000.0, 1000, None)
    assert inits == [began]
    assert recorder.kinds == ["INVOKE"]


def test_a_handler_publishes_a_version_with_snap_start(service: LambdaService) -> None:
    other = service.create_function("other", handler=lambda event, context: 1, snap_start="PublishedVersions")
    other.register_extension(lambda event: None, name="e", init=lambda: time.sleep(20))

    def handler(event: object, context: object) -> str:
        return other.publish_version().version

    function = service.create_function("publisher", handler=handler, timeout=60)
    result = function.invoke()
    assert (result.payload, result.duration_ms) == ("1", 20_000.0)
    assert other.invoke(0, qualifier="1").init_duration_ms is None


def test_a_restore_that_takes_too_long_asynchronously(service: LambdaService, deploy: Deploy) -> None:
    source = "import time\nfrom snapshot_restore_py import register_after_restore\nregister_after_restore(time.sleep, 11)\n"
    function = deploy(service, source + PLAIN, snap_start="PublishedVersions")
    version = function.publish_version().version
    function.invoke(0, qualifier=version, invocation_type="Event")
    service.run()
    assert function.invocations[0].error.type == "SnapStartTimeoutException"
    service.check_ledger()


def test_a_function_that_is_deleted_meanwhile(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, PLAIN)
    recorder = Recorder(service, sleeps={"INVOKE": 5})
    function.register_extension(recorder, name="e")
    result = function.invoke(1)
    service.delete_function(function)
    service.run()
    assert recorder.kinds == ["INVOKE", "SHUTDOWN"]
    assert result.billed_duration_ms == 5000
    assert function.environments == ()


TIMEOUT = 5


@settings(max_examples=50, deadline=None)
@given(
    calls=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), min_size=1, max_size=6),
    sleeps=st.lists(st.integers(0, 8), min_size=1, max_size=3),
    schedule=st.sampled_from(["fifo", "random"]),
)
def test_laws(calls: list[tuple[int, int]], sleeps: list[int], schedule: str) -> None:
    """What is billed is the slowest one, the timeout at most; an environment serves one at a time."""

    def handler(event: int, context: object) -> None:
        time.sleep(event)

    def extension(seconds: int, event: dict[str, Any]) -> None:
        if event["eventType"] == "INVOKE":
            time.sleep(seconds)

    with LambdaService(schedule=schedule, environment_idle_seconds=10_000) as service:
        function = service.create_function("orders", handler=handler, timeout=TIMEOUT)
        function.put_function_event_invoke_config(maximum_retry_attempts=0)
        for number, seconds in enumerate(sleeps):
            function.register_extension(
                lambda event, seconds=seconds: extension(seconds, event), name=f"e{number}", internal=number == 2
            )
        for seconds, pause in calls:
            function.invoke(seconds, invocation_type="Event")
            service.advance(seconds=pause)
        service.run()
        busy: dict[object, float] = {}
        assert len(function.invocations) == len(calls)
        for result, (seconds, _) in zip(function.invocations, calls, strict=True):
            assert result.timed_out == (seconds >= TIMEOUT)
            slowest = seconds if seconds >= TIMEOUT else max(seconds, *sleeps)
            assert result.billed_duration_ms == max(1, min(slowest, TIMEOUT) * 1000)
            assert result.duration_ms == min(seconds, TIMEOUT) * 1000
            assert busy.get(result.environment, 0.0) <= result.start_epoch
            busy[result.environment] = result.start_epoch + result.billed_duration_ms // 1000
        service.check_ledger()


def test_a_handler_waits_for_what_has_happened_already(service: LambdaService) -> None:
    happened = Signal()
    happened.set()

    def handler(event: object, context: object) -> bool:
        return service.clock.wait(Wait("what has happened", service.clock.moment_in(2), happened))

    function = service.create_function("orders", handler=handler)
    function.register_extension(Recorder(service, sleeps={"INVOKE": 1}), name="e")
    result = function.invoke()
    assert (result.payload, result.duration_ms) == (True, 0.0)
