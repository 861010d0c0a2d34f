"""What event source mappings have to know of the streams of DynamoDB tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pytest_lambda.batches.judging.judgement import judge
from pytest_lambda.batches.reading import dynamodb_record, needs_state
from pytest_lambda.errors import InvalidParameterValueException
from pytest_lambda.service.event_sources.settings.checked_settings import mapping_settings
from pytest_lambda.service.event_sources.streams.poller import StreamPoller
from pytest_lambda.service.resources.dynamodb_stream import DynamoDBStream
from pytest_lambda.service.resources.moments import moment

if TYPE_CHECKING:
    from pytest_lambda.batches.outcome import BatchOutcome
    from pytest_lambda.batches.record import BatchRecord
    from pytest_lambda.runtime.result import InvocationResult
    from pytest_lambda.service.event_sources.batch import Batch
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping
    from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
    from pytest_lambda.service.event_sources.streams.source import Shard
    from pytest_lambda.service.function import ServiceFunction

#: the ARN of a table is none of an event source
_STREAM = re.compile(r"arn:[^:]+:dynamodb:[^:]+:\d+:table/[^/]+/stream/.+")


class DynamoDBKind:
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

    def missing(self, arn: str) -> InvalidParameterValueException:
        """There is no such stream (D13)."""
        return InvalidParameterValueException(f"Stream not found: {arn}")

    def settings(
        self, given: Mapping[str, Any], source: Any, function: ServiceFunction, current: MappingSettings | None
    ) -> MappingSettings:
        """See `SourceKind.settings`; D1, D11."""
        return mapping_settings(self.name, given, source=source, function=function, current=current)

    def poller(self, mapping: EventSourceMapping) -> StreamPoller:
        """What reads the shards."""
        return StreamPoller(mapping, mapping.source, self)

    def judge(self, mapping: EventSourceMapping, batch: Batch, result: InvocationResult) -> BatchOutcome:
        """What an answer means for each record; C50-C68, D7, D8."""
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
        """A moment of arrival as messages of destinations have it: in whole seconds (D9)."""
        return f"{moment(arrival_us):%Y-%m-%dT%H:%M:%SZ}"

    def records(self, mapping: EventSourceMapping, shard: Shard, record: Any) -> Sequence[BatchRecord]:
        """What the event holds for a change, a `DynamoDBRecord` (D2)."""
        stream: DynamoDBStream = mapping.source
        return (dynamodb_record(record.event(stream.arn, stream.stream_view_type)),)

    def event(self, mapping: EventSourceMapping, records: Sequence[BatchRecord]) -> dict[str, Any]:
        """The event with these records."""
        return {"Records": [record.event for record in records]}


DYNAMODB = DynamoDBKind()
