"""What one service puts into another's message: an event of SNS, S3 or EventBridge in a queue, say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import text


def message_text(content: object, what: str) -> str:
    """The text of a message.

    Args:
        content: text, UTF-8 bytes, or an object for JSON. An event of SNS becomes the envelope that SNS delivers
            to queues and other endpoints.
        what: for the error message.
    """
    if isinstance(content, Mapping):
        records = content.get("Records")
        if isinstance(records, list) and records and _is_from_sns(records[0]):
            if len(records) > 1:
                raise EventError(f"{what} is an event of {len(records)} SNS records: SNS delivers one at a time.")
            content = envelope(records[0]["Sns"])
    return text(content, what)


def _is_from_sns(record: object) -> bool:
    message = record.get("Sns") if isinstance(record, Mapping) else None
    return isinstance(message, Mapping) and {"Type", "MessageId", "TopicArn", "Message", "Timestamp"} <= message.keys()


def envelope(sns: Mapping[str, Any]) -> dict[str, Any]:
    """What SNS delivers to a queue, in place of the record that it delivers to a function (2.8)."""
    made = {
        "Type": sns["Type"],
        "MessageId": sns["MessageId"],
        "SequenceNumber": sns.get("SequenceNumber"),  # of FIFO topics, which do not sign
        "TopicArn": sns["TopicArn"],
        "Subject": sns.get("Subject"),
        "Message": sns["Message"],
        "Timestamp": sns["Timestamp"],
        "SignatureVersion": sns.get("SignatureVersion"),
        "Signature": sns.get("Signature"),
        "SigningCertURL": sns.get("SigningCertUrl"),
        "UnsubscribeURL": sns.get("UnsubscribeUrl"),
        "MessageAttributes": sns.get("MessageAttributes") or None,
    }
    return {name: value for name, value in made.items() if value is not None}
