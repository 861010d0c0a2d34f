"""Input of Lambda tasks of Step Functions."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

SOURCE = "step_functions"


@pytest.mark.parametrize(
    "parameters",
    [
        {"context": "context"},
        {"context": "context", "task_token": "token", "retry_count": 2, "state_machine": "m", "state": "s"},
        {"error": ValueError("no")},
        {"error": "States.Timeout", "error_key": "failed"},
        {"error": "MyError", "cause": {"a": 1}},
        {"context": "$$", "world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z"},
    ],
)
def test_events_with_parts_of_aws_are_right(parameters: dict[str, Any]) -> None:
    assert_right(events.step_functions({"id": 1}, **parameters), SOURCE)


@pytest.mark.parametrize("payload", [{}, {"a": [1, None]}, [1, 2], "text", 5, None, True])
def test_any_json_is_a_state(payload: Any) -> None:
    assert events.step_functions(payload) == payload
    assert events.check(payload, SOURCE) == []
    assert events.step_functions() == {"orderId": "1234"}


def test_what_is_put_into_the_payload() -> None:
    event = events.step_functions({"id": 1}, task_token="token", context="about")
    assert list(event) == ["id", "about", "token"]
    assert event["about"]["Task"] == {"Token": event["token"]}
    assert event["about"]["Execution"]["Input"] == {"id": 1}
    assert list(event["about"]) == ["Execution", "State", "StateMachine", "Task"]
    assert "Task" not in events.step_functions({}, context="about")["about"]


def test_the_payload_of_the_caller_is_not_shared() -> None:
    given = {"list": [1]}
    event = events.step_functions(given, context="c")
    event["list"].append(2)
    assert given == {"list": [1]}
    assert event["c"]["Execution"]["Input"] == {"list": [1]}


def test_errors_of_functions_are_as_a_catcher_gives_them() -> None:
    event = events.step_functions({"id": 1}, error=KeyError("x"))
    assert list(event) == ["Error", "Cause"]
    assert event["Error"] == "KeyError"
    cause = json.loads(event["Cause"])
    assert (cause["errorType"], cause["errorMessage"]) == ("KeyError", "'x'")
    event = events.step_functions({"id": 1}, error="States.Timeout", error_key="error")
    assert event == {"id": 1, "error": {"Error": "States.Timeout", "Cause": ""}}


def test_what_depends_on_a_field_follows_it() -> None:
    event = events.step_functions({}, context="c", Execution={"Name": "run"}, StateMachine={"Name": "m"})
    assert event["c"]["Execution"]["Id"].endswith(":execution:m:run")
    assert event["c"]["StateMachine"]["Id"].endswith(":stateMachine:m")


def test_the_word_of_the_caller_stands() -> None:
    event = events.step_functions({}, context="c", Execution={"Id": "x", "RedriveCount": events.ABSENT})
    assert event["c"]["Execution"]["Id"] == "x"
    assert "RedriveCount" not in event["c"]["Execution"]
    assert broken_rules(event, SOURCE) == {"SF-context"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("Execution", "Name"), "other"),
        (("StateMachine", "Id"), "arn:aws:states:us-east-1:123456789012:stateMachine:other"),
        (("State", "EnteredTime"), "2026-01-31T12:00:00Z"),
        (("State", "EnteredTime"), "2000-01-31T12:00:00.000Z"),
        (("State", "RetryCount"), "0"),
        (("Execution", "Id"), "arn:aws:states:us-east-1:123456789012:activity:m"),
    ],
)
def test_a_broken_context_is_found(path: tuple[str, str], value: Any) -> None:
    event = copy.deepcopy(events.step_functions({}, context="context"))
    event["context"][path[0]][path[1]] = value
    assert broken_rules(event, SOURCE) == {"SF-context"}


def test_other_broken_events_are_found() -> None:
    assert broken_rules({"Error": "x", "Cause": {"errorMessage": "y"}}, SOURCE) == {"SF-error"}
    assert broken_rules({"text": "é" * 131_072}, SOURCE) == {"SF-size"}


@pytest.mark.parametrize(
    ("payload", "parameters", "message"),
    [
        ({1, 2}, {}, "payload is {1, 2}: expected text, bytes, or an object that JSON can write"),
        ("x" * 262_143, {}, "262,145 bytes: Step Functions passes on at most 262,144"),
        ([1], {"task_token": "token"}, r"task_token is 'token', but the payload is \[1\]: expected a dictionary"),
        ({"token": 1}, {"task_token": "token"}, "has such a key already"),
        ({}, {"tasktoken": "token"}, "Did you mean 'task_token'"),
        ({}, {"context": "c", "Execution": {"name": "x"}}, "no field 'name' in Execution. Did you mean 'Name'"),
        ({}, {"Execution": {"Name": "x"}}, "no parameter or field 'Execution'"),
    ],
)
def test_mistakes_are_explained(payload: Any, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.step_functions(payload, **parameters)
