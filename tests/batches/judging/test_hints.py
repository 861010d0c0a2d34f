"""What the outcome hints at."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda.batches.judging import judge
from pytest_lambda.batches.reading import records_of
from tests.batches.judging.batches import BATCHES, REPORTING, failures, judged, sqs_event


@pytest.mark.parametrize("source", REPORTING)
def test_failures_that_nobody_reads(source: str) -> None:
    outcome = judged(source, failures(BATCHES[source][0].id), reports_failures=False)
    assert outcome.hint == (
        "The answer has `batchItemFailures`, which is not read: the mapping has no "
        'function_response_types=["ReportBatchItemFailures"].'
    )
    assert outcome.hint in str(outcome)


@pytest.mark.parametrize("source", REPORTING)
@pytest.mark.parametrize(
    "answer", [{"batchItemFailures": []}, {}, None, ["batchItemFailures"], {"x": "batchItemFailures"}]
)
def test_nothing_is_lost_where_nothing_is_reported(source: str, answer: Any) -> None:
    assert judged(source, answer, reports_failures=False).hint == ""


def test_unread_answers_in_a_window() -> None:
    outcome = judged("kinesis", {"state": {}, **failures("1")}, reports_failures=False, window=True)
    assert "which is not read" in outcome.hint


@pytest.mark.parametrize("source", REPORTING)
@pytest.mark.parametrize("key", ["batchItemfailures", "batch_item_failures", "BatchItemFailures", "batchItemFailure"])
def test_a_misspelt_key(source: str, key: str) -> None:
    outcome = judged(source, {key: [{"itemIdentifier": "m1"}]})
    assert outcome.verdict == "complete success"
    assert outcome.hint == f"`{key}` is not read. Did you mean 'batchItemFailures'?"


@pytest.mark.parametrize("source", REPORTING)
def test_a_misspelt_key_of_an_item(source: str) -> None:
    outcome = judged(source, {"batchItemFailures": [{"itemidentifier": "m1"}]})
    assert outcome.verdict == "complete failure"
    assert outcome.hint == "`itemidentifier` is not read. Did you mean 'itemIdentifier'?"


@pytest.mark.parametrize(
    ("source", "identifier", "hint"),
    [
        ("sqs", "handle-m2", "It is the receiptHandle of message m2: return its messageId."),
        ("sqs", "body-m1", "It is the body of message m1: return its messageId."),
        (
            "kinesis",
            "shardId-000000000000:2",
            "It is the eventID of record 2: return its kinesis.sequenceNumber.",
        ),
        ("dynamodb", "event-3", "It is the eventID of record 3: return its dynamodb.SequenceNumber."),
        ("kinesis", 2, "2 is the kinesis.sequenceNumber of a record as a number: return it as text."),
        ("kafka", {"partition": 0, "offset": 1}, "The partition's name has the topic in it: 't-0'."),
        ("kafka", {"partition": "0", "offset": 1}, "The partition's name has the topic in it: 't-0'."),
        ("kafka", {"partition": "t-0", "offset": "1"}, "The offset is a number: 1."),
        (
            "kafka",
            "t-0",
            'A record of Kafka is named by {"partition": "<topic>-<number>", "offset": <number>}.',
        ),
    ],
)
def test_another_id_of_the_record(source: str, identifier: Any, hint: str) -> None:
    outcome = judged(source, failures(identifier))
    assert outcome.verdict == "complete failure"
    assert outcome.hint == hint


@pytest.mark.parametrize("source", ["sqs", "kinesis", "dynamodb"])
def test_an_item_that_is_the_id_itself(source: str) -> None:
    identifier = BATCHES[source][1].id
    outcome = judged(source, {"batchItemFailures": [identifier]})
    assert outcome.hint == f'An item is an object: {{"itemIdentifier": {identifier!r}}}.'


@pytest.mark.parametrize("source", REPORTING)
def test_right_answers_need_no_hint(source: str) -> None:
    for answer in ({}, failures(BATCHES[source][1].id), failures(*(each.id for each in BATCHES[source]))):
        assert judged(source, answer).hint == ""


FIFO = records_of(sqs_event("a1", "b1", "a2", "b2", groups="abab"))


@pytest.mark.parametrize(
    ("failed", "later", "first"),
    [(["a1"], "a2", "a1"), (["b1"], "b2", "b1"), (["a1", "a2", "b1"], "b2", "b1"), (["b1", "a2"], "b2", "b1")],
)
def test_the_order_of_a_group_breaks(failed: list[str], later: str, first: str) -> None:
    outcome = judged("sqs", failures(*failed), batch=FIFO, fifo=True)
    assert outcome.verdict == "partial failure"
    assert outcome.hint.startswith(
        f"The order of group '{first[0]}' is broken: message {later} counts as done and will not come again, while "
        f"message {first} before it does."
    )


@pytest.mark.parametrize("failed", [["a2"], ["b2"], ["a1", "a2"], ["a2", "b1", "b2"], ["a1", "b1", "a2", "b2"], []])
def test_the_order_of_groups_holds(failed: list[str]) -> None:
    assert judged("sqs", failures(*failed), batch=FIFO, fifo=True).hint == ""


def test_standard_queues_have_no_order() -> None:
    assert judged("sqs", failures("a1"), batch=FIFO).hint == ""


def test_the_hint_needs_no_readable_answer() -> None:
    outcome = judge(
        "sqs", FIFO, payload_bytes=b'{"batchItemFailures": NaN', function_error=None, reports_failures=False
    )
    assert (outcome.verdict, outcome.rule, outcome.hint) == ("complete success", "A30", "")
