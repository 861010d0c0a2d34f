"""Answers to batches of Kafka (M3, M4), brokers (M7, M8) and DocumentDB (M10)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.batches.judging.batches import failed_ids, failures, judged, offset

ROWS: list[tuple[Any, str, bool]] = [
    (None, "complete success", False),
    ({}, "complete success", False),
    ({"batchItemFailures": []}, "complete success", False),
    ({"batchItemFailures": None}, "complete success", False),
    ({"statusCode": 200}, "complete success", True),
    ([], "complete success", True),
    (failures(offset("t-0", 999)), "complete failure", False),
    (failures(offset("t-9", 0)), "complete failure", False),
    (failures(offset("t-0", 1)), "partial failure", False),
    (failures(offset("t-0", 0)), "partial failure", True),
    (failures("t-0"), "complete failure", True),
    (failures(None), "complete failure", True),
    (failures({}), "complete failure", True),
    (failures({"partition": "t-0"}), "complete failure", True),
    (failures(offset("t-0", True)), "complete failure", True),
    (failures({"partition": 0, "offset": 1}), "complete failure", True),
    (failures({"partition": "t-0", "offset": "1"}), "complete failure", True),
    (failures(offset("t-0", 1), offset("t-0", 999)), "complete failure", True),
    (failures(offset("t-0", 0), offset("t-0", 1), offset("t-1", 0)), "complete failure", False),
]


@pytest.mark.parametrize(("answer", "verdict", "unconfirmed"), ROWS, ids=repr)
def test_kafka(answer: Any, verdict: str, unconfirmed: bool) -> None:
    outcome = judged("kafka", answer)
    assert (outcome.rule, outcome.verdict, outcome.unconfirmed) == ("M4", verdict, unconfirmed)


def test_only_what_is_named_is_tried_again() -> None:
    outcome = judged("kafka", failures({**offset("t-0", 0), "why": "poison"}))
    assert failed_ids(outcome) == [offset("t-0", 0)]
    assert "for what comes after it in its partition" in outcome.reason
    assert outcome.records[0].reason.startswith("record t-0 offset 0 to be tried again: `batchItemFailures[0]")


def test_kafka_without_reporting() -> None:
    assert judged("kafka", failures(offset("t-0", 0)), reports_failures=False).verdict == "complete success"


@pytest.mark.parametrize(
    ("source", "returned", "error"), [("kafka", "M3", "M3"), ("mq", "M7", "M8"), ("documentdb", "M10", "M10")]
)
@pytest.mark.parametrize("reports", [False, True])
def test_without_identifiers(source: str, returned: str, error: str, reports: bool) -> None:
    if source != "kafka":
        outcome = judged(source, failures("m1"), reports_failures=reports)
        assert (outcome.verdict, outcome.rule) == ("complete success", returned)
        assert "mappings of this source have no ReportBatchItemFailures" in outcome.hint
    failed = judged(source, {}, function_error="Unhandled", reports_failures=reports)
    assert (failed.verdict, failed.rule) == ("complete failure", error)
    assert len(failed.failed) == len(failed.records) > 0
