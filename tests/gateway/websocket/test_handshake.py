"""Who gets in: the `$connect` route and its answers, facts 3.3."""

from __future__ import annotations

import pickle

import pytest

from pytest_lambda import AnswerRefused
from pytest_lambda.gateway import WebSocketApi, WebSocketRefused
from pytest_lambda.gateway.exchange import GatewayRequest

from .handlers import Recorder


def refused(function, **settings):
    with pytest.raises(WebSocketRefused) as raised, function.websocket(**settings):
        pass
    return raised.value


@pytest.mark.parametrize("status", [200, "200", 201, 299], ids=["200", "text", "201", "299"])
def test_k_2xx_lets_the_client_in(function_of, status):
    with function_of(Recorder(connect={"statusCode": status})).websocket() as ws:
        assert ws.handshake.result.ok
        assert ws.handshake.refusal is None
        assert ws.closed is None


@pytest.mark.parametrize("status", [100, 301, 400, 401, 403, 500])
def test_k_another_status_is_that_of_the_handshake(function_of, status):
    recorder = Recorder(connect={"statusCode": status, "body": "no"})
    error = refused(function_of(recorder))
    assert error.status_code == status
    assert error.exchange.result.payload["body"] == "no"
    assert str(status) in str(error)
    assert recorder.routes == ["$connect"]


def raising(event):
    raise ValueError("no")


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (raising, "WS-function-error"),
        (None, "WS-status"),
        ("text", "WS-status"),
        ({"body": "no status"}, "WS-status"),
        ({"statusCode": "abc"}, "WS-status"),
        ({"statusCode": 200, "body": {"a": 1}}, "WS-body"),
        ({"statusCode": 200, "headers": []}, "WS-headers"),
    ],
    ids=["W raises", "None", "text", "no status", "no number", "body", "headers"],
)
def test_w_a_function_that_fails_makes_502(function_of, answer, rule):
    error = refused(function_of(Recorder(connect=answer)))
    assert error.status_code == 502
    assert error.body == '{"message": "Internal server error"}'
    assert error.exchange.refusal.rule == rule
    assert rule in str(error)


def test_the_functions_own_error(function_of):
    with pytest.raises(ValueError, match="no"), function_of(Recorder(connect=raising)).websocket(
        raise_function_errors=True
    ):
        pass
    with pytest.raises(AnswerRefused, match="WS-status"), function_of(Recorder(connect=None)).websocket(
        raise_function_errors=True
    ):
        pass


def test_d_without_a_connect_route_everybody_is_let_in(function, recorder):
    with function.websocket(routes=["$default"]) as ws:
        ws.send("m")
        assert (ws.handshake.route, ws.handshake.event) == (None, None)
    assert recorder.routes == ["$default"]


def test_another_path_is_refused(function, recorder):
    error = refused_at(function, "/rooms/1")
    assert (error.status_code, error.exchange.refusal.rule) == (403, "WS-path")
    assert recorder.events == []


def refused_at(function, path):
    with pytest.raises(WebSocketRefused) as raised, function.websocket(path):
        pass
    return raised.value


def test_another_host_is_refused(function):
    assert refused(function, headers={"Host": "ws.example.com"}).status_code == 403


def test_the_api_has_its_own_host_beside_a_custom_domain(function):
    api = WebSocketApi(function, domain_name="ws.example.com")
    host = api.address.default_host
    with api.connect("/prod", headers={"Host": host}) as ws:
        assert ws.handshake.event["requestContext"]["domainName"] == host


class TestSubprotocols:
    @staticmethod
    def answer(event):
        offered = event["headers"].get("Sec-WebSocket-Protocol", "").split(", ")
        if "chat" not in offered:
            return {"statusCode": 400}
        return {"statusCode": 200, "headers": {"sec-websocket-protocol": "chat"}}

    def test_d_the_function_chooses(self, function_of):
        with function_of(Recorder(connect=self.answer)).websocket(subprotocols=["v1", "chat"]) as ws:
            assert ws.subprotocol == "chat"

    def test_d_the_function_refuses(self, function_of):
        assert refused(function_of(Recorder(connect=self.answer)), subprotocols=["v1"]).status_code == 400

    def test_the_function_says_nothing(self, function):
        with function.websocket(subprotocols=["chat"]) as ws:
            assert ws.subprotocol is None

    def test_of_several_values(self, function_of):
        answer = {"statusCode": 200, "multiValueHeaders": {"Sec-WebSocket-Protocol": ["v1"]}}
        with function_of(Recorder(connect=answer)).websocket(subprotocols=["v1"]) as ws:
            assert ws.subprotocol == "v1"

    def test_one_that_was_not_offered_ends_the_connection(self, function_of):
        recorder = Recorder(connect={"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "v2"}})
        error = refused(function_of(recorder), subprotocols=["v1"])
        assert "'v2', which the client has not offered" in str(error)
        assert recorder.routes == ["$connect", "$disconnect"]
        assert recorder.contexts[-1]["disconnectStatusCode"] == 1006


def test_the_answer_to_an_upgrade_is_that_of_rfc_6455(function):
    api = WebSocketApi(function)
    # the key and its answer are the RFC's own, 1.3
    headers = (("Host", api.host), ("Upgrade", "websocket"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="))
    with api:
        response = api.handle(GatewayRequest("GET", "/prod", "", headers, b"", "192.0.2.1"))
    assert response.status == 101
    assert dict(response.headers)["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


def test_a_refused_client_leaves_nothing_behind(function_of):
    api = WebSocketApi(function_of(Recorder(connect={"statusCode": 403})))
    with pytest.raises(WebSocketRefused), api.connect():
        pass
    assert api.connections == {}


def test_an_answer_that_is_late_is_one_of_504(function_of):
    import time

    def slow(event):
        time.sleep(0.1)
        return {"statusCode": 200}

    error = refused(function_of(Recorder(connect=slow)), timeout_in_millis=50)
    assert (error.status_code, error.exchange.refusal.rule) == (504, "WS-timeout")


def test_a_refusal_goes_to_other_processes(function_of):
    error = refused(function_of(Recorder(connect={"statusCode": 403})))
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.status_code, str(copy), copy.exchange) == (403, str(error), None)
