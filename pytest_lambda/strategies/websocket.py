"""Events of WebSocket APIs."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.websocket import websocket
from pytest_lambda.events.building.overrides import ABSENT
from pytest_lambda.events.shapes.websocket import WebSocketEvent
from pytest_lambda.strategies.varying import json_values, strategy, world_for
from pytest_lambda.world import World

#: up to what API Gateway takes
_LARGE = st.integers(1, 131_072).map(lambda size: "x" * size)
_BODIES = st.text(min_size=1) | json_values().filter(lambda value: value not in (None, "")) | _LARGE
_ROUTES = st.just("$default") | st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=10)
_NAMES = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789-", min_size=1, max_size=12).map(lambda name: f"x-{name}")
#: what may stand in a header: printable, no space at either end
_VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)
_HEADERS = st.dictionaries(_NAMES, _VALUES | st.lists(_VALUES, min_size=2, max_size=3), max_size=3)
_WORDS = st.text(max_size=8)
_QUERIES = st.none() | st.dictionaries(_WORDS, _WORDS | st.lists(_WORDS, min_size=1, max_size=3), max_size=3)


def websocket_events(
    *,
    event_types: Any = None,
    bodies: Any = None,
    route_keys: Any = None,
    headers: Any = None,
    query: Any = None,
    connection_ids: Any = None,
    stage: str = "prod",
    world: World | None = None,
) -> st.SearchStrategy[WebSocketEvent]:
    """Messages to a WebSocket API, new connections, and ends of connections.

    Args:
        event_types: a strategy for `"MESSAGE"`, `"CONNECT"` and `"DISCONNECT"`.
        bodies: a strategy for messages: text, bytes in UTF-8, or objects for JSON.
        route_keys: a strategy for the routes of messages.
        headers: a strategy for what clients send as headers to connect: names to values or lists of values.
        query: a strategy for the queries of new connections, as `events.websocket` takes them.
        connection_ids: a strategy for `connectionId`; by default all events belong to one connection.
        stage: of the API.
        world: account, region, clock and seed.
    """
    surroundings = world_for(world)
    connections = strategy(connection_ids, st.none(), "connection_ids")
    parts = {
        "MESSAGE": {
            "body": strategy(bodies, _BODIES, "bodies"),
            "route_key": strategy(route_keys, _ROUTES, "route_keys"),
        },
        "CONNECT": {
            "headers": strategy(headers, _HEADERS, "headers"),
            "query": strategy(query, _QUERIES, "query"),
            "requestContext": st.sampled_from([{}, {"identity": {"userAgent": ABSENT}}]),
        },
        "DISCONNECT": {
            "disconnect_status_code": st.sampled_from([1005, 1000, 1001, 1006, 4000]),
            "disconnect_reason": st.none() | st.text(max_size=20),
        },
    }
    drawn = {
        name: st.fixed_dictionaries({"event_type": st.just(name), "connection_id": connections, **each})
        for name, each in parts.items()
    }

    def build(parameters: dict[str, Any]) -> WebSocketEvent:
        return websocket(**parameters, stage=stage, world=surroundings)

    if event_types is None:
        return st.one_of(*drawn.values()).map(build)
    chosen = strategy(event_types, st.nothing(), "event_types")
    return chosen.flatmap(lambda name: drawn.get(name, st.just({"event_type": name}))).map(build)
