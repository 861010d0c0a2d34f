"""Events of Bedrock's agents."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

BOTH = ["bedrock_agent", "bedrock_agent_function"]


@pytest.mark.parametrize(
    ("builder", "parameters"),
    [
        ("bedrock_agent", {}),
        ("bedrock_agent", {"api_path": "/claims"}),
        ("bedrock_agent", {"http_method": "POST", "body": {"a": 1, "b": True, "c": [1, "é"], "d": {"e": 0.5}}}),
        ("bedrock_agent", {"http_method": "POST", "body": {}, "content_type": "text/plain", "api_path": "/x"}),
        ("bedrock_agent", {"parameters": {"orderId": "x", "limit": 3}, "session_attributes": {"a": "b"}}),
        ("bedrock_agent", {"agent": {"alias": "ABCDEFGHIJ", "version": "3"}}),
        ("bedrock_agent_function", {}),
        ("bedrock_agent_function", {"function": "f", "parameters": {}, "prompt_session_attributes": {"a": "b"}}),
        ("bedrock_agent_function", {"world": World(seed=2), "parameters": {"x": -1.5e-9, "y": False}}),
    ],
)
def test_events_are_right(builder: str, parameters: dict[str, Any]) -> None:
    assert_right(getattr(events, builder)(**parameters), builder)


def test_the_order_of_keys() -> None:
    start = ["messageVersion", "agent", "inputText", "sessionId", "actionGroup"]
    end = ["sessionAttributes", "promptSessionAttributes"]
    assert list(events.bedrock_agent(body={})) == [*start, "apiPath", "httpMethod", "parameters", "requestBody", *end]
    assert list(events.bedrock_agent_function()) == [*start, "function", "parameters", *end]
    assert list(events.bedrock_agent(api_path="/x")) == [*start, "apiPath", "httpMethod", *end]


def test_types_follow_from_values() -> None:
    values = {"s": "1", "i": 1, "n": 1.5, "b": True, "a": [1], "o": {"x": "y"}}
    made = events.bedrock_agent_function(parameters=values)["parameters"]
    assert [(each["type"], each["value"]) for each in made] == [
        ("string", "1"),
        ("integer", "1"),
        ("number", "1.5"),
        ("boolean", "true"),
        ("array", "[1]"),
        ("object", '{"x":"y"}'),
    ]
    body = events.bedrock_agent(body={"i": 2})["requestBody"]
    assert body == {"content": {"application/json": {"properties": [{"name": "i", "type": "integer", "value": "2"}]}}}


def test_variables_of_the_path_are_parameters() -> None:
    event = events.bedrock_agent(api_path="/a/{x}/{y}", parameters={"y": "z"})
    assert [(each["name"], each["value"]) for each in event["parameters"]] == [("x", "1"), ("y", "z")]
    assert [each["name"] for each in events.bedrock_agent(apiPath="/a/{z}")["parameters"]] == ["z"]


def test_the_word_of_the_caller_stands() -> None:
    event = events.bedrock_agent(parameters={}, agent={"id": "x"}, sessionAttributes=events.ABSENT)
    assert event["agent"]["id"] == "x"
    assert broken_rules(event, "bedrock_agent") == {"BA-shape", "BA-agent"}


@pytest.mark.parametrize("builder", BOTH)
@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("BA-agent", ("agent", "id"), "agent"),
        ("BA-agent", ("agent", "version"), "1"),
        ("BA-agent", ("agent", "version"), "draft"),
        ("BA-session", ("sessionId",), "a session"),
        ("BA-value", ("parameters",), [{"name": "orderId", "type": "integer", "value": "x"}]),
        ("BA-value", ("parameters",), [{"name": "orderId", "type": "boolean", "value": "1"}]),
        ("BA-value", ("parameters",), [{"name": "orderId", "type": "number", "value": ""}]),
        ("BA-shape", ("parameters",), [{"name": "orderId", "type": "int", "value": "1"}]),
        ("BA-shape", ("parameters",), None),
        ("BA-shape", ("messageVersion",), "2.0"),
    ],
)
def test_a_broken_event_is_found(builder: str, rule: str, path: tuple[str, ...], value: Any) -> None:
    event = copy.deepcopy(getattr(events, builder)())
    inner = event
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    assert rule in broken_rules(event, builder)


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("BA-path", {"parameters": []}),
        ("BA-path", {"apiPath": "orders"}),
        ("BA-method", {"httpMethod": "get"}),
        ("BA-value", {"requestBody": {"content": {"a": {"properties": [{"name": "n", "type": "integer", "value": ""}]}}}}),
    ],
)
def test_a_broken_operation_is_found(rule: str, changes: dict[str, Any]) -> None:
    assert rule in broken_rules({**events.bedrock_agent(), **changes}, "bedrock_agent")


@pytest.mark.parametrize(
    ("builder", "parameters", "message"),
    [
        ("bedrock_agent", {"api_path": "orders"}, "which begins with '/'"),
        ("bedrock_agent", {"http_method": "get"}, "http_method is 'get': expected 'GET'"),
        ("bedrock_agent", {"parameters": [1]}, "expected a dictionary of names and values"),
        ("bedrock_agent", {"body": {"a": None}}, "body.a is None: expected text"),
        ("bedrock_agent", {"body": {"a": [{1}]}}, "body.a is .*JSON can write"),
        ("bedrock_agent_function", {"funktion": "x"}, "Did you mean 'function'"),
        ("bedrock_agent_function", {"agent": {"ID": "x"}}, "Did you mean 'id'"),
    ],
)
def test_mistakes_are_explained(builder: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        getattr(events, builder)(**parameters)
