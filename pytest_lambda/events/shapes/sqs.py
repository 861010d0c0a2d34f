"""The event of an SQS queue (facts 2.7)."""

from __future__ import annotations

from typing import Literal, TypedDict


class SqsAttributes(TypedDict):
    """`attributes` of a record: all values are text, times are milliseconds since 1970."""

    ApproximateReceiveCount: str
    SentTimestamp: str
    SenderId: str
    ApproximateFirstReceiveTimestamp: str


class SqsRecordAttributes(SqsAttributes, total=False):
    """With what FIFO queues, traced senders and dead-letter queues add."""

    MessageGroupId: str
    MessageDeduplicationId: str
    SequenceNumber: str
    AWSTraceHeader: str
    DeadLetterQueueSourceArn: str


class SqsMessageAttributeBase(TypedDict):
    """What every message attribute has."""

    stringListValues: list[str]
    binaryListValues: list[str]
    dataType: str


class SqsMessageAttribute(SqsMessageAttributeBase, total=False):
    """One of `messageAttributes`, with one of the two values."""

    stringValue: str
    binaryValue: str


class SqsRecordBase(TypedDict):
    """What every record has."""

    messageId: str
    receiptHandle: str
    body: str
    attributes: SqsRecordAttributes
    messageAttributes: dict[str, SqsMessageAttribute]
    md5OfBody: str
    eventSource: Literal["aws:sqs"]
    eventSourceARN: str
    awsRegion: str


class SqsRecord(SqsRecordBase, total=False):
    """One message."""

    #: without message attributes it is null in most recorded events and absent in some
    md5OfMessageAttributes: str | None


class SqsEvent(TypedDict):
    """A batch of messages."""

    Records: list[SqsRecord]
