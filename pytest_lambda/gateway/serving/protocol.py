"""uvicorn's HTTP protocol, with the names of headers as they were sent: REST APIs hand them on so (facts 2.1)."""

from __future__ import annotations

from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from pytest_lambda.gateway.serving.asgi import RAW_HEADERS


class _Connection(h11.Connection):
    """Remembers the headers of the last request, which is the one that is answered: h11 pauses before the next."""

    raw_headers: tuple[tuple[bytes, bytes], ...] = ()

    def next_event(self) -> Any:
        event = super().next_event()
        if isinstance(event, h11.Request):
            self.raw_headers = tuple(event.headers.raw_items())
        return event


class RawNames(H11Protocol):
    """Adds the headers with their raw names to the scope."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        connection = _Connection(h11.SERVER, self.config.h11_max_incomplete_event_size or 0)
        app: Any = self.app

        async def with_raw_names(scope: Any, receive: Any, send: Any) -> None:
            extensions = {**(scope.get("extensions") or {}), RAW_HEADERS: connection.raw_headers}
            await app({**scope, "extensions": extensions}, receive, send)

        self.conn = connection
        self.app = with_raw_names
