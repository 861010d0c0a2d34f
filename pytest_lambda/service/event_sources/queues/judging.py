"""Judges answers of handlers of messages."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pytest_lambda.batches.outcome import BatchOutcome, RecordOutcome, Verdict
from pytest_lambda.batches.record import BatchRecord


def judged(
    records: Sequence[BatchRecord], *, payload: bytes, function_error: str | None, reports_failures: bool
) -> BatchOutcome:
    """What an answer means for each message (A30-A69)."""
    failed: set[object] = set()
    rule = "A30"
    if function_error is not None:
        return _whole(records, "complete failure", "A31")
    if reports_failures:
        try:
            answer = json.loads(payload)
        except ValueError:
            return _whole(records, "complete failure", "A57")
        items = answer.get("batchItemFailures") if isinstance(answer, dict) else None
        known = {record.id for record in records}
        if items is not None and not isinstance(items, list):
            return _whole(records, "complete failure", "A64")
        for item in items or ():
            name = item.get("itemIdentifier") if isinstance(item, dict) else None
            if name not in known:
                return _whole(records, "complete failure", "A60")
            failed.add(name)
            rule = "A36"
    if not failed:
        return _whole(records, "complete success", rule)
    outcomes = tuple(RecordOutcome(each, each.id not in failed, "by the answer", rule) for each in records)
    return BatchOutcome("sqs", "partial failure", "by the answer", rule, outcomes)


def _whole(records: Sequence[BatchRecord], verdict: Verdict, rule: str) -> BatchOutcome:
    good = verdict == "complete success"
    return BatchOutcome(
        "sqs", verdict, verdict, rule, tuple(RecordOutcome(each, good, verdict, rule) for each in records)
    )
