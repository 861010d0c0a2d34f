"""Answers whose meaning is not settled can be read either way."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda.batches.judging import Disputed
from pytest_lambda.errors import ConfigurationError
from tests.batches.judging.batches import STREAMS, failed_ids, failures, judged, offset

EMPTY = {"batchItemFailures": [{}]}


@pytest.mark.parametrize("source", ["sqs", *STREAMS, "kafka"])
@pytest.mark.parametrize(
    ("setting", "default", "other", "answer"),
    [
        ("item_without_identifier", "failure", "success", EMPTY),
        ("scalar_answer", "success", "failure", "ok"),
        ("scalar_answer", "success", "failure", [1]),
        ("other_answer", "success", "failure", {"statusCode": 200}),
        ("odd_failures", "failure", "success", {"batchItemFailures": 3}),
    ],
    ids=repr,
)
def test_either_way(source: str, setting: str, default: str, other: str, answer: Any) -> None:
    for settings, expected in ((Disputed(), default), (Disputed(**{setting: other}), other)):
        outcome = judged(source, answer, disputed=settings)
        assert outcome.verdict == f"complete {expected}"
        assert outcome.unconfirmed


@pytest.mark.parametrize("source", STREAMS)
def test_unknown_sequence_numbers(source: str) -> None:
    lenient = Disputed(unknown_sequence_number="success")
    assert judged(source, failures("9"), disputed=lenient).verdict == "complete success"
    assert failed_ids(judged(source, failures("9", "2"), disputed=lenient)) == ["2", "3"]
    assert judged("sqs", failures("m9"), disputed=lenient).verdict == "complete failure"


def test_mixed_identifiers() -> None:
    outcome = judged("sqs", failures("m2", "m9"), disputed=Disputed(mixed_identifiers="partial"))
    assert (outcome.verdict, outcome.rule, outcome.unconfirmed) == ("partial failure", "A66", True)
    assert failed_ids(outcome) == ["m2"]


def test_an_empty_item_beside_a_right_one() -> None:
    answer = {"batchItemFailures": [{}, {"itemIdentifier": "m2"}]}
    assert judged("sqs", answer).verdict == "complete failure"
    outcome = judged("sqs", answer, disputed=Disputed(item_without_identifier="success"))
    assert (outcome.verdict, outcome.unconfirmed, failed_ids(outcome)) == ("partial failure", True, ["m2"])


def test_repeated_identifiers() -> None:
    outcome = judged("sqs", failures("m2", "m2"), disputed=Disputed(repeated_identifier="failure"))
    assert (outcome.verdict, outcome.rule) == ("complete failure", "A67")


def test_later_offsets() -> None:
    outcome = judged("kafka", failures(offset("t-0", 0)), disputed=Disputed(later_offsets="again"))
    assert failed_ids(outcome) == [offset("t-0", 0), offset("t-0", 1)]
    assert outcome.records[1].reason.startswith(
        "record t-0 offset 1 to be tried again: it comes after one that is named"
    )
    assert outcome.records[2].succeeded


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"scalar_answer": "maybe"}, "Disputed(scalar_answer='maybe'): expected 'success' or 'failure'."),
        ({"mixed_identifiers": "success"}, "Disputed(mixed_identifiers='success'): expected 'failure' or 'partial'."),
        ({"later_offsets": None}, "Disputed(later_offsets=None): expected 'done' or 'again'."),
    ],
    ids=repr,
)
def test_other_values_are_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Disputed(**settings)
    assert str(refused.value) == said
