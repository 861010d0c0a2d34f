"""Partial batch answers (facts 3.4)."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import events

from .broken import broken, said

SOURCES = ("sqs", "kinesis", "dynamodb")
SQS: Any = events.sqs("a", "b")
EVENTS: dict[str, Any] = {
    "sqs": SQS,
    "kinesis": {"Records": [{"eventID": "shardId-000000000000:49", "kinesis": {"sequenceNumber": "49"}}]},
    "dynamodb": {"Records": [{"eventID": "e1", "dynamodb": {"SequenceNumber": "111"}}]},
}
IDENTIFIERS = {"sqs": SQS["Records"][1]["messageId"], "kinesis": "49", "dynamodb": "111"}
OTHER_IDS = {"sqs": SQS["Records"][1]["receiptHandle"], "kinesis": "shardId-000000000000:49", "dynamodb": "e1"}


def failures(*identifiers: Any) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": each} for each in identifiers]}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    "answer", ["", [], None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}]
)
def test_success_of_the_whole_batch(source: str, answer: Any) -> None:
    assert broken(source, answer, EVENTS[source]) == set()


@pytest.mark.parametrize("source", SOURCES)
def test_records_of_the_batch_may_fail(source: str) -> None:
    assert broken(source, failures(IDENTIFIERS[source]), EVENTS[source]) == set()
    assert broken(source, failures("anything, as there is no event")) == set()


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    ("answer", "rule", "field"),
    [
        ({"batchItemFailure": [{"itemIdentifier": "a"}]}, "BATCH-ignored", "batchItemFailure"),
        ({"statusCode": 200}, "BATCH-ignored", "statusCode"),
        ({"batchItemFailures": "a"}, "BATCH-list", "batchItemFailures"),
        ({"batchItemFailures": {"itemIdentifier": "a"}}, "BATCH-list", "batchItemFailures"),
        ({"batchItemFailures": ["a"]}, "BATCH-item", "batchItemFailures[0]"),
        ({"batchItemFailures": [{}]}, "BATCH-item", "batchItemFailures[0].itemIdentifier"),
        ({"batchItemFailures": [{"foo": 123}]}, "BATCH-item", "batchItemFailures[0].itemIdentifier"),
        (failures(""), "BATCH-item", "batchItemFailures[0].itemIdentifier"),
        (failures(None), "BATCH-item", "batchItemFailures[0].itemIdentifier"),
        (failures(123), "BATCH-item", "batchItemFailures[0].itemIdentifier"),
    ],
)
def test_failure_of_the_whole_batch(source: str, answer: Any, rule: str, field: str) -> None:
    assert broken(source, answer) == {(rule, field)}


@pytest.mark.parametrize("source", SOURCES)
def test_an_unknown_identifier_fails_the_whole_batch(source: str) -> None:
    answer = failures(IDENTIFIERS[source], "unknown")
    assert broken(source, answer, EVENTS[source]) == {("BATCH-known", "batchItemFailures[1].itemIdentifier")}
    assert "tries all of it again" in said(source, answer, EVENTS[source])


@pytest.mark.parametrize("source", SOURCES)
def test_another_id_of_the_record_is_recognised(source: str) -> None:
    message = said(source, failures(OTHER_IDS[source]), EVENTS[source])
    assert "of a record, expected its" in message


def test_misspelt_keys_are_recognised() -> None:
    assert "Did you mean 'batchItemFailures'?" in said("sqs", {"batch_item_failures": []})
    assert "Did you mean 'itemIdentifier'?" in said("sqs", {"batchItemFailures": [{"itemIdentifer": "a"}]})


@pytest.mark.parametrize("source", ["kinesis_time_window", "dynamodb_time_window"])
@pytest.mark.parametrize(
    ("answer", "final", "expected"),
    [
        ({"state": {"sum": 1}}, False, set()),
        ({"state": {}, "batchItemFailures": []}, False, set()),
        ({}, True, set()),
        (None, True, set()),
        ({}, False, {("WINDOW-state", "state")}),
        (None, False, {("WINDOW-state", "state")}),
        ({"state": [1]}, False, {("WINDOW-state", "state")}),
        ({"state": {"a": "x" * 1_048_576}}, False, {("WINDOW-size", "state")}),
        ({"state": {}, "failures": []}, False, {("BATCH-ignored", "failures")}),
    ],
)
def test_windows_carry_a_state(source: str, answer: Any, final: bool, expected: set[tuple[str, str]]) -> None:
    batch = EVENTS[source.removesuffix("_time_window")]
    assert broken(source, answer, {**batch, "state": {}, "isFinalInvokeForWindow": final}) == expected


@pytest.mark.parametrize("source", SOURCES)
def test_without_a_window_a_state_is_ignored(source: str) -> None:
    assert broken(source, {"state": {"sum": 1}}) == {("BATCH-ignored", "state")}
