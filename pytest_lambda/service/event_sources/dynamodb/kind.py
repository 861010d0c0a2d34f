"""What event source mappings have to know of the streams of DynamoDB tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pytest_lambda.batches.reading import dynamodb_record
from pytest_lambda.events.building.notations import iso_seconds
from pytest_lambda.service.event_sources.streams.kind import RecordStreamKind
from pytest_lambda.service.resources.dynamodb_stream import DynamoDBStream

if TYPE_CHECKING:
    from pytest_lambda.batches.record import BatchRecord
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping
    from pytest_lambda.service.event_sources.streams.source import Shard

#: the ARN of a table is none of an event source
_STREAM = re.compile(r"arn:[^:]+:dynamodb:[^:]+:\d+:table/[^/]+/stream/.+")


class DynamoDBKind(RecordStreamKind):
    """A `SourceKind` and a `StreamKind`.

    Attributes:
        name: `dynamodb`.
        batch_info: how messages of destinations name a batch (D9).
    """

    name = "dynamodb"
    batch_info = "DDBStreamBatchInfo"

    def takes(self, source: object) -> bool:
        """Whether it is the stream of a table."""
        return isinstance(source, DynamoDBStream)

    def takes_arn(self, arn: str) -> bool:
        """Whether it is the ARN of a table's stream."""
        return _STREAM.fullmatch(arn) is not None

    def arrival(self, arrival_us: int) -> str:
        """A moment of arrival as messages of destinations have it: in whole seconds (D9)."""
        return iso_seconds(arrival_us / 1e6)

    def records(self, mapping: EventSourceMapping, shard: Shard, record: Any) -> Sequence[BatchRecord]:
        """What the event holds for a change, a `DynamoDBRecord` (D2)."""
        stream: DynamoDBStream = mapping.source
        return (dynamodb_record(record.event(stream.arn, stream.stream_view_type)),)


DYNAMODB = DynamoDBKind()
