"""Answers to batches of SQS, row by row (A30 to A70)."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda.batches.judging import judge
from pytest_lambda.errors import ConfigurationError
from tests.batches.judging.batches import BATCHES, failed_ids, failures, judged

SUCCESSES: list[tuple[str, Any, bool]] = [
    ("A50", {"batchItemFailures": []}, False),
    ("A50", {"batchItemFailures": [], "other": 1}, False),
    ("A51", {"batchItemFailures": None}, False),
    ("A52", {}, False),
    ("A53", None, False),
    ("A54", [], False),
    ("A55", {"statusCode": 200}, True),
    ("A55", {"state": {}}, True),
    ("A56", "ok", True),
    ("A56", "", True),
    ("A56", 3, True),
    ("A56", 0, True),
    ("A56", False, True),
    ("A56", ["m1"], True),
]


@pytest.mark.parametrize(("rule", "answer", "unconfirmed"), SUCCESSES, ids=repr)
def test_complete_success(rule: str, answer: Any, unconfirmed: bool) -> None:
    outcome = judged("sqs", answer)
    assert (outcome.verdict, outcome.rule, outcome.unconfirmed) == ("complete success", rule, unconfirmed)
    assert [record.id for record in outcome.succeeded] == ["m1", "m2", "m3"]
    assert outcome.failed == ()
    assert ("no recording of AWS" in outcome.reason) is unconfirmed


FAILURES: list[tuple[str, Any, bool, str]] = [
    ("A58", failures(""), False, "`batchItemFailures[0].itemIdentifier` is empty"),
    ("A59", failures(None), False, "`batchItemFailures[0].itemIdentifier` is null"),
    ("A60", failures("m9"), False, "`batchItemFailures[0].itemIdentifier`, 'm9', is not in the batch"),
    ("A61", failures(123), False, "is the number 123, expected text"),
    ("A61", failures(True), True, "is true, expected text"),
    ("A61", failures({"id": "m1"}), True, "is an object, expected text"),
    ("A62", {"batchItemFailures": [{"foo": "notvalid"}]}, False, "has `foo`, but no `itemIdentifier`"),
    ("A62", {"batchItemFailures": ["m1"]}, True, "is the text 'm1', expected an object"),
    ("A62", {"batchItemFailures": [None]}, True, "is null, expected an object"),
    ("A63", {"batchItemFailures": [{}]}, True, "disputed"),
    ("A64", {"batchItemFailures": "m1"}, False, "`batchItemFailures` is the text 'm1', expected a list"),
    ("A65", {"batchItemFailures": {"itemIdentifier": "m1"}}, True, "is an object, expected a list"),
    ("A65", {"batchItemFailures": 3}, True, "is the number 3, expected a list"),
    ("A65", {"batchItemFailures": False}, True, "is false, expected a list"),
    ("A66", failures("m1", "m9"), True, "`batchItemFailures[1].itemIdentifier`, 'm9', is not in the batch"),
    ("A66", failures("", "m1"), True, "`batchItemFailures[0].itemIdentifier` is empty"),
    ("A66", {"batchItemFailures": [{"itemIdentifier": "m1"}, {}]}, True, "is an empty object"),
]


@pytest.mark.parametrize(("rule", "answer", "unconfirmed", "why"), FAILURES, ids=repr)
def test_complete_failure(rule: str, answer: Any, unconfirmed: bool, why: str) -> None:
    outcome = judged("sqs", answer)
    assert (outcome.verdict, outcome.rule, outcome.unconfirmed) == ("complete failure", rule, unconfirmed)
    assert failed_ids(outcome) == ["m1", "m2", "m3"]
    assert why in outcome.reason
    assert "so the whole batch counts as failed" in outcome.reason


def test_a_record_says_why_it_failed() -> None:
    outcome = judged("sqs", failures("m9"))
    assert outcome.records[2].reason == (
        "message m3 returned to the queue: `batchItemFailures[0].itemIdentifier`, 'm9', is not in the batch, so the "
        "whole batch counts as failed"
    )
    assert outcome.records[2].rule == "A60"


def test_partial_failure() -> None:
    outcome = judged("sqs", failures("m2"))
    assert (outcome.verdict, outcome.rule, outcome.unconfirmed) == ("partial failure", "A36", False)
    assert [(each.succeeded, each.reason) for each in outcome.records] == [
        (True, "message m1 deleted from the queue: `batchItemFailures` does not name it"),
        (False, "message m2 returned to the queue: `batchItemFailures[0].itemIdentifier` names it"),
        (True, "message m3 deleted from the queue: `batchItemFailures` does not name it"),
    ]
    assert outcome.checkpoint is None
    assert outcome.failed[0].body == "body-m2"


def test_extra_keys_are_ignored() -> None:
    answer = {"batchItemFailures": [{"itemIdentifier": "m2", "reason": "x"}], "other": 1}
    assert failed_ids(judged("sqs", answer)) == ["m2"]


def test_an_identifier_may_come_twice() -> None:
    outcome = judged("sqs", failures("m2", "m2"))
    assert (outcome.verdict, outcome.rule, outcome.unconfirmed) == ("partial failure", "A67", True)
    assert failed_ids(outcome) == ["m2"]
    assert all("no recording of AWS" in each.reason for each in outcome.records)


def test_all_may_be_named() -> None:
    outcome = judged("sqs", failures("m3", "m1", "m2"))
    assert (outcome.verdict, outcome.rule) == ("complete failure", "A68")
    assert "`batchItemFailures[1].itemIdentifier` names it" in outcome.records[0].reason


@pytest.mark.parametrize(
    "payload",
    [b"not json", b"", b"\xff", b"NaN", b'{"batchItemFailures": [], "x": Infinity}', b"{", b"n\0u\0l\0l\0"],
    ids=repr,
)
def test_what_is_not_json_fails(payload: bytes) -> None:
    outcome = judge("sqs", BATCHES["sqs"], payload_bytes=payload, function_error=None, reports_failures=True)
    assert (outcome.verdict, outcome.rule, outcome.unconfirmed) == ("complete failure", "A57", False)
    assert "the answer is not JSON" in outcome.reason


def test_an_answer_too_deep_to_be_read() -> None:
    payload = b"[" * 100_000 + b"]" * 100_000
    outcome = judge("sqs", BATCHES["sqs"], payload_bytes=payload, function_error=None, reports_failures=True)
    assert (outcome.verdict, outcome.rule) == ("complete failure", "A57")


def test_a_number_of_any_length_is_json() -> None:
    payload = b'{"batchItemFailures": [], "x": ' + b"9" * 5000 + b"}"
    outcome = judge("sqs", BATCHES["sqs"], payload_bytes=payload, function_error=None, reports_failures=True)
    assert (outcome.verdict, outcome.rule) == ("complete success", "A50")


@pytest.mark.parametrize(("reports", "rule"), [(False, "A31"), (True, "A34")])
def test_a_function_error_returns_all(reports: bool, rule: str) -> None:
    report = {"errorMessage": "no such order", "errorType": "KeyError"}
    outcome = judged("sqs", report, function_error="Unhandled", reports_failures=reports)
    assert (outcome.verdict, outcome.rule) == ("complete failure", rule)
    assert (
        outcome.records[0].reason
        == "message m1 returned to the queue: the function failed with KeyError: no such order"
    )


def test_a_function_error_without_a_report() -> None:
    outcome = judge("sqs", BATCHES["sqs"], payload_bytes=b"?", function_error="Unhandled", reports_failures=True)
    assert outcome.reason == "the function failed (Unhandled)"


@pytest.mark.parametrize("payload", [b'{"batchItemFailures": [{"itemIdentifier": "m1"}]}', b"not json", b"NaN"])
def test_without_reporting_the_answer_is_not_read(payload: bytes) -> None:
    outcome = judge("sqs", BATCHES["sqs"], payload_bytes=payload, function_error=None, reports_failures=False)
    assert outcome.verdict == "complete success"
    assert outcome.rule == ("A35" if b"batch" in payload else "A30")


def test_an_answer_has_to_be_given() -> None:
    with pytest.raises(TypeError, match="judge\\(\\) takes payload_bytes or answer"):
        judge("sqs", BATCHES["sqs"], function_error=None, reports_failures=True)
    assert judge("sqs", BATCHES["sqs"], function_error="Unhandled", reports_failures=True).failed
    with pytest.raises(ConfigurationError, match="There is no source 'sns'. Known: sqs, kinesis"):
        judge("sns", (), answer=None, function_error=None, reports_failures=True)


def test_outcomes_of_records_are_made_when_somebody_looks() -> None:
    outcome = judged("sqs", None)
    assert outcome.done_records is outcome.batch is BATCHES["sqs"]
    assert outcome.failed_records == ()
    assert outcome.records is outcome.records


def test_the_outcome_as_text() -> None:
    assert str(judged("sqs", failures("m9"))).splitlines() == [
        "complete failure (A60): `batchItemFailures[0].itemIdentifier`, 'm9', is not in the batch, so the whole batch "
        "counts as failed",
        "  message m1 returned to the queue",
        "  message m2 returned to the queue",
        "  message m3 returned to the queue",
    ]
