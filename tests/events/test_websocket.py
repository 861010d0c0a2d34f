"""Events of WebSocket APIs: the builder, the rules, and what breaks them."""

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
        {"body": {"action": "send", "text": "é"}, "route_key": "send"},
        {"body": b"\xc3\xa9", "stage": "$default", "connection_id": "R1kmxc2VNjMCFIA="},
        {"body": "x" * 131_072},
        {"connected_at": "2020-02-29T11:59:00Z", "time": "2020-02-29T12:00:00Z"},
        {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z"},
        {"event_type": "CONNECT"},
        {"event_type": "CONNECT", "query": "?a=1&a=2&b=%C3%A9+%2B&c="},
        {"event_type": "CONNECT", "query": {"a": ["1", "2"], "b": "é +"}},
        {"event_type": "CONNECT", "headers": {"Origin": "https://example.com", "x-a": ["1", "2"]}},
        {"event_type": "CONNECT", "headers": {"host": "ws.example.com", "x-forwarded-for": "198.51.100.1, 2001:db8::1"}},
        {"event_type": "CONNECT", "headers": {"User-Agent": events.ABSENT}},
        {"event_type": "CONNECT", "headers": {"Host": "abcdefghij.execute-api.us-east-1.amazonaws.com"}},
        {"requestContext": {"requestTime": "29/Feb/2020:12:00:00 +0000"}},
        {"event_type": "CONNECT", "requestContext": {"domainName": "abcdefghij.execute-api.eu-west-1.amazonaws.com"}},
        {"event_type": "CONNECT", "requestContext": {"authorizer": {"principalId": "u", "integrationLatency": 9}}},
        {"event_type": "CONNECT", "requestContext": {"identity": {"userArn": "arn:aws:iam::123456789012:user/u"}}},
        {"event_type": "DISCONNECT"},
        {"event_type": "DISCONNECT", "disconnect_status_code": 1001, "stageVariables": {"a": "b"}},
        {"event_type": "DISCONNECT", "disconnect_status_code": 1001, "disconnect_reason": "Going away"},
    ],
)
def test_events_are_right(parameters: dict[str, Any]) -> None:
    event = events.websocket(**parameters)
    assert_right(event, "websocket")
    assert event["requestContext"]["eventType"] == parameters.get("event_type", "MESSAGE")


def test_the_order_of_keys_is_that_of_recordings() -> None:
    message = events.websocket()
    assert list(message) == ["requestContext", "body", "isBase64Encoded"]
    assert list(message["requestContext"]) == [
        "routeKey",
        "messageId",
        "eventType",
        "extendedRequestId",
        "requestTime",
        "messageDirection",
        "stage",
        "connectedAt",
        "requestTimeEpoch",
        "identity",
        "requestId",
        "domainName",
        "connectionId",
        "apiId",
    ]
    closed = events.websocket(event_type="DISCONNECT")
    assert list(closed) == ["headers", "multiValueHeaders", "requestContext", "isBase64Encoded"]
    assert list(events.websocket(event_type="CONNECT", query="a=1")) == [
        "headers",
        "multiValueHeaders",
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "requestContext",
        "isBase64Encoded",
    ]


