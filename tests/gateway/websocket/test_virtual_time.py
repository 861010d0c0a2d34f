"""Functions of a service: their clients live on its virtual time."""

from __future__ import annotations

import time

import pytest

from pytest_lambda import events
from pytest_lambda.gateway import NothingReceived, WebSocketApi, WebSocketClosed, WebSocketRefused

from .handlers import Recorder, client_at, code_of, management, post


def seconds_since(service, before):
    return (service.clock.now() - before).total_seconds()


def slow(event):
    time.sleep(float(event.get("body", 0)))
    return {"statusCode": 200, "body": event.get("body")}


def test_a_message_is_waited_for(service, deploy):
    recorder = Recorder(default=slow)
    with deploy(recorder).websocket(route_response_selection_expression="$default") as ws:
        before = service.clock.now()
        ws.send("5")
        assert ws.receive() == "5"
        assert seconds_since(service, before) == 5
    for event in recorder.events:
        assert events.check(event) == []
    assert recorder.contexts[0]["connectedAt"] == 1_767_225_600_000
    assert recorder.contexts[-1]["requestTimeEpoch"] == 1_767_225_605_000


def test_messages_that_nobody_waits_for_run_side_by_side(service, deploy):
    function = deploy(Recorder(default=slow))
    with function.websocket(route_response_selection_expression="$default") as ws:
        before = service.clock.now()
        exchanges = [ws.send(each, wait=False) for each in ("7", "3")]
        assert [each.result for each in exchanges] == [None, None]
        assert (ws.receive(), seconds_since(service, before)) == ("3", 3)
        assert (ws.receive(), seconds_since(service, before)) == ("7", 7)
        assert len(function.environments) == 2
    assert all(each.result.ok for each in exchanges)


def test_receive_lets_time_pass_until_something_comes(service, deploy):
    def later(event):
        time.sleep(12)
        post(event, "done")
        return {"statusCode": 200}

    with deploy(Recorder(default=later)).websocket() as ws:
        ws.send("a", wait=False)
        with pytest.raises(NothingReceived, match="in 10 virtual seconds"):
            ws.receive(timeout=10)
        assert ws.receive(timeout=10) == "done"


def test_nothing_ever_comes(deploy):
    with deploy(Recorder()).websocket() as ws, pytest.raises(NothingReceived):
        ws.receive()


def test_an_error_of_a_message_that_nobody_waits_for(service, deploy):
    def fail(event):
        raise ValueError("no")

    with deploy(Recorder(default=fail)).websocket(raise_function_errors=True) as ws:
        ws.send("a", wait=False)
        with pytest.raises(ValueError, match="no"):
            ws.receive()
        assert ws.receive_json()["message"] == "Internal server error"


def test_another_function_of_the_service_sends(service, deploy):
    def notify(event, context):
        client_at(event["url"]).post_to_connection(ConnectionId=event["to"], Data=event["text"])

    notifier = deploy(notify, "notify")
    with deploy(Recorder()).websocket() as ws:
        notifier.invoke({"url": ws.api.endpoint_url, "to": ws.connection_id, "text": "hi"}, invocation_type="Event")
        assert ws.receive() == "hi"


@pytest.mark.parametrize("seconds", [28.9, 40])
def test_w_the_gateway_waits_29_seconds_and_the_function_runs_on(service, deploy, seconds):
    function = deploy(Recorder(default=slow))
    with function.websocket() as ws:
        before = service.clock.now()
        exchange = ws.send(str(seconds))
        if seconds < 29:
            assert exchange.result.ok
            assert ws.messages == ()
        else:
            assert ws.receive_json()["message"] == "Endpoint request timed out"
            assert (exchange.result, seconds_since(service, before)) == (None, 29)
            service.run()
            assert function.invocations[-1].ok


def test_k_a_handshake_is_waited_for_29_seconds(service, deploy):
    def connect(event):
        time.sleep(40)
        return {"statusCode": 200}

    with pytest.raises(WebSocketRefused) as raised, deploy(Recorder(connect=connect)).websocket():
        pass
    assert raised.value.status_code == 504


def test_a_throttled_function(deploy):
    recorder = Recorder()
    function = deploy(recorder)
    with function.websocket() as ws:
        function.put_function_concurrency(reserved_concurrent_executions=0)
        exchange = ws.send("a")
        assert ws.receive_json()["message"] == "Internal server error"
        assert exchange.refusal.rule == "WS-invoke"
        assert "TooManyRequestsException" in exchange.refusal.reason
    assert recorder.routes == ["$connect"]


def test_versions(deploy):
    function, other = deploy(Recorder()), deploy(Recorder(), "other")
    for each in (function, other):
        each.publish_version()
    routes = {"$connect": None, "$default": {"qualifier": "$LATEST"}, "send": {"function": other, "qualifier": "1"}}
    with function.websocket(routes={**routes, "ask": {"function": other}}, qualifier="1") as ws:
        exchanges = [ws.handshake, *(ws.send({"action": key}) for key in ("?", "send", "ask"))]
    assert [each.result.executed_version for each in exchanges] == ["1", "$LATEST", "1", "$LATEST"]


