"""Events of SNS topics (facts 2.8)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final, cast

from pytest_lambda.arn import dns_suffix
from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.nesting import message_text
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.events.building.message_attributes import as_sns, attributes_of
from pytest_lambda.events.building.notations import iso_milliseconds, milliseconds
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.sns import SnsEvent
from pytest_lambda.world import Ids, World

_CERTIFICATE: Final = hashlib.md5(b"SimpleNotificationService", usedforsecurity=False).hexdigest()
#: Publish refuses others
_SUBJECT = re.compile(r"[^\x00-\x1f\x7f]{1,100}")


def sns(
    message: object = "Hello from SNS!",
    *,
    subject: str | None = None,
    message_attributes: Mapping[str, Any] | None = None,
    topic_name: str = "notifications",
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> SnsEvent:
    """A message of an SNS topic: always one record.

    Args:
        message: text, UTF-8 bytes, or an object for JSON. An event of S3 becomes what S3 publishes:
            `events.sns(events.s3("a.txt"))`.
        subject: of the message; S3's has one.
        message_attributes: `{"kind": "order", "count": 3, "raw": b"..."}`, or boto3's form.
        topic_name: of a FIFO topic it ends with `.fifo`. Those deliver to queues only: make it a body of `events.sqs`.
        time: when the message was published; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the record; those of the message are in `Sns={...}`. `ABSENT` leaves one out.

    Raises:
        EventError: the message, its subject or an attribute cannot be sent.
    """
    scene = Scene(world, time, "sns", message, subject, topic_name)
    given = fields_of("sns", fields, parameters_of(sns))
    inner = given.at("Sns")
    topic = inner("TopicArn", scene.arn("sns", topic_name))
    subscription = given("EventSubscriptionArn", f"{topic}:{scene.ids.uuid()}")
    attributes = {name: as_sns(each) for name, each in attributes_of(message_attributes).items()}
    made = {
        "EventSource": given("EventSource", "aws:sns"),
        "EventVersion": given("EventVersion", "1.0"),
        "EventSubscriptionArn": subscription,
        "Sns": inner.done(
            {
                "Type": inner("Type", "Notification"),
                "MessageId": inner("MessageId", scene.ids.uuid()),
                **_number(scene, inner, topic),
                "TopicArn": topic,
                "Subject": inner("Subject", _subject(subject, message)),
                "Message": inner("Message", _message(message)),
                "Timestamp": inner("Timestamp", iso_milliseconds(scene.epoch)),
                **_signature(scene, inner, topic, subscription),
                "MessageAttributes": inner("MessageAttributes", attributes),
            }
        ),
    }
    return cast(SnsEvent, {"Records": [given.done(made)]})


def _number(scene: Scene, fields: Fields, topic: object) -> dict[str, Any]:
    """FIFO topics number their messages: 20 digits, in order."""
    order = 10_000_000_000_000_000_000 + milliseconds(scene.epoch) * 1000
    number = fields("SequenceNumber", str(order) if _is_fifo(topic) else ABSENT)
    return {} if number is ABSENT else {"SequenceNumber": number}


def _signature(scene: Scene, fields: Fields, topic: object, subscription: object) -> dict[str, Any]:
    host = _host(topic, scene)
    made: list[Any]
    if _is_fifo(topic):
        made = [ABSENT, ABSENT, ABSENT]  # they do not sign
    else:
        made = ["1", _signed(scene.ids), f"https://{host}/SimpleNotificationService-{_CERTIFICATE}.pem"]
    unsubscribe = f"https://{host}/?Action=Unsubscribe&SubscriptionArn={subscription}"
    return {
        "SignatureVersion": fields("SignatureVersion", made[0]),
        "Signature": fields("Signature", made[1]),
        "SigningCertUrl": fields("SigningCertUrl", made[2]),
        "UnsubscribeUrl": fields("UnsubscribeUrl", unsubscribe),
    }


def _signed(ids: Ids) -> str:
    """N-sig: as long as an RSA signature; nobody could verify it."""
    return base64_text(hashlib.shake_128(ids.bytes(8)).digest(256))


def _is_fifo(topic: object) -> bool:
    return isinstance(topic, str) and topic.endswith(".fifo")


def _host(topic: object, scene: Scene) -> str:
    parts = str(topic).split(":")
    if len(parts) < 6 or parts[3] == scene.region:
        return f"sns.{scene.region}.{scene.dns_suffix}"
    return f"sns.{parts[3]}.{dns_suffix(parts[3])}"


def _message(content: object) -> str:
    message = message_text(content, "the message")
    if not message:
        raise EventError("the message is empty, which SNS refuses (InvalidParameter). Give it some text.")
    return message


def _subject(subject: object, message: object) -> str | None:
    if subject is None:
        return "Amazon S3 Notification" if _is_s3(message) else None
    if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
        raise EventError(
            f"subject is {subject!r}, which SNS refuses (InvalidParameter): expected 1 to 100 characters without line "
            "breaks and control characters, or None."
        )
    return subject


def _is_s3(message: object) -> bool:
    if not isinstance(message, Mapping):
        return False
    if message.get("Event") == "s3:TestEvent":
        return True
    records = message.get("Records")
    first = records[0] if isinstance(records, list) and records else None
    return isinstance(first, Mapping) and first.get("eventSource") == "aws:s3"
