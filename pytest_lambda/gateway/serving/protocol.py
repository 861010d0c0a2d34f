"""uvicorn's HTTP protocol, with two things of HTTP that ASGI leaves out.

REST APIs hand on the names of headers as they were sent (facts 2.1), and load balancers send the status description.
"""

from __future__ import annotations

from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from pytest_lambda.gateway.serving.asgi import RAW_HEADERS, REASON_PHRASE


class _Connection(h11.Connection):
    """Remembers the headers of the last request: it is the one that is answered, since h11 pauses before the next."""

    raw_headers: tuple[tuple[bytes, bytes], ...] = ()
    reason_phrase: bytes | None = None

    def next_event(self) -> Any:
        event = super().next_event()
        if isinstance(event, h11.Request):
            self.raw_headers = tuple(event.headers.raw_items())
        return event

    def send(self, event: Any) -> Any:
        if isinstance(event, h11.Response) and self.reason_phrase is not None:
            event = h11.Response(
                status_code=event.status_code, headers=event.headers.raw_items(), reason=self.reason_phrase
            )
        return super().send(event)


class WholeHttp(H11Protocol):
    """Hands the raw names of headers to the application, and takes a reason phrase from it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        connection = _Connection(h11.SERVER, self.config.h11_max_incomplete_event_size or 0)
        app: Any = self.app

        async def whole(scope: Any, receive: Any, send: Any) -> None:
            async def sent(message: Any) -> None:
                if message["type"] == "http.response.start":
                    connection.reason_phrase = message.get(REASON_PHRASE)
                await send(message)

            extensions = {**(scope.get("extensions") or {}), RAW_HEADERS: connection.raw_headers}
            await app({**scope, "extensions": extensions}, receive, sent)

        self.conn = connection
        self.app = whole

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """See uvicorn: the protocol of WebSockets gets the headers from here."""
        self.headers = list(event.headers.raw_items())
        super().handle_websocket_upgrade(event)
