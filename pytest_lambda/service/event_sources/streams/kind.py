"""What Kinesis streams and the streams of DynamoDB tables have in common as sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.batches.judging import judge
from pytest_lambda.batches.reading import needs_state
from pytest_lambda.errors import InvalidParameterValueException
from pytest_lambda.service.event_sources.settings import mapping_settings
from pytest_lambda.service.event_sources.streams.poller import StreamPoller
from pytest_lambda.service.event_sources.streams.source import StreamKind

if TYPE_CHECKING:
    from pytest_lambda.batches.outcome import BatchOutcome
    from pytest_lambda.batches.record import BatchRecord
    from pytest_lambda.runtime.result import InvocationResult
    from pytest_lambda.service.event_sources.batch import Batch
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping
    from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
    from pytest_lambda.service.function import ServiceFunction


class RecordStreamKind:
    """The larger part of a `SourceKind`, for one that is a `StreamKind` as well.

    Attributes:
        name: `kinesis` or `dynamodb`.
    """

    name: str

    def missing(self, arn: str) -> InvalidParameterValueException:
        """There is no such stream (C5, D13)."""
        return InvalidParameterValueException(f"Stream not found: {arn}")

    def settings(
        self, given: Mapping[str, Any], source: Any, function: ServiceFunction, current: MappingSettings | None
    ) -> MappingSettings:
        """See `SourceKind.settings`; C1, C2, C3, C7, C8, D1, D11."""
        return mapping_settings(self.name, given, source=source, function=function, current=current)

    def poller(self, mapping: EventSourceMapping) -> StreamPoller:
        """What reads the shards."""
        return StreamPoller(mapping, mapping.source, cast("StreamKind", self))

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

    def event(self, mapping: EventSourceMapping, records: Sequence[BatchRecord]) -> dict[str, Any]:
        """The event with these records."""
        return {"Records": [record.event for record in records]}
