"""What can be served: the kinds that have clients, and WebSocket APIs."""

from __future__ import annotations

from typing import Any

from pytest_lambda.gateway import kinds as with_clients
from pytest_lambda.gateway.door import Door
from pytest_lambda.runtime.function import LambdaFunction

WEBSOCKET = "websocket"


def kinds() -> tuple[str, ...]:
    """Their names."""
    return (*with_clients.kinds(), WEBSOCKET)


def door_class(kind: str) -> type[Door]:
    """The class of a kind's doors."""
    if kind != WEBSOCKET:
        return with_clients.door_class(kind)
    from pytest_lambda.gateway.websocket.api import WebSocketApi  # not all servers have one

    return WebSocketApi


def door_of(function: LambdaFunction, kind: str, settings: dict[str, Any]) -> Door:
    """A door of a kind."""
    if kind != WEBSOCKET:
        return with_clients.door_of(function, kind, settings)
    made: Any = door_class(kind)
    door: Door = made(function, **settings)
    return door
