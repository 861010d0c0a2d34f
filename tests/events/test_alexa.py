"""Events of Alexa."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

SKILL, HOME = "alexa_skill", "alexa_smart_home"


@pytest.mark.parametrize(
    ("builder", "parameters"),
    [
        (SKILL, {}),
        (SKILL, {"intent": "AMAZON.HelpIntent"}),
        (SKILL, {"intent": "OrderIntent", "slots": {"a": "b", "c": None}, "dialog_state": "STARTED", "new_session": True}),
        (SKILL, {"request_type": "SessionEndedRequest", "session_attributes": {"a": [1]}}),
        (SKILL, {"reason": "ERROR"}),
        (SKILL, {"access_token": "Atza|x", "locale": "de-DE", "world": World(seed=3), "time": "2020-02-29T12:00:00Z"}),
        (SKILL, {"context": {"Viewport": {"shape": "ROUND"}}, "session": events.ABSENT}),
        (HOME, {}),
        (HOME, {"namespace": "Alexa.Discovery"}),
        (HOME, {"namespace": "Alexa.Authorization"}),
        (HOME, {"namespace": "Alexa", "endpoint_id": "x", "cookie": {"a": "b"}}),
        (HOME, {"namespace": "Alexa.BrightnessController", "name": "SetBrightness", "payload": {"brightness": 42}}),
        (HOME, {"namespace": "Alexa.ModeController", "name": "SetMode", "instance": "Wash.Mode", "payload": {}, "token": "t"}),
    ],
)
def test_events_are_right(builder: str, parameters: dict[str, Any]) -> None:
    assert_right(getattr(events, builder)(**parameters), builder)


def test_the_order_of_keys() -> None:
    assert list(events.alexa_skill()) == ["version", "session", "context", "request"]
    assert list(events.alexa_skill()["request"]) == [
        "type",
        "requestId",
        "locale",
        "timestamp",
        "shouldLinkResultBeReturned",
    ]
    assert list(events.alexa_smart_home()["directive"]) == ["header", "endpoint", "payload"]
    assert list(events.alexa_smart_home(namespace="Alexa.Discovery")["directive"]) == ["header", "payload"]


def test_requests_are_of_one_session() -> None:
    first = events.alexa_skill()
    second = events.alexa_skill(intent="OrderIntent")
    last = events.alexa_skill(reason="USER_INITIATED")
    assert first["session"]["sessionId"] == second["session"]["sessionId"] == last["session"]["sessionId"]
    assert [each["session"]["new"] for each in (first, second, last)] == [True, False, False]
    assert len({each["request"]["requestId"] for each in (first, second, last)}) == 3


def test_slots() -> None:
    made = events.alexa_skill(intent="OrderIntent", slots={"a": "b", "c": None})["request"]["intent"]["slots"]
    assert made == {
        "a": {"name": "a", "value": "b", "confirmationStatus": "NONE", "source": "USER"},
        "c": {"name": "c", "confirmationStatus": "NONE"},
    }


def test_what_depends_on_a_field_follows_it() -> None:
    event = events.alexa_skill(session={"application": {"applicationId": "amzn1.ask.skill.1"}}, locale="en-GB")
    assert event["context"]["System"]["application"] == {"applicationId": "amzn1.ask.skill.1"}
    assert event["context"]["System"]["apiEndpoint"] == "https://api.eu.amazonalexa.com"
    request = events.alexa_skill(request_type="SessionEndedRequest", request={"reason": "ERROR"})["request"]
    assert request["error"]["type"] == "INVALID_RESPONSE"
    payload = events.alexa_smart_home(namespace="Alexa.Discovery", token="t")["directive"]["payload"]
    assert payload == {"scope": {"type": "BearerToken", "token": "t"}}


def test_nothing_is_in_the_event_twice() -> None:
    event = events.alexa_skill()
    event["session"]["user"]["userId"] = "changed"
    assert event["context"]["System"]["user"]["userId"] != "changed"


def test_the_word_of_the_caller_stands() -> None:
    event = events.alexa_skill(request={"requestId": "1"}, context={"System": {"apiAccessToken": events.ABSENT}})
    assert event["request"]["requestId"] == "1"
    assert broken_rules(event, SKILL) == {"AS-id", "AS-system"}
    home = events.alexa_smart_home(directive={"header": {"messageId": "1"}, "endpoint": {"endpointId": "e"}})
    assert home["directive"]["endpoint"]["endpointId"] == "e"
    assert broken_rules(home, HOME) == {"SH-header"}


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("AS-system", ("context", "System", "user", "userId"), "amzn1.ask.account.OTHER"),
        ("AS-system", ("context",), {}),
        ("AS-id", ("session", "sessionId"), "session1234"),
        ("AS-id", ("session", "user", "userId"), "me"),
        ("AS-type", ("request", "type"), "IntentRequest"),
        ("AS-type", ("request", "type"), "SessionEndedRequest"),
        ("AS-type", ("request", "reason"), "ERROR"),
        ("AS-type", ("request", "error"), {"type": "x"}),
        ("AS-type", ("session", "new"), False),
        ("AS-slots", ("request", "intent"), {"name": "I", "confirmationStatus": "NONE", "slots": {"a": {"name": "b", "confirmationStatus": "NONE"}}}),
        ("AS-time", ("request", "timestamp"), "2026-01-31 12:00"),
        ("AS-shape", ("request", "shouldLinkResultBeReturned"), "false"),
        ("AS-shape", ("version",), 1.0),
    ],
)
def test_a_broken_request_is_found(rule: str, path: tuple[str, ...], value: Any) -> None:
    assert rule in broken_rules(changed(events.alexa_skill(), path, value), SKILL)


@pytest.mark.parametrize(
    ("namespace", "rule", "path", "value"),
    [
        ("Alexa.PowerController", "SH-endpoint", ("header",), {"namespace": "Alexa.Discovery", "name": "Discover"}),
        ("Alexa.Discovery", "SH-endpoint", ("header", "correlationToken"), "t"),
        ("Alexa.Discovery", "SH-grant", ("payload",), {}),
        ("Alexa.Authorization", "SH-grant", ("payload",), {"grant": {}}),
        ("Alexa.PowerController", "SH-header", ("header", "messageId"), "msg-1"),
        ("Alexa.PowerController", "SH-header", ("header", "namespace"), "unhandled"),
        ("Alexa.PowerController", "SH-shape", ("header", "payloadVersion"), "2"),
        ("Alexa.PowerController", "SH-shape", ("endpoint", "scope"), {"type": "BearerToken"}),
    ],
)
def test_a_broken_directive_is_found(namespace: str, rule: str, path: tuple[str, ...], value: Any) -> None:
    event = events.alexa_smart_home(namespace=namespace)
    assert rule in broken_rules(changed(event, ("directive", *path), value), HOME)


def changed(event: Any, path: tuple[str, ...], value: Any) -> Any:
    event = copy.deepcopy(event)
    inner = event
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return event


@pytest.mark.parametrize(
    ("builder", "parameters", "message"),
    [
        (SKILL, {"request_type": "Launch"}, "Did you mean 'LaunchRequest'"),
        (SKILL, {"request_type": "IntentRequest"}, "give the name of the intent"),
        (SKILL, {"request_type": "LaunchRequest", "intent": "I"}, "belong to an 'IntentRequest'"),
        (SKILL, {"intent": "I", "reason": "ERROR"}, "only a 'SessionEndedRequest' has one"),
        (SKILL, {"reason": "error"}, "reason is 'error': expected 'USER_INITIATED'"),
        (SKILL, {"intent": "I", "dialog_state": "DONE"}, "dialog_state is 'DONE'"),
        (SKILL, {"intent": "I", "slots": {"a": 1}}, "slot 'a' is 1"),
        (SKILL, {"request": {"intents": {}}}, "Did you mean 'intent'"),
        (HOME, {"namespace": "PowerController"}, "expected 'Alexa', or an interface"),
        (HOME, {"namespace": "Alexa.LockController"}, "name is missing"),
        (HOME, {"namespace": "Alexa.Discovery", "endpoint_id": "x"}, "name none"),
        (HOME, {"payload": {"a": {1}}}, "payload is .*JSON can write"),
        (HOME, {"directive": {"headers": {}}}, "Did you mean 'header'"),
    ],
)
def test_mistakes_are_explained(builder: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        getattr(events, builder)(**parameters)
