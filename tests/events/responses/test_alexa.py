"""Answers to Alexa."""

from __future__ import annotations

from typing import Any

import pytest

from .broken import broken

SPEECH = {"type": "PlainText", "text": "hello"}


def answer(**response: Any) -> dict[str, Any]:
    return {"version": "1.0", "response": response}


@pytest.mark.parametrize(
    "right",
    [
        answer(),
        answer(outputSpeech=SPEECH, shouldEndSession=True),
        answer(outputSpeech={"type": "SSML", "ssml": "<speak>a</speak>"}, reprompt={"outputSpeech": SPEECH}),
        answer(card={"type": "Simple", "title": "t", "content": "c"}),
        answer(card={"type": "AskForPermissionsConsent", "permissions": ["alexa::profile:email:read"]}),
        answer(directives=[{"type": "AudioPlayer.Stop"}]),
        {**answer(), "sessionAttributes": {"count": 1}, "userAgent": "ask-python/1.19"},
    ],
)
def test_alexa_accepts(right: Any) -> None:
    assert broken("alexa_skill", right, {"request": {"type": "LaunchRequest"}}) == set()


@pytest.mark.parametrize(
    ("wrong", "rule", "field"),
    [
        (None, "ALEXA-shape", ""),
        ({"response": {}}, "ALEXA-shape", "version"),
        ({"version": "1.0"}, "ALEXA-shape", "response"),
        (answer(outputSpeech="hello"), "ALEXA-shape", "response.outputSpeech"),
        (answer(card={"type": "simple"}), "ALEXA-shape", "response.card.type"),
        (answer(shouldEndSession="true"), "ALEXA-shape", "response.shouldEndSession"),
        (answer(speech=SPEECH), "ALEXA-shape", "response.speech"),
        (answer(outputSpeech={"type": "SSML", "text": "a"}), "ALEXA-speech", "response.outputSpeech.ssml"),
        (answer(outputSpeech={"type": "PlainText", "text": "x" * 8001}), "ALEXA-speech", "response.outputSpeech.text"),
        (answer(card={"type": "Standard", "content": "c"}), "ALEXA-card", "response.card.content"),
        (answer(card={"type": "AskForPermissionsConsent"}), "ALEXA-card", "response.card.permissions"),
        (answer(directives=[{"template": {}}]), "ALEXA-directive", "response.directives[0].type"),
        ({**answer(), "sessionAttributes": {"a": "x" * 130_000}}, "ALEXA-size", ""),
    ],
)
def test_alexa_refuses(wrong: Any, rule: str, field: str) -> None:
    assert broken("alexa_skill", wrong) == {(rule, field)}


def test_nobody_hears_the_answer_to_the_end_of_a_session() -> None:
    event = {"request": {"type": "SessionEndedRequest"}}
    assert broken("alexa_skill", answer(outputSpeech=SPEECH), event) == {("ALEXA-ended", "response.outputSpeech")}
    assert broken("alexa_skill", answer(), event) == set()


HEADER = {"namespace": "Alexa", "name": "Response", "messageId": "m", "payloadVersion": "3", "correlationToken": "t"}
PROPERTY = {"namespace": "Alexa.PowerController", "name": "powerState", "value": "ON", "timeOfSample": "2026-01-31T12:00:00Z"}
DIRECTIVE = {"directive": {"header": {"namespace": "Alexa.PowerController", "name": "TurnOn", "correlationToken": "t"}}}


def home(properties: Any = (PROPERTY,), **header: Any) -> dict[str, Any]:
    event = {"header": {**HEADER, **header}, "endpoint": {"endpointId": "e"}, "payload": {}}
    return {"event": event, "context": {"properties": list(properties)}}


def test_smart_home_accepts() -> None:
    assert broken("alexa_smart_home", home(), DIRECTIVE) == set()
    assert broken("alexa_smart_home", {"event": home()["event"]}) == set()
    discovery = {"directive": {"header": {"namespace": "Alexa.Discovery", "name": "Discover"}}}
    assert broken("alexa_smart_home", home(correlationToken=None), discovery) == set()


@pytest.mark.parametrize(
    ("wrong", "rule", "field"),
    [
        ({}, "HOME-shape", "event"),
        (home(payloadVersion=3), "HOME-shape", "event.header.payloadVersion"),
        (home([{"name": "powerState"}]), "HOME-shape", "context.properties[0].value"),
        ({**home(), "statusCode": 200}, "HOME-shape", "statusCode"),
        (home(messageId=""), "HOME-id", "event.header.messageId"),
        (home(correlationToken="u"), "HOME-token", "event.header.correlationToken"),
    ],
)
def test_smart_home_refuses(wrong: Any, rule: str, field: str) -> None:
    assert (rule, field) in broken("alexa_smart_home", wrong, DIRECTIVE)
