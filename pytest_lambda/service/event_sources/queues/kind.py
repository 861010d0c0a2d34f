"""SQS as a kind of event source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda.batches.judging import judge
from pytest_lambda.errors import InvalidParameterValueException
from pytest_lambda.service.asynchronous.backoff import Backoff
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
    """Standard and FIFO queues.

    Args:
        throttle_backoff: how long a batch waits that the function could not take, before it is tried again with the
            same receipts. AWS does not say (A38): by default from one second on twice as long each time, which agrees
            with what was seen.
    """

    name = "sqs"

    def __init__(self, *, throttle_backoff: Backoff | None = None) -> None:
        self.throttle_backoff = throttle_backoff or Backoff()

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
        return QueuePoller(mapping, self.throttle_backoff)

    def judge(self, mapping: EventSourceMapping, batch: Batch, result: InvocationResult) -> BatchOutcome:
        """See `SourceKind` (A50-A69)."""
        return judge(
            self.name,
            batch.records,
            payload_bytes=result.payload_bytes,
            function_error=result.function_error,
            reports_failures=mapping.settings.reports_failures,
            fifo=mapping.source.fifo,
        )


SQS = QueueKind()
