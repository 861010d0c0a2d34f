"""The request with which a client connects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.builders.websocket_event import AGENT, EXTENSIONS
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.events.building.http_parts import checked_headers, query_text
from pytest_lambda.events.building.http_request import HeadersGiven, Query
from pytest_lambda.gateway.exchange import GatewayRequest

if TYPE_CHECKING:
    from pytest_lambda.gateway.websocket.api import WebSocketApi


def upgrade_request(
    api: WebSocketApi,
    path: str,
    query: Query,
    headers: HeadersGiven,
    subprotocols: tuple[str, ...],
    source_ip: str | None,
) -> GatewayRequest:
    """What browsers send, and what the caller says.

    Raises:
        ConfigurationError: it cannot be sent.
    """
    if not isinstance(path, str) or not path.startswith("/"):
        raise ConfigurationError(f"path is {path!r}: expected '/', or '/?token=1' with a query.")
    below, mark, inner = path.partition("?")
    if mark and query:
        raise ConfigurationError(f"The query is given twice: in path, {inner!r}, and as query, {query!r}.")
    sent = {
        "host": ("Host", [api.host]),
        "connection": ("Connection", ["Upgrade"]),
        "upgrade": ("Upgrade", ["websocket"]),
        "sec-websocket-extensions": ("Sec-WebSocket-Extensions", [EXTENSIONS]),
        "sec-websocket-key": ("Sec-WebSocket-Key", [base64_text(api.scene().ids.bytes(16))]),
        "sec-websocket-version": ("Sec-WebSocket-Version", ["13"]),
        "user-agent": ("User-Agent", [AGENT]),
    }
    if subprotocols:
        sent["sec-websocket-protocol"] = ("Sec-WebSocket-Protocol", [", ".join(subprotocols)])
    if headers:
        sent.update(checked_headers(headers))
    listed = tuple([(name, value) for name, values in sent.values() for value in values])
    _, _, base = api.address.place.partition("/")
    whole = f"/{base}{below if below != '/' else ''}" if base else below
    return GatewayRequest("GET", whole, query_text(query or inner), listed, b"", source_ip or api.source_ip)
