"""Events of WebSocket APIs of API Gateway (facts 2.5)."""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.authorized_request import last_values
from pytest_lambda.events.builders.front_end import api_id_of, moment_of, names_of, seed_of
from pytest_lambda.events.building.contents import base64_text, text
from pytest_lambda.events.building.http_parts import Headers, checked_headers, pairs_of, query_text
from pytest_lambda.events.building.http_request import SOURCE_IP, HeadersGiven, Query
from pytest_lambda.events.building.notations import common_log, epoch_of, milliseconds
from pytest_lambda.events.building.overrides import ABSENT, NOTHING, Fields, fields_of, nearest
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.websocket import WebSocketEvent
from pytest_lambda.world import Ids, World

_ROUTES = {"CONNECT": "$connect", "MESSAGE": "$default", "DISCONNECT": "$disconnect"}
_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
#: API Gateway closes a connection over which a larger message comes
_LARGEST = 128 * 1024
#: from the handshake to the $connect route, as recorded
_HANDSHAKE = 8
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_NO_STATUS = "Client-side close frame status not set"


class _Connection(NamedTuple):
    """What stays the same over all events of one connection."""

    stage: str
    connection_id: str
    connected_at: int | None
    api_id: str


class _Request(NamedTuple):
    """What a client has sent to connect."""

    host: str | None
    forwarded_for: str | None
    agent: str | None
    values: Headers


_NO_REQUEST = _Request(None, None, None, {})


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
    api_id, connection = _surroundings(seed_of(world))
    shared = _Connection(
        stage,
        connection if connection_id is None else connection_id,
        None if connected_at is None else milliseconds(epoch_of(connected_at)),
        api_id,
    )
    route = _ROUTES[event_type] if route_key is None else route_key
    request = _NO_REQUEST if headers is None else _request(headers)
    context = given.at("requestContext")
    requested = _context(scene, context, shared, event_type, route, request)
    if event_type == "MESSAGE":
        made = {"requestContext": context.done(requested), "body": _message(body)}
    elif event_type == "CONNECT":
        made = _handshake(given, _client_headers(scene, requested, request))
        made.update(_query(given, query))
        made["requestContext"] = context.done(requested)
    else:
        requested["disconnectStatusCode"] = code = context("disconnectStatusCode", disconnect_status_code)
        default = _NO_STATUS if code == 1005 else ""
        requested["disconnectReason"] = context(
            "disconnectReason", default if disconnect_reason is None else disconnect_reason
        )
        # recorded: headers of a closed connection are empty but for the host
        names = {"Host": requested["domainName"], "x-api-key": "", "X-Forwarded-For": "", "x-restapi": ""}
        made = _handshake(given, {name: [value] for name, value in names.items()})
        made["requestContext"] = context.done(requested)
    if given is not NOTHING:
        made["stageVariables"] = given("stageVariables", ABSENT)
    made["isBase64Encoded"] = given("isBase64Encoded", False)
    return cast(WebSocketEvent, given.done(made))


