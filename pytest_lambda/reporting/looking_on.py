"""Looks on while a service runs functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pytest_lambda.batches.record import BatchRecord
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.service.call import EVENT, Call
from pytest_lambda.service.event_sources.mapping import EventSourceMapping
from pytest_lambda.service.observer import Happening
from pytest_lambda.service.resources.sqs_queue import SqsQueue
from pytest_lambda.service.revision import Revision

if TYPE_CHECKING:
    from pytest_lambda.reporting.recorder import Recorder
    from pytest_lambda.service.service import LambdaService

#: records of one invocation whose failure is told one by one
MOST_FAILURES = 50


class Onlooker:
    """The observer of one service.

    Args:
        recorder: gets what happens.
        service: that it happens in.

    Attributes:
        queues: those of the service.
    """

    def __init__(self, recorder: Recorder, service: LambdaService) -> None:
        self._recorder = recorder
        self.service = service
        self.queues: list[SqsQueue] = []
        service.on_resource.append(self._resource)

    def executed(self, call: Call, revision: Revision, result: InvocationResult) -> None:
        """See `Observer`."""
        self._recorder.ran(
            revision.configuration, call.request_id, call.body, result,
            asked=call.epoch, kind=int(call.kind == EVENT), virtual=True, retain=self.service.retain_invocations,
        )  # fmt: skip

    def refused(self, call: Call) -> None:
        """See `Observer`."""
        if call.kind != EVENT:  # of an event there is a note, which says how long it waits
            now_us = self.service.clock.scheduler.now_us
            self._recorder.mark(now_us, "throttle", call.function.name, call.request_id, "throttled: HTTP 429")

    def judged(self, mapping: EventSourceMapping, records: Sequence[BatchRecord], result: InvocationResult) -> None:
        """See `Observer`."""
        outcome = result.outcome
        assert outcome is not None, "it was judged"
        failed: list[str] = []
        if outcome.verdict != "complete success":
            failed = [f"{each.id}: {each.reason}" for each in outcome.failed[:MOST_FAILURES]]
            left_out = len(outcome.failed_records) - len(failed)
            failed += [f"and {left_out:,} more"] if left_out > 0 else []
        attempt = max((_receives(record.event) for record in records), default=1)
        self._recorder.judged(
            result.request_id, mapping.source.name, f"{outcome.verdict} ({outcome.rule})", attempt, len(records), failed
        )

    def noted(self, at_us: int, kind: Happening, function: str, about: str, text: str, parts: Sequence[object]) -> None:
        """See `Observer`."""
        if kind != "batch":  # what was judged tells more
            self._recorder.mark(at_us, kind, function, about, text.format(*parts))

    def _resource(self, resource: Any) -> None:
        if isinstance(resource, SqsQueue):
            self.queues.append(resource)


def _receives(event: Any) -> int:
    """How often a message of SQS was received; 1 for records of other sources."""
    attributes = event.get("attributes") if isinstance(event, dict) else None
    return int(attributes.get("ApproximateReceiveCount", 1)) if isinstance(attributes, dict) else 1
