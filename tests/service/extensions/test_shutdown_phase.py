"""The end of an environment: SIGTERM to the function, SHUTDOWN to extensions, and how long they have (G6, R148, R149)."""

from __future__ import annotations

import gc
import time

import pytest

from pytest_lambda import LambdaService, ServiceFunction
from pytest_lambda.clock.virtual import VirtualClock

from ..conftest import Deploy, Simulate
from .recorder import Recorder

IDLE = 60
SIGTERM = """
import atexit
import signal
import sys
import time

atexit.register(lambda: print("atexit"))

def bye(number, frame):
    print("SIGTERM", number, flush=True)
    time.sleep({sleep})
    print("after the sleep")
    {end}

signal.signal(signal.SIGTERM, bye)

def handler(event, context):
    return 1
"""


@pytest.fixture
def service(simulate: Simulate) -> LambdaService:
    return simulate(environment_idle_seconds=IDLE)


def written(service: LambdaService) -> list[str]:
    return [event.message for event in service.log_groups["/aws/lambda/orders"].events if event.kind != "platform"]


def reclaimed(service: LambdaService, function: ServiceFunction) -> None:
    function.invoke()
    assert len(function.environments) == 1
    service.advance(seconds=IDLE + 10)
    assert function.environments == ()


def with_sigterm(deploy: Deploy, service: LambdaService, *, sleep: float = 0, end: str = "sys.exit()", **settings: object):
    return deploy(service, SIGTERM.format(sleep=sleep, end=end), **{"runtime": "python3.12", **settings})


def test_without_extensions_nothing_runs(service: LambdaService, deploy: Deploy) -> None:
    reclaimed(service, with_sigterm(deploy, service))
    assert written(service) == []


def test_sigterm(service: LambdaService, deploy: Deploy) -> None:
    function = with_sigterm(deploy, service)
    recorder = Recorder(service)
    function.register_extension(recorder, name="e")
    reclaimed(service, function)
    assert written(service) == ["SIGTERM 15", "after the sleep", "atexit"]
    assert recorder.times == [("INVOKE", 0.0), ("SHUTDOWN", 60.0)]
    (shutdown,) = recorder.events[1:]
    began = function.invocations[0].start_epoch
    assert shutdown == {
        "eventType": "SHUTDOWN",
        "shutdownReason": "spindown",
        "deadlineMs": round((began + IDLE + 2) * 1000),
    }


@pytest.mark.parametrize("runtime", ["python3.10", "python3.11"])
def test_older_runtimes_do_not_hear_it(service: LambdaService, deploy: Deploy, runtime: str) -> None:
    function = with_sigterm(deploy, service, runtime=runtime)
    recorder = Recorder(service)
    function.register_extension(recorder, name="e")
    reclaimed(service, function)
    assert written(service) == []
    assert recorder.reasons == ["spindown"]


@pytest.mark.parametrize(
    ("internal", "sleep", "lines"),
    [
        (False, 0.29, ["SIGTERM 15", "after the sleep", "atexit"]),
        (False, 0.31, ["SIGTERM 15"]),
        (True, 0.49, ["SIGTERM 15", "after the sleep", "atexit"]),
        (True, 0.51, ["SIGTERM 15"]),
    ],
)
def test_the_budget_of_the_function(
    service: LambdaService, deploy: Deploy, internal: bool, sleep: float, lines: list[str]
) -> None:
    function = with_sigterm(deploy, service, sleep=sleep)
    function.register_extension(Recorder(service), name="e", internal=internal)
    reclaimed(service, function)
    assert written(service) == lines


def test_extensions_are_told_when_the_function_is_gone(service: LambdaService, deploy: Deploy) -> None:
    function = with_sigterm(deploy, service, sleep=0.2)
    recorder = Recorder(service)
    function.register_extension(recorder, name="e")
    reclaimed(service, function)
    assert recorder.times[-1] == ("SHUTDOWN", 60.2)


def test_a_handler_that_does_not_exit_is_waited_for(service: LambdaService, deploy: Deploy) -> None:
    function = with_sigterm(deploy, service, end="pass")
    recorder = Recorder(service)
    function.register_extension(recorder, name="e")
    reclaimed(service, function)
    assert written(service) == ["SIGTERM 15", "after the sleep"]
    assert recorder.times[-1] == ("SHUTDOWN", 60.3)


