"""What becomes of messages: routes, answers, errors and limits; facts 3.3 and the quotas of WebSocket APIs."""

from __future__ import annotations

import json
import time

import pytest

from pytest_lambda import AnswerRefused, ConfigurationError
from pytest_lambda.gateway import NothingReceived, WebSocketClosed

from .handlers import Recorder

KIB = 1024
ROUTES = ["$connect", "$disconnect", "$default", "send"]


@pytest.mark.parametrize(
    ("message", "route"),
    [
        ({"action": "send", "text": "hi"}, "send"),
        ('{"action": "send"}', "send"),
        ({"action": "other"}, "$default"),
        ({"text": "hi"}, "$default"),
        ({"action": None}, "$default"),
        ({"action": {"a": 1}}, "$default"),
        ("no JSON", "$default"),
        ("", "$default"),
        ([1], "$default"),
        ('"send"', "$default"),
        ({"action": "$connect"}, "$default"),
        ({"action": "$disconnect"}, "$default"),
        ({"action": "$default"}, "$default"),
    ],
    ids=lambda value: repr(value),
)
def test_d_the_route_of_a_message(function, recorder, message, route):
    with function.websocket(routes=ROUTES) as ws:
        exchange = ws.send(message)
    assert exchange.route == recorder.routes[1] == route
    assert exchange.result is function.invocations[1]
    assert exchange.event == recorder.events[1]
    assert exchange.refusal is None


def test_w_without_default_the_client_is_told(function, recorder):
    with function.websocket(routes=["$connect", "send"]) as ws:
        exchange = ws.send({"action": "other"})
        told = ws.receive_json()
    assert told == {"message": "Forbidden", "connectionId": ws.connection_id, "requestId": told["requestId"]}
    assert (exchange.refusal.rule, exchange.route, exchange.event) == ("WS-no-route", None, None)
    assert recorder.routes == ["$connect"]


def test_routes_with_functions_of_their_own(function, function_of, recorder):
    other = Recorder()
    routes = {"$connect": None, "$default": None, "send": function_of(other, "sender")}
    with function.websocket(routes=routes) as ws:
        ws.send({"action": "send"})
        ws.send({"action": "other"})
    assert recorder.routes == ["$connect", "$default"]
    assert other.routes == ["send"]


class TestAnswers:
    def test_d_they_reach_the_client_of_a_route_with_a_route_response(self, function_of):
        function = function_of(Recorder(default=lambda event: {"statusCode": 200, "body": event["body"].upper()}))
        with function.websocket(route_response_selection_expression="$default") as ws:
            ws.send("a")
            ws.send("b")
            assert (ws.receive(), ws.receive()) == ("A", "B")
            assert ws.messages == ("A", "B")

    def test_d_else_they_do_not(self, function_of):
        function = function_of(Recorder(default={"statusCode": 200, "body": "unheard"}))
        with function.websocket() as ws:
            ws.send("a")
            assert ws.messages == ()

    def test_d_the_setting_of_one_route(self, function_of):
        def answer(event, context):
            return {"statusCode": 200, "body": event["requestContext"]["routeKey"]}

        routes = {"$default": None, "ask": {"route_response_selection_expression": "$default"}}
        with function_of(answer).websocket(routes=routes) as ws:
            ws.send({"action": "tell"})
            ws.send({"action": "ask"})
            assert ws.messages == ("ask",)

    def test_w_whatever_the_status(self, function_of):
        function = function_of(Recorder(default={"statusCode": 500, "body": "sorry"}))
        with function.websocket(route_response_selection_expression="$default") as ws:
            ws.send("a")
            assert ws.receive() == "sorry"

    @pytest.mark.parametrize("body", [{}, {"body": ""}, {"body": None}], ids=["absent", "empty", "null"])
    def test_nothing_is_sent_of_an_empty_one(self, function_of, body):
        function = function_of(Recorder(default={"statusCode": 200, **body}))
        with function.websocket(route_response_selection_expression="$default") as ws:
            ws.send("a")
            assert ws.messages == ()

    @pytest.mark.parametrize("key", ["connect", "disconnect"])
    def test_those_to_connect_and_disconnect_are_no_messages(self, function_of, key):
        function = function_of(Recorder(**{key: {"statusCode": 200, "body": "unheard"}}))
        with function.websocket(route_response_selection_expression="$default") as ws:
            pass
        assert ws.messages == ()


def raising(event):
    raise ValueError("no")


