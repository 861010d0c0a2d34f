"""The connections of a WebSocket API, each over a socket of a server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from time import perf_counter
from typing import Any, TypeVar

from pytest_lambda.errors import PytestLambdaError
from pytest_lambda.gateway.exchange import Exchange, GatewayRequest, GatewayResponse
from pytest_lambda.gateway.serving.listener import Listener
from pytest_lambda.gateway.websocket.api import WebSocketApi
from pytest_lambda.gateway.websocket.connection import CLOSED, OPEN, Closing, Connection
from pytest_lambda.gateway.websocket.frames import broken_limit

_T = TypeVar("_T")

#: seconds between looks at the ages of connections, which end after 10 minutes at the earliest
_LOOKS = 10.0
_NO_STATUS = 1005


class Sockets:
    """Carries messages between sockets and an API.

    A function may send to any connection while it handles a message of one: after each call of the API all connections
    are looked at.

    Args:
        api: whose connections these are.
        listener: is told of each message.
    """

    def __init__(self, api: WebSocketApi, listener: Listener) -> None:
        self._api = api
        self._listener = listener
        self._wakes: dict[str, asyncio.Event] = {}
        self._stopped = False

    async def serve(self, request: GatewayRequest, receive: Any, send: Any, *, may_answer: bool) -> None:
        """Serve one connection from its handshake to its end.

        Args:
            may_answer: whether the server can send a response in place of the upgrade.
        """
        await receive()
        began = perf_counter()
        response = self._called(lambda: self._api.handle(request))
        if response is None:
            await send({"type": "websocket.close"})
            return
        self._listener.answered(request, response, perf_counter() - began)
        if response.status == 101:
            await self._converse(response, receive, send)
        elif may_answer:
            headers = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in response.headers]
            await send({"type": "websocket.http.response.start", "status": response.status, "headers": headers})
            await send({"type": "websocket.http.response.body", "body": response.content})
        else:
            await send({"type": "websocket.close"})

    async def grow_old(self) -> None:
        """Close connections that have become too old; until it is cancelled."""
        while True:
            await asyncio.sleep(_LOOKS)
            self._called(self._api.look_at_the_clock)

    async def _converse(self, response: GatewayResponse, receive: Any, send: Any) -> None:
        connection = self._api.established(response.exchange)
        chosen = {name.lower(): value for name, value in response.headers}.get("sec-websocket-protocol")
        await send({"type": "websocket.accept", "subprotocol": chosen})
        wake = self._wakes[connection.connection_id] = asyncio.Event()
        wake.set()
        writer = asyncio.create_task(_write(connection, wake, send))
        try:
            await self._read(connection, receive)
        finally:
            del self._wakes[connection.connection_id]
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer

    async def _read(self, connection: Connection, receive: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                break
            text, exchange = message.get("text"), Exchange(self._api.kind)
            began = perf_counter()
            self._take(connection, message["bytes"] if text is None else text, exchange)
            self._listener.carried(connection.connection_id, exchange, perf_counter() - began)
        if connection.state == OPEN:
            code = message.get("code", _NO_STATUS)
            reason = None if code == _NO_STATUS else message.get("reason") or ""
            closing = Closing(code, reason, "the client closed it")
            self._called(lambda: self._api.end_by_client(connection, closing))
        if connection.disconnection is not None:
            self._listener.carried(connection.connection_id, connection.disconnection, None)

    def _take(self, connection: Connection, message: str | bytes, exchange: Exchange) -> None:
        """Which frames a message came in is not known here: it counts as one."""
        broken = broken_limit(message, None)
        if broken is not None:
            exchange.refusal, closing = broken
            self._called(lambda: self._api.end(connection, closing))
        elif isinstance(message, str) and connection.state == OPEN:
            self._called(lambda: self._api.carry(connection, message, exchange))

    def _called(self, call: Callable[[], _T]) -> _T | None:
        try:
            return None if self._stopped else call()
        except KeyboardInterrupt:  # the server ends; messages that have waited go nowhere
            self._stopped = True
            return None
        except PytestLambdaError as error:
            self._listener.noted(f"{type(error).__name__}: {error}")
            return None
        finally:
            for wake in self._wakes.values():
                wake.set()


async def _write(connection: Connection, wake: asyncio.Event, send: Any) -> None:
    """Send what the API has for a client, and the close frame if it is the API that closes."""
    sent = 0
    while True:
        await wake.wait()
        wake.clear()
        while sent < len(connection.received):
            message = connection.received[sent]
            sent += 1
            await send({"type": "websocket.send", "text" if isinstance(message, str) else "bytes": message})
        if connection.state == CLOSED:
            closing = connection.closing
            assert closing is not None
            await send({"type": "websocket.close", "code": closing.code, "reason": closing.reason or ""})
            return
