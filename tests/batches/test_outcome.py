"""Outcomes whose records are there already, as kinds of sources of third parties make them."""

from __future__ import annotations

from pytest_lambda.batches.outcome import BatchOutcome, RecordOutcome
from pytest_lambda.batches.record import BatchRecord


def outcome() -> BatchOutcome:
    good = RecordOutcome(BatchRecord("1", {}, '{"n": 1}'), True, "job 1 done", "X1")
    bad = RecordOutcome(BatchRecord("2", {}, "two"), False, "job 2 comes again", "X2")
    return BatchOutcome("jobs", "partial failure", "one job failed", "X1", (good, bad), hint="Look at job 2.")


def test_its_records() -> None:
    made = outcome()
    assert [each.id for each in made.records] == ["1", "2"]
    assert [each.id for each in made.succeeded] == [each.id for each in made.done_records] == ["1"]
    assert [each.id for each in made.failed] == [each.id for each in made.failed_records] == ["2"]
    assert [each.id for each in made.batch] == ["1", "2"]
    assert made.succeeded[0].json == {"n": 1}
    assert made.failed[0].body == "two"


def test_it_as_text() -> None:
    assert str(outcome()).splitlines() == [
        "partial failure (X1): one job failed",
        "  job 1 done",
        "  job 2 comes again (X2)",
        "Look at job 2.",
    ]
    assert repr(outcome()).startswith("<BatchOutcome partial failure (X1)")
