"""What an answer means for a batch, and from it, on demand, for each record."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pytest_lambda.batches.judging.families import Family, Rule, shown_id
from pytest_lambda.batches.outcome import RecordOutcome, Verdict
from pytest_lambda.batches.record import BatchRecord

SUCCESS: Final = "complete success"
PARTIAL: Final = "partial failure"
FAILURE: Final = "complete failure"


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict on a batch.

    Attributes:
        family: of its source.
        verdict: on the whole.
        rule: the row of the facts.
        why: in words, for the whole batch.
        reported: places in the batch that the answer names, each with the number of the item that does.
        again: places in the batch of the records that a partial failure leaves to be tried again.
    """

    family: Family
    verdict: Verdict
    rule: Rule
    why: str
    reported: Mapping[int, int] = field(default_factory=dict)
    again: Collection[int] = ()

    @property
    def reason(self) -> str:
        """Why, with what is doubtful about it."""
        return f"{self.why} ({self.rule.doubt})" if self.rule.doubt else self.why

    @property
    def unconfirmed(self) -> bool:
        """Whether the rule is not settled."""
        return bool(self.rule.doubt)

    def done(self, batch: Sequence[BatchRecord]) -> Sequence[BatchRecord]:
        """The records that are done."""
        if self.verdict == PARTIAL:
            return tuple(record for place, record in enumerate(batch) if place not in self.again)
        return batch if self.verdict == SUCCESS else ()

    def failing(self, batch: Sequence[BatchRecord]) -> Sequence[BatchRecord]:
        """The records that are not."""
        if self.verdict == PARTIAL:
            return tuple(record for place, record in enumerate(batch) if place in self.again)
        return batch if self.verdict == FAILURE else ()

    def outcomes(self, batch: Sequence[BatchRecord]) -> tuple[RecordOutcome, ...]:
        """What has become of each record, and why."""
        family, number = self.family, self.rule.number
        found = []
        for place, record in enumerate(batch):
            done = self.verdict == SUCCESS or (self.verdict == PARTIAL and place not in self.again)
            state = family.done if done else family.again
            found.append(RecordOutcome(record, done, f"{family.shown(record)} {state}: {self._why(place)}", number))
        if self.reported and family.stream:
            return tuple(self._with_checkpoint(batch, place, outcome) for place, outcome in enumerate(found))
        return tuple(found)

    def _why(self, place: int) -> str:
        if place in self.reported:
            text = f"`batchItemFailures[{self.reported[place]}].itemIdentifier` names it"
        elif self.reported:
            later = place in self.again
            text = "it comes after one that is named" if later else "`batchItemFailures` does not name it"
        else:
            return self.reason
        return f"{text} ({self.rule.doubt})" if self.rule.doubt else text

    def _with_checkpoint(self, batch: Sequence[BatchRecord], place: int, outcome: RecordOutcome) -> RecordOutcome:
        first = min(self.again)
        if place == first:
            addition = ", and it is the checkpoint"
        elif place > first and place not in self.reported:
            addition = f": the checkpoint is {shown_id(batch[first].id)}"
        else:
            addition = ""
        return RecordOutcome(outcome.record, outcome.succeeded, outcome.reason + addition, outcome.rule)
