"""What Firehose accepts from a transforming function.

From the pages "Required parameters for data transformation", "Transform source data in Amazon Data Firehose" and
"Monitor Amazon Data Firehose using CloudWatch Logs" (Lambda.MissingRecordId, Lambda.DuplicatedRecordId).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, TypedDict

from pytest_lambda.events.judging.formats import decoded_base64
from pytest_lambda.events.judging.responsebook import ResponseBook
from pytest_lambda.events.judging.shape import Finding

_ERROR = "Firehose takes the records for failed and delivers them to its error prefix"
_ONE = "Firehose takes the record for failed and delivers it to its error prefix"


class _Metadata(TypedDict, total=False):
    partitionKeys: dict[str, str | int | float | bool]
    otfMetadata: dict[str, str]


class _RecordBase(TypedDict):
    recordId: str
    result: Literal["Ok", "Dropped", "ProcessingFailed"]


class _Record(_RecordBase, total=False):
    data: str | None
    kafkaRecordValue: str | None
    metadata: _Metadata | None


class _Answer(TypedDict):
    records: list[_Record]


book = ResponseBook(
    "firehose",
    _ERROR,
    shape=_Answer,
    shape_rule="FH-shape",
    unknown="is no part of a transformed record: Firehose ignores it (not recorded)",
)
BOOKS = (book,)


def _records(answer: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, record in enumerate(answer["records"]):
        if isinstance(record, dict):
            yield f"records[{number}]", record


@book.rule("FH-data", "A record that is Ok has its data; data is base64. Documented.")
def _data(answer: Any) -> Iterator[Finding]:
    for field, record in _records(answer):
        values = [name for name in ("data", "kafkaRecordValue") if record.get(name) is not None]
        if not values and record.get("result") == "Ok":
            yield f"{field}.data", f"is missing, though the result is Ok: {_ONE}"
        for name in values:
            if isinstance(record[name], str) and decoded_base64(record[name]) is None:
                yield f"{field}.{name}", f"is not base64: {_ONE}"


@book.rule("FH-unique", "Each record id is there once: one record in, one out; documented.")
def _unique(answer: Any) -> Iterator[Finding]:
    seen: set[str] = set()
    for field, record in _records(answer):
        identifier = record.get("recordId")
        if isinstance(identifier, str) and identifier in seen:
            yield f"{field}.recordId", f"{identifier!r} is there more than once: {_ERROR}"
        seen.add(str(identifier))


@book.event_rule("FH-known", "Every record of the batch comes back under its id, and no other; documented.")
def _known(answer: Any, event: Any) -> Iterator[Finding]:
    sent = [record["recordId"] for record in event["records"]]
    back = {record.get("recordId") for _, record in _records(answer)}
    for field, record in _records(answer):
        identifier = record.get("recordId")
        if isinstance(identifier, str) and identifier not in sent:
            yield f"{field}.recordId", f"is {identifier!r}, of no record of the batch: {_ONE}"
    for identifier in sent:
        if identifier not in back:
            reason = f"lacks {identifier!r} (a record that is not wanted has the result Dropped)"
            yield "records", f"{reason}: {_ONE}"
