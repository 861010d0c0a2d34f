"""Strategies of Lex V2's bots."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, strategies
from pytest_lambda.events.shapes.lex_v2 import LexV2Event
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.lex_v2_events())
def test_every_example_is_right(event: LexV2Event) -> None:
    assert_right(event, "lex_v2")


@given(event=strategies.lex_v2_events(intents="Greet", slots=st.just({"a": None}), input_transcripts="hi"))
def test_parameters(event: LexV2Event) -> None:
    assert (event["inputTranscript"], event["sessionState"]["intent"]["name"]) == ("hi", "Greet")
    assert event["sessionState"]["intent"]["slots"] == {"a": None}


@pytest.mark.parametrize(
    "wanted",
    [
        lambda event: "proposedNextState" in event,
        lambda event: event["invocationSource"] == "FulfillmentCodeHook",
        lambda event: len(event["interpretations"]) == 1,
        lambda event: any("values" in (slot or {}) for slot in event["sessionState"]["intent"]["slots"].values()),
    ],
)
def test_the_nasty_cases_are_found(wanted: Any) -> None:
    find(strategies.lex_v2_events(), wanted, settings=settings(max_examples=2000))


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.lex_v2_events(), lambda event: True)
    assert (event["inputTranscript"], event["sessionState"]["intent"]["slots"]) == ("", {})


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match="expected a strategy"):
        strategies.lex_v2_events(intents=["Greet"])
