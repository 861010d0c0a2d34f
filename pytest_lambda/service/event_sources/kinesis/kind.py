"""What event source mappings have to know of Kinesis data streams and their consumers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pytest_lambda.batches.reading import kinesis_record
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.events.building.notations import iso_milliseconds
from pytest_lambda.service.event_sources.streams.kind import RecordStreamKind
from pytest_lambda.service.resources.kinesis_aggregate import UserRecord, deaggregated
from pytest_lambda.service.resources.kinesis_consumer import StreamConsumer
from pytest_lambda.service.resources.kinesis_record import KinesisRecord
from pytest_lambda.service.resources.kinesis_stream import KinesisStream

if TYPE_CHECKING:
    from pytest_lambda.batches.record import BatchRecord
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping
    from pytest_lambda.service.event_sources.streams.source import Shard, StreamRecord


class KinesisKind(RecordStreamKind):
    """A `SourceKind` and a `StreamKind`.

    Attributes:
        name: `kinesis`.
        batch_info: how messages of destinations name a batch (C70).
    """

    name = "kinesis"
    batch_info = "KinesisBatchInfo"

    def takes(self, source: object) -> bool:
        """Whether it is a stream or a consumer."""
        return isinstance(source, (KinesisStream, StreamConsumer))

    def takes_arn(self, arn: str) -> bool:
        """Whether it is the ARN of a stream or of a consumer."""
        parts = arn.split(":", 5)
        return len(parts) == 6 and parts[2] == "kinesis" and parts[5].startswith("stream/")

    def arrival(self, arrival_us: int) -> str:
        """A moment of arrival as messages of destinations have it: with milliseconds (C70)."""
        return iso_milliseconds(arrival_us // 1000 / 1000)

    def records(self, mapping: EventSourceMapping, shard: Shard, record: StreamRecord) -> Sequence[BatchRecord]:
        """What the event holds for a record: it, or for a consumer each that is in an aggregate (C92)."""
        assert isinstance(record, KinesisRecord)
        arn: str = mapping.source.arn
        payload = record.payload()
        around = {
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": f"{shard.shard_id}:{payload['sequenceNumber']}",
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": mapping.function.settings.role,
            "awsRegion": arn.split(":", 4)[3],
            "eventSourceARN": arn,
        }
        parts = deaggregated(record.data) if isinstance(mapping.source, StreamConsumer) else None
        if parts is None:
            return (kinesis_record({"kinesis": payload, **around}),)
        return [kinesis_record({"kinesis": {**payload, **payload_of(part)}, **around}) for part in parts]


def payload_of(part: UserRecord) -> dict[str, str]:
    """What is different for one record of an aggregate (C92)."""
    return {"partitionKey": part.partition_key, "data": base64_text(part.data)}


KINESIS = KinesisKind()
