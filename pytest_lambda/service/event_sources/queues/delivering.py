"""One batch of a queue, from the first attempt to invoke the function to what becomes of each message (A30-A41)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.batches.outcome import BatchOutcome
from pytest_lambda.batches.record import BatchRecord
from pytest_lambda.clock.wakeups import Wait
from pytest_lambda.service import lineage
from pytest_lambda.service.event_sources.batch import Batch, Refused
from pytest_lambda.service.event_sources.queues.gathering import Gathering
from pytest_lambda.service.resources.sqs_message import LIVING, Life
from pytest_lambda.service.timeline import counted

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping
    from pytest_lambda.service.event_sources.queues.poller import QueuePoller

#: what is tried again with the same receipt: throttles (A37) and system errors
_PASSING = (429, 500)


def deliver(poller: QueuePoller, mapping: EventSourceMapping, batch: Gathering) -> None:
    """Bring a batch to its end; in a task, which may wait on virtual time.

    Args:
        poller: whose batch it is.
        mapping: of the poller.
        batch: its messages are received.
    """
    attempts = 0
    while batch.records:
        result = mapping.invoke(_event(mapping, batch))
        if not isinstance(result, Refused):
            assert result.outcome is not None, "a mapping judges what it invokes"
            _settle(poller, mapping, batch, result.outcome)
            return
        if not _waits(poller, mapping, batch, result, attempts):
            # A31, A39: they are visible again when their own visibility timeout is over
            poller.account.returned += len(batch.records)
            batch.records = []
            return
        attempts += 1


def _event(mapping: EventSourceMapping, batch: Gathering) -> Batch:
    records = batch.records
    return Batch(
        {"Records": [record.event for record in records]},
        records,
        trace_header=_trace_header(records, mapping.function.arn),
    )


def _trace_header(records: list[BatchRecord], function_arn: str) -> str | None:
    """That of the longest chain of invocations through the function (G7)."""
    headers = [
        record.event["attributes"]["AWSTraceHeader"]
        for record in records
        if "AWSTraceHeader" in record.event["attributes"]
    ]
    return max(headers, key=lambda header: lineage.hops(header, function_arn)) if headers else None


def _waits(
    poller: QueuePoller, mapping: EventSourceMapping, batch: Gathering, refused: Refused, attempts: int
) -> bool:
    """Wait for the next attempt with the same receipts (A37); False if there is none."""
    if refused.status_code not in _PASSING:
        return False
    poller.throttled()
    scheduler = mapping.function.service.clock.scheduler
    due_us = scheduler.now_us + poller.backoff.delay_us(attempts)
    if due_us >= batch.last_lease_us() or not poller.enabled:
        messages = counted(len(batch.records), "message")
        mapping.note("{}: back in the queue after the visibility timeout", messages, kind="retry")
        return False
    messages, seconds = counted(len(batch.records), "message"), (due_us - scheduler.now_us) / 1e6
    mapping.note("{}: tried again in {:g} s", messages, seconds, kind="retry")
    scheduler.wait(Wait(f"the next attempt with messages of {mapping.source.name}", until_us=due_us))
    poller.account.returned += batch.drop_outdated(mapping.source.leases)
    return poller.enabled


def _settle(poller: QueuePoller, mapping: EventSourceMapping, batch: Gathering, outcome: BatchOutcome) -> None:
    """Delete what is done; the rest returns by itself (A30, A31, A36)."""
    account, done = poller.account, _done(batch, outcome)
    total = len(batch.records)
    batch.records = []
    account.returned += total - len(done)
    if not done:
        return
    deleted = mapping.source.leases.delete(done)
    account.deleted += deleted
    mapping.count(deleted=deleted)
    if deleted < len(done):
        account.outdated += len(done) - deleted
        gone = sum(life.state not in LIVING for life, _ in done) - deleted
        if gone:  # by the function itself, say
            mapping.note("{} not deleted: gone before that", counted(gone, "message"))
        if deleted + gone < len(done):
            mapping.note("{} not deleted: visible again before that", counted(len(done) - deleted - gone, "message"))


def _done(batch: Gathering, outcome: BatchOutcome) -> list[tuple[Life, int]]:
    if outcome.verdict == "complete success":
        return batch.receipts
    if outcome.verdict == "complete failure":
        return []
    failed = {record.id for record in outcome.failed_records}
    pairs = zip(batch.receipts, batch.records, strict=True)
    return [receipt for receipt, record in pairs if record.id not in failed]