def test_a_version_that_is_not_there(deploy):
    with pytest.raises(WebSocketRefused) as raised, deploy(Recorder()).websocket(qualifier="7"):
        pass
    assert raised.value.status_code == 500
    assert "ResourceNotFoundException" in raised.value.exchange.refusal.reason


def test_a_throttled_handshake(deploy):
    function = deploy(Recorder())
    function.put_function_concurrency(reserved_concurrent_executions=0)
    with pytest.raises(WebSocketRefused) as raised, function.websocket():
        pass
    assert (raised.value.status_code, raised.value.exchange.refusal.rule) == (500, "WS-invoke")


def test_a_handler_that_ends_its_connection(service, deploy):
    def kick(event):
        management(event).delete_connection(ConnectionId=event["requestContext"]["connectionId"])
        return {"statusCode": 200}

    recorder = Recorder(default=kick)
    with deploy(recorder).websocket() as ws:
        ws.send("a")
        with pytest.raises(WebSocketClosed):
            ws.receive()
        service.run()
        assert recorder.routes == ["$connect", "$default", "$disconnect"]


class TestAge:
    """Idle 10 minutes, or 2 hours [D]: code 1001."""

    def test_d_idle(self, service, deploy):
        recorder = Recorder()
        with deploy(recorder).websocket() as ws:
            service.advance(minutes=9, seconds=59)
            assert ws.closed is None
            service.advance(seconds=1)
            assert (ws.closed.code, ws.closed.reason) == (1001, "Going away")
            assert recorder.contexts[-1]["disconnectStatusCode"] == 1001
            assert code_of(
                lambda: client_at(ws.api.endpoint_url).get_connection(ConnectionId=ws.connection_id)
            ) == ("GoneException")
        assert recorder.routes == ["$connect", "$disconnect"]

    def test_d_whatever_is_sent_keeps_it(self, service, deploy):
        with deploy(Recorder()).websocket() as ws:
            client = client_at(ws.api.endpoint_url)
            service.advance(minutes=9)
            ws.send("a")
            service.advance(minutes=9)
            client.post_to_connection(ConnectionId=ws.connection_id, Data="a")
            service.advance(minutes=9)
            assert ws.closed is None
            service.advance(minutes=1)
            assert ws.closed.code == 1001

    def test_d_two_hours(self, service, deploy):
        recorder = Recorder()
        with deploy(recorder).websocket() as ws:
            for _ in range(13):
                service.advance(minutes=9)
                ws.send("a")
            service.advance(minutes=2, seconds=59)
            assert ws.closed is None
            service.advance(seconds=1)
            with pytest.raises(WebSocketClosed, match=r"code 1001 \(Going away\)"):
                ws.send("a")
        assert recorder.routes == ["$connect", *["$default"] * 13, "$disconnect"]

    def test_run_does_not_wait_for_it(self, service, deploy):
        with deploy(Recorder()).websocket() as ws:
            before = service.clock.now()
            service.run()
            assert seconds_since(service, before) < 600
            assert ws.closed is None


def test_what_happens_later_finds_connections_gone(service, deploy):
    """The API is reached as long as the service lives, not only while somebody is connected."""
    codes = []

    def notify(event, context):
        client = client_at(event["url"])
        codes.append(code_of(lambda: client.post_to_connection(ConnectionId=event["to"], Data="hi")))

    notifier = deploy(notify, "notify")
    with deploy(Recorder()).websocket() as ws:
        job = {"url": ws.api.endpoint_url, "to": ws.connection_id}
    notifier.invoke(job, invocation_type="Event")
    service.run()
    assert codes == ["GoneException"]


def test_with_the_service_the_api_ends(service, deploy):
    from botocore.hooks import HierarchicalEmitter

    before = HierarchicalEmitter._emit
    function = deploy(Recorder())
    for _ in range(2):
        with function.websocket():
            pass
    assert HierarchicalEmitter._emit is not before
    service.close()
    assert HierarchicalEmitter._emit is before


def test_several_clients_of_one_api(service, deploy):
    """Messages of different clients run side by side, each in an environment of its own."""

    def answer(event):
        time.sleep(2)
        return {"statusCode": 200, "body": event["requestContext"]["connectionId"]}

    function = deploy(Recorder(default=answer))
    api = WebSocketApi(function, route_response_selection_expression="$default")
    with api.connect() as first, api.connect() as second:
        before = service.clock.now()
        for ws in (first, second):
            ws.send("who?", wait=False)
        assert (first.receive(), second.receive()) == (first.connection_id, second.connection_id)
        assert seconds_since(service, before) == 2
