"""Strategies of Alexa."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import find, given, settings

from pytest_lambda import EventError, strategies
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.alexa_skill_events())
def test_every_request_is_right(event: Any) -> None:
    assert_right(event, "alexa_skill")


@settings(max_examples=EXAMPLES)
@given(event=strategies.alexa_smart_home_events())
def test_every_directive_is_right(event: Any) -> None:
    assert_right(event, "alexa_smart_home")


@given(event=strategies.alexa_skill_events(intents="OrderIntent"))
def test_an_intent_makes_intent_requests(event: Any) -> None:
    assert event["request"]["intent"]["name"] == "OrderIntent"


@given(event=strategies.alexa_smart_home_events(endpoint_ids="light"))
def test_an_endpoint_makes_directives_to_it(event: Any) -> None:
    assert event["directive"]["endpoint"]["endpointId"] == "light"


@pytest.mark.parametrize(
    "wanted",
    [
        lambda event: event["request"]["type"] == "SessionEndedRequest" and "error" in event["request"],
        lambda event: "value" not in next(iter(event["request"].get("intent", {}).get("slots", {"": {"value": ""}}).values()), {"value": ""}),
        lambda event: event["request"]["type"] == "IntentRequest" and event["session"]["new"],
        lambda event: event["context"]["System"]["apiEndpoint"] == "https://api.fe.amazonalexa.com",
    ],
)
def test_the_nasty_cases_are_found(wanted: Any) -> None:
    find(strategies.alexa_skill_events(), wanted, settings=settings(max_examples=2000))


def test_discoveries_are_found() -> None:
    find(strategies.alexa_smart_home_events(), lambda event: "endpoint" not in event["directive"])


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.alexa_skill_events(), lambda event: True)
    assert event["request"]["type"] == "LaunchRequest"
    assert find(strategies.alexa_smart_home_events(), lambda event: True)["directive"]["header"]["name"] == "TurnOn"


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match="expected a strategy"):
        strategies.alexa_skill_events(intents=["OrderIntent"])
