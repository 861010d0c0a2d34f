"""The event of an SNS topic (facts 2.8)."""

from __future__ import annotations

from typing import Literal, TypedDict


class SnsMessageAttribute(TypedDict):
    """One of `MessageAttributes`; the value of a Binary one is base64."""

    Type: str
    Value: str


class SnsMessageBase(TypedDict):
    """What every message has."""

    Type: Literal["Notification"]
    MessageId: str
    TopicArn: str
    #: null without one
    Subject: str | None
    Message: str
    Timestamp: str
    UnsubscribeUrl: str
    MessageAttributes: dict[str, SnsMessageAttribute]


class SnsMessage(SnsMessageBase, total=False):
    """With the signature of standard topics, and the number that FIFO topics give."""

    SignatureVersion: str
    Signature: str
    SigningCertUrl: str
    SequenceNumber: str


class SnsRecord(TypedDict):
    """One message."""

    EventSource: Literal["aws:sns"]
    EventVersion: Literal["1.0"]
    EventSubscriptionArn: str
    Sns: SnsMessage


class SnsEvent(TypedDict):
    """A message of a topic: always one record."""

    Records: list[SnsRecord]
