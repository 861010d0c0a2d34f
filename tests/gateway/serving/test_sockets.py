"""A WebSocket API over ASGI: what its client gives, a server's sockets give, too."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager
from typing import Any

import boto3
import pytest

from pytest_lambda import LambdaFunction, events
from pytest_lambda.gateway.serving.asgi import LambdaApp
from pytest_lambda.gateway.serving.listener import Listener
from pytest_lambda.gateway.serving.sockets import Sockets
from pytest_lambda.gateway.websocket.api import WebSocketApi
from tests.gateway.serving.chance import without_chance

seen: list[dict[str, Any]] = []


def chat(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Sends each message to all who are connected; `bye` closes the sender's connection."""
    seen.append(event)
    place = event["requestContext"]
    members = {each["requestContext"]["connectionId"] for each in seen if each["requestContext"]["eventType"] == "CONNECT"}
    if place["eventType"] == "CONNECT" and "X-Banned" in event["headers"]:
        return {"statusCode": 403}
    if event.get("body") == "interrupt":
        signal.default_int_handler(signal.SIGINT, None)  # what Ctrl-C does
    if place["eventType"] == "MESSAGE":
        endpoint = f"https://{place['domainName']}/{place['stage']}"
        management = boto3.client("apigatewaymanagementapi", endpoint_url=endpoint)
        if event["body"] == "bye":
            management.delete_connection(ConnectionId=place["connectionId"])
        for member in sorted(members) if event["body"] != "bye" else ():
            management.post_to_connection(ConnectionId=member, Data=event["body"])
    return {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "chat"}}


class Told(Listener):
    def __init__(self):
        self.lines: list[str] = []

    def answered(self, request, response, seconds):
        self.lines.append(f"{request.path} {response.exchange.route} {response.status}")

    def carried(self, connection_id, exchange, seconds):
        self.lines.append(f"{exchange.route} {exchange.refusal.rule if exchange.refusal else 'fine'}")


class Socket:
    """The server's end of a socket, as ASGI has it."""

    def __init__(self, *, headers: tuple[tuple[bytes, bytes], ...] = (), extensions: dict[str, Any] | None = None):
        self.scope = {
            "type": "websocket", "path": "/prod", "raw_path": b"/prod", "query_string": b"a=1", "client": ("192.0.2.7", 1),
            "headers": [
                (b"Host", b"localhost:8000"), (b"Connection", b"Upgrade"), (b"Upgrade", b"websocket"),
                (b"Sec-WebSocket-Key", b"dGhlIHNhbXBsZSBub25jZQ=="), (b"Sec-WebSocket-Version", b"13"),
                (b"Sec-WebSocket-Protocol", b"chat"), (b"User-Agent", b"test"), *headers,
            ],
            "subprotocols": ["chat"],
            "extensions": extensions or {},
        }  # fmt: skip
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.incoming.put_nowait({"type": "websocket.connect"})

    def says(self, data: str | bytes) -> None:
        self.incoming.put_nowait({"type": "websocket.receive", "text" if isinstance(data, str) else "bytes": data})

    def leaves(self, **how: Any) -> None:
        self.incoming.put_nowait({"type": "websocket.disconnect", **how})

    async def hears(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.outgoing.get(), 60)

    @asynccontextmanager
    async def over(self, app: LambdaApp):
        task = asyncio.create_task(app(self.scope, self.incoming.get, self.outgoing.put))
        yield
        await asyncio.wait_for(task, 60)


@pytest.fixture
def served():
    seen.clear()
    told = Told()
    with LambdaFunction(chat) as function, WebSocketApi(function) as api:
        yield LambdaApp(api, listener=told, sockets=Sockets(api, told)), told


