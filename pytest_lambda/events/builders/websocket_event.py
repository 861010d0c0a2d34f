"""What events of WebSocket APIs are made of, for the builder and for the simulated gateway (facts 2.5)."""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Mapping
from typing import Any, NamedTuple

from pytest_lambda.events.builders.authorized_request import last_values
from pytest_lambda.events.builders.front_end import api_id_of, moment_of
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.events.building.http_parts import Headers
from pytest_lambda.events.building.http_request import SOURCE_IP
from pytest_lambda.events.building.notations import common_log, milliseconds
from pytest_lambda.events.building.overrides import ABSENT, NOTHING, Fields
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.world import Ids

#: what a client says that it is, unless it says something else
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EXTENSIONS = "permessage-deflate; client_max_window_bits"
#: API Gateway closes a connection over which a larger message comes
LARGEST_MESSAGE = 128 * 1024
#: the reason of a close without a status, 1005, as recorded
NO_STATUS = "Client-side close frame status not set"
#: from the handshake to the $connect route, as recorded
_HANDSHAKE = 8
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


class Connection(NamedTuple):
    """What stays the same over all events of one connection.

    Attributes:
        connected_at: in milliseconds since 1970; None for just before the event.
        authorizer: what the authorizer of `$connect` has said.
        stage_variables: of the stage.
        identity: what is known of the client besides, by the authorization of `$connect`.
    """

    stage: str
    connection_id: str
    connected_at: int | None
    api_id: str
    authorizer: Any = ABSENT
    stage_variables: Any = ABSENT
    identity: Mapping[str, Any] | None = None


class Handshake(NamedTuple):
    """What a client has sent to connect.

    Attributes:
        host: that it asked for; None for the API's own.
        source_ip: where it is; None for that of the documentation.
        agent: what it says that it is; None for a browser, empty for nothing.
        values: its headers; one without values is not sent.
    """

    host: str | None
    source_ip: str | None
    agent: str | None
    values: Headers


NO_HANDSHAKE = Handshake(None, None, None, {})


def connect_event(
    scene: Scene, given: Fields, connection: Connection, client: Handshake, pairs: list[tuple[str, str]]
) -> Any:
    """A client connects; `pairs` are its query."""
    context = given.at("requestContext")
    requested = _context(scene, context, connection, "CONNECT", "$connect", client)
    made = _headers(given, _client_headers(scene, requested, client))
    made.update(_query(given, pairs))
    made["requestContext"] = context.done(requested)
    return _done(given, made, connection)


def message_event(
    scene: Scene, given: Fields, connection: Connection, client: Handshake, route: str, message: str
) -> Any:
    """A client sends a message."""
    context = given.at("requestContext")
    requested = _context(scene, context, connection, "MESSAGE", route, client)
    return _done(given, {"requestContext": context.done(requested), "body": message}, connection)


def disconnect_event(
    scene: Scene, given: Fields, connection: Connection, client: Handshake, code: int, reason: str | None
) -> Any:
    """A connection was closed."""
    context = given.at("requestContext")
    requested = _context(scene, context, connection, "DISCONNECT", "$disconnect", client)
    requested["disconnectStatusCode"] = code = context("disconnectStatusCode", code)
    default = NO_STATUS if code == 1005 else ""
    requested["disconnectReason"] = context("disconnectReason", default if reason is None else reason)
    # recorded: headers of a closed connection are empty but for the host
    names = {"Host": requested["domainName"], "x-api-key": "", "X-Forwarded-For": "", "x-restapi": ""}
    made = _headers(given, {name: [value] for name, value in names.items()})
    made["requestContext"] = context.done(requested)
    return _done(given, made, connection)


def websocket_id(ids: Ids) -> str:
    """15 characters and `=`."""
    return b2a_base64(ids.bytes(11), newline=False).translate(_URL_SAFE).decode("ascii")


def _done(given: Fields, made: dict[str, Any], connection: Connection) -> Any:
    if given is not NOTHING or connection.stage_variables is not ABSENT:
        made["stageVariables"] = given("stageVariables", connection.stage_variables)
    made["isBase64Encoded"] = given("isBase64Encoded", False)
    return given.done(made)


