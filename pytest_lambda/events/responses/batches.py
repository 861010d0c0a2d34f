"""What the pollers of SQS, Kinesis and DynamoDB make of a batch answer (facts 3.4; C80 to C87 for tumbling windows).

What is said about `batchItemFailures` 
holds for event source mappings with ReportBatchItemFailures: without it they are not read (C67).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.events.judging.http_answers import kind
from pytest_lambda.events.judging.responsebook import ResponseBook, json_size
from pytest_lambda.events.judging.shape import Finding

_KEY = "batchItemFailures"
_STATE_BYTES = 1_048_576
_ERROR = "Lambda takes the whole batch for failed and tries all of it again"


class _Source(NamedTuple):
    """What tells the sources apart.

    Attributes:
        name: the builder's.
        identifier: what to return, for people.
        of: gives it for a record.
        others: other ids of a record, that are taken for it.
        window: whether the batch is of a tumbling window, whose answers carry `state`.
    """

    name: str
    identifier: str
    of: Callable[[Mapping[str, Any]], str]
    others: dict[str, Callable[[Mapping[str, Any]], Any]]
    window: bool = False


_STREAMS = (
    _Source(
        "kinesis",
        "kinesis.sequenceNumber",
        lambda record: str(record["kinesis"]["sequenceNumber"]),
        {"eventID": lambda record: record.get("eventID")},
    ),
    _Source(
        "dynamodb",
        "dynamodb.SequenceNumber",
        lambda record: str(record["dynamodb"]["SequenceNumber"]),
        {"eventID": lambda record: record.get("eventID")},
    ),
)
_SOURCES = (
    _Source(
        "sqs",
        "messageId",
        lambda record: str(record["messageId"]),
        {"receiptHandle": lambda record: record.get("receiptHandle"), "body": lambda record: record.get("body")},
    ),
    *_STREAMS,
    *(source._replace(name=f"{source.name}_time_window", window=True) for source in _STREAMS),
)


def _failures(answer: Any) -> Any:
    return answer.get(_KEY) if isinstance(answer, dict) else None


def _items(answer: Any) -> Iterator[tuple[int, Any]]:
    failures = _failures(answer)
    yield from enumerate(failures if isinstance(failures, list) else ())


def _identifiers(answer: Any) -> Iterator[tuple[int, str]]:
    for number, item in _items(answer):
        identifier = item.get("itemIdentifier") if isinstance(item, dict) else None
        if isinstance(identifier, str) and identifier:
            yield number, identifier


def _book(source: _Source) -> ResponseBook:
    book = ResponseBook(source.name, _ERROR)

    @book.rule(
        "BATCH-ignored",
        "An object without `batchItemFailures` is success of the whole batch: what else it says is ignored. "
        "Recorded for `{}` only.",
    )
    def _ignored(answer: Any) -> Iterator[Finding]:
        if isinstance(answer, dict) and _KEY not in answer:
            for key in answer:
                if not (source.window and key == "state"):
                    reason = f"is ignored: Lambda takes an object without {_KEY} for success of the whole batch"
                    yield key, f"{reason}.{nearest(key, [_KEY])}"

    @book.rule("BATCH-list", "`batchItemFailures` is a list or null; what happens to an object is not recorded.")
    def _list(answer: Any) -> Iterator[Finding]:
        failures = _failures(answer)
        if failures is not None and not isinstance(failures, list):
            yield _KEY, f"is {kind(failures)}, expected a list: {_ERROR}"

    @book.rule(
        "BATCH-item",
        "A failure is an object with an `itemIdentifier` that is text and not empty. "
        "For `{}` the recording (a message taken for done) contradicts the documentation (the batch fails); "
        "the rest is recorded.",
    )
    def _item(answer: Any) -> Iterator[Finding]:
        for number, item in _items(answer):
            field = f"{_KEY}[{number}]"
            if not isinstance(item, dict):
                yield field, f"is {kind(item)}, expected an object with itemIdentifier: {_ERROR}"
            elif "itemIdentifier" not in item:
                hint = next((nearest(key, ["itemIdentifier"]) for key in item), "")
                there = f", there is {', '.join(map(repr, item))}" if item else ""
                yield f"{field}.itemIdentifier", f"is missing{there}: {_ERROR}.{hint}"
            elif not isinstance(item["itemIdentifier"], str) or not item["itemIdentifier"]:
                shown = kind(item["itemIdentifier"])
                yield f"{field}.itemIdentifier", f"is {shown}, expected the record's {source.identifier}: {_ERROR}"

    @book.event_rule(
        "BATCH-known",
        "Every identifier is that of a record of the batch. That one unknown among known ones spoils "
        "the answer is not recorded.",
    )
    def _known(answer: Any, event: Any) -> Iterator[Finding]:
        known = {source.of(record) for record in event["Records"]}
        for number, identifier in _identifiers(answer):
            if identifier not in known:
                taken = [name for name, of in source.others.items() for r in event["Records"] if of(r) == identifier]
                reason = f"is the {taken[0]} of a record" if taken else f"is {identifier!r}, of no record of the batch"
                field = f"{_KEY}[{number}].itemIdentifier"
                yield field, f"{reason}, expected its {source.identifier}: {_ERROR}"

    if source.window:
        _add_window(book)
    return book


def _add_window(book: ResponseBook) -> None:
    @book.rule("WINDOW-size", "`state` has at most 1 MB: with more, Lambda ends the window early (C85).")
    def _size(answer: Any) -> Iterator[Finding]:
        size = json_size(answer["state"]) if isinstance(answer, dict) and "state" in answer else 0
        if size > _STATE_BYTES:
            yield "state", f"has {size:,} bytes, more than {_STATE_BYTES:,}: Lambda ends the window early"

    @book.event_rule("WINDOW-state", "An answer carries `state`, an object, up to the window's last one (C81, C87).")
    def _state(answer: Any, event: Any) -> Iterator[Finding]:
        state = answer.get("state") if isinstance(answer, dict) else None
        if not event["isFinalInvokeForWindow"] and not isinstance(state, dict):
            yield "state", f"is {kind(state) if state is not None else 'missing'}, expected an object: {_ERROR}"


BOOKS = tuple(_book(source) for source in _SOURCES)