def _context(
    scene: Scene, fields: Fields, connection: _Connection, event_type: str, route: str, request: _Request
) -> dict[str, Any]:
    if fields is NOTHING:
        moment: Any = milliseconds(scene.epoch)
    else:
        moment = moment_of(scene, fields, "requestTime", "requestTimeEpoch")
    whole = moment if isinstance(moment, int) else 0
    request_id = fields("requestId", _id(scene.ids))
    domain = fields("domainName", request.host)
    api_id = fields("apiId", (api_id_of(domain) if domain else None) or connection.api_id)
    domain = fields("domainName", domain or f"{api_id}.execute-api.{scene.region}.{scene.dns_suffix}")
    begun = connection.connected_at
    made = {"routeKey": fields("routeKey", route)}
    if event_type == "MESSAGE":
        made["messageId"] = fields("messageId", _id(scene.ids))
    made["eventType"] = fields("eventType", event_type)
    made["extendedRequestId"] = fields("extendedRequestId", request_id)
    made["requestTime"] = fields("requestTime", common_log(whole // 1000))
    made["messageDirection"] = fields("messageDirection", "IN")
    made["stage"] = fields("stage", connection.stage)
    made["connectedAt"] = fields("connectedAt", whole - _HANDSHAKE if begun is None else begun)
    made["requestTimeEpoch"] = moment
    made["identity"] = _identity(fields.at("identity"), request)
    made["requestId"] = request_id
    made["domainName"] = domain
    made["connectionId"] = fields("connectionId", connection.connection_id)
    made["apiId"] = api_id
    if fields is not NOTHING:
        made["authorizer"] = fields("authorizer", ABSENT)
    return made


def _identity(fields: Fields, request: _Request) -> Any:
    agent = ABSENT if request.agent == "" else request.agent or _AGENT
    made = {
        "userAgent": fields("userAgent", agent),
        "sourceIp": fields("sourceIp", request.forwarded_for or SOURCE_IP),
    }
    if fields is not NOTHING:
        for name in _SOMETIMES:
            made[name] = fields(name, ABSENT)
    return fields.done(made)


#: what identities have beside these depends on the authorization of $connect
_SOMETIMES = (
    "apiKey",
    "apiKeyId",
    "cognitoIdentityPoolId",
    "cognitoIdentityId",
    "cognitoAuthenticationType",
    "cognitoAuthenticationProvider",
    "principalOrgId",
    "accountId",
    "caller",
    "accessKey",
    "user",
    "userArn",
)


def _request(given: HeadersGiven) -> _Request:
    headers = checked_headers(given)

    def last(name: str) -> str | None:
        found = headers.get(name)
        return None if found is None else found[1][-1] if found[1] else ""

    addresses = last("x-forwarded-for")
    address = addresses.rpartition(",")[2].strip() if addresses else None
    return _Request(last("host") or None, address, last("user-agent"), headers)


def _client_headers(scene: Scene, context: Mapping[str, Any], request: _Request) -> dict[str, list[str]]:
    """What browsers send, what API Gateway adds, and what the caller says."""
    said = context["identity"]
    identity = said if isinstance(said, Mapping) else {}
    moment = context["requestTimeEpoch"]
    second = moment // 1000 if isinstance(moment, int) else 0
    made = {
        "Host": [context["domainName"]],
        "Sec-WebSocket-Extensions": ["permessage-deflate; client_max_window_bits"],
        "Sec-WebSocket-Key": [base64_text(scene.ids.bytes(16))],
        "Sec-WebSocket-Version": ["13"],
        "User-Agent": [identity["userAgent"]] if "userAgent" in identity else [],
        "X-Amzn-Trace-Id": [f"Root=1-{second:08x}-{scene.ids.hexadecimal(24)}"],
        "X-Forwarded-For": [identity.get("sourceIp", SOURCE_IP)],
        "X-Forwarded-Port": ["443"],
        "X-Forwarded-Proto": ["https"],
    }
    if request.values:
        ours = {name.lower(): name for name in made}
        for lower, (name, values) in request.values.items():
            made[ours.get(lower, name)] = values
        made = dict(sorted(made.items(), key=lambda item: item[0].lower()))
    return {name: values for name, values in made.items() if values}


def _handshake(fields: Fields, values: dict[str, list[str]]) -> dict[str, Any]:
    values = fields("multiValueHeaders", values)
    return {
        "headers": fields("headers", last_values(values)),
        "multiValueHeaders": values,
    }


def _query(fields: Fields, query: Query) -> dict[str, Any]:
    values: dict[str, list[str]] = {}
    for name, value in pairs_of(query_text(query)) if query else ():
        values.setdefault(name, []).append(value)
    many = fields("multiValueQueryStringParameters", values or ABSENT)
    last = last_values(many) if isinstance(many, Mapping) else ABSENT
    return {"queryStringParameters": fields("queryStringParameters", last), "multiValueQueryStringParameters": many}


def _message(content: object) -> str:
    if content is None:
        return "Hello from a WebSocket!"
    message = text(content, "the body of a message")
    if len(message) > _LARGEST // 4 and len(message.encode("utf-8", "surrogatepass")) > _LARGEST:
        raise EventError(
            f"the body of a message has more than the {_LARGEST:,} bytes that API Gateway takes over a WebSocket: "
            "it would close the connection with status 1009. Send less."
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
    return names_of("websocket", seed, 10)[0], _id(World(seed=seed).ids_for("websocket connection"))


def _id(ids: Ids) -> str:
    """15 characters and `=`."""
    return b2a_base64(ids.bytes(11), newline=False).translate(_URL_SAFE).decode("ascii")
