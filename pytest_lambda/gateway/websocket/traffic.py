"""What becomes of a message that a client sends (facts 3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.events.builders.websocket_event import message_event, websocket_id
from pytest_lambda.events.building.overrides import NOTHING
from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.exchange import Exchange
from pytest_lambda.gateway.websocket.backend import answer_of
from pytest_lambda.gateway.websocket.connection import Connection
from pytest_lambda.gateway.websocket.handshake import ANSWERS

if TYPE_CHECKING:
    from pytest_lambda.gateway.websocket.api import WebSocketApi


def carry(api: WebSocketApi, connection: Connection, message: str, exchange: Exchange) -> None:
    """Let a message take its route, and send the client what comes of it."""
    __tracebackhide__ = True
    scene = api.scene()
    try:
        route = api.routes.of(message)
        if route is None:
            raise Refused("FORBIDDEN", "WS-no-route", "no route has this key, and the API has no $default")
        exchange.route = route.key
        exchange.event = message_event(scene, NOTHING, api.shared(connection), connection.client, route.key, message)
        answer = answer_of(api, route, exchange)
    except Refused as caught:
        refused = caught
    else:
        if api.responds(route) and answer.get("body"):
            connection.deliver(answer["body"], api.now_us())
        return
    # out here, so that what is raised says nothing about how it was found
    exchange.refusal = refused.refusal
    request_id = exchange.event["requestContext"]["requestId"] if exchange.event else websocket_id(scene.ids)
    connection.deliver(error_frame(refused.name, connection.connection_id, request_id), api.now_us())
    api.raise_if_asked(exchange, refused)


def error_frame(name: str, connection_id: str, request_id: str) -> str:
    """What a client gets in place of an answer: text and spaces as reported, issue 128 of mangum."""
    message = ANSWERS[name][1]
    return f'{{"message": "{message}", "connectionId":"{connection_id}", "requestId":"{request_id}"}}'
