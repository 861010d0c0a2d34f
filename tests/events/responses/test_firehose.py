"""Answers to Firehose."""

from __future__ import annotations

from typing import Any

import pytest

from .broken import broken, said

EVENT = {"records": [{"recordId": "1"}, {"recordId": "2"}]}


def record(identifier: str = "1", **changes: Any) -> dict[str, Any]:
    return {"recordId": identifier, "result": "Ok", "data": "aGVsbG8=", **changes}


@pytest.mark.parametrize(
    "records",
    [
        [record(), record("2")],
        [record("2"), record()],
        [record(), {"recordId": "2", "result": "Dropped"}],
        [record(data=""), record("2", result="ProcessingFailed", data="YQ==")],
        [record(metadata={"partitionKeys": {"year": "2026"}}), record("2")],
        [{"recordId": "1", "result": "Ok", "kafkaRecordValue": "YQ=="}, record("2")],
    ],
)
def test_firehose_accepts(records: Any) -> None:
    assert broken("firehose", {"records": records}, EVENT) == set()


@pytest.mark.parametrize(
    ("answer", "rule", "field"),
    [
        (None, "FH-shape", ""),
        ([record()], "FH-shape", ""),
        ({"Records": [record()]}, "FH-shape", "records"),
        ({"records": [record(result="OK")]}, "FH-shape", "records[0].result"),
        ({"records": [{"result": "Ok", "data": ""}]}, "FH-shape", "records[0].recordId"),
        ({"records": [record(data={"a": 1})]}, "FH-shape", "records[0].data"),
        ({"records": [record(metadata={"partitionKeys": ["a"]})]}, "FH-shape", "records[0].metadata.partitionKeys"),
        ({"records": [record(Data="YQ==")]}, "FH-shape", "records[0].Data"),
        ({"records": [record(data=None)]}, "FH-data", "records[0].data"),
        ({"records": [record(data='{"plain": "JSON"}')]}, "FH-data", "records[0].data"),
        ({"records": [record(), record()]}, "FH-unique", "records[1].recordId"),
    ],
)
def test_firehose_refuses(answer: Any, rule: str, field: str) -> None:
    assert (rule, field) in broken("firehose", answer)


def test_all_records_come_back_and_no_other() -> None:
    answer = {"records": [record(), record("3")]}
    assert broken("firehose", answer, EVENT) == {("FH-known", "records[1].recordId"), ("FH-known", "records")}
    assert "has the result Dropped" in said("firehose", answer, EVENT)


def test_the_answer_has_at_most_6_mb() -> None:
    answer = {"records": [record(data="YWFh" * 1_600_000)]}
    assert broken("firehose", answer) == {("ANSWER-size", "")}
