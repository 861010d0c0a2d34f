"""How a client gets in: the upgrade request, the authorizer, and the `$connect` route (facts 2.5, 3.3)."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from pytest_lambda.events.builders.websocket_event import Handshake, connect_event, websocket_id
from pytest_lambda.events.building.http_parts import Headers
from pytest_lambda.events.building.http_request import HttpRequest, forwarded_for
from pytest_lambda.events.building.overrides import NOTHING
from pytest_lambda.events.judging.http_answers import status_number
from pytest_lambda.gateway.authorizers.authorizer import AuthorizerCall
from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.exchange import Answer, Exchange, GatewayRequest
from pytest_lambda.gateway.routes.route import Route
from pytest_lambda.gateway.websocket.backend import answer_of
from pytest_lambda.gateway.websocket.connection import Connection
from pytest_lambda.gateway.websocket.routes import CONNECT, WebSocketRoute
from pytest_lambda.gateway.wire import received

if TYPE_CHECKING:
    from pytest_lambda.gateway.websocket.api import WebSocketApi

#: RFC 6455, 1.3
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#: of the upgrade; they are none of the request's that events have
_OF_THE_UPGRADE = ("connection", "upgrade", "content-length")
#: what browsers send, which the maker of events would add to a request without
_OF_BROWSERS = ("Sec-WebSocket-Extensions", "Sec-WebSocket-Key", "Sec-WebSocket-Version")
#: name of a refusal -> HTTP status and message; that of functions that fail is 502 (reported), other ones are of AWS's
#: page on gateway responses
ANSWERS = {
    "INTEGRATION_FAILED": (502, "Internal server error"),
    "INTEGRATION_TIMEOUT": (504, "Endpoint request timed out"),
    "INVOKE_REFUSED": (500, "Internal server error"),
    "FORBIDDEN": (403, "Forbidden"),
    "UNAUTHORIZED": (401, "Unauthorized"),
    "ACCESS_DENIED": (403, "Forbidden"),
    "MISSING_AUTHENTICATION_TOKEN": (403, "Missing Authentication Token"),
    "EXPIRED_TOKEN": (403, "Forbidden"),
    "INVALID_SIGNATURE": (403, "Forbidden"),
    "REQUEST_URI_TOO_LONG": (414, "Request-URI Too Long"),
    "AUTHORIZER_FAILURE": (500, "Internal server error"),
    "AUTHORIZER_CONFIGURATION_ERROR": (500, "Internal server error"),
}


def upgraded(api: WebSocketApi, request: GatewayRequest, exchange: Exchange) -> Answer:
    """The answer to a client that wants to connect: 101, or what the function answers in its place.

    Raises:
        Refused: the gateway answers by itself.
    """
    http = received(request)
    _check_place(api, request)
    connection = _connection(api, request, http, exchange)
    answer = _connected(api, connection, request, http)
    if answer.status == 101:
        api.connections[connection.connection_id] = connection
    return answer


def refused_handshake(exchange: Exchange, refused: Refused) -> Answer:
    """The gateway's own answer; the form of its body is that of messages, not recorded for handshakes."""
    status, message = ANSWERS[refused.name]
    body = json.dumps({"message": refused.message or message})
    return Answer(status, [("Content-Type", "application/json"), *refused.headers], body.encode())


def _check_place(api: WebSocketApi, request: GatewayRequest) -> None:
    host = request.header("host") or ""
    if api.address.endpoints.get(host) != request.path.strip("/"):
        url = f"wss://{host}{request.path}"
        raise Refused("FORBIDDEN", "WS-path", f"{url} is not the API's URL, {api.base_url}; not recorded.")


def _connection(api: WebSocketApi, request: GatewayRequest, http: HttpRequest, exchange: Exchange) -> Connection:
    values: Headers = {name: each for name, each in http.headers.items() if name not in _OF_THE_UPGRADE}
    for name in _OF_BROWSERS:
        values.setdefault(name.lower(), (name, []))
    if "x-forwarded-for" in values:
        name = values["x-forwarded-for"][0]
        values["x-forwarded-for"] = (name, [forwarded_for(http, request.source_ip)])
    host = http.header("host")
    client = Handshake(host, request.source_ip, http.header("user-agent") or "", values)
    now_us = api.now_us()
    return Connection(websocket_id(api.scene().ids), client, exchange, now_us, now_us)


def _connected(api: WebSocketApi, connection: Connection, request: GatewayRequest, http: HttpRequest) -> Answer:
    exchange, route = connection.handshake, api.routes[CONNECT]
    protocol = None
    if route is not None:  # without one whoever comes is let in
        exchange.route = CONNECT
        event = connect_event(api.scene(), NOTHING, api.shared(connection), connection.client, http.pairs)
        _authorize(api, connection, route, request, http, event)
        exchange.event = event
        answer = answer_of(api, route, exchange)
        status = status_number(answer["statusCode"])
        assert status is not None  # a rule of answers
        if not 200 <= status < 300:
            return Answer(status)  # which headers and body reach the client is not recorded
        protocol = _header(answer, "sec-websocket-protocol")
    accepted = _accepted(http.header("sec-websocket-key") or "")
    switched = [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Accept", accepted)]
    return Answer(101, switched if protocol is None else [*switched, ("Sec-WebSocket-Protocol", protocol)])


def _authorize(
    api: WebSocketApi,
    connection: Connection,
    route: WebSocketRoute,
    request: GatewayRequest,
    http: HttpRequest,
    event: dict[str, Any],
) -> None:
    authorizer = api.authorizer_of(route)
    if authorizer is None:
        return
    call = AuthorizerCall(
        request=request,
        http=http._replace(path="/"),
        route=Route("GET", CONNECT),
        path_parameters=None,
        stage=api.address.stage,
        stage_variables=api.stage_variables or None,
        api_id=api.address.api_id,
        door=api,
        exchange=connection.handshake,
        method_arn=api.address.connect_arn,
        event=event,
    )
    said = authorizer.authorize(call)
    context = event["requestContext"]
    if said.context is not None:
        context["authorizer"] = connection.authorizer = said.context
    if said.identity is not None:
        connection.identity = said.identity
        context["identity"].update(said.identity)


def _header(answer: dict[str, Any], name: str) -> str | None:
    """The first value of a header of an answer."""
    for each, values in (answer.get("multiValueHeaders") or {}).items():
        if each.lower() == name and values:
            return str(values[0])
    for each, value in (answer.get("headers") or {}).items():
        if each.lower() == name:
            return str(value)
    return None


def _accepted(key: str) -> str:
    digest = hashlib.sha1(f"{key}{_GUID}".encode(), usedforsecurity=False).digest()
    return b64encode(digest).decode("ascii")
