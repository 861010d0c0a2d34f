"""How connections end, and what the `$disconnect` route is told; facts 2.5."""

from __future__ import annotations

import pickle
from datetime import datetime

import pytest
from freezegun import freeze_time

from pytest_lambda import ConfigurationError
from pytest_lambda.gateway import WebSocketApi, WebSocketClosed

from .handlers import Recorder


@pytest.mark.parametrize(
    ("close", "code", "reason"),
    [
        ((), 1005, "Client-side close frame status not set"),
        ((1000,), 1000, ""),
        ((1000, "bye"), 1000, "bye"),
        ((4999, "mine"), 4999, "mine"),
    ],
    ids=["R no status", "K 1000", "K a reason", "K of the application"],
)
def test_by_the_client(function, recorder, close, code, reason):
    with function.websocket() as ws:
        ws.close(*close)
        assert recorder.routes == ["$connect", "$disconnect"]
        ws.close()
    context = recorder.contexts[-1]
    assert (context["disconnectStatusCode"], context["disconnectReason"]) == (code, reason)
    assert len(recorder.events) == 2
    assert ws.disconnection.event == recorder.events[-1]
    assert (ws.closed.code, ws.closed.how) == (code, "the client closed it")


@pytest.mark.parametrize("code", [999, 1001, 1005, 1006, 2999, 5000, True, "1000"])
def test_a_code_that_no_client_may_send(function, code):
    with function.websocket() as ws, pytest.raises(ConfigurationError, match="code is"):
        ws.close(code)


@pytest.mark.parametrize("close", [(None, "bye"), (1000, "x" * 124), (1000, "é" * 62)], ids=["no code", "long", "bytes"])
def test_a_reason_that_no_client_may_send(function, close):
    with function.websocket() as ws, pytest.raises(ConfigurationError, match="reason is"):
        ws.close(*close)


def test_a_client_that_has_gone_sends_nothing(function, recorder):
    with function.websocket() as ws:
        ws.close(4000, "enough")
        with pytest.raises(WebSocketClosed, match=r"code 4000 \(enough\): the client closed it"):
            ws.send("a")
    assert recorder.routes == ["$connect", "$disconnect"]


def raising(event):
    raise ValueError("no")


@pytest.mark.parametrize("answer", [raising, None, "text", {"statusCode": 500}], ids=["raises", "None", "text", "500"])
def test_d_whatever_the_function_answers_is_dropped(function_of, answer):
    with function_of(Recorder(disconnect=answer)).websocket() as ws:
        pass
    assert ws.closed.code == 1005
    assert ws.disconnection.result is not None
    assert ws.messages == ()


def test_a_function_that_fails_may_raise(function_of):
    with pytest.raises(ValueError, match="no"), function_of(Recorder(disconnect=raising)).websocket(
        raise_function_errors=True
    ):
        pass


@pytest.mark.parametrize("answer", [raising, None], ids=["raises", "None"])
def test_the_tests_own_error_comes_first(function_of, answer):
    function = function_of(Recorder(disconnect=answer))
    with pytest.raises(ZeroDivisionError), function.websocket(raise_function_errors=True):
        raise ZeroDivisionError


def test_without_a_disconnect_route_nobody_is_told(function, recorder):
    with function.websocket(routes=["$connect", "$default"]) as ws:
        pass
    assert recorder.routes == ["$connect"]
    assert (ws.disconnection.route, ws.disconnection.event, ws.closed.code) == (None, None, 1005)


def test_an_api_that_is_closed_closes_its_clients(function, recorder):
    with WebSocketApi(function) as api:
        ws = api.connect().open()
        ws.close()
        other = api.connect().open()
    assert other.closed is None  # as long as it holds the API open
    other.close()
    assert recorder.routes == ["$connect", "$disconnect"] * 2


def test_a_client_connects_once(function):
    with WebSocketApi(function) as api, api.connect() as ws:
        with pytest.raises(ConfigurationError, match="connected already"):
            ws.open()
        assert ws.closed is None


def test_a_client_that_is_not_connected(function):
    ws = WebSocketApi(function).connect()
    assert "not connected" in repr(ws)
    for action in (ws.receive, lambda: ws.send("a"), lambda: ws.messages):
        with pytest.raises(ConfigurationError, match="not connected"):
            action()
    ws.close()  # nothing to do


class TestAge:
    """A plain function has no virtual time, but a test may move its own: idle 10 minutes, or 2 hours [D]."""

    @pytest.mark.parametrize(("minutes", "seconds", "open_"), [(9, 59, True), (10, 0, False)])
    def test_d_idle(self, function, recorder, minutes, seconds, open_):
        with freeze_time("2026-03-01T12:00:00Z") as frozen, function.websocket() as ws:
            frozen.move_to(datetime(2026, 3, 1, 12, minutes, seconds))
            if open_:
                ws.send("a")
            else:
                with pytest.raises(WebSocketClosed, match=r"code 1001 \(Going away\)"):
                    ws.send("a")
                assert recorder.contexts[-1]["disconnectStatusCode"] == 1001
                assert recorder.contexts[-1]["disconnectReason"] == "Going away"
        assert recorder.routes == ["$connect", *(["$default"] if open_ else []), "$disconnect"]

    def test_who_leaves_too_late_was_closed_before(self, function, recorder):
        with freeze_time("2026-03-01T12:00:00Z") as frozen, function.websocket() as ws:
            frozen.tick(600)
            ws.close(1000)
        assert [each.get("disconnectStatusCode") for each in recorder.contexts] == [None, 1001]

    def test_d_two_hours(self, function, recorder):
        with freeze_time("2026-03-01T12:00:00Z") as frozen, function.websocket() as ws:
            for _ in range(13):
                frozen.tick(9 * 60)
                ws.send("a")
            frozen.move_to("2026-03-01T14:00:00Z")
            with pytest.raises(WebSocketClosed, match="2 hours old"):
                ws.receive()
        assert recorder.routes.count("$default") == 13


def test_what_is_raised_goes_to_other_processes():
    error = pickle.loads(pickle.dumps(WebSocketClosed(1009, "", "too much")))
    assert (error.code, error.reason, str(error)) == (1009, "", "The connection is closed, code 1009: too much")
