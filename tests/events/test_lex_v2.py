"""Events of Lex V2's bots."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"slots": {}},
        {"slots": {"a": "b", "c": ["d", "é"]}, "session_attributes": {"x": "y"}, "request_attributes": {}},
        {"slots": {"a": None}, "confirmation_state": "Denied", "input_mode": "Speech"},
        {"intent": "FallbackIntent", "slots": {}, "invocation_source": "DialogCodeHook"},
        {"bot": {"aliasId": "ABCDEFGHIJ", "version": "3"}, "input_mode": "DTMF", "world": World(seed=4)},
    ],
)
def test_events_are_right(parameters: dict[str, Any]) -> None:
    assert_right(events.lex_v2(**parameters), "lex_v2")


def test_the_order_of_keys() -> None:
    assert list(events.lex_v2()) == [
        "messageVersion",
        "invocationSource",
        "inputMode",
        "responseContentType",
        "sessionId",
        "inputTranscript",
        "bot",
        "interpretations",
        "proposedNextState",
        "sessionState",
        "transcriptions",
    ]


def test_turns_are_of_one_session() -> None:
    first, second = events.lex_v2(), events.lex_v2(input_transcript="tomorrow")
    assert (first["sessionId"], first["bot"]) == (second["sessionId"], second["bot"])
    assert first["sessionState"]["originatingRequestId"] != second["sessionState"]["originatingRequestId"]


def test_what_depends_on_slots_follows_them() -> None:
    event = events.lex_v2(slots={"Type": "roses", "Day": None})
    assert event["invocationSource"] == "DialogCodeHook"
    assert event["proposedNextState"]["dialogAction"] == {"slotToElicit": "Day", "type": "ElicitSlot"}
    assert event["sessionState"]["intent"]["state"] == "InProgress"
    assert list(event["transcriptions"][0]["resolvedSlots"]) == ["Type"]
    assert event["sessionState"]["intent"]["slots"]["Day"] is None
    event = events.lex_v2(slots={"Type": ["roses", "tulips"]})
    assert event["invocationSource"] == "FulfillmentCodeHook"
    assert event["sessionState"]["intent"]["state"] == "ReadyForFulfillment"
    assert "proposedNextState" not in event
    slot: Any = event["sessionState"]["intent"]["slots"]["Type"]
    assert [each["value"]["originalValue"] for each in slot["values"]] == ["roses", "tulips"]


def test_what_depends_on_a_field_follows_it() -> None:
    event = events.lex_v2(inputTranscript="hello", sessionState={"intent": {"name": "Greet", "slots": {"FlowerType": None}}})
    assert event["transcriptions"][0]["transcription"] == "hello"
    assert [each["intent"]["name"] for each in event["interpretations"]] == ["Greet", "FallbackIntent"]
    assert_right(event, "lex_v2")


def test_nothing_is_in_the_event_twice() -> None:
    event = events.lex_v2()
    event["sessionState"]["intent"]["slots"]["FlowerType"] = None
    assert event["interpretations"][0]["intent"]["slots"]["FlowerType"] is not None
    assert event["proposedNextState"]["intent"]["slots"]["FlowerType"] is not None
    assert event["transcriptions"][0]["resolvedSlots"]["FlowerType"] is not None


def test_the_word_of_the_caller_stands() -> None:
    event = events.lex_v2(bot={"id": "TESTBOTID"}, transcriptions=events.ABSENT)
    assert "transcriptions" not in event
    assert broken_rules(event, "lex_v2") == {"LX-bot"}


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("LX-intent", ("sessionState", "intent", "name"), "Other"),
        ("LX-slot", ("sessionState", "intent", "slots", "FlowerType"), {"shape": "List"}),
        ("LX-slot", ("sessionState", "intent", "slots", "FlowerType"), {}),
        ("LX-elicit", ("proposedNextState", "dialogAction"), {"type": "ElicitSlot", "slotToElicit": "Other"}),
        ("LX-elicit", ("proposedNextState", "dialogAction"), {"type": "ElicitSlot"}),
        ("LX-confidence", ("interpretations", 0, "nluConfidence"), 95),
        ("LX-bot", ("bot", "version"), "1"),
        ("LX-shape", ("interpretations", 0, "nluConfidence"), {"score": 1}),
        ("LX-shape", ("invocationSource",), "FulfillmentCodeHook or DialogCodeHook"),
        ("LX-shape", ("sessionState", "intent", "slots", "FlowerType"), "roses"),
    ],
)
def test_a_broken_event_is_found(rule: str, path: tuple[Any, ...], value: Any) -> None:
    event: Any = copy.deepcopy(events.lex_v2())
    inner = event
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    assert rule in broken_rules(event, "lex_v2")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"invocation_source": "Fulfillment"}, "expected 'DialogCodeHook' or 'FulfillmentCodeHook'"),
        ({"input_mode": "text"}, "expected 'Text' or 'Speech' or 'DTMF'"),
        ({"confirmation_state": None}, "confirmation_state is None"),
        ({"slots": {"a": 1}}, "slot 'a' is 1: expected text"),
        ({"slot": {}}, "Did you mean 'slots'"),
        ({"bot": {"alias": "x"}}, "Did you mean 'aliasId'"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.lex_v2(**parameters)
