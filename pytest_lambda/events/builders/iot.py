"""Events of IoT Core: what rules send, and what authorizers are asked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlencode

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import base64_text, data, json_text
from pytest_lambda.events.building.notations import milliseconds
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.iot import IotCustomAuthorizerEvent
from pytest_lambda.world import World

_PROTOCOLS = ("tls", "http", "mqtt")
_TOPIC_PART = re.compile(r"topic\((\d+)\)")
#: "AWS IoT Core message broker and protocol limits": the payload of a message
_LIMIT = 131_072
_EXAMPLE = {"temperature": 21.5, "humidity": 40}


def iot_rule(
    payload: Any = ABSENT,
    *,
    columns: Mapping[str, str] | None = None,
    topic: str = "sensors/sensor-1/data",
    client_id: str = "sensor-1",
    binary_key: str = "data",
    time: object = None,
    world: World | None = None,
) -> Any:
    """What the Lambda action of an IoT rule sends: the device's message, or what the rule's query makes of it.

    Args:
        payload: what the device has published: an object for JSON. Bytes become base64 under `binary_key`, as with
            `SELECT encode(*, 'base64') AS data`.
        columns: what the query adds, by name: `{"device": "topic(2)"}` is `SELECT *, topic(2) AS device`. Known are
            topic(), topic(n), clientid(), timestamp(), accountid(), principal(), newuuid() and traceid().
        topic: of the message.
        client_id: of the device.
        binary_key: the name for a payload of bytes.
        time: when the message was published; see `events`.
        world: account, region, clock and seed.

    Raises:
        EventError: the payload is no JSON or too large, or a column is not known.
    """
    scene = Scene(world, time, "iot", topic, client_id)
    sent = _EXAMPLE if payload is ABSENT else payload
    size = len(data(sent, "payload"))
    if size > _LIMIT:
        raise EventError(f"payload has {size:,} bytes: a message of IoT Core has at most {_LIMIT:,}.")
    if isinstance(sent, (bytes, bytearray)):
        sent = {binary_key: base64_text(bytes(sent))}
    else:
        sent = json.loads(json_text(sent, "payload"))
    if columns is None:
        return sent
    if not isinstance(sent, Mapping):
        raise EventError(f"columns are given, but payload is {sent!r}: expected a dictionary to add them to.")
    return {**sent, **{name: _column(scene, str(query), topic, client_id) for name, query in columns.items()}}


def iot_custom_authorizer(
    *,
    protocols: Sequence[str] = ("tls", "mqtt"),
    token: str | None = None,
    signature_verified: bool | None = None,
    username: str | None = None,
    password: str | bytes | None = None,
    client_id: str = "sensor-1",
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> IotCustomAuthorizerEvent:
    """A custom authorizer of IoT Core is asked about a device.

    Args:
        protocols: `("tls", "mqtt")`, `("tls", "http")` to publish over HTTP, all three for MQTT over WebSocket.
        token: what the device sends for a signed authorizer; other events have none.
        signature_verified: by default, whether there is a token.
        username: of the MQTT CONNECT message.
        password: of the MQTT CONNECT message; IoT Core sends it as base64.
        client_id: of the MQTT CONNECT message.
        headers: of the HTTP request.
        query: of the HTTP request.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: there is no such protocol, or it has no place for what is given.
    """
    _check_protocols(protocols, {"mqtt": (username, password), "http": (headers, query)})
    scene = Scene(world, time, "iot authorizer", tuple(protocols), client_id, username, token)
    say = fields_of("iot_custom_authorizer", fields, parameters_of(iot_custom_authorizer))
    known = say("token", ABSENT if token is None else token)
    verified = known is not ABSENT if signature_verified is None else signature_verified
    sent, connection = say.at("protocolData"), say.at("connectionMetadata")
    mqtt = {"username": username, "password": password, "clientId": client_id}
    made = {
        "token": known,
        "signatureVerified": say("signatureVerified", verified),
        "protocols": say("protocols", list(protocols)),
        "protocolData": sent.done(
            {
                "tls": _tls(scene, sent.at("tls")) if "tls" in protocols else sent("tls", ABSENT),
                "http": _http(sent, headers, query) if "http" in protocols else sent("http", ABSENT),
                "mqtt": _mqtt(sent.at("mqtt"), mqtt) if "mqtt" in protocols else sent("mqtt", ABSENT),
            }
        ),
        "connectionMetadata": connection.done({"id": connection("id", scene.ids.uuid())}),
    }
    return cast(IotCustomAuthorizerEvent, say.done(made))


def _column(scene: Scene, query: str, topic: str, client_id: str) -> Any:
    part = _TOPIC_PART.fullmatch(query)
    if part is not None:
        parts, number = topic.split("/"), int(part[1])
        return parts[number - 1] if 0 < number <= len(parts) else None
    known: dict[str, Any] = {
        "topic()": topic,
        "clientid()": client_id,
        "timestamp()": milliseconds(scene.epoch),
        "accountid()": scene.account,
        "principal()": scene.ids.hexadecimal(64),
        "newuuid()": scene.ids.uuid(),
        "traceid()": scene.ids.uuid(),
    }
    if query not in known:
        raise EventError(f"columns contain {query!r}, which is not known. Known: topic(n), {', '.join(known)}.")
    return known[query]


def _check_protocols(protocols: Sequence[str], given: Mapping[str, tuple[object, ...]]) -> None:
    unknown = [name for name in protocols if name not in _PROTOCOLS]
    if unknown or isinstance(protocols, str) or not protocols:
        raise EventError(f"protocols are {protocols!r}: expected some of 'tls', 'http' and 'mqtt'.")
    for protocol, values in given.items():
        if protocol not in protocols and any(value is not None for value in values):
            what = "username and password" if protocol == "mqtt" else "headers and query"
            raise EventError(f"{what} belong to {protocol!r}, but protocols are {tuple(protocols)!r}: add it.")


def _tls(scene: Scene, say: Fields) -> Any:
    host = f"a{scene.ids.hexadecimal(13)}-ats.iot.{scene.region}.{scene.dns_suffix}"
    return say.done({"serverName": say("serverName", host)})


def _http(sent: Fields, headers: Mapping[str, str] | None, query: Mapping[str, str] | None) -> Any:
    say = sent.at("http")
    made = {
        "headers": say("headers", dict(headers or {})),
        "queryString": say("queryString", f"?{urlencode(query)}" if query else ""),
    }
    return say.done(made)


def _mqtt(say: Fields, given: Mapping[str, Any]) -> Any:
    made = {name: say(name, ABSENT if value is None else value) for name, value in given.items()}
    password = made["password"]
    if given["password"] is not None and password is given["password"]:
        made["password"] = base64_text(data(password, "password"))
    return say.done(made)
