"""SQS as a kind of event source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda.batches.judging import judge
from pytest_lambda.errors import InvalidParameterValueException
from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
from pytest_lambda.service.event_sources.queues.poller import QueuePoller
from pytest_lambda.service.event_sources.settings.checked_settings import mapping_settings
from pytest_lambda.service.resources.sqs_queue import SqsQueue

if TYPE_CHECKING:
    from pytest_lambda.batches.outcome import BatchOutcome
    from pytest_lambda.runtime.result import InvocationResult
    from pytest_lambda.service.event_sources.batch import Batch
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping
    from pytest_lambda.service.function import ServiceFunction


class QueueKind:
    """Standard and FIFO queues."""

    name = "sqs"

    def takes(self, source: object) -> bool:
        """See `SourceKind`."""
        return isinstance(source, SqsQueue)

    def takes_arn(self, arn: str) -> bool:
        """See `SourceKind`."""
        return arn.split(":")[2:3] == ["sqs"]

    def missing(self, arn: str) -> Exception:
        """See `SourceKind` (A11)."""
        return InvalidParameterValueException(
            "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. "
            "SQS Error Message: The specified queue does not exist."
        )

    def settings(
        self, given: Mapping[str, Any], source: Any, function: ServiceFunction, current: MappingSettings | None
    ) -> MappingSettings:
        """See `SourceKind`."""
        return mapping_settings(self.name, given, source=source, function=function, current=current)

    def poller(self, mapping: EventSourceMapping) -> QueuePoller:
        """See `SourceKind`."""
        return QueuePoller(mapping, mapping.readings.queue_throttles)

    def judge(self, mapping: EventSourceMapping, batch: Batch, result: InvocationResult) -> BatchOutcome:
        """See `SourceKind` (A50-A69)."""
        return judge(
            self.name,
            batch.records,
            payload_bytes=result.payload_bytes,
            function_error=result.function_error,
            reports_failures=mapping.settings.reports_failures,
            disputed=mapping.readings.answers,
            fifo=mapping.source.fifo,
        )


SQS = QueueKind()