def test_a_conversation(served):
    app, told = served

    async def talk() -> None:
        one, two = Socket(), Socket()
        async with one.over(app), two.over(app):
            assert await one.hears() == {"type": "websocket.accept", "subprotocol": "chat"}
            assert await two.hears() == {"type": "websocket.accept", "subprotocol": "chat"}
            one.says("hello")
            assert await two.hears() == {"type": "websocket.send", "text": "hello"}
            assert await one.hears() == {"type": "websocket.send", "text": "hello"}
            one.leaves(code=1001, reason="away")
            two.leaves(code=1005)
        assert (one.outgoing.empty(), two.outgoing.empty()) == (True, True)

    asyncio.run(talk())
    ends = [each["requestContext"] for each in seen if each["requestContext"]["eventType"] == "DISCONNECT"]
    assert [end["disconnectStatusCode"] for end in ends] == [1001, 1005]
    assert ends[0]["disconnectReason"] == "away"
    assert [events.check(event) for event in seen] == [[]] * 5
    assert told.lines == [
        "/prod $connect 101", "/prod $connect 101", "$default fine", "$disconnect fine", "$disconnect fine",
    ]  # fmt: skip


def test_events_are_those_of_the_client(served):
    app, _ = served

    async def talk() -> None:
        socket = Socket(headers=((b"X-Cased", b"1"),))
        async with socket.over(app):
            await socket.hears()
            socket.says("any")
            await socket.hears()
            socket.leaves(code=3000, reason="done")

    asyncio.run(talk())
    served_events = seen.copy()
    seen.clear()
    ws = app.door.connect(
        "/?a=1", headers={"X-Cased": "1", "User-Agent": "test"}, subprotocols=["chat"], source_ip="192.0.2.7"
    )
    with ws:
        ws.send("any")
        ws.close(3000, "done")
    assert [_comparable(event) for event in served_events] == [_comparable(event) for event in seen]


def _comparable(event: dict[str, Any]) -> Any:
    found = without_chance(event)
    for name in ("connectionId", "connectedAt", "messageId"):
        found["requestContext"].pop(name, None)
    for name in ("body", "headers", "multiValueHeaders"):
        for header in ("Sec-WebSocket-Key", "Sec-WebSocket-Extensions"):
            isinstance(found.get(name), dict) and found[name].pop(header, None)
    return found


@pytest.mark.parametrize(
    ("data", "code", "rule"),
    [(b"bytes", 1003, "WS-binary"), ("x" * (128 * 1024 + 1), 1009, "WS-message-size"), ("bye", 1000, None)],
    ids=["bytes", "too long", "deleted"],
)
def test_the_api_closes(served, data, code, rule):
    app, told = served

    async def talk() -> dict[str, Any]:
        socket = Socket()
        async with socket.over(app):
            await socket.hears()
            socket.says(data)
            closed = await socket.hears()
            socket.says("too late")
            socket.leaves(code=code)
        return closed

    closed = asyncio.run(talk())
    assert (closed["type"], closed["code"]) == ("websocket.close", code)
    assert [each["requestContext"]["eventType"] for each in seen].count("DISCONNECT") == 1
    assert rule is None or f"None {rule}" in told.lines


@pytest.mark.parametrize("answers", [True, False])
def test_a_refused_handshake(served, answers):
    app, told = served

    async def talk() -> list[dict[str, Any]]:
        socket = Socket(headers=((b"X-Banned", b"1"),), extensions={"websocket.http.response": {}} if answers else {})
        async with socket.over(app):
            pass
        return [socket.outgoing.get_nowait() for _ in range(socket.outgoing.qsize())]

    sent = asyncio.run(talk())
    assert told.lines == ["/prod $connect 403"]
    kinds = ["websocket.http.response.start", "websocket.http.response.body"] if answers else ["websocket.close"]
    assert [each["type"] for each in sent] == kinds
    assert not answers or sent[0]["status"] == 403


def test_after_ctrl_c_in_a_handler_nothing_is_begun(served):
    app, _ = served

    async def talk() -> dict[str, Any]:
        one, two = Socket(), Socket()
        async with one.over(app):
            await one.hears()
            one.says("interrupt")
            one.says("hello")
            async with two.over(app):
                pass
            one.leaves(code=1012)
        return await two.hears()

    assert asyncio.run(talk()) == {"type": "websocket.close"}
    assert [each["requestContext"]["eventType"] for each in seen] == ["CONNECT", "MESSAGE"]