def test_a_handler_that_fails(service: LambdaService, deploy: Deploy) -> None:
    function = with_sigterm(deploy, service, end="1 / 0")
    function.register_extension(Recorder(service), name="e")
    reclaimed(service, function)
    assert "ZeroDivisionError: division by zero" in "\n".join(written(service))


@pytest.mark.parametrize(("sleep", "last"), [(1.9, ("SHUTDOWN done", 61.9)), (2.1, ("SHUTDOWN", 60.0))])
def test_the_budget_of_an_extension(
    service: LambdaService, deploy: Deploy, sleep: float, last: tuple[str, float]
) -> None:
    function = deploy(service, "def handler(event, context): pass")
    recorder = Recorder(service, sleeps={"SHUTDOWN": sleep})
    function.register_extension(recorder, name="e")
    reclaimed(service, function)
    service.advance(minutes=5)
    assert recorder.times[-1] == last


def test_one_that_fails_now_changes_nothing_for_the_others(
    service: LambdaService, deploy: Deploy, capsys: pytest.CaptureFixture[str]
) -> None:
    function = deploy(service, "def handler(event, context): pass")
    failing = Recorder(service, fails={"SHUTDOWN": OSError("no socket")})
    recorder = Recorder(service, sleeps={"SHUTDOWN": 1})
    function.register_extension(failing, name="failing").register_extension(recorder, name="e")
    reclaimed(service, function)
    assert recorder.times[-1] == ("SHUTDOWN done", 61.0)
    assert "no socket" in capsys.readouterr().err


def test_who_did_not_ask_is_not_told(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, "def handler(event, context): pass")
    silent, internal = Recorder(service), Recorder(service)
    function.register_extension(silent, name="silent", events=("INVOKE",))
    function.register_extension(internal, name="internal", internal=True)
    reclaimed(service, function)
    assert (silent.kinds, internal.kinds) == (["INVOKE"], ["INVOKE"])


def test_the_handlers_of_the_test_are_left_alone(service: LambdaService, deploy: Deploy) -> None:
    import signal

    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: heard.append(number))
    try:
        function = deploy(service, "def handler(event, context): pass", runtime="python3.12")
        recorder = Recorder(service)
        function.register_extension(recorder, name="e")
        reclaimed(service, function)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert heard == []
    assert recorder.times[-1] == ("SHUTDOWN", 60.0)  # without a handler it dies at once


def test_a_change_of_the_configuration_ends_environments(service: LambdaService, deploy: Deploy) -> None:
    function = with_sigterm(deploy, service)
    recorder = Recorder(service)
    function.register_extension(recorder, name="e")
    function.invoke()
    function.update_function_configuration(timeout=7)
    assert function.invoke().cold_start
    service.run()
    assert recorder.reasons == ["spindown"]
    assert written(service) == ["SIGTERM 15", "after the sleep", "atexit"]


def test_the_end_of_the_service_ends_everything_at_once(simulate: Simulate, deploy: Deploy) -> None:
    service = simulate()
    function = with_sigterm(deploy, service)
    recorder = Recorder(service, sleeps={"INVOKE": 100})
    function.register_extension(recorder, name="e")
    function.invoke()
    tmp = function.environments[0].tmp
    function.cold_start()
    service.close()
    assert recorder.kinds == ["INVOKE"]
    assert not tmp.exists()


def test_on_a_clock_that_goes_on_extensions_end_with_the_service(deploy: Deploy) -> None:
    with VirtualClock() as clock:
        with LambdaService(clock=clock) as service:
            function = deploy(service, "def handler(event, context): pass")
            recorder = Recorder(service, sleeps={"INVOKE": 10})
            function.register_extension(recorder, name="e")
            function.invoke()
        clock.advance(seconds=60)
        assert recorder.times == [("INVOKE", 0.0)]


def test_who_is_cut_does_not_clean_up(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, "def handler(event, context): pass")
    ran: list[str] = []

    def extension(event: dict[str, str]) -> None:
        try:
            time.sleep(100)
        except BaseException:
            ran.append("except")
            raise
        finally:
            ran.append("finally")

    function.register_extension(extension, name="e", events=("SHUTDOWN",))
    reclaimed(service, function)
    gc.collect()
    service.advance(hours=1)
    assert ran == []
