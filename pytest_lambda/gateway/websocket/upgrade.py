"""The request with which a client connects."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.builders.websocket_event import AGENT, EXTENSIONS
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.events.building.gateway_formats import is_ip
from pytest_lambda.events.building.http_parts import checked_headers, query_text
from pytest_lambda.events.building.http_request import HeadersGiven, Query
from pytest_lambda.gateway.exchange import GatewayRequest

if TYPE_CHECKING:
    from pytest_lambda.gateway.websocket.api import WebSocketApi

#: RFC 9110, 5.6.2
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


def checked_subprotocols(given: Any) -> tuple[str, ...]:
    """The subprotocols that a client offers."""
    listed = () if isinstance(given, str) or not isinstance(given, Iterable) else tuple(given)
    if (given and not listed) or not all(isinstance(each, str) and _TOKEN.fullmatch(each) for each in listed):
        raise ConfigurationError(f"subprotocols is {given!r}: expected names without spaces, ['chat.v2'] say.")
    return listed


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
    if source_ip is not None and not is_ip(source_ip):
        raise ConfigurationError(f"source_ip is {source_ip!r}: expected an IP address, such as '203.0.113.7'.")
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
