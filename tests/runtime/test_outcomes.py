"""From what a process said to what the caller of Invoke gets."""

from __future__ import annotations

import json

import pytest

from pytest_lambda.runtime.messages import Answered, Cut, Died, PassedThrough, Ready
from pytest_lambda.runtime.outcomes import init_status, judge
from pytest_lambda.runtime.process_state.exits import Death

pytestmark = pytest.mark.usefixtures("leak_census")


def test_an_answer() -> None:
    outcome = judge(Answered(b"1", "application/json", failed=False), "the-id", 3)
    assert (outcome.payload, outcome.function_error, outcome.status, outcome.alive) == (b"1", None, None, True)


def test_a_reported_error() -> None:
    error = ValueError()
    body = json.dumps({"errorMessage": "", "errorType": "ValueError"}).encode()
    outcome = judge(Answered(body, "application/json", failed=True, exception=error), "the-id", 3)
    assert (outcome.function_error, outcome.status, outcome.error_type) == ("Unhandled", "error", "ValueError")
    assert outcome.exception is error
    assert outcome.alive


def test_a_cut() -> None:  # R121, R124
    outcome = judge(Cut(), "the-id", 3)
    assert outcome.payload == (
        b'{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: the-id Error: Task timed out after 3.00 seconds"}'
    )
    assert (outcome.status, outcome.error_type, outcome.alive) == ("timeout", "Sandbox.Timedout", False)


def test_a_death() -> None:  # R066
    outcome = judge(Died(Death(3)), "the-id", 3)
    assert outcome.payload == (
        b'{"errorType":"Runtime.ExitError",'
        b'"errorMessage":"RequestId: the-id Error: Runtime exited with error: exit status 3"}'
    )
    assert (outcome.status, outcome.error_type, outcome.alive) == ("error", "Runtime.ExitError", False)


def test_a_death_after_an_init_error() -> None:
    body = b'{"errorMessage": "\xe4", "errorType": "KeyError"}'  # R105: not UTF-8
    outcome = judge(Died(Death(1), init_error=body, init_error_type="KeyError"), "the-id", 3)
    assert (outcome.payload, outcome.error_type, outcome.alive) == (body, "KeyError", False)


def test_a_payload_that_nobody_can_read() -> None:
    for body in (b"\xff", b"[]", b"null", b"{"):
        assert judge(Died(Death(1), init_error=body), "the-id", 3).error_type == ""


def test_what_passes_through_is_raised() -> None:
    with pytest.raises(KeyboardInterrupt):
        judge(PassedThrough(KeyboardInterrupt()), "the-id", 3)


@pytest.mark.parametrize(
    ("message", "status"),
    [
        (Ready(), (None, None)),
        (Cut(), ("timeout", None)),
        (Died(Death(1), init_error_type="KeyError"), ("error", "KeyError")),
        (Died(Death(0)), ("error", "Runtime.ExitError")),
        (PassedThrough(KeyboardInterrupt()), ("error", None)),
    ],
)
def test_the_status_of_an_init(message: Ready | Cut | Died | PassedThrough, status: tuple[object, object]) -> None:
    assert init_status(message) == status
