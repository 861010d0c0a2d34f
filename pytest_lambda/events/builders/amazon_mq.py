"""Events of Amazon MQ's brokers: ActiveMQ and RabbitMQ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.streams import region_of
from pytest_lambda.events.building.contents import base64_text, data
from pytest_lambda.events.building.notations import common_log, iso_seconds, milliseconds
from pytest_lambda.events.building.overrides import Fields, fields_of, without_absent
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.amazon_mq import ActiveMQEvent, RabbitMQEvent
from pytest_lambda.world import World


def activemq(
    *bodies: object,
    queue: str = "orders",
    broker_name: str = "broker",
    correlation_id: str | None = None,
    properties: Mapping[str, str] | None = None,
    redelivered: bool = False,
    records: Iterable[Mapping[str, Any]] = (),
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> ActiveMQEvent:
    """A batch of messages from a queue of an ActiveMQ broker.

    Args:
        bodies: one per message: bytes (a bytes message), text, or an object for JSON (text messages).
        queue: its name.
        broker_name: of the broker.
        correlation_id: of each message.
        properties: of each message: names and texts.
        redelivered: whether the messages were delivered before.
        records: ready-made messages, which follow those of the bodies.
        time: when the messages were sent; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event, and of a message, which hold for each message. `ABSENT` leaves
            one out.

    Raises:
        EventError: a body cannot be sent.
    """
    scene = Scene(world, time, "activemq", bodies, queue, broker_name)
    given = fields_of("activemq", fields, parameters_of(activemq))
    ready = list(records)
    if not bodies and not ready:
        bodies = ("Hello from ActiveMQ!",)
    broker = f"b-{scene.ids.uuid()}"
    arn = given("eventSourceArn", scene.arn("mq", f"broker:{broker_name}:{broker}"))
    host = f"{broker}-1.mq.{region_of(arn, scene)}.{scene.dns_suffix}"
    connection = f"ID:{host}-{scene.ids.decimal(5)}-{milliseconds(scene.epoch)}"
    shared = {
        "correlationID": given("correlationID", correlation_id),
        "destination": given("destination", {"physicalName": queue}),
        "redelivered": given("redelivered", redelivered),
        "properties": given("properties", {name: _property(name, each) for name, each in (properties or {}).items()}),
    }
    made = [
        _activemq_message(scene, given, body, f"{connection}-{number}:1:1:1:1", shared)
        for number, body in enumerate(bodies, 1)
    ]
    event = {
        "eventSource": given("eventSource", "aws:mq"),
        "eventSourceArn": arn,
        "messages": [*made, *ready],
    }
    return cast(ActiveMQEvent, given.done(event))


def _activemq_message(
    scene: Scene, fields: Fields, body: object, message_id: str, shared: Mapping[str, Any]
) -> dict[str, Any]:
    sent = fields("timestamp", milliseconds(scene.epoch))
    kind = "jms/bytes-message" if isinstance(body, (bytes, bytearray)) else "jms/text-message"
    received = fields("brokerInTime", _later(sent, 1))
    message = {
        "messageID": fields("messageID", message_id),
        "messageType": fields("messageType", kind),
        "timestamp": sent,
        "deliveryMode": fields("deliveryMode", 1),
        "correlationID": shared["correlationID"],
        "replyTo": fields("replyTo", None),
        "destination": shared["destination"],
        "redelivered": shared["redelivered"],
        "type": fields("type", None),
        "expiration": fields("expiration", 0),
        "priority": fields("priority", 4),
        "data": fields("data", base64_text(data(body, "the body of a message"))),
        "brokerInTime": received,
        "brokerOutTime": fields("brokerOutTime", _later(received, 1)),
        "properties": shared["properties"],
    }
    return without_absent(message)


def rabbitmq(
    *bodies: object,
    queue: str = "orders",
    virtual_host: str = "/",
    broker_name: str = "broker",
    headers: Mapping[str, object] | None = None,
    content_type: str | None = None,
    correlation_id: str | None = None,
    redelivered: bool = False,
    records: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> RabbitMQEvent:
    """A batch of messages from a queue of a RabbitMQ broker.

    Args:
        bodies: one per message: bytes, text, or an object for JSON.
        queue: its name.
        virtual_host: in which the queue is.
        broker_name: of the broker.
        headers: of each message: texts, bytes, numbers or truth values.
        content_type: of each message; by default that of text, JSON or bytes.
        correlation_id: of each message.
        redelivered: whether the messages were delivered before.
        records: ready-made messages by queue and virtual host, `{"orders::/": [...]}`; they follow those of the bodies.
        time: when the messages were sent; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event, and of a message (`basicProperties` say), which hold for each
            message. `ABSENT` leaves one out.

    Raises:
        EventError: a body or header cannot be sent.
    """
    scene = Scene(world, time, "rabbitmq", bodies, queue, broker_name)
    given = fields_of("rabbitmq", fields, parameters_of(rabbitmq))
    if not bodies and not records:
        bodies = ("Hello from RabbitMQ!",)
    properties = {
        "headers": {name: _header(name, each) for name, each in (headers or {}).items()},
        "contentType": content_type,
        "correlationId": correlation_id,
    }
    inner = given.at("basicProperties")
    for name in ("data", "redelivered"):
        given.says(name)
    made: dict[str, Any] = {}
    if bodies:
        made[f"{queue}::{virtual_host}"] = [
            {
                "basicProperties": _basic_properties(scene, inner, body, properties),
                "redelivered": given("redelivered", redelivered),
                "data": given("data", base64_text(data(body, "the body of a message"))),
            }
            for body in bodies
        ]
    for name, messages in (records or {}).items():
        made[name] = [*made.get(name, ()), *messages]
    event = {
        "eventSource": given("eventSource", "aws:rmq"),
        "eventSourceArn": given("eventSourceArn", scene.arn("mq", f"broker:{broker_name}:b-{scene.ids.uuid()}")),
        "rmqMessagesByQueue": made,
    }
    return cast(RabbitMQEvent, given.done(event))


def _basic_properties(scene: Scene, fields: Fields, body: object, properties: Mapping[str, Any]) -> Any:
    sent = data(body, "the body of a message")
    kind = properties["contentType"] or _content_type(body)
    return fields.done(
        {
            "contentType": fields("contentType", kind),
            "contentEncoding": fields("contentEncoding", None),
            "headers": fields("headers", properties["headers"]),
            "deliveryMode": fields("deliveryMode", 1),
            "priority": fields("priority", 0),
            "correlationId": fields("correlationId", properties["correlationId"]),
            "replyTo": fields("replyTo", None),
            "expiration": fields("expiration", None),
            "messageId": fields("messageId", None),
            "timestamp": fields("timestamp", _java_date(scene.epoch)),
            "type": fields("type", None),
            "userId": fields("userId", None),
            "appId": fields("appId", None),
            "clusterId": fields("clusterId", None),
            "bodySize": fields("bodySize", len(sent)),
        }
    )


def _content_type(body: object) -> str:
    if isinstance(body, (bytes, bytearray)):
        return "application/octet-stream"
    return "text/plain" if isinstance(body, str) else "application/json"


def _java_date(epoch: float) -> str:
    """`Jan 31, 2026, 12:00:00 PM`."""
    month = common_log(epoch)[3:6]
    date, clock = iso_seconds(epoch)[:-1].split("T")
    hour = int(clock[:2])
    return f"{month} {int(date[8:])}, {date[:4]}, {hour % 12 or 12}{clock[2:]} {'AM' if hour < 12 else 'PM'}"


def _header(name: str, value: object) -> object:
    if isinstance(value, (str, bytes, bytearray)):
        sent = data(value, f"header {name!r}")
        return {"bytes": [each - 256 if each > 127 else each for each in sent]}  # as Java has them, with a sign
    if value is None or isinstance(value, (bool, int, float)):
        return value
    raise EventError(f"header {name!r} is {value!r}: expected text, bytes, a number or a truth value.")


def _property(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise EventError(f"property {name!r} is {value!r}: expected text.")
    return value


def _later(moment: Any, by: int) -> Any:
    return moment + by if isinstance(moment, int) else moment
