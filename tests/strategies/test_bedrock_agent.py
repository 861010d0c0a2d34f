"""Strategies of Bedrock's agents."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, strategies
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.bedrock_agent_events())
def test_every_operation_is_right(event: Any) -> None:
    assert_right(event, "bedrock_agent")


@settings(max_examples=EXAMPLES)
@given(event=strategies.bedrock_agent_function_events())
def test_every_function_is_right(event: Any) -> None:
    assert_right(event, "bedrock_agent_function")


@given(event=strategies.bedrock_agent_events(api_paths="/x", http_methods="PUT", bodies=st.just({"a": 1})))
def test_parameters(event: Any) -> None:
    assert (event["apiPath"], event["httpMethod"]) == ("/x", "PUT")
    assert event["requestBody"]["content"]["application/json"]["properties"][0]["value"] == "1"


@pytest.mark.parametrize(
    "wanted",
    [
        lambda event: "parameters" not in event,
        lambda event: "requestBody" in event,
        lambda event: any(each["type"] == "number" and "e" in each["value"] for each in event.get("parameters", [])),
        lambda event: any(each["type"] == "object" for each in event.get("parameters", [])),
        lambda event: not event["inputText"].isascii(),
    ],
)
def test_the_nasty_cases_are_found(wanted: Any) -> None:
    find(strategies.bedrock_agent_events(), wanted, settings=settings(max_examples=2000))


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.bedrock_agent_events(), lambda event: True)
    assert (event["apiPath"], event["httpMethod"], event["inputText"]) == ("/orders", "GET", "")
    assert "requestBody" not in event


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match="expected a strategy"):
        strategies.bedrock_agent_function_events(functions=["f"])