def _context(
    scene: Scene, fields: Fields, connection: Connection, event_type: str, route: str, client: Handshake
) -> dict[str, Any]:
    if fields is NOTHING:
        moment: Any = milliseconds(scene.epoch)
    else:
        moment = moment_of(scene, fields, "requestTime", "requestTimeEpoch")
    whole = moment if isinstance(moment, int) else 0
    request_id = fields("requestId", websocket_id(scene.ids))
    domain = fields("domainName", client.host)
    api_id = fields("apiId", (api_id_of(domain) if domain else None) or connection.api_id)
    domain = fields("domainName", domain or f"{api_id}.execute-api.{scene.region}.{scene.dns_suffix}")
    begun = connection.connected_at
    made = {"routeKey": fields("routeKey", route)}
    if event_type == "MESSAGE":
        made["messageId"] = fields("messageId", websocket_id(scene.ids))
    made["eventType"] = fields("eventType", event_type)
    made["extendedRequestId"] = fields("extendedRequestId", request_id)
    made["requestTime"] = fields("requestTime", common_log(whole // 1000))
    made["messageDirection"] = fields("messageDirection", "IN")
    made["stage"] = fields("stage", connection.stage)
    made["connectedAt"] = fields("connectedAt", whole - _HANDSHAKE if begun is None else begun)
    made["requestTimeEpoch"] = moment
    made["identity"] = _identity(fields.at("identity"), client, connection.identity)
    made["requestId"] = request_id
    made["domainName"] = domain
    made["connectionId"] = fields("connectionId", connection.connection_id)
    made["apiId"] = api_id
    if fields is not NOTHING or connection.authorizer is not ABSENT:
        made["authorizer"] = fields("authorizer", connection.authorizer)
    return made


def _identity(fields: Fields, client: Handshake, known: Mapping[str, Any] | None) -> Any:
    agent = ABSENT if client.agent == "" else client.agent or AGENT
    made = {
        "userAgent": fields("userAgent", agent),
        "sourceIp": fields("sourceIp", client.source_ip or SOURCE_IP),
    }
    if fields is not NOTHING:
        for name in _SOMETIMES:
            made[name] = fields(name, (known or {}).get(name, ABSENT))
    elif known:
        made.update(known)
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


def _client_headers(scene: Scene, context: Mapping[str, Any], client: Handshake) -> dict[str, list[str]]:
    """What browsers send, what API Gateway adds, and what the client says."""
    said = context["identity"]
    identity = said if isinstance(said, Mapping) else {}
    moment = context["requestTimeEpoch"]
    second = moment // 1000 if isinstance(moment, int) else 0
    made = {
        "Host": [context["domainName"]],
        "Sec-WebSocket-Extensions": [EXTENSIONS],
        "Sec-WebSocket-Key": [base64_text(scene.ids.bytes(16))],
        "Sec-WebSocket-Version": ["13"],
        "User-Agent": [identity["userAgent"]] if "userAgent" in identity else [],
        "X-Amzn-Trace-Id": [f"Root=1-{second:08x}-{scene.ids.hexadecimal(24)}"],
        "X-Forwarded-For": [identity.get("sourceIp", SOURCE_IP)],
        "X-Forwarded-Port": ["443"],
        "X-Forwarded-Proto": ["https"],
    }
    if client.values:
        ours = {name.lower(): name for name in made}
        for lower, (name, values) in client.values.items():
            made[ours.get(lower, name)] = values
        made = dict(sorted(made.items(), key=lambda item: item[0].lower()))
    return {name: values for name, values in made.items() if values}


def _headers(fields: Fields, values: dict[str, list[str]]) -> dict[str, Any]:
    values = fields("multiValueHeaders", values)
    return {"headers": fields("headers", last_values(values)), "multiValueHeaders": values}


def _query(fields: Fields, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    many = fields("multiValueQueryStringParameters", values or ABSENT)
    last = last_values(many) if isinstance(many, Mapping) else ABSENT
    return {"queryStringParameters": fields("queryStringParameters", last), "multiValueQueryStringParameters": many}
