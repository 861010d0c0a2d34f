"""Events of IoT Core."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

SOURCE = "iot_custom_authorizer"


@pytest.mark.parametrize("payload", [{}, {"a": [1, None]}, [1], "text", 5, None])
def test_a_rule_sends_what_devices_send(payload: Any) -> None:
    assert events.iot_rule(payload) == payload
    assert events.check(payload, "iot_rule") == []


def test_the_payload_of_the_caller_is_not_shared() -> None:
    given = {"list": [1]}
    events.iot_rule(given)["list"].append(2)
    assert given == {"list": [1]}


def test_queries_of_rules() -> None:
    columns = {
        "topic": "topic()",
        "device": "topic(2)",
        "none": "topic(9)",
        "client": "clientid()",
        "at": "timestamp()",
        "account": "accountid()",
        "id": "newuuid()",
    }
    event = events.iot_rule({"t": 1}, columns=columns, topic="a/b", client_id="c", time=1.5, world=World("000000000001"))
    assert event.pop("id")
    expected = {"topic": "a/b", "device": "b", "none": None, "client": "c", "at": 1500, "account": "000000000001"}
    assert event == {"t": 1, **expected}


def test_bytes_become_base64() -> None:
    assert events.iot_rule(b"\0\xff") == {"data": "AP8="}
    assert events.iot_rule(b"\0", binary_key="b", columns={"t": "topic(1)"}) == {"b": "AA==", "t": "sensors"}


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"token": "t", "username": "u", "password": "p"},
        {"token": "t", "signature_verified": False},
        {"protocols": ("tls", "http"), "headers": {"X-Request-ID": "abc"}, "query": {"foo": "bä r"}},
        {"protocols": ["tls", "http", "mqtt"], "password": b"\xff", "world": World("000000000001", "cn-north-1")},
    ],
)
def test_events_are_right(parameters: dict[str, Any]) -> None:
    assert_right(events.iot_custom_authorizer(**parameters), SOURCE)


def test_what_is_not_relevant_is_not_there() -> None:
    event = events.iot_custom_authorizer()
    assert list(event) == ["signatureVerified", "protocols", "protocolData", "connectionMetadata"]
    assert list(event["protocolData"]) == ["tls", "mqtt"]
    assert event["protocolData"]["mqtt"] == {"clientId": "sensor-1"}
    assert event["signatureVerified"] is False
    event = events.iot_custom_authorizer(protocols=("http",), query={"a": "b"})
    assert event["protocolData"] == {"http": {"headers": {}, "queryString": "?a=b"}}


def test_what_depends_on_a_field_follows_it() -> None:
    assert events.iot_custom_authorizer(token="t")["signatureVerified"] is True
    event = events.iot_custom_authorizer(password="myPassword", world=World(region="eu-west-1"))
    assert event["protocolData"]["mqtt"]["password"] == "bXlQYXNzd29yZA=="
    assert event["protocolData"]["tls"]["serverName"].endswith("-ats.iot.eu-west-1.amazonaws.com")


def test_the_word_of_the_caller_stands() -> None:
    event = events.iot_custom_authorizer(
        protocolData={"mqtt": {"password": "plain text"}, "tls": events.ABSENT}, connectionMetadata={"id": "1"}
    )
    assert event["protocolData"]["mqtt"]["password"] == "plain text"
    assert broken_rules(event, SOURCE) == {"IA-password", "IA-id"}


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("IA-protocols", ("protocols",), ["tls"]),
        ("IA-protocols", ("protocols",), []),
        ("IA-password", ("protocolData", "mqtt", "password"), "myPassword!"),
        ("IA-query", ("protocolData", "http"), {"headers": {}, "queryString": "foo=bar"}),
        ("IA-signature", ("signatureVerified",), True),
        ("IA-id", ("connectionMetadata", "id"), "id"),
        ("IA-shape", ("token",), None),
        ("IA-shape", ("protocols",), ["ws"]),
    ],
)
def test_a_broken_event_is_found(rule: str, path: tuple[str, ...], value: Any) -> None:
    event: Any = copy.deepcopy(events.iot_custom_authorizer())
    inner = event
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    assert rule in broken_rules(event, SOURCE)


@pytest.mark.parametrize(
    ("builder", "parameters", "message"),
    [
        ("iot_rule", {"payload": {1}}, "expected text, bytes, or an object that JSON can write"),
        ("iot_rule", {"payload": b"x" * 131_073}, "at most 131,072"),
        ("iot_rule", {"columns": {"a": "topic"}}, r"columns contain 'topic', which is not known. Known: topic\(n\)"),
        ("iot_rule", {"payload": [1], "columns": {"a": "topic()"}}, "expected a dictionary to add them to"),
        (SOURCE, {"protocols": ("tls", "ws")}, "expected some of 'tls', 'http' and 'mqtt'"),
        (SOURCE, {"protocols": "mqtt"}, "expected some of"),
        (SOURCE, {"protocols": ("http",), "username": "u"}, "username and password belong to 'mqtt'"),
        (SOURCE, {"query": {"a": "b"}}, "headers and query belong to 'http'"),
        (SOURCE, {"protocolData": {"mqtt": {"userName": "x"}}}, "Did you mean 'username'"),
    ],
)
def test_mistakes_are_explained(builder: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        getattr(events, builder)(**parameters)
