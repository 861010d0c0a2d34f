"""What an invocation means for each record of its batch, and by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from pytest_lambda.batches.record import BatchRecord, RecordId

if TYPE_CHECKING:
    from pytest_lambda.runtime.result import InvocationResult

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


class Judgement(Protocol):
    """What makes the outcomes of the records, when somebody looks at them."""

    def outcomes(self, batch: Sequence[BatchRecord]) -> tuple[RecordOutcome, ...]:
        """One for each record, in the batch's order."""
        ...

    def failing(self, batch: Sequence[BatchRecord]) -> Sequence[BatchRecord]:
        """The records that are not done, in the batch's order."""
        ...

    def done(self, batch: Sequence[BatchRecord]) -> Sequence[BatchRecord]:
        """The others."""
        ...


class _Ready:
    """A judgement whose outcomes are there already."""

    __slots__ = ("_outcomes",)

    def __init__(self, outcomes: tuple[RecordOutcome, ...]) -> None:
        self._outcomes = outcomes

    def outcomes(self, batch: Sequence[BatchRecord]) -> tuple[RecordOutcome, ...]:
        return self._outcomes

    def failing(self, batch: Sequence[BatchRecord]) -> Sequence[BatchRecord]:
        return tuple(each.record for each in self._outcomes if not each.succeeded)

    def done(self, batch: Sequence[BatchRecord]) -> Sequence[BatchRecord]:
        return tuple(each.record for each in self._outcomes if each.succeeded)


class BatchOutcome:
    """The judgement of one invocation.

    Args:
        source: `sqs`, `kinesis`, …
        verdict: of the batch as a whole.
        reason: why, in words.
        rule: the number of the fact.
        records: the outcome of each record; or none, with `batch` and `judgement`, which makes them on demand.
        checkpoint: the first record to be tried again.
        unconfirmed: whether no source confirms the rule.
        hint: what a test's author may have overlooked.
        batch: the records.
        judgement: what has become of them.

    Attributes:
        source: `sqs`, `kinesis`, `dynamodb`, `kafka`, …
        verdict: of the batch as a whole.
        reason: why, in words.
        rule: the number of the fact.
        batch: the records, without what has become of them.
        checkpoint: the first record to be tried again, of a partial failure of a stream (C63); else None.
        unconfirmed: whether no source confirms the rule: see the fidelity table.
        hint: what a test's author may have overlooked, such as a list of failures that AWS does not read.
        invocation: the answer of the Invoke API; set by `invoke_batch`.
    """

    __slots__ = (
        "_judgement",
        "_records",
        "batch",
        "checkpoint",
        "hint",
        "invocation",
        "reason",
        "rule",
        "source",
        "unconfirmed",
        "verdict",
    )

    def __init__(
        self,
        source: str,
        verdict: Verdict,
        reason: str,
        rule: str,
        records: tuple[RecordOutcome, ...] | None = None,
        checkpoint: RecordId | None = None,
        unconfirmed: bool = False,
        hint: str = "",
        *,
        batch: Sequence[BatchRecord] | None = None,
        judgement: Judgement | None = None,
    ) -> None:
        self.source = source
        self.verdict = verdict
        self.reason = reason
        self.rule = rule
        self._records = records
        self.checkpoint = checkpoint
        self.unconfirmed = unconfirmed
        self.hint = hint
        self.batch = batch if batch is not None else tuple(each.record for each in records or ())
        self._judgement: Judgement = judgement if judgement is not None else _Ready(records or ())
        self.invocation: InvocationResult | None = None

    @property
    def records(self) -> tuple[RecordOutcome, ...]:
        """All of the batch, in its order."""
        if self._records is None:
            self._records = self._judgement.outcomes(self.batch)
        return self._records

    @property
    def succeeded(self) -> tuple[RecordOutcome, ...]:
        """The records that are done."""
        return tuple(outcome for outcome in self.records if outcome.succeeded)

    @property
    def failed(self) -> tuple[RecordOutcome, ...]:
        """The records that are not."""
        return tuple(outcome for outcome in self.records if not outcome.succeeded)

    @property
    def done_records(self) -> Sequence[BatchRecord]:
        """The records that are done, without the reasons: fast, for pollers."""
        return self._judgement.done(self.batch)

    @property
    def failed_records(self) -> Sequence[BatchRecord]:
        """The records that are not, without the reasons: fast, for pollers."""
        return self._judgement.failing(self.batch)

    def __repr__(self) -> str:
        return f"<BatchOutcome {self}>"

    def __str__(self) -> str:
        lines = [f"{self.verdict} ({self.rule}): {self.reason}"]
        for outcome in self.records:
            said = outcome.reason.removesuffix(f": {self.reason}")  # not again what holds for all
            lines.append(f"  {said}" if outcome.rule == self.rule else f"  {said} ({outcome.rule})")
        if self.hint:
            lines.append(self.hint)
        return "\n".join(lines)
