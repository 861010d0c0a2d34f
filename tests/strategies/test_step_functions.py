"""Strategies of Step Functions' tasks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, events, strategies
from pytest_lambda.strategies.varying import json_values
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.step_functions_events())
def test_every_example_is_right(event: Any) -> None:
    assert events.check(event, "step_functions") == []
    assert json.loads(json.dumps(event)) == event


@settings(max_examples=EXAMPLES)
# Hypothesis draws names that it finds in the code, and what has another source's names looks like an event of it.
@given(
    event=strategies.step_functions_events(
        payloads=st.fixed_dictionaries({"id": json_values()}), task_token="token", context="context", error_key="error"
    )
)
def test_every_example_with_parts_of_aws_is_right(event: Any) -> None:
    assert_right(event, "step_functions")
    assert event["context"]["Task"] == {"Token": event["token"]}


@given(event=strategies.step_functions_events(payloads=st.just({"id": 1}), errors="States.Timeout", error_key="e"))
def test_parameters(event: Any) -> None:
    assert event["id"] == 1
    assert event["e"]["Error"] == "States.Timeout"


def test_it_shrinks_and_finds_errors() -> None:
    assert find(strategies.step_functions_events(), lambda event: True) == {}
    assert find(strategies.step_functions_events(), lambda event: "Error" in event)["Error"] == "States.Timeout"


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match="expected a strategy"):
        strategies.step_functions_events(payloads=[{}])
