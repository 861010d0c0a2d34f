"""INVOKE events, and the environment that is busy until its extensions are done (G61, G63, G66)."""

from __future__ import annotations

import time

import pytest

from pytest_lambda import LambdaService
from pytest_lambda.service.extensions.extension import ExtensionError

from ..conftest import Deploy, Simulate
from .recorder import Recorder

SLEEPER = """
import time

calls = []

def handler(event, context):
    calls.append(1)
    time.sleep(event or 0)
    return len(calls)
"""


def test_the_event(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, SLEEPER, timeout=5)
    recorder = Recorder(service)
    function.register_extension(recorder, name="e")
    result = function.invoke(0)
    (event,) = recorder.events
    assert event == {
        "eventType": "INVOKE",
        "deadlineMs": round((result.start_epoch + 5) * 1000),
        "requestId": result.request_id,
        "invokedFunctionArn": function.arn,
        "tracing": {"type": "X-Amzn-Trace-Id", "value": event["tracing"]["value"]},
    }
    assert event["tracing"]["value"].startswith("Root=1-")


def test_the_deadline_does_not_count_the_init_phase(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, "import time\ntime.sleep(2)\n" + SLEEPER, timeout=5)
    recorder = Recorder(service)
    function.register_extension(recorder, name="e")
    result = function.invoke(0)
    assert recorder.events[0]["deadlineMs"] == round((result.start_epoch + 7) * 1000)


def test_the_caller_does_not_wait_for_extensions(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, SLEEPER)
    recorder = Recorder(service, sleeps={"INVOKE": 10})
    function.register_extension(recorder, name="e")
    began = service.now()
    result = function.invoke(1)
    assert (service.now() - began).total_seconds() == 1
    assert (result.payload, result.duration_ms, result.billed_duration_ms) == (1, 1000.0, 1000)
    service.run()
    assert recorder.times == [("INVOKE", 0.0), ("INVOKE done", 10.0)]
    assert (service.now() - began).total_seconds() == 10
    assert (result.duration_ms, result.billed_duration_ms) == (1000.0, 10_000)
    assert "Billed Duration: 10000 ms" in result.logs.text
    assert "Billed Duration: 10000 ms" in service.log_groups["/aws/lambda/orders"].text
    assert service.metrics["PostRuntimeExtensionsDuration"].sum(function="orders") == 9000
    assert service.metrics["Duration"].sum(function="orders") == 1000


def test_the_environment_is_busy_until_then(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, SLEEPER)
    function.register_extension(Recorder(service, sleeps={"INVOKE": 10}), name="e")
    assert [function.invoke(1).cold_start, function.invoke(1).cold_start] == [True, True]
    assert len(function.environments) == 2
    assert all(environment.busy for environment in function.environments)
    function.cold_start()  # ends idle ones only
    assert len(function.environments) == 2
    service.advance(seconds=10)
    assert not any(environment.busy for environment in function.environments)
    assert not function.invoke(1).cold_start
    service.run()
    assert len(function.environments) == 2


def test_its_permit_is_held_until_then(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, SLEEPER)
    function.put_function_concurrency(reserved_concurrent_executions=1)
    function.register_extension(Recorder(service, sleeps={"INVOKE": 10}), name="e")
    for _ in range(2):
        function.invoke(1, invocation_type="Event")
    service.run()
    first, second = function.invocations
    assert (second.start_epoch - first.start_epoch) >= 10
    assert service.metrics["Throttles"].sum(function="orders") > 0


def test_extensions_without_work_take_no_time(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, SLEEPER)
    function.register_extension(Recorder(service), name="e")
    assert [function.invoke(0).payload for _ in range(3)] == [1, 2, 3]
    assert [result.billed_duration_ms for result in function.invocations] == [1, 1, 1]
    assert service.metrics["PostRuntimeExtensionsDuration"].sum(function="orders") == 0


def test_without_extensions_there_is_no_such_metric(service: LambdaService, deploy: Deploy) -> None:
    deploy(service, SLEEPER).invoke(1)
    assert service.metrics["PostRuntimeExtensionsDuration"].sample_count(function="orders") == 0


def test_several_run_side_by_side(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, SLEEPER)
    one, other = Recorder(service, sleeps={"INVOKE": 4}), Recorder(service, sleeps={"INVOKE": 6})
    function.register_extension(one, name="one").register_extension(other, name="other", internal=True)
    result = function.invoke(1)
    service.run()
    assert one.times[-1] == ("INVOKE done", 4.0)
    assert other.times[-1] == ("INVOKE done", 6.0)
    assert result.billed_duration_ms == 6000


