"""The judgement of a batch and `events.check_response` say the same of an answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from pytest_lambda import events
from pytest_lambda.batches.judging import judge
from pytest_lambda.batches.reading import needs_state, records_of
from tests.batches.judging.batches import dynamodb_event, failures, kinesis_event, sqs_event
from tests.batches.judging.test_laws import EXAMPLES, answers

WINDOW = {"state": {}, "isFinalInvokeForWindow": False}
EVENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "sqs": ("sqs", sqs_event("m1", "m2", "m3")),
    "kinesis": ("kinesis", kinesis_event("1", "2", "3")),
    "dynamodb": ("dynamodb", dynamodb_event("1", "2", "3")),
    "kinesis_time_window": ("kinesis", {**kinesis_event("1", "2", "3"), **WINDOW}),
    "dynamodb_time_window": ("dynamodb", {**dynamodb_event("1", "2", "3"), **WINDOW}),
    "kinesis_time_window, the last": (
        "kinesis",
        {**kinesis_event("1", "2", "3"), **WINDOW, "isFinalInvokeForWindow": True},
    ),
}
#: what is said about answers that do no harm to the batch, though it may not be what is meant
HARMLESS = {"BATCH-ignored", "WINDOW-size"}
ANSWERS: list[Any] = [
    None, {}, [], "", "ok", 3, True, [1], {"statusCode": 200}, {"batchItemfailures": [{"itemIdentifier": "m1"}]},
    {"state": {}}, {"state": None}, {"state": [1]}, {"state": {}, "batchItemFailures": []},
    {"state": {}, **failures("2")}, {"state": {}, **failures("9")}, {"state": {"a": "x" * 1_048_576}},
    {"batchItemFailures": []}, {"batchItemFailures": None}, {"batchItemFailures": "m1"}, {"batchItemFailures": ""},
    {"batchItemFailures": {}}, {"batchItemFailures": 0}, {"batchItemFailures": False}, {"batchItemFailures": [{}]},
    {"batchItemFailures": ["m1"]}, {"batchItemFailures": [None]}, {"batchItemFailures": [{"foo": None}]},
    failures("m1"), failures("m2", "m2"), failures("m1", "m9"), failures("m3", ""), failures("m1", "m2", "m3"),
    failures("1"), failures("3", "2"), failures("9"), failures(2), failures(None), failures(""), failures({}),
    failures("handle-m1"), failures("event-1"), failures("shardId-000000000000:2"),
]  # fmt: skip


def assert_same(name: str, answer: Any) -> None:
    source, event = EVENTS[name]
    book = name.partition(",")[0]
    outcome = judge(
        source,
        records_of(event),
        answer=answer,
        function_error=None,
        reports_failures=True,
        window=needs_state(event),
    )
    harms = {violation.rule for violation in events.check_response(book, answer, event)} - HARMLESS
    every = len(outcome.failed) == len(outcome.records)
    all_named = outcome.checkpoint is not None or outcome.rule in ("A67", "A68")
    assert bool(harms) == (every and not all_named), f"{harms} against {outcome}"


@pytest.mark.parametrize("number", range(len(ANSWERS)))
@pytest.mark.parametrize("name", EVENTS)
def test_of_a_table_of_answers(name: str, number: int) -> None:
    assert_same(name, ANSWERS[number])


@pytest.mark.parametrize("name", EVENTS)
@settings(max_examples=EXAMPLES)
@given(answer=answers)
def test_of_any_answer(name: str, answer: Any) -> None:
    assert_same(name, answer)
