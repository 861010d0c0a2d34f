"""A function opens a client in front of itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.http_request import HeadersGiven, Query
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.gateway.kinds import settings_of
from pytest_lambda.gateway.websocket.api import WebSocketApi
from pytest_lambda.gateway.websocket.client import WebSocket
from pytest_lambda.runtime.function import LambdaFunction


def websocket(
    function: LambdaFunction,
    path: str,
    query: Query,
    headers: HeadersGiven,
    subprotocols: Iterable[str],
    settings: dict[str, Any],
) -> WebSocket:
    """See `LambdaFunction.websocket`."""
    known = [each.name for each in settings_of(WebSocketApi)]
    for name in settings:
        if name not in known:
            raise ConfigurationError(
                f"{name}= is no setting of WebSocket APIs.{nearest(name, known)} Known: {', '.join(known)}."
            )
    api = WebSocketApi(function, **settings)
    return api.connect(path, query=query, headers=headers, subprotocols=subprotocols)