class TestTimeout:
    def test_a_slow_extension(self, service: LambdaService, deploy: Deploy) -> None:  # G66
        function = deploy(service, SLEEPER, timeout=5)
        slow, other = Recorder(service, sleeps={"INVOKE": 60}), Recorder(service)
        function.register_extension(slow, name="slow").register_extension(other, name="other")
        result = function.invoke(1)
        assert result.payload == 1
        service.run()
        assert result.billed_duration_ms == 5000
        assert other.times == [("INVOKE", 0.0), ("SHUTDOWN", 5.0)]
        assert other.reasons == ["timeout"]
        assert slow.times == [("INVOKE", 0.0)]  # cut two seconds later, in the middle of its sleep
        assert other.events[-1]["deadlineMs"] == round((result.start_epoch + 7) * 1000)
        again = function.invoke(0)
        assert (again.payload, again.cold_start, again.init_duration_ms) == (1, True, None)
        assert again.environment is result.environment
        assert again.start_epoch == result.start_epoch + 7

    def test_a_slow_extension_that_comes_back_in_time_is_told(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, SLEEPER, timeout=5)
        slow = Recorder(service, sleeps={"INVOKE": 6})
        function.register_extension(slow, name="slow")
        function.invoke(1)
        service.run()
        assert slow.times == [("INVOKE", 0.0), ("INVOKE done", 6.0), ("SHUTDOWN", 6.0)]

    def test_a_slow_function(self, service: LambdaService, deploy: Deploy) -> None:  # G4
        function = deploy(service, SLEEPER, timeout=5)
        recorder = Recorder(service)
        function.register_extension(recorder, name="e")
        result = function.invoke(60)
        assert result.timed_out
        assert recorder.times == [("INVOKE", 0.0), ("SHUTDOWN", 5.0)]
        assert recorder.reasons == ["timeout"]
        assert function.invoke(0).environment is result.environment

    def test_an_exit(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, "import sys\ndef handler(event, context):\n    sys.exit(1)\n")
        recorder = Recorder(service)
        function.register_extension(recorder, name="e")
        assert function.invoke().error.type == "Runtime.ExitError"
        assert recorder.reasons == ["failure"]

    def test_an_exception_of_the_handler_is_no_failure_of_the_environment(
        self, service: LambdaService, deploy: Deploy
    ) -> None:
        function = deploy(service, "def handler(event, context):\n    1 / 0\n")
        recorder = Recorder(service)
        function.register_extension(recorder, name="e")
        function.invoke()
        function.invoke()
        assert recorder.kinds == ["INVOKE", "INVOKE"]
        assert len(function.environments) == 1


class TestCrash:
    def test_while_the_function_runs(
        self, service: LambdaService, deploy: Deploy, capsys: pytest.CaptureFixture[str]
    ) -> None:
        function = deploy(service, SLEEPER, timeout=30)
        crash = Recorder(service, sleeps={"INVOKE": 2}, fails={"INVOKE": OSError("no socket")})
        other = Recorder(service)
        function.register_extension(crash, name="crash").register_extension(other, name="other")
        result = function.invoke(20)
        assert result.function_error == "Unhandled"
        assert result.payload == {
            "errorType": "Extension.Crash",
            "errorMessage": f"RequestId: {result.request_id} Error: exit status 1",
        }
        assert result.duration_ms == 2000.0
        assert "Status: error\tError Type: Extension.Crash" in result.logs.text
        assert other.times == [("INVOKE", 0.0), ("SHUTDOWN", 2.0)]
        assert other.reasons == ["failure"]
        assert crash.kinds == ["INVOKE"]
        with pytest.raises(OSError, match="no socket"):
            result.raise_for_error()
        assert "OSError: no socket" in capsys.readouterr().err
        service.run()
        assert function.invoke(0).payload == 1
        assert crash.kinds == ["INVOKE", "INVOKE"]

    def test_after_the_function_is_done(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, SLEEPER)
        crash = Recorder(service, sleeps={"INVOKE": 2}, fails={"INVOKE": OSError("no socket")})
        other = Recorder(service)
        function.register_extension(crash, name="crash").register_extension(other, name="other")
        result = function.invoke(1)
        assert result.payload == 1
        service.run()
        assert other.reasons == ["failure"]
        assert result.billed_duration_ms == 2000
        assert function.invoke(1).payload == 1  # a new process

    def test_one_that_reports_its_failure(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, SLEEPER)
        function.register_extension(
            Recorder(service, sleeps={"INVOKE": 1}, fails={"INVOKE": ExtensionError("no key")}), name="e"
        )
        assert function.invoke(5).error.type == "Extension.ExitError"

    def test_an_asynchronous_event_is_retried(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, SLEEPER)
        crash = Recorder(service, sleeps={"INVOKE": 1}, fails={"INVOKE": OSError()})
        function.register_extension(crash, name="e")
        function.invoke(5, invocation_type="Event")
        service.run()
        assert [result.error.type for result in function.invocations] == ["Extension.Crash"] * 3
        service.check_ledger()


