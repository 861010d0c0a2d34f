"""Events of SQS queues (facts 2.7)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.nesting import message_text
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.events.building.message_attributes import as_sqs, attributes_of, from_sqs, md5_of
from pytest_lambda.events.building.notations import milliseconds
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.sqs import SqsEvent
from pytest_lambda.world import World

#: SendMessage refuses other characters
_NOT_ALLOWED = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Message(NamedTuple):
    """What all messages of a call share."""

    queue_name: str
    group: Any
    deduplication_id: str | None
    attributes: Mapping[str, Any] | None
    receive_count: int
    sometimes: tuple[tuple[str, Any], ...]


def sqs(
    *bodies: object,
    queue_name: str | None = None,
    message_attributes: Mapping[str, Any] | None = None,
    message_group_id: str | None = None,
    message_deduplication_id: str | None = None,
    approximate_receive_count: int = 1,
    trace_header: str | None = None,
    dead_letter_queue_source_arn: str | None = None,
    records: Iterable[Mapping[str, Any]] = (),
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> SqsEvent:
    """A batch of messages from an SQS queue, standard or FIFO.

    Args:
        bodies: one per message: text, UTF-8 bytes, or an object for JSON. An event of SNS, S3 or EventBridge
            becomes what these send to a queue: `events.sqs(events.s3("a.txt"))`.
        queue_name: of a FIFO queue it ends with `.fifo`.
        message_attributes: of each message: `{"kind": "order", "count": 3, "raw": b"..."}`, or boto3's form.
        message_group_id: makes the messages those of a FIFO queue.
        message_deduplication_id: of a FIFO queue; by default the SHA-256 of each body.
        approximate_receive_count: how often the messages were received, this time included.
        trace_header: the attribute `AWSTraceHeader`.
        dead_letter_queue_source_arn: the queue that the messages come from, if this is its dead-letter queue.
        records: ready-made records, which follow those of the bodies.
        time: when the messages were sent; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of a record; they hold for each message. `ABSENT` leaves one out.

    Raises:
        EventError: a body cannot be sent, or parameters contradict each other.
    """
    scene = Scene(world, time, "sqs", bodies, queue_name, message_group_id)
    message = _Message(
        _queue_name(queue_name, message_group_id),
        ABSENT if message_group_id is None else message_group_id,
        message_deduplication_id,
        message_attributes,
        approximate_receive_count,
        _sometimes(trace_header, dead_letter_queue_source_arn, fields),
    )
    given = fields_of("sqs", fields, parameters_of(sqs))
    ready = list(records)
    if not bodies and not ready:
        bodies = ("Hello from SQS!",)
    made = [_record(scene, given, message, body, number) for number, body in enumerate(bodies)]
    return cast(SqsEvent, {"Records": [*made, *ready]})


def _record(scene: Scene, fields: Fields, message: _Message, content: object, number: int) -> dict[str, Any]:
    body = fields("body", _body(content))
    sent = _message_attributes(fields, message)
    arn = fields("eventSourceARN", scene.arn("sqs", message.queue_name))
    return cast(
        dict[str, Any],
        fields.done(
            {
                "messageId": fields("messageId", scene.ids.uuid()),
                "receiptHandle": fields("receiptHandle", f"AQEB{base64_text(scene.ids.bytes(36))}"),
                "body": body,
                "attributes": _attributes(scene, fields.at("attributes"), message, body, number),
                "messageAttributes": sent,
                "md5OfMessageAttributes": fields("md5OfMessageAttributes", _digest(sent)),
                "md5OfBody": fields("md5OfBody", _md5(body)),
                "eventSource": fields("eventSource", "aws:sqs"),
                "eventSourceARN": arn,
                "awsRegion": fields("awsRegion", _region(arn, scene)),
            }
        ),
    )


def _attributes(scene: Scene, fields: Fields, message: _Message, body: object, number: int) -> Any:
    sent = fields("SentTimestamp", str(milliseconds(scene.epoch)))
    made = {
        "ApproximateReceiveCount": fields("ApproximateReceiveCount", str(message.receive_count)),
        "SentTimestamp": sent,
        "SenderId": fields("SenderId", f"AIDA{scene.ids.hexadecimal(17).upper()}"),
        "ApproximateFirstReceiveTimestamp": fields("ApproximateFirstReceiveTimestamp", _next_millisecond(sent)),
    }
    for name, value in message.sometimes:
        made[name] = fields(name, value)
    group = fields("MessageGroupId", message.group)
    if group is not ABSENT:
        order = 18_880_000_000_000_000_000 + int(scene.epoch * 1000) * 256 + number  # 20 digits, in order
        made["SequenceNumber"] = fields("SequenceNumber", str(order))
        made["MessageGroupId"] = group
        content = hashlib.sha256(str(body).encode("utf-8", "surrogatepass"))
        made["MessageDeduplicationId"] = fields(
            "MessageDeduplicationId", message.deduplication_id or content.hexdigest()
        )
    return fields.done(made)


def _message_attributes(fields: Fields, message: _Message) -> Any:
    given = message.attributes
    made = {name: as_sqs(each) for name, each in attributes_of(given).items()} if given else {}
    return fields("messageAttributes", made)


def _digest(sent: Any) -> str | None:
    """Of no attributes it is null in most recordings, and absent in the others."""
    try:
        return md5_of(from_sqs(sent)) if sent else None
    except (AttributeError, KeyError, TypeError, ValueError):  # the caller's own, of another shape
        return None


def _body(content: object) -> str:
    body = message_text(content, "the body of a message")
    if body.isprintable() and body.isascii():  # the usual case, and much faster than to search
        return body
    wrong = _NOT_ALLOWED.search(body)
    if wrong is not None:
        raise EventError(
            f"the body of a message contains {wrong.group()!r}, which SQS refuses (InvalidMessageContents). Allowed "
            "are tab, line feed, carriage return, and the characters from the space on, without U+FFFE and U+FFFF."
        )
    return body


def _sometimes(trace_header: str | None, dead_letter_source: str | None, fields: Any) -> tuple[tuple[str, Any], ...]:
    """Attributes that few messages have, by their names."""
    if not fields and trace_header is None and dead_letter_source is None:
        return ()
    values = {"AWSTraceHeader": trace_header, "DeadLetterQueueSourceArn": dead_letter_source}
    return tuple((name, ABSENT if value is None else value) for name, value in values.items())


def _queue_name(name: str | None, group: str | None) -> str:
    if name is None:
        return "orders" if group is None else "orders.fifo"
    if name.endswith(".fifo") and group is None:
        raise EventError(
            f"queue_name is {name!r}, a FIFO queue, but message_group_id is missing: each message of a FIFO queue "
            "belongs to a group."
        )
    if group is not None and not name.endswith(".fifo"):
        raise EventError(
            f"message_group_id is {group!r}, but queue_name is {name!r}: expected the name of a FIFO queue, which "
            "ends with '.fifo'."
        )
    return name


def _md5(body: object) -> str:
    text = body if isinstance(body, str) else str(body)
    return hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def _region(arn: object, scene: Scene) -> str:
    parts = str(arn).split(":")
    return parts[3] if len(parts) > 5 else scene.region


def _next_millisecond(sent: object) -> str:
    return str(int(sent) + 1) if isinstance(sent, str) and sent.isdecimal() else str(sent)
