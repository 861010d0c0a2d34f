"""The event that a Firehose stream sends to have its data transformed (data-transformation in Firehose's guide)."""

from __future__ import annotations

from typing import TypedDict


class FirehoseKinesisMetadata(TypedDict):
    """Where a record comes from, if that is a Kinesis data stream."""

    shardId: str
    partitionKey: str
    approximateArrivalTimestamp: int
    sequenceNumber: str
    subsequenceNumber: int


class FirehoseRecordBase(TypedDict):
    """What every record has."""

    recordId: str
    #: milliseconds since 1970
    approximateArrivalTimestamp: int
    #: base64
    data: str


class FirehoseRecord(FirehoseRecordBase, total=False):
    """One record."""

    kinesisRecordMetadata: FirehoseKinesisMetadata


class FirehoseEventBase(TypedDict):
    """What every event has."""

    invocationId: str
    deliveryStreamArn: str
    region: str
    records: list[FirehoseRecord]


class FirehoseEvent(FirehoseEventBase, total=False):
    """A batch of records."""

    sourceKinesisStreamArn: str