class TestErrors:
    @pytest.mark.parametrize(
        ("answer", "rule"),
        [(raising, "WS-function-error"), (None, "WS-status"), ("text", "WS-status"), ({"body": "a"}, "WS-status")],
        ids=["W raises", "None", "text", "no status"],
    )
    def test_w_the_client_is_told(self, function_of, answer, rule):
        with function_of(Recorder(default=answer)).websocket() as ws:
            exchange = ws.send("a")
            told = ws.receive()
        request_id = exchange.event["requestContext"]["requestId"]
        assert json.loads(told) == {
            "message": "Internal server error",
            "connectionId": ws.connection_id,
            "requestId": request_id,
        }
        assert exchange.refusal.rule == rule

    def test_w_the_text_of_an_error(self, function_of):
        with function_of(Recorder(default=raising)).websocket() as ws:
            request_id = ws.send("a").event["requestContext"]["requestId"]
            assert ws.receive() == (
                f'{{"message": "Internal server error", "connectionId":"{ws.connection_id}", "requestId":"{request_id}"}}'
            )

    def test_the_connection_stays(self, function_of):
        function = function_of(Recorder(default=lambda event: raising(event) if event["body"] == "a" else "?"))
        with function.websocket() as ws:
            ws.send("a")
            ws.send("b")
            assert len(ws.messages) == 2
            assert ws.closed is None

    def test_w_one_that_is_late(self, function_of):
        def slow(event):
            time.sleep(0.1)
            return {"statusCode": 200}

        with function_of(Recorder(default=slow)).websocket(timeout_in_millis=50) as ws:
            exchange = ws.send("a")
            assert ws.receive_json()["message"] == "Endpoint request timed out"
        assert exchange.refusal.rule == "WS-timeout"
        assert exchange.result.ok

    def test_the_functions_own_error(self, function_of):
        with function_of(Recorder(default=raising)).websocket(raise_function_errors=True) as ws:
            with pytest.raises(ValueError, match="no"):
                ws.send("a")
            assert ws.receive_json()["message"] == "Internal server error"

    def test_an_answer_that_is_refused_may_raise(self, function_of):
        with function_of(Recorder(default=None)).websocket(raise_function_errors=True) as ws, pytest.raises(
            AnswerRefused, match="WS-status"
        ):
            ws.send("a")


class TestLimits:
    @pytest.mark.parametrize(
        ("message", "frame_bytes"),
        [("x" * 32 * KIB, None), ("é" * 16 * KIB, None), ("x" * 128 * KIB, 32 * KIB), ("x", 40 * KIB)],
        ids=["a frame", "a frame of two-byte characters", "a message of four frames", "a small one"],
    )
    def test_d_the_largest(self, function, recorder, message, frame_bytes):
        with function.websocket() as ws:
            assert ws.send(message, frame_bytes=frame_bytes).refusal is None
        assert recorder.events[1]["body"] == message

    @pytest.mark.parametrize(
        ("message", "frame_bytes", "rule"),
        [
            ("x" * (32 * KIB + 1), None, "WS-frame-size"),
            ("é" * (16 * KIB + 1), None, "WS-frame-size"),
            ("x" * 64 * KIB, 33 * KIB, "WS-frame-size"),
            ("x" * (128 * KIB + 1), 32 * KIB, "WS-message-size"),
        ],
        ids=["a frame", "a frame of two-byte characters", "a frame of several", "a message"],
    )
    def test_d_a_larger_one_closes_the_connection(self, function, recorder, message, frame_bytes, rule):
        with function.websocket() as ws:
            exchange = ws.send(message, frame_bytes=frame_bytes)
            with pytest.raises(WebSocketClosed) as raised:
                ws.receive()
        assert (exchange.refusal.rule, raised.value.code) == (rule, 1009)
        assert recorder.routes == ["$connect", "$disconnect"]
        assert recorder.contexts[-1]["disconnectStatusCode"] == 1009

    def test_d_binary_frames_close_the_connection(self, function, recorder):
        with function.websocket() as ws:
            assert ws.send(b"bytes").refusal.rule == "WS-binary"
            with pytest.raises(WebSocketClosed, match="code 1003: binary frames are not taken"):
                ws.send("text")
        assert recorder.contexts[-1]["disconnectStatusCode"] == 1003

    @pytest.mark.parametrize("size", [0, -1, True])
    def test_frames_of_no_size(self, function, size):
        with function.websocket() as ws, pytest.raises(ConfigurationError, match="frame_bytes"):
            ws.send("a", frame_bytes=size)


class TestReceiving:
    def test_nothing_is_there(self, function):
        with function.websocket() as ws, pytest.raises(NothingReceived, match=r"0 messages so far.*post_to_connection"):
            ws.receive()

    def test_all_was_received(self, function_of):
        function = function_of(Recorder(default={"statusCode": 200, "body": "a"}))
        with function.websocket(route_response_selection_expression="$default") as ws:
            ws.send("a")
            ws.receive()
            with pytest.raises(NothingReceived, match="1 messages so far"):
                ws.receive()

    def test_what_was_sent_before_the_end_is_received_first(self, function_of):
        function = function_of(Recorder(default={"statusCode": 200, "body": "a"}))
        with function.websocket(route_response_selection_expression="$default") as ws:
            ws.send("a")
            ws.close()
            assert ws.receive() == "a"
            with pytest.raises(WebSocketClosed):
                ws.receive()

    def test_what_is_no_json(self, function):
        with function.websocket() as ws, pytest.raises(ConfigurationError, match="the message is"):
            ws.send({"a": object()})

    def test_time_does_not_pass_beside_a_plain_function(self, function):
        with function.websocket() as ws, pytest.raises(ConfigurationError, match="wait=False needs a function of a ser"):
            ws.send("a", wait=False)
