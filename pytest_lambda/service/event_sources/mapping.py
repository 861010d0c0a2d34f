"""An event source mapping: a source, a function, settings, and what happened between them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pytest_lambda.batches.record import BatchRecord
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.service.event_sources.batch import Batch, Refused
from pytest_lambda.service.event_sources.invoking import invoke
from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
from pytest_lambda.service.event_sources.source import SourceKind
from pytest_lambda.service.metrics.lambda_metrics import MappingCounts, event_source_mapping

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.mappings import Mappings
    from pytest_lambda.service.function import ServiceFunction


class EventSourceMapping:
    """Polls a source and invokes a function with what it finds; made by `create_event_source_mapping`.

    Args:
        mappings: those of its service.
        uuid: AWS's name for it.
        function: that is invoked.
        qualifier: a version or alias of it, or None.
        source: the simulated resource.
        kind: of source.
        settings: checked.

    Attributes:
        uuid, function, qualifier, source, kind, settings: see above.
        last_processing_result: of a stream's mapping (C77); None for queues (A7).
    """

    def __init__(
        self,
        mappings: Mappings,
        uuid: str,
        function: ServiceFunction,
        qualifier: str | None,
        source: Any,
        kind: SourceKind,
        settings: MappingSettings,
    ) -> None:
        self._mappings = mappings
        self.uuid = uuid
        self.function = function
        self.qualifier = qualifier
        self.source = source
        self.kind = kind
        self.settings = settings
        self.last_processing_result: str | None = None
        self._invocations: deque[InvocationResult] = deque(maxlen=function.service.retain_invocations)
        self.poller = kind.poller(self)

    @property
    def arn(self) -> str:
        """Of the mapping."""
        world = self.function.service.world
        return f"arn:{world.partition}:lambda:{world.region}:{world.account}:event-source-mapping:{self.uuid}"

    @property
    def event_source_arn(self) -> str:
        """Of the source."""
        arn: str = self.source.arn
        return arn

    @property
    def function_arn(self) -> str:
        """With the qualifier that the caller gave, if any (A5)."""
        arn = self.function.arn
        return arn if self.qualifier is None else f"{arn}:{self.qualifier}"

    @property
    def invocations(self) -> tuple[InvocationResult, ...]:
        """What ran, oldest first; each has `outcome`, `records` and `record_ids`."""
        return tuple(self._invocations)

    @property
    def dead_letter_queue(self) -> Any:
        """Of the source, if it is a queue that has one."""
        return getattr(self.source, "dead_letter_queue", None)

    def deliveries(self, group: str | None = None) -> Iterator[tuple[BatchRecord, InvocationResult]]:
        """Each record with each invocation that got it, in order.

        Args:
            group: only those of a message group, partition key, or topic and partition.
        """
        for invocation in self._invocations:
            for record in invocation.records:
                if group is None or record.group == group:
                    yield record, invocation

    def invoke(self, batch: Batch) -> InvocationResult | Refused:
        """Invoke the function with a batch and judge the answer: for pollers, in a task of theirs.

        Returns:
            The invocation, whose `outcome` says what has become of each record; or why there was none.
        """
        number = len(batch.records)
        self.count(invoked=number)
        result = invoke(self, batch)
        if isinstance(result, Refused):
            self.count(failed=number)
            self.note("{} records were not delivered: {}", number, result.reason)
            return result
        outcome = result.outcome = self.kind.judge(self, batch, result)
        self._invocations.append(result)
        if outcome.verdict != "complete success":
            self.count(failed=number)  # H17: the whole batch
        self.note("{} records delivered: {} ({})", number, outcome.verdict, outcome.rule)
        return result

    def count(self, **counts: int) -> None:
        """Count for CloudWatch what the mapping did, if it is to (H17); see `MappingCounts`."""
        if "EventCount" in self.settings.metrics:
            service = self.function.service
            event_source_mapping(service.metrics, self.uuid, service.epoch(), MappingCounts(**counts))

    def note(self, text: str, *parts: object) -> None:
        """Write into the timeline what happened, with `{}` for each part."""
        service = self.function.service
        service.timeline_entries.note(
            service.clock.scheduler.now_us, "{} -> {}: " + text, self.source.name, self.function.name, *parts
        )

    def __repr__(self) -> str:
        return f"<EventSourceMapping {self.source.name} -> {self.function.name}, {self.uuid}>"
