"""The events of DynamoDB streams (facts 2.10)."""

from __future__ import annotations

from typing import Literal, TypedDict

from pytest_lambda.events.shapes.time_window import TimeWindow


class AttributeValue(TypedDict, total=False):
    """A value of an attribute: one of these keys, its type."""

    S: str
    #: a decimal number, as text
    N: str
    #: base64
    B: str
    BOOL: bool
    NULL: bool
    L: list[AttributeValue]
    M: dict[str, AttributeValue]
    SS: list[str]
    NS: list[str]
    BS: list[str]


class DynamoDBChangeBase(TypedDict):
    """What every record of a stream has."""

    #: seconds since 1970
    ApproximateCreationDateTime: float
    Keys: dict[str, AttributeValue]
    SequenceNumber: str
    SizeBytes: int
    StreamViewType: Literal["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]


class DynamoDBChange(DynamoDBChangeBase, total=False):
    """With the images that the stream's view shows."""

    NewImage: dict[str, AttributeValue]
    OldImage: dict[str, AttributeValue]
    #: only when the stream was told to
    ApproximateCreationDateTimePrecision: Literal["SECOND", "MILLISECOND", "MICROSECOND"]


class DynamoDBUserIdentity(TypedDict):
    """Who removed an item whose time to live was over."""

    type: str
    principalId: str


class DynamoDBRecordBase(TypedDict):
    """What every record has."""

    eventID: str
    eventName: Literal["INSERT", "MODIFY", "REMOVE"]
    eventVersion: str
    eventSource: Literal["aws:dynamodb"]
    awsRegion: str
    dynamodb: DynamoDBChange
    eventSourceARN: str


class DynamoDBRecord(DynamoDBRecordBase, total=False):
    """One change of an item."""

    userIdentity: DynamoDBUserIdentity


class DynamoDBEvent(TypedDict):
    """A batch of changes of one table."""

    Records: list[DynamoDBRecord]


class DynamoDBTimeWindowEvent(TimeWindow):
    """A batch of changes of a tumbling window."""

    Records: list[DynamoDBRecord]
