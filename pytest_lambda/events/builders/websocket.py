"""Events of WebSocket APIs of API Gateway (facts 2.5)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.front_end import names_of, seed_of
from pytest_lambda.events.builders.websocket_event import (
    LARGEST_MESSAGE,
    NO_HANDSHAKE,
    Connection,
    Handshake,
    connect_event,
    disconnect_event,
    message_event,
    websocket_id,
)
from pytest_lambda.events.building.contents import text
from pytest_lambda.events.building.http_parts import checked_headers, pairs_of, query_text
from pytest_lambda.events.building.http_request import HeadersGiven, Query
from pytest_lambda.events.building.notations import epoch_of, milliseconds
from pytest_lambda.events.building.overrides import fields_of, nearest
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.websocket import WebSocketEvent
from pytest_lambda.world import World

_ROUTES = {"CONNECT": "$connect", "MESSAGE": "$default", "DISCONNECT": "$disconnect"}


def websocket(
    body: object = None,
    *,
    event_type: str = "MESSAGE",
    route_key: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    stage: str = "prod",
    connection_id: str | None = None,
    connected_at: object = None,
    disconnect_status_code: int = 1005,
    disconnect_reason: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> WebSocketEvent:
    """An event of a WebSocket API: a connection, a message, or the end of a connection.

    The events of one test belong to one connection, unless `connection_id` differs.

    Args:
        body: of a message: text, UTF-8 bytes, or an object for JSON.
        event_type: `MESSAGE`, `CONNECT` or `DISCONNECT`.
        route_key: the route that a message is sent to; `$default` by default.
        query: of a new connection: a mapping of names to a value or a list of values, pairs, or `"a=1&a=2"`.
        headers: of a new connection: a mapping of names to a value or a list of values, or pairs; they are merged
            with those that browsers send, `ABSENT` removes one.
        stage: of the API.
        connection_id: what the connection is called.
        connected_at: when the connection began; see `time`.
        disconnect_status_code: of a closed connection, see RFC 6455.
        disconnect_reason: of a closed connection.
        time: when the event happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: a message cannot be sent, or a parameter is of another event type.
    """
    _checked(event_type, body, route_key, query, headers)
    scene = Scene(world, time, "websocket", event_type, body, route_key, connection_id)
    given = fields_of("websocket", fields, parameters_of(websocket))
    api_id, own_connection = _surroundings(seed_of(world))
    connection = Connection(
        stage,
        own_connection if connection_id is None else connection_id,
        None if connected_at is None else milliseconds(epoch_of(connected_at)),
        api_id,
    )
    client = NO_HANDSHAKE if headers is None else _handshake(headers)
    if event_type == "MESSAGE":
        route = _ROUTES[event_type] if route_key is None else route_key
        made = message_event(scene, given, connection, client, route, _message(body))
    elif event_type == "CONNECT":
        made = connect_event(scene, given, connection, client, pairs_of(query_text(query)) if query else [])
    else:
        made = disconnect_event(scene, given, connection, client, disconnect_status_code, disconnect_reason)
    return cast(WebSocketEvent, made)


def _handshake(given: HeadersGiven) -> Handshake:
    headers = checked_headers(given)

    def last(name: str) -> str | None:
        found = headers.get(name)
        return None if found is None else found[1][-1] if found[1] else ""

    addresses = last("x-forwarded-for")
    address = addresses.rpartition(",")[2].strip() if addresses else None
    return Handshake(last("host") or None, address, last("user-agent"), headers)


def _message(content: object) -> str:
    if content is None:
        return "Hello from a WebSocket!"
    message = text(content, "the body of a message")
    if len(message) > LARGEST_MESSAGE // 4 and len(message.encode("utf-8", "surrogatepass")) > LARGEST_MESSAGE:
        raise EventError(
            f"the body of a message has more than the {LARGEST_MESSAGE:,} bytes that API Gateway takes over a "
            "WebSocket: it would close the connection with status 1009. Send less."
        )
    return message


def _checked(event_type: str, body: object, route_key: object, query: object, headers: object) -> None:
    if event_type == "MESSAGE" and query is headers is route_key is None:
        return
    if event_type not in _ROUTES:
        raise EventError(
            f"event_type is {event_type!r}: expected {', '.join(_ROUTES)}.{nearest(event_type, _ROUTES)}"
        )
    if event_type == "MESSAGE":
        for name, value in (("query", query), ("headers", headers)):
            if value is not None:
                raise EventError(f"{name} is {value!r}, but messages have none: expected event_type='CONNECT' with it.")
        if route_key in ("$connect", "$disconnect"):
            kind = str(route_key)[1:].upper()
            raise EventError(f"route_key is {route_key!r}, to which no message goes: expected event_type={kind!r}.")
        return
    if body is not None:
        raise EventError(f"body is {body!r}, but a {event_type} event has none: expected event_type='MESSAGE' with it.")
    if route_key not in (None, _ROUTES[event_type]):
        raise EventError(
            f"route_key is {route_key!r}, but that of a {event_type} event is always {_ROUTES[event_type]!r}: "
            "leave it out."
        )
    if event_type == "DISCONNECT":
        for name, value in (("query", query), ("headers", headers)):
            if value is not None:
                raise EventError(
                    f"{name} is {value!r}, but the end of a connection has none of the client's: expected "
                    "event_type='CONNECT' with it."
                )


@lru_cache(maxsize=64)
def _surroundings(seed: int | str) -> tuple[str, str]:
    """The API and the connection that the events of a test belong to."""
    return names_of("websocket", seed, 10)[0], websocket_id(World(seed=seed).ids_for("websocket connection"))
