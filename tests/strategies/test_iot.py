"""Strategies of IoT Core."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, events, strategies
from pytest_lambda.events.shapes.iot import IotCustomAuthorizerEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.iot_custom_authorizer_events())
def test_every_example_is_right(event: IotCustomAuthorizerEvent) -> None:
    assert_right(event, "iot_custom_authorizer")


@settings(max_examples=EXAMPLES)
@given(event=strategies.iot_rule_events())
def test_every_payload_is_right(event: Any) -> None:
    assert events.check(event, "iot_rule") == []
    assert json.loads(json.dumps(event)) == event


@given(event=strategies.iot_rule_events(payloads=st.just({"t": 1}), topics="a/b", columns={"device": "topic(2)"}))
def test_parameters(event: Any) -> None:
    assert event == {"t": 1, "device": "b"}


@pytest.mark.parametrize(
    "wanted",
    [
        lambda event: len(event["protocols"]) == 3,
        lambda event: event["signatureVerified"],
        lambda event: "password" in event["protocolData"].get("mqtt", {}),
        lambda event: "%" in event["protocolData"].get("http", {}).get("queryString", ""),
    ],
)
def test_the_nasty_cases_are_found(wanted: Any) -> None:
    find(strategies.iot_custom_authorizer_events(), wanted, settings=settings(max_examples=2000))


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.iot_custom_authorizer_events(), lambda event: True)
    assert event["protocolData"].get("mqtt") == {"clientId": "sensor-1"}
    assert find(strategies.iot_rule_events(), lambda event: True) == {}


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match="expected a strategy"):
        strategies.iot_custom_authorizer_events(tokens=["t"])
