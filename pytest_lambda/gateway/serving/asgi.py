"""A door as an ASGI application: what a server gives becomes a request, and the response what it sends.

A function runs in the main thread, where its timeout can cut it, so that a request is handled on the event loop itself:
one after the other, as in one execution environment.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import AbstractAsyncContextManager, nullcontext
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

from pytest_lambda.errors import PytestLambdaError
from pytest_lambda.gateway.door import Door
from pytest_lambda.gateway.exchange import GatewayRequest, GatewayResponse
from pytest_lambda.gateway.serving.listener import Listener

if TYPE_CHECKING:
    from pytest_lambda.gateway.serving.sockets import Sockets

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Life: TypeAlias = Callable[[], AbstractAsyncContextManager[None]]
_Headers: TypeAlias = Iterable[tuple[bytes, bytes]]

#: key of `scope["extensions"]`: the headers with their names as they were sent, of which ASGI keeps lower case only
RAW_HEADERS = "pytest_lambda.raw_headers"
#: key of the response's start: what stands beside the status, of which ASGI knows nothing
REASON_PHRASE = "pytest_lambda.reason_phrase"

_IN_PATHS = "/!$&'()*+,;=:@~"
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NOT_IN_VALUES = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class LambdaApp:
    """An ASGI application over a door.

    Args:
        door: that answers the requests.
        listener: is told of each.
        source_ip: of all clients; by default each has its own.
        life: what is in place between the server's start and its end.
        sockets: of a WebSocket API.
    """

    def __init__(
        self,
        door: Door,
        *,
        listener: Listener | None = None,
        source_ip: str | None = None,
        life: Life = nullcontext,
        sockets: Sockets | None = None,
    ) -> None:
        self.door = door
        self._listener = listener or Listener()
        self._source_ip = source_ip
        self._life = life
        self._sockets = sockets
        self._stopped = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            content = await _body(receive)
            if content is not None:
                await _sent(self._answered(self._received(scope, content)), send)
        elif self._sockets is not None:
            may_answer = "websocket.http.response" in (scope.get("extensions") or {})
            await self._sockets.serve(self._received(scope, b""), receive, send, may_answer=may_answer)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self._life():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    def _received(self, scope: Scope, content: bytes) -> GatewayRequest:
        raw: bytes = scope.get("raw_path") or quote(scope["path"], safe=_IN_PATHS).encode()
        headers: _Headers = (scope.get("extensions") or {}).get(RAW_HEADERS) or scope["headers"]
        client = scope.get("client")
        return GatewayRequest(
            method=scope.get("method", "GET").upper(),
            path=raw.partition(b"?")[0].decode("ascii"),
            query=scope["query_string"].decode("ascii"),
            headers=tuple(_for_host(headers, self.door.host)),
            content=content,
            source_ip=self._source_ip or (client[0] if client else self.door.source_ip),
        )

    def _answered(self, request: GatewayRequest) -> GatewayResponse | _OwnAnswer:
        began = perf_counter()
        try:
            if self._stopped:
                raise KeyboardInterrupt
            response = self.door.handle(request)
        except KeyboardInterrupt:  # the server ends; requests that have waited are not begun
            self._stopped = True
            return _OwnAnswer(503, "The server was stopped.")
        except PytestLambdaError as error:
            self._listener.failed(request, error)
            return _OwnAnswer(500, f"{type(error).__name__}: {error}")
        self._listener.answered(request, response, perf_counter() - began)
        unsendable = _unsendable(response)
        if unsendable is None:
            return response
        self._listener.noted(unsendable)
        return _OwnAnswer(502, unsendable)


class _OwnAnswer:
    """What no gateway says."""

    reason_phrase = None

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        self.content = text.encode()
        self.headers = (
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(self.content))),
        )


def _for_host(headers: _Headers, host: str) -> Iterable[tuple[str, str]]:
    """The headers as they reach the API: by its own name, which events must have (R-host, H-host)."""
    there = False
    for name, value in headers:
        text = name.decode("latin-1")
        if text.lower() != "host":
            yield text, value.decode("latin-1")
        elif not there:
            there = True
            yield text, host
    if not there:
        yield "Host", host


def _unsendable(response: GatewayResponse) -> str | None:
    """Why HTTP has no way to send a response; None if it has."""
    if not 200 <= response.status <= 599:
        return f"The answer has status {response.status}: no response of HTTP can be sent with it."
    for name, value in response.headers:
        if not _NAME.fullmatch(name) or _NOT_IN_VALUES.search(value):
            return f"The answer has a header {name!r}: {value!r}, which HTTP cannot carry."
    if response.reason_phrase is not None and _NOT_IN_VALUES.search(response.reason_phrase):
        return f"The answer has the status description {response.reason_phrase!r}, which HTTP cannot carry."
    return None


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None if the client has gone before its end."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


async def _sent(response: GatewayResponse | _OwnAnswer, send: Send) -> None:
    headers = [
        (name.encode("ascii"), value.strip(" \t").encode("latin-1", "replace")) for name, value in response.headers
    ]
    start: Message = {"type": "http.response.start", "status": response.status, "headers": headers}
    if response.reason_phrase is not None:
        start[REASON_PHRASE] = response.reason_phrase.encode("latin-1", "replace")
    await send(start)
    await send({"type": "http.response.body", "body": response.content})
