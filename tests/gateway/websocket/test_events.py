"""The events that functions get of a simulated WebSocket API: facts 2.5, row by row."""

from __future__ import annotations

import pytest

from pytest_lambda import World, events
from pytest_lambda.gateway import WebSocketApi
from tests.events.judging import assert_right


@pytest.fixture
def conversation(function, recorder):
    """CONNECT, two MESSAGEs and DISCONNECT of one connection."""
    with function.websocket("/?token=a&token=b", headers={"x-a": ["1", "2"]}) as ws:
        ws.send({"action": "send"})
        ws.send("text")
    return recorder.events


def test_the_events_are_right(conversation):
    assert [each["requestContext"]["eventType"] for each in conversation] == [
        "CONNECT",
        "MESSAGE",
        "MESSAGE",
        "DISCONNECT",
    ]
    for event in conversation:
        assert_right(event, "websocket")


def test_r_a_new_connection_has_headers_and_query_and_no_body(conversation):
    connect = conversation[0]
    assert "body" not in connect
    assert connect["headers"]["x-a"] == "2"
    assert connect["multiValueHeaders"]["x-a"] == ["1", "2"]
    assert connect["queryStringParameters"] == {"token": "b"}
    assert connect["multiValueQueryStringParameters"] == {"token": ["a", "b"]}
    assert connect["headers"]["X-Forwarded-For"] == connect["requestContext"]["identity"]["sourceIp"]
    assert not {"Connection", "Upgrade"} & set(connect["headers"])


def test_r_a_message_has_a_body_and_no_headers(conversation):
    first, second = conversation[1:3]
    assert (first["body"], second["body"]) == ('{"action":"send"}', "text")
    for message in (first, second):
        assert not {"headers", "multiValueHeaders", "queryStringParameters"} & set(message)
        assert message["requestContext"]["messageId"] != message["requestContext"]["requestId"]


def test_r_a_closed_connection_has_a_code_and_the_headers_of_a_recording(conversation):
    disconnect = conversation[-1]
    context = disconnect["requestContext"]
    assert (context["disconnectStatusCode"], context["routeKey"]) == (1005, "$disconnect")
    assert context["disconnectReason"] == "Client-side close frame status not set"
    assert set(disconnect["headers"]) == {"Host", "x-api-key", "X-Forwarded-For", "x-restapi"}
    assert "body" not in disconnect


def test_r_ids_of_requests(conversation):
    contexts = [event["requestContext"] for event in conversation]
    assert all(each["requestId"] == each["extendedRequestId"] for each in contexts)
    ids = [each[name] for each in contexts for name in ("requestId", "messageId") if name in each]
    assert len(set(ids)) == len(ids) == 6


def test_one_id_and_one_beginning_for_a_connection(conversation):
    contexts = [event["requestContext"] for event in conversation]
    for name in ("connectionId", "connectedAt", "apiId", "domainName", "stage"):
        assert len({each[name] for each in contexts}) == 1


def test_every_connection_has_an_id_of_its_own(function, recorder):
    with WebSocketApi(function) as api, api.connect() as first, api.connect() as second:
        assert first.connection_id != second.connection_id
    with function.websocket() as third:  # of another API
        assert third.connection_id not in (first.connection_id, second.connection_id)
    assert len({each["apiId"] for each in recorder.contexts}) == 2


def test_stage_and_stage_variables(function, recorder):
    with function.websocket(stage="dev", stage_variables={"table": "t"}) as ws:
        ws.send("m")
        assert ws.api.base_url.endswith(".amazonaws.com/dev")
    assert [event["stageVariables"] for event in recorder.events] == [{"table": "t"}] * 3
    assert {each["stage"] for each in recorder.contexts} == {"dev"}


def test_a_custom_domain(function, recorder):
    settings = {"domain_name": "ws.example.com", "api_mapping_key": "chat", "api_id": "abcdefghij"}
    with function.websocket("/?a=1", **settings) as ws:
        assert ws.api.base_url == "wss://ws.example.com/chat"
        ws.send("m")
    for event in recorder.events:
        assert events.check(event) == []
    assert {(each["domainName"], each["apiId"], each["stage"]) for each in recorder.contexts} == {
        ("ws.example.com", "abcdefghij", "prod")
    }


def test_headers_of_the_client(function, recorder):
    headers = {"User-Agent": "wscat", "x-forwarded-for": "198.51.100.9", "Sec-WebSocket-Extensions": events.ABSENT}
    with function.websocket(headers=headers, source_ip="192.0.2.5"):
        pass
    connect = recorder.events[0]
    assert events.check(connect) == []
    assert connect["requestContext"]["identity"] == {"userAgent": "wscat", "sourceIp": "192.0.2.5"}
    assert connect["headers"]["X-Forwarded-For"] == "198.51.100.9, 192.0.2.5"
    assert "Sec-WebSocket-Extensions" not in connect["headers"]


def test_a_client_that_does_not_say_what_it_is(function, recorder):
    with function.websocket(headers={"User-Agent": events.ABSENT}):
        pass
    assert "userAgent" not in recorder.contexts[0]["identity"]
    assert "User-Agent" not in recorder.events[0]["headers"]


def test_another_region(function_of, recorder):
    function = function_of(recorder, world=World("000000000001", "cn-north-1"))
    with function.websocket() as ws:
        assert ws.api.host.endswith(".execute-api.cn-north-1.amazonaws.com.cn")
    assert events.check(recorder.events[0]) == []


def test_the_ids_are_the_same_in_every_run(function_of, recorder):
    for _ in range(2):
        with function_of(recorder).websocket() as ws:
            ws.send("m")
    names = ("requestId", "messageId", "connectionId", "apiId")
    ids = [[each.get(name) for name in names] for each in recorder.contexts]
    assert ids[:3] == ids[3:]
