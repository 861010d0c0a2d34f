"""The events of a Kinesis data stream (facts 2.9)."""

from __future__ import annotations

from typing import Literal, TypedDict

from pytest_lambda.events.shapes.time_window import TimeWindow


class KinesisDataBase(TypedDict):
    """What every record of a stream has."""

    kinesisSchemaVersion: Literal["1.0"]
    partitionKey: str
    sequenceNumber: str
    #: base64
    data: str
    #: seconds since 1970, to the millisecond
    approximateArrivalTimestamp: float


class KinesisData(KinesisDataBase, total=False):
    """With what encrypted streams add."""

    encryptionType: Literal["NONE", "KMS"]


class KinesisRecord(TypedDict):
    """One record."""

    kinesis: KinesisData
    eventSource: Literal["aws:kinesis"]
    eventVersion: str
    eventID: str
    eventName: Literal["aws:kinesis:record"]
    invokeIdentityArn: str
    awsRegion: str
    eventSourceARN: str


class KinesisEvent(TypedDict):
    """A batch of records of one shard."""

    Records: list[KinesisRecord]


class KinesisTimeWindowEvent(TimeWindow):
    """A batch of records of a tumbling window."""

    Records: list[KinesisRecord]
