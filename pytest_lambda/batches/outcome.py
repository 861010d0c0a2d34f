"""What an invocation means for each record of its batch, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pytest_lambda.batches.record import BatchRecord, RecordId

Verdict: TypeAlias = Literal["complete success", "partial failure", "complete failure"]


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """How one record ended in one invocation.

    Attributes:
        record: which.
        succeeded: whether its source takes it for done.
        reason: why, in words.
        rule: the number of the fact, `A60`.
    """

    record: BatchRecord
    succeeded: bool
    reason: str
    rule: str

    @property
    def id(self) -> RecordId:
        """As `itemIdentifier` names it."""
        return self.record.id

    @property
    def body(self) -> Any:
        """What it carries."""
        return self.record.body

    @property
    def json(self) -> Any:
        """The body, decoded from JSON."""
        return self.record.json


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """The judgement of one invocation.

    Attributes:
        source: `sqs`, `kinesis`, `dynamodb`, `kafka`, …
        verdict: of the batch as a whole.
        reason: why, in words.
        rule: the number of the fact.
        records: all of the batch, in its order.
        checkpoint: the first record to be tried again, of a partial failure of a stream (C63); else None.
        unconfirmed: whether no source confirms the rule: see the fidelity table.
        hint: what a test's author may have overlooked, such as a list of failures that AWS does not read.
    """

    source: str
    verdict: Verdict
    reason: str
    rule: str
    records: tuple[RecordOutcome, ...]
    checkpoint: RecordId | None = None
    unconfirmed: bool = False
    hint: str = ""

    @property
    def succeeded(self) -> tuple[RecordOutcome, ...]:
        """The records that are done."""
        return tuple(outcome for outcome in self.records if outcome.succeeded)

    @property
    def failed(self) -> tuple[RecordOutcome, ...]:
        """The records that are not."""
        return tuple(outcome for outcome in self.records if not outcome.succeeded)

    def __str__(self) -> str:
        lines = [f"{self.verdict} ({self.rule}): {self.reason}"]
        for outcome in self.records:
            state = "succeeded" if outcome.succeeded else "failed"
            lines.append(f"  {outcome.id} {state}: {outcome.reason} ({outcome.rule})")
        if self.hint:
            lines.append(self.hint)
        return "\n".join(lines)
