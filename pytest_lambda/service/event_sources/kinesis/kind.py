"""What event source mappings have to know of Kinesis data streams and their consumers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pytest_lambda.batches.judging.judgement import judge
from pytest_lambda.batches.reading import kinesis_record, needs_state
from pytest_lambda.errors import InvalidParameterValueException
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.service.event_sources.settings.checked_settings import mapping_settings
from pytest_lambda.service.event_sources.streams.poller import StreamPoller
from pytest_lambda.service.resources.kinesis_aggregate import UserRecord, deaggregated
from pytest_lambda.service.resources.kinesis_consumer import StreamConsumer
from pytest_lambda.service.resources.kinesis_record import KinesisRecord
from pytest_lambda.service.resources.kinesis_stream import KinesisStream
from pytest_lambda.service.resources.moments import moment

if TYPE_CHECKING:
    from pytest_lambda.batches.outcome import BatchOutcome
    from pytest_lambda.batches.record import BatchRecord
    from pytest_lambda.runtime.result import InvocationResult
    from pytest_lambda.service.event_sources.batch import Batch
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping
    from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
    from pytest_lambda.service.event_sources.streams.source import Shard, StreamRecord
    from pytest_lambda.service.function import ServiceFunction


class KinesisKind:
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

    def missing(self, arn: str) -> InvalidParameterValueException:
        """There is no such stream (C5)."""
        return InvalidParameterValueException(f"Stream not found: {arn}")

    def settings(
        self, given: Mapping[str, Any], source: Any, function: ServiceFunction, current: MappingSettings | None
    ) -> MappingSettings:
        """See `SourceKind.settings`; C1, C2, C3, C7, C8."""
        return mapping_settings(self.name, given, source=source, function=function, current=current)

    def poller(self, mapping: EventSourceMapping) -> StreamPoller:
        """What reads the shards."""
        return StreamPoller(mapping, mapping.source, self)

    def judge(self, mapping: EventSourceMapping, batch: Batch, result: InvocationResult) -> BatchOutcome:
        """What an answer means for each record; C50-C68."""
        return judge(
            self.name,
            batch.records,
            payload_bytes=result.payload_bytes,
            function_error=result.function_error,
            reports_failures=mapping.settings.reports_failures,
            disputed=mapping.readings.answers,
            window=needs_state(batch.event),
        )

    def arrival(self, arrival_us: int) -> str:
        """A moment of arrival as messages of destinations have it: with milliseconds (C70)."""
        at = moment(arrival_us)
        return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"

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

    def event(self, mapping: EventSourceMapping, records: Sequence[BatchRecord]) -> dict[str, Any]:
        """The event with these records."""
        return {"Records": [record.event for record in records]}


def payload_of(part: UserRecord) -> dict[str, str]:
    """What is different for one record of an aggregate (C92)."""
    return {"partitionKey": part.partition_key, "data": base64_text(part.data)}


KINESIS = KinesisKind()