def test_the_headers_of_a_closed_connection_are_those_of_a_recording() -> None:
    event = events.websocket(event_type="DISCONNECT")
    host = event["requestContext"]["domainName"]
    assert event["headers"] == {"Host": host, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": ""}
    assert event["requestContext"]["disconnectStatusCode"] == 1005
    assert event["requestContext"]["disconnectReason"] == "Client-side close frame status not set"


def test_the_same_call_gives_the_same_event() -> None:
    assert events.websocket("a") == events.websocket("a")
    assert events.websocket("a", world=World(seed=1)) != events.websocket("a", world=World(seed=2))
    assert events.websocket("a")["requestContext"]["messageId"] != events.websocket("b")["requestContext"]["messageId"]


def test_the_events_of_a_test_belong_to_one_connection() -> None:
    made = [events.websocket(event_type=kind)["requestContext"] for kind in ("CONNECT", "MESSAGE", "DISCONNECT")]
    for name in ("connectionId", "connectedAt", "apiId", "domainName", "stage"):
        assert len({str(context[name]) for context in made}) == 1
    assert len({context["requestId"] for context in made}) == 3


def test_what_depends_on_a_field_follows_it() -> None:
    context: Any = {"requestTimeEpoch": 1_582_977_600_500, "apiId": "abcdefghij", "requestId": "R1knPH17NjMFftw="}
    event = events.websocket(event_type="CONNECT", requestContext={**context, "identity": {"sourceIp": "192.0.2.1"}})
    made = event["requestContext"]
    assert made["requestTime"] == "29/Feb/2020:12:00:00 +0000"
    assert made["connectedAt"] == 1_582_977_600_492
    assert made["extendedRequestId"] == "R1knPH17NjMFftw="
    assert made["domainName"] == "abcdefghij.execute-api.us-east-1.amazonaws.com"
    assert event["headers"]["Host"] == made["domainName"]
    assert event["headers"]["X-Forwarded-For"] == "192.0.2.1"
    assert event["headers"]["X-Amzn-Trace-Id"].startswith("Root=1-5e5a5240-")
    assert_right(event, "websocket")
    event = events.websocket(event_type="CONNECT", headers={"host": "ws.example.com", "user-agent": "wscat"})
    assert event["requestContext"]["domainName"] == event["headers"]["Host"] == "ws.example.com"
    assert event["requestContext"]["identity"]["userAgent"] == event["headers"]["User-Agent"] == "wscat"
    event = events.websocket(event_type="CONNECT", multiValueHeaders={"Sec-WebSocket-Key": ["a", "b"]})
    assert event["headers"]["Sec-WebSocket-Key"] == "b"


def test_the_word_of_the_caller_stands() -> None:
    event = events.websocket(requestContext={"extendedRequestId": "?"})
    assert event["requestContext"]["extendedRequestId"] == "?"
    assert broken_rules(event, "websocket") == {"W-ids"}


@pytest.mark.parametrize(
    ("rule", "kind", "changes"),
    [
        ("W-route", "MESSAGE", {"routeKey": "$connect"}),
        ("W-route", "CONNECT", {"routeKey": "$default"}),
        ("W-route", "CONNECT", {"eventType": "OPEN"}),
        ("W-ids", "MESSAGE", {"messageId": "id"}),
        ("W-ids", "MESSAGE", {"messageId": events.websocket()["requestContext"]["requestId"]}),
        ("W-ids", "MESSAGE", {"extendedRequestId": "R1knPH17NjMFftw="}),
        ("W-time", "MESSAGE", {"requestTime": "20/Jan/2024:11:55:00 +0000"}),
        ("W-time", "CONNECT", {"requestTimeEpoch": 0}),
        ("W-time", "CONNECT", {"connectedAt": 1_582_977_600}),
        ("W-connected", "MESSAGE", {"connectedAt": 9_999_999_999_999}),
        ("W-host", "CONNECT", {"domainName": "abcdefghij.execute-api.us-east-1.amazonaws.com"}),
        ("W-host", "DISCONNECT", {"apiId": "abcdefghij"}),
        ("W-ip", "MESSAGE", {"identity": {"sourceIp": "*.*.*.*"}}),
        ("W-ip", "CONNECT", {"identity": {"sourceIp": "192.0.2.99"}}),
        ("W-agent", "CONNECT", {"identity": {"sourceIp": "203.0.113.7"}}),
        ("W-shape", "MESSAGE", {"disconnectReason": ""}),
        ("W-shape", "CONNECT", {"messageId": "R1knPH17NjMFftw="}),
        ("W-shape", "DISCONNECT", {"disconnectStatusCode": "1001"}),
        ("W-shape", "MESSAGE", {"messageDirection": "OUT"}),
    ],
)
def test_a_broken_context_is_found(rule: str, kind: str, changes: dict[str, Any]) -> None:
    event: Any = copy.deepcopy(events.websocket(event_type=kind))
    event["requestContext"].update(changes)
    assert rule in broken_rules(event, "websocket")


@pytest.mark.parametrize(
    ("rule", "kind", "changes"),
    [
        ("W-headers", "CONNECT", {"headers": {}}),
        ("W-headers", "CONNECT", {"multiValueHeaders": {"Host": []}}),
        ("W-query", "CONNECT", {"queryStringParameters": {"a": "1"}, "multiValueQueryStringParameters": {"a": ["1", "2"]}}),
        ("W-trace", "CONNECT", {"headers": {"X-Amzn-Trace-Id": "Root=1-67891233-abcdef012345678912345678"}}),
        ("W-trace", "CONNECT", {"headers": {"X-Amzn-Trace-Id": "Self=1"}}),
        ("W-text", "MESSAGE", {"isBase64Encoded": True}),
        ("W-text", "MESSAGE", {"body": "é" * 65_537}),
        ("W-shape", "MESSAGE", {"headers": {}}),
        ("W-shape", "MESSAGE", {"body": None}),
        ("W-shape", "CONNECT", {"body": "a"}),
        ("W-shape", "DISCONNECT", {"queryStringParameters": None}),
    ],
)
def test_a_broken_event_is_found(rule: str, kind: str, changes: dict[str, Any]) -> None:
    event: Any = {**events.websocket(event_type=kind), **changes}
    assert rule in broken_rules(event, "websocket")


def test_a_rest_sample_with_pasted_fields_is_no_connection() -> None:
    """2.5, 2.14: the CONNECT samples of two peers, and the times that are 36 days apart in another's."""
    event: Any = copy.deepcopy(events.websocket(event_type="CONNECT", query="a=1"))
    event.update(resource="/", path="/", httpMethod="GET", body="", pathParameters=None)
    event["requestContext"].update(requestTimeEpoch=0, messageId=None, resourceId=None)
    event["requestContext"]["identity"]["sourceIp"] = "*.*.*.*"
    assert broken_rules(event, "websocket") >= {"W-shape", "W-time", "W-ip"}
    event = copy.deepcopy(events.websocket(event_type="CONNECT", time="2018-10-06T17:51:37Z"))
    event["requestContext"]["requestTimeEpoch"] += 36 * 86_400_000
    event["requestContext"]["messageId"] = "R1knPH17NjMFftw="
    assert broken_rules(event, "websocket") == {"W-shape", "W-time", "W-trace"}


def test_a_message_of_a_recording_is_accepted() -> None:
    """2.5: its ids and moments; whoever made it anonymous changed the host, but not the API's id."""
    event = events.websocket(
        '{\r\n\t"a": 1\r\n}',
        requestContext={
            "messageId": "R1knPc2ntjMCFIA=",
            "requestId": "R1knPH17NjMFftw=",
            "connectionId": "R1kmxc2VNjMCFIA=",
            "requestTime": "20/Jan/2024:11:55:00 +0000",
            "connectedAt": 1_705_751_697_419,
            "requestTimeEpoch": 1_705_751_700_453,
            "domainName": "aaaaaaaaaa.execute-api.ap-northeast-1.amazonaws.com",
        },
    )
    assert_right(event, "websocket")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"event_type": "connect"}, "event_type is 'connect': expected CONNECT, MESSAGE, DISCONNECT. Did you mean 'CONNECT'"),
        ({"event_type": "CONNECT", "body": "a"}, "but a CONNECT event has none"),
        ({"event_type": "CONNECT", "route_key": "a"}, "that of a CONNECT event is always '\\$connect'"),
        ({"event_type": "DISCONNECT", "headers": {}}, "the end of a connection has none of the client's"),
        ({"route_key": "$connect"}, "expected event_type='CONNECT'"),
        ({"headers": {}}, "headers is {}, but messages have none: expected event_type='CONNECT'"),
        ({"query": "a=1"}, "query is 'a=1', but messages have none"),
        ({"body": b"\xff"}, "is not UTF-8 text"),
        ({"body": {1, 2}}, "expected text, bytes, or an object that JSON can write"),
        ({"body": "é" * 65_537}, "more than the 131,072 bytes"),
        ({"event_type": "CONNECT", "query": {"a": None}}, "query is None: expected text, a number, or a list"),
        ({"event_type": "CONNECT", "headers": {"a b": "1"}}, "headers has the name 'a b'"),
        ({"rout_key": "a"}, "has no parameter or field 'rout_key'. Did you mean 'route_key'"),
        ({"requestContext": {"connectId": "a"}}, "no field 'connectId' in requestContext. Did you mean 'connectedAt'|'connectionId'"),
        ({"requestContext": {"identity": {"ip": "a"}}}, "no field 'ip' in requestContext.identity"),
        ({"connected_at": "earlier"}, "time is 'earlier'"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.websocket(**parameters)
