"""Answers to batches of Kinesis and DynamoDB, row by row (C50 to C68), and of tumbling windows (C81)."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda.batches.judging import judge
from pytest_lambda.batches.reading import records_of
from pytest_lambda.errors import ConfigurationError
from tests.batches.judging.batches import BATCHES, STREAMS, failed_ids, failures, judged, kinesis_event

pytestmark = pytest.mark.parametrize("source", STREAMS)

ROWS: list[tuple[str, Any, str, bool]] = [
    ("C50", {"batchItemFailures": []}, "complete success", False),
    ("C51", {"batchItemFailures": None}, "complete success", False),
    ("C52", {}, "complete success", False),
    ("C52", {"state": {"n": 1}}, "complete success", False),
    ("C53", None, "complete success", False),
    ("C54", [], "complete success", False),
    ("C68", "", "complete success", True),
    ("C68", 3, "complete success", True),
    ("C68", {"statusCode": 200}, "complete success", True),
    ("C56", failures(""), "complete failure", False),
    ("C57", failures(None), "complete failure", False),
    ("C58", failures(123), "complete failure", False),
    ("C58", failures(2), "complete failure", True),
    ("C59", failures("9"), "complete failure", True),
    ("C60", {"batchItemFailures": [{"foo": 123}]}, "complete failure", False),
    ("C61", {"batchItemFailures": [{"foo": None}]}, "complete failure", False),
    ("C65", failures("2", "9"), "complete failure", True),
    ("C66", {"batchItemFailures": [{}]}, "complete failure", True),
    ("A64", {"batchItemFailures": "2"}, "complete failure", True),
    ("A65", {"batchItemFailures": {}}, "complete failure", True),
    ("C64", failures("1"), "complete failure", False),
    ("C63", failures("2"), "partial failure", False),
    ("C63", failures("3", "2"), "partial failure", False),
    ("A67", failures("2", "2"), "partial failure", True),
]


@pytest.mark.parametrize(("rule", "answer", "verdict", "unconfirmed"), ROWS, ids=repr)
def test_row(source: str, rule: str, answer: Any, verdict: str, unconfirmed: bool) -> None:
    outcome = judged(source, answer)
    assert (outcome.rule, outcome.verdict, outcome.unconfirmed) == (rule, verdict, unconfirmed)
    assert failed_ids(outcome) == {"complete success": [], "partial failure": ["2", "3"]}.get(verdict, ["1", "2", "3"])


def test_the_lowest_number_is_the_checkpoint(source: str) -> None:
    outcome = judged(source, failures("3", "2"))
    assert outcome.checkpoint == "2"
    assert [each.reason for each in outcome.records] == [
        "record 1 done: `batchItemFailures` does not name it",
        "record 2 to be tried again: `batchItemFailures[1].itemIdentifier` names it, and it is the checkpoint",
        "record 3 to be tried again: `batchItemFailures[0].itemIdentifier` names it",
    ]


def test_what_comes_after_the_checkpoint_is_tried_again(source: str) -> None:
    last = judged(source, failures("2")).records[2]
    assert not last.succeeded
    assert last.reason == "record 3 to be tried again: it comes after one that is named: the checkpoint is 2"


def test_no_progress_is_a_failure_with_a_checkpoint(source: str) -> None:
    outcome = judged(source, failures("1"))
    assert outcome.checkpoint == "1"
    assert failed_ids(outcome) == ["1", "2", "3"]
    assert outcome.reason == (
        "`batchItemFailures` names 1 of 3 records, and the checkpoint is record 1, the first of the batch"
    )
    assert outcome.records[2].reason == (
        "record 3 to be tried again: it comes after one that is named: the checkpoint is 1"
    )


def test_complete_verdicts_have_no_checkpoint(source: str) -> None:
    for answer in ({}, failures("")):
        assert judged(source, answer).checkpoint is None


@pytest.mark.parametrize(("reports", "rule"), [(False, "C25"), (True, "C62")])
def test_a_function_error(source: str, reports: bool, rule: str) -> None:
    outcome = judged(source, {"errorType": "E"}, function_error="Unhandled", reports_failures=reports)
    assert (outcome.verdict, outcome.rule) == ("complete failure", rule)


def test_without_reporting_the_answer_is_not_read(source: str) -> None:
    outcome = judged(source, failures("1"), reports_failures=False)
    assert (outcome.verdict, outcome.rule) == ("complete success", "C67")


@pytest.mark.parametrize("reports", [False, True])
@pytest.mark.parametrize("answer", [None, {}, [], {"state": None}, {"state": [1]}, {"batchItemFailures": []}, "x"])
def test_an_answer_in_a_window_carries_a_state(source: str, reports: bool, answer: Any) -> None:
    outcome = judged(source, answer, reports_failures=reports, window=True)
    assert (outcome.verdict, outcome.rule, outcome.unconfirmed) == ("complete failure", "C81", False)
    assert "`state` is" in outcome.reason


@pytest.mark.parametrize("reports", [False, True])
def test_a_state_is_enough_in_a_window(source: str, reports: bool) -> None:
    assert judged(source, {"state": {}}, reports_failures=reports, window=True).verdict == "complete success"


def test_a_window_may_report_failures(source: str) -> None:
    answer = {"state": {}, **failures("2")}
    assert judged(source, answer, window=True).verdict == "partial failure"
    assert judged(source, answer, window=True, reports_failures=False).verdict == "complete success"


def test_bytes_that_are_no_json_in_a_window(source: str) -> None:
    outcome = judge(
        source, BATCHES[source], payload_bytes=b"?", function_error=None, reports_failures=True, window=True
    )
    assert outcome.rule == "C81"


def test_a_window_may_end_without_records(source: str) -> None:
    outcome = judged(source, {"state": {}}, window=False, batch=())
    assert (outcome.verdict, outcome.records) == ("complete success", ())
    failed = judged(source, None, batch=(), function_error="Unhandled")
    assert (failed.verdict, failed.records) == ("complete failure", ())


def test_only_streams_have_windows(source: str) -> None:
    with pytest.raises(ConfigurationError, match="no tumbling windows of 'sqs'"):
        judged("sqs", {}, window=True)


def test_records_of_an_aggregate_share_their_number(source: str) -> None:
    batch = records_of(kinesis_event("1", "2", "2", "3"))
    outcome = judged(source, failures("2"), batch=batch)
    assert failed_ids(outcome) == ["2", "2", "3"]
    assert [each.succeeded for each in outcome.records] == [True, False, False, False]
