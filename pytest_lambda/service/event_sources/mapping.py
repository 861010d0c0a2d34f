"""An event source mapping: a source, a function, settings, and what happened between them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pytest_lambda.batches.record import BatchRecord
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.service.event_sources.batch import Batch, Refused
from pytest_lambda.service.event_sources.invoking import invoke
from pytest_lambda.service.event_sources.lifecycle import (
    CREATING,
    DISABLED,
    DISABLING,
    ENABLED,
    ENABLING,
    UPDATING,
    Lifecycle,
)
from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
from pytest_lambda.service.event_sources.readings import Readings
from pytest_lambda.service.event_sources.settings.describing import described
from pytest_lambda.service.event_sources.settings.kind_rules import rules_of
from pytest_lambda.service.event_sources.source import SourceKind
from pytest_lambda.service.metrics.lambda_metrics import MappingCounts, event_source_mapping
from pytest_lambda.service.observer import NOTE, Happening
from pytest_lambda.service.timeline import counted

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.mappings import Mappings
    from pytest_lambda.service.function import ServiceFunction


#: what the timeline says when a change is in force
_DONE = {UPDATING: "mapping updated", ENABLING: "mapping enabled", DISABLING: "mapping disabled"}


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
        uuid, qualifier, source, kind, settings: see above, as they are in force.
        last_processing_result: of a stream's mapping (C77); None before the first one, and for queues (A7).
        state_transition_reason: who made the last change, in AWS's words (A7).
        lifecycle: from one state to the next.
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
        self._function = function
        self.qualifier = qualifier
        self.source = source
        self.kind = kind
        self.settings = settings
        self.last_processing_result: str | None = None
        self.state_transition_reason = rules_of(kind.name).transition_reason
        self.lifecycle = Lifecycle(function.service.clock, f"the mapping from {source.name} to {function.name}")
        #: settings and function that an update has announced
        self._announced: tuple[MappingSettings, str] | None = None
        self._invocations: deque[InvocationResult] = deque(maxlen=function.service.retain_invocations)
        self.poller = kind.poller(self)

    @property
    def function(self) -> ServiceFunction:
        """That is invoked: if it was deleted and there is another one of its name, that one, as AWS keeps the ARN."""
        function = self._function
        return function.service.find(function.name) or function

    @property
    def arn(self) -> str:
        """Of the mapping."""
        world = self.function.service.world
        return f"arn:{world.partition}:lambda:{world.region}:{world.account}:event-source-mapping:{self.uuid}"

    @property
    def event_source_arn(self) -> str:
        """Of the source."""
        return source_arn(self.source)

    @property
    def function_arn(self) -> str:
        """With the qualifier that the caller gave, if any (A5)."""
        return qualified_arn(self.function, self.qualifier)

    @property
    def state(self) -> str:
        """`Creating`, `Enabling`, `Enabled`, `Disabling`, `Disabled`, `Updating` or `Deleting` (A6)."""
        return self.lifecycle.state

    @property
    def last_modified(self) -> datetime:
        """When settings or state changed, in virtual time."""
        return self.lifecycle.last_modified

    @property
    def invocations(self) -> tuple[InvocationResult, ...]:
        """What ran, oldest first; each has `outcome`, `records` and `record_ids`."""
        return tuple(self._invocations)

    @property
    def readings(self) -> Readings:
        """How what no source confirms is read: see `Mappings.readings`."""
        return self._mappings.readings

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

    def describe(self, state: str | None = None) -> dict[str, Any]:
        """What GetEventSourceMapping answers, as boto3 gives it.

        Args:
            state: another one than the mapping has: the answer to an operation shows the one on the way, such as
                `Creating`, even if it is over at once; see `Lifecycle.announced`.

        Source: Lambda API reference, EventSourceMappingConfiguration; A5, C1.
        """
        settings, function_arn = self._announced or (self.settings, self.function_arn)
        return described(self, settings, function_arn, state or self.state)

    def update(self, **changes: Any) -> EventSourceMapping:
        """Change settings, or with `function_name` the function; see `LambdaService.update_event_source_mapping`."""
        __tracebackhide__ = True
        return self._mappings.update(self.uuid, changes)

    def enable(self) -> EventSourceMapping:
        """Read the source again, from where it was left."""
        return self.update(enabled=True)

    def disable(self) -> EventSourceMapping:
        """Read nothing more; what is being processed is brought to its end."""
        return self.update(enabled=False)

    def delete(self) -> EventSourceMapping:
        """See `LambdaService.delete_event_source_mapping`."""
        return self._mappings.delete(self.uuid)

    def begin(self, seconds: float) -> None:
        """The mapping has been created: for `Mappings`.

        Args:
            seconds: until it is read.
        """
        if self.settings.enabled:
            self.lifecycle.change(CREATING, ENABLED, self.poller.start, seconds)
        else:
            self.lifecycle.change(DISABLED, DISABLED, lambda: None, 0)  # recorded: Q::test_fifo_…_parallelism

    def become(
        self, settings: MappingSettings, function: ServiceFunction, qualifier: str | None, seconds: float
    ) -> None:
        """Have other settings and another function: for `Mappings`.

        Args:
            settings, function, qualifier: all of them, checked.
            seconds: until they are in force.
        """
        before = self.settings.enabled
        if settings.enabled == before:
            announced, act = UPDATING, self.poller.changed
        else:
            announced, act = (ENABLING, self.poller.start) if settings.enabled else (DISABLING, self.poller.stop)

        def take_effect() -> None:
            self.settings, self._function, self.qualifier = settings, function, qualifier
            self._announced = None
            act()
            self.note("{}", _DONE[announced])

        self._announced = (settings, qualified_arn(function, qualifier))
        self.lifecycle.change(announced, ENABLED if settings.enabled else DISABLED, take_effect, seconds)

    def checkpoint(self, shard_id: str) -> str | None:
        """The sequence number up to which a stream's shard is done; None if nothing of it is.

        Raises:
            ConfigurationError: the source has no shards, or none of that id that was read.
        """
        find = getattr(self.poller, "checkpoint", None)
        if find is None:
            raise ConfigurationError(f"{self.source.name} is no stream: only shards have checkpoints.")
        found: str | None = find(shard_id)
        return found

    def committed(self, partition: str) -> int:
        """The offset of the first record of a topic's partition that is not done: what Kafka calls committed.

        Args:
            partition: `orders-0`.

        Raises:
            ConfigurationError: the source is no topic of Kafka, or has no such partition.
        """
        find = getattr(self.poller, "committed", None)
        if find is None:
            raise ConfigurationError(f"{self.source.name} is no topic of Kafka: only those have committed offsets.")
        found: int = find(partition)
        return found

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
            self.note("{} not delivered: {}", counted(number, "record"), result.reason)
            return result
        outcome = result.outcome = self.kind.judge(self, batch, result)
        self._invocations.append(result)
        if outcome.verdict != "complete success":
            self.count(failed=number)  # H17: the whole batch
        self.note("{} delivered: {} ({})", counted(number, "record"), outcome.verdict, outcome.rule, kind="batch")
        observer = self.function.service.watch.observer
        if observer is not None:
            observer.judged(self, batch.records, result)
        return result

    def count(self, **counts: int) -> None:
        """Count for CloudWatch what the mapping did, if it is to (H17); see `MappingCounts`."""
        if "EventCount" in self.settings.metrics:
            service = self.function.service
            event_source_mapping(service.metrics, self.uuid, service.epoch(), MappingCounts(**counts))

    def note(self, text: str, *parts: object, kind: Happening = NOTE) -> None:
        """Write into the timeline what happened, with `{}` for each part."""
        service = self.function.service
        now_us, source, name = service.clock.scheduler.now_us, self.source.name, self.function.name
        service.timeline_entries.note(now_us, "{} -> {}: " + text, source, name, *parts)
        if service.watch.observer is not None:
            service.watch.observer.noted(now_us, kind, name, source, text, parts)

    def __repr__(self) -> str:
        return f"<EventSourceMapping {self.source.name} -> {self.function.name}, {self.uuid}>"


def source_arn(source: Any) -> str:
    """The ARN that AWS knows a source by: of a table it is that of its stream."""
    arn: str = getattr(source, "stream_arn", source.arn)
    return arn


def qualified_arn(function: ServiceFunction, qualifier: str | None) -> str:
    """With the qualifier that the caller gave, if any (A5)."""
    return function.arn if qualifier is None else f"{function.arn}:{qualifier}"
