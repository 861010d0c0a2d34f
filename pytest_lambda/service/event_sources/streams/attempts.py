"""One attempt at a batch of a shard, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pytest_lambda.batches.outcome import BatchOutcome
from pytest_lambda.errors import RequestEntityTooLargeException
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.service.asynchronous.backoff import Backoff
from pytest_lambda.service.event_sources.batch import Batch, Refused
from pytest_lambda.service.event_sources.streams import on_failure
from pytest_lambda.service.event_sources.streams.piece import Item, Piece, pieces
from pytest_lambda.service.metrics.lambda_metrics import Target, destination_delivery_failure
from pytest_lambda.service.resources.refusals import DeliveryRefused

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.streams.shard_reader import ShardReader

#: what LastProcessingResult says (C77)
NOTHING_YET, OK, PROBLEM = "No records processed", "OK", "PROBLEM: Function call failed"


class Attempts:
    """Tries pieces of one shard.

    Args:
        reader: of the shard.
        backoff: how long retries wait.
    """

    __slots__ = ("_backoff", "_reader")

    def __init__(self, reader: ShardReader, backoff: Backoff) -> None:
        self._reader = reader
        self._backoff = backoff

    def make(self, piece: Piece) -> list[Piece]:
        """Try a piece, in a task.

        Returns:
            What is in its place now: itself for a retry, the rest of it, its halves, or nothing.
        """
        kept = self._without_expired(piece)
        if kept is None:
            kept = self._without_stale(piece)
        return self._invoked(piece) if kept is None else kept

    def _without_expired(self, piece: Piece) -> list[Piece] | None:
        """C25: the stream does not retain them any more."""
        if not piece.items:
            return None
        first = self._reader.shard.trimmed(piece.items[0].position)
        expired = [item for item in piece.items if item.position < first]
        if not expired:
            return None
        self._reader.mapping.note("{} records expired in {}", len(expired), self._reader.shard.shard_id, kind="lost")
        self._reader.mapping.count(dropped=len(expired))
        self._reader.account.expired += len(expired)
        self._reader.done(expired)
        self._reader.rules.expired(self._reader)
        return pieces([item for item in piece.items if item.position >= first])

    def _without_stale(self, piece: Piece) -> list[Piece] | None:
        """C34: they are too old before they are handed over."""
        oldest_us = self._oldest_us()
        stale = [item for item in piece.items if item.record.arrival_us < oldest_us]
        if not stale:
            return None
        self._give_up(piece, stale, on_failure.AGE_EXCEEDED, None)
        return pieces([item for item in piece.items if item.record.arrival_us >= oldest_us])

    def _oldest_us(self) -> int:
        """Records that arrived before are too old."""
        most = self._reader.mapping.settings.maximum_record_age_in_seconds
        return 0 if most < 0 else self._reader.now_us - most * 1_000_000

    def _invoked(self, piece: Piece) -> list[Piece]:
        reader, mapping = self._reader, self._reader.mapping
        if piece.request_id is None:
            piece.request_id = mapping.function.service.world.request_id()
        now_us, records = reader.now_us, piece.records
        if reader.window is not None and piece.items:
            reader.window.begin(piece.items[0])
        try:
            result = mapping.invoke(Batch(reader.event(piece), records, request_id=piece.request_id))
        except RequestEntityTooLargeException as refused:
            return self._too_large(piece, refused)
        if isinstance(result, Refused):
            return self._refused(piece, result)
        piece.refusals = 0
        if piece.items:
            reader.rules.measure(reader, piece.items[-1], self._target(result.executed_version), now_us)
        outcome = result.outcome
        assert outcome is not None
        done = outcome.verdict == "complete success"
        mapping.last_processing_result = OK if done else PROBLEM
        if done:
            return self._succeeded(piece, piece.items, result)
        return self._after_failure(piece, outcome, result)

    def _after_failure(self, piece: Piece, outcome: BatchOutcome, result: InvocationResult) -> list[Piece]:
        if outcome.verdict == "partial failure" and outcome.checkpoint is None:
            return self._without_done(piece, outcome, result)
        first = 0 if outcome.checkpoint is None else piece.index_of(outcome.checkpoint)
        if first:  # C63, C27: a new checkpoint, a new budget, at once (C30)
            return [*self._succeeded(piece, piece.items[:first], result), *pieces(piece.items[first:])]
        if len(piece.items) > 1 and self._reader.mapping.settings.bisect_batch_on_function_error:
            self._reader.mapping.note("bisected a batch of {} records", len(piece.items))
            return piece.halves()  # C40, C42, C44: at once, and it spends no retry
        return self._retry(piece, result)

    def _without_done(self, piece: Piece, outcome: BatchOutcome, result: InvocationResult) -> list[Piece]:
        """M4: only the records that failed are tried again; each knows how often it was."""
        failed = {id(record) for record in outcome.failed_records}
        done = [item for item in piece.items if not any(id(event) in failed for event in item.events)]
        rest = Piece([item for item in piece.items if any(id(event) in failed for event in item.events)])
        rest.attempts = piece.attempts
        return [*self._succeeded(piece, done, result), *self._retry(rest, result)]

    def _succeeded(self, piece: Piece, items: Sequence[Item], result: InvocationResult) -> list[Piece]:
        """Returns: the last invocation of a window whose state is too large now."""
        reader, window = self._reader, self._reader.window
        reader.account.succeeded += len(items)
        reader.done(items)
        if window is None:
            return []
        if piece.final:
            window.close()
            return []
        window.answered(result.payload, len(result.payload_bytes))
        return [Piece((), final=True)] if window.ends_early else []

    def _retry(self, piece: Piece, result: InvocationResult | None) -> list[Piece]:
        mapping = self._reader.mapping
        piece.attempts += 1
        most = self._reader.rules.most_retries(mapping.settings)
        if 0 <= most < piece.attempts:
            self._give_up(piece, piece.items, on_failure.RETRIES_EXHAUSTED, result)
            return []
        delay_us = self._wait(piece, self._backoff.delay_us(piece.attempts - 1))
        limit = "any number" if most < 0 else most
        mapping.note("retry {} of {} in {:.3f} s", piece.attempts, limit, delay_us / 1e6, kind="retry")
        return [piece]

    def _refused(self, piece: Piece, refused: Refused) -> list[Piece]:
        """C32: it is tried again until it is too old, and spends no retries."""
        self._reader.mapping.last_processing_result = PROBLEM
        least_us = round((refused.retry_after_seconds or 0) * 1e6)
        self._wait(piece, max(self._backoff.delay_us(piece.refusals), least_us))
        piece.refusals += 1
        return [piece]

    def _too_large(self, piece: Piece, refused: RequestEntityTooLargeException) -> list[Piece]:
        """C33: what cannot be sent spends retries, and never reaches the handler."""
        if len(piece.items) > 1:
            return piece.halves()  # their size was estimated; AWS makes batches that fit
        mapping = self._reader.mapping
        mapping.last_processing_result = PROBLEM
        mapping.count(failed=len(piece.items))
        mapping.note("a batch could not be sent: {}", refused.message)
        condition = self._reader.rules.too_large
        if not condition:
            return self._retry(piece, None)
        piece.attempts += 1
        self._give_up(piece, piece.items, condition, None)
        return []

    def _wait(self, piece: Piece, delay_us: int) -> int:
        """Until the next attempt; no longer than until the first record is too old."""
        age = self._reader.mapping.settings.maximum_record_age_in_seconds
        if age >= 0 and piece.items:
            too_old_us = min(item.record.arrival_us for item in piece.items) + age * 1_000_000 + 1
            delay_us = min(delay_us, too_old_us - self._reader.now_us)
        piece.due_us = self._reader.now_us + max(delay_us, 0)
        return delay_us

    def _target(self, version: str) -> Target:
        mapping = self._reader.mapping
        alias = mapping.qualifier if mapping.qualifier != version else None
        return Target(mapping.function.name, version, alias)

    def _give_up(self, piece: Piece, items: Sequence[Item], condition: str, response: InvocationResult | None) -> None:
        """Send to the destination what is known of records, and go on after them."""
        reader, number = self._reader, len(items)
        where = self._delivered(piece, items, condition, response)
        if where:
            reader.mapping.count(delivered_on_failure=number)
            reader.account.at_destination += number
        else:
            reader.mapping.count(dropped=number)  # C37, C76
            reader.account.dropped += number
        what = f"{number} records" if items else "the end of a window"
        ended = (what, piece.attempts, condition, where or "dropped")
        reader.mapping.note("gave up {} after {} attempts: {}; {}", *ended, kind="destination" if where else "lost")
        reader.done(items)
        if piece.final and reader.window is not None:
            reader.window.close()

    def _delivered(self, piece: Piece, items: Sequence[Item], condition: str, response: InvocationResult | None) -> str:
        """Returns: the ARN that it went to; empty if it went nowhere."""
        reader, mapping = self._reader, self._reader.mapping
        target = mapping.settings.on_failure
        if target is None:
            return ""
        given_up = on_failure.GivenUp(
            mapping,
            reader.kind,
            reader.shard.shard_id,
            items,
            reader.event(Piece(items, final=piece.final)),
            window=reader.window.info() if piece.final and reader.window is not None else None,
            request_id=piece.request_id or mapping.function.service.world.request_id(),
            condition=condition,
            attempts=piece.attempts,
            response=response,
        )
        try:
            reader.rules.deliver(given_up)
        except DeliveryRefused as refused:
            version = response.executed_version if response is not None else mapping.qualifier or "$LATEST"
            service = mapping.function.service
            destination_delivery_failure(service.metrics, self._target(version), service.epoch())
            mapping.note("{} refused the message of a failure: {}", target.arn, refused.code)
            return ""
        return target.arn