class TestInit:
    def test_it_counts(self, service: LambdaService, deploy: Deploy) -> None:  # G1
        function = deploy(service, "import time\ntime.sleep(2)\n" + SLEEPER)
        function.register_extension(Recorder(service), name="a", init=lambda: time.sleep(3))
        function.register_extension(Recorder(service), name="b", init=lambda: time.sleep(1))
        result = function.invoke(1)
        assert (result.init_duration_ms, result.duration_ms, result.billed_duration_ms) == (5000.0, 1000.0, 6000)

    def test_a_slow_one_is_started_again_inside_the_invocation(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, SLEEPER, timeout=20)
        inits: list[float] = []

        def init() -> None:
            inits.append(service.epoch())
            time.sleep(12)

        function.register_extension(Recorder(service), name="slow", init=init)
        result = function.invoke(1)
        assert [moment - inits[0] for moment in inits] == [0.0, 10.0]
        assert (result.payload, result.duration_ms, result.init_duration_ms) == (1, 13_000.0, None)
        assert "INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout" in result.logs.text

    @pytest.mark.parametrize(
        ("exception", "error_type"),
        [(OSError("no socket"), "Extension.Crash"), (ExtensionError("no key"), "Extension.InitError")],
    )
    def test_a_failing_one(
        self, service: LambdaService, deploy: Deploy, exception: Exception, error_type: str
    ) -> None:  # G65
        function = deploy(service, SLEEPER)
        inits: list[int] = []

        def init() -> None:
            inits.append(1)
            raise exception

        function.register_extension(Recorder(service), name="e", init=init)
        result = function.invoke(0)
        assert result.error.type == error_type
        assert len(inits) == 2  # the init phase, and inside the invocation
        assert f"Phase: init\tStatus: error\tError Type: {error_type}" in result.logs.text
        assert f"Phase: invoke\tStatus: error\tError Type: {error_type}" in result.logs.text

    def test_one_that_fails_once(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, SLEEPER)
        failures = [OSError("not yet")]

        def init() -> None:
            if failures:
                raise failures.pop()

        function.register_extension(Recorder(service), name="e", init=init)
        result = function.invoke(0)
        assert (result.payload, result.cold_start, result.init_duration_ms) == (1, True, None)

    def test_a_failing_module_shuts_extensions_down(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, "1 / 0\n")
        recorder = Recorder(service)
        function.register_extension(recorder, name="e")
        assert function.invoke().error.type == "ZeroDivisionError"
        assert recorder.kinds == ["SHUTDOWN", "SHUTDOWN"]
        assert recorder.reasons == ["failure", "failure"]


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_one_moment_does_not_matter(simulate: Simulate, deploy: Deploy, seed: int) -> None:
    service = simulate(schedule="random", seed=seed)
    function = deploy(service, SLEEPER)
    recorder = Recorder(service, sleeps={"INVOKE": 3})
    function.register_extension(recorder, name="e")
    for _ in range(5):
        function.invoke(1, invocation_type="Event")
    service.run()
    assert [result.billed_duration_ms for result in function.invocations] == [3000] * 5
    assert len(recorder.events) == 5
    service.check_ledger()


def test_it_runs_in_the_tests_own_state(service: LambdaService, deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setenv("WHO", "test")
    function = deploy(service, SLEEPER, environment={"WHO": "function"})
    seen: list[str | None] = []

    def extension(event: object) -> None:
        seen.append(os.environ.get("WHO"))
        time.sleep(1)
        seen.append(os.environ.get("WHO"))

    function.register_extension(extension, name="e")
    function.invoke(5)
    service.run()
    assert seen == ["test", "test"]
