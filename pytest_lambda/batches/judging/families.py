"""What tells the sources apart when an answer is judged: rule numbers, words, identifiers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pytest_lambda.batches.record import BatchRecord

#: what an unconfirmed ruling says about itself
UNCONFIRMED: Final = "no recording of AWS shows it"
_DISPUTED = "disputed: the documentation has it fail, a recording shows the message taken for done"


class Rule(NamedTuple):
    """A row of the facts.

    Attributes:
        number: `A60`.
        doubt: why the row is not settled; empty if it is.
    """

    number: str
    doubt: str = ""


def _doubtful(number: str) -> Rule:
    return Rule(number, UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class Family:
    """Sources whose answers are judged alike.

    Attributes:
        source: as `judge` is called with it.
        noun: a record, for people.
        done: what has become of a record that succeeded.
        again: what has become of one that failed.
        identifier: what to return, for people.
        rules: by what the answer is.
        reports: whether there is ReportBatchItemFailures at all (M7, M10).
        stream: whether what comes after a failed record is tried again (C63).
        others: other ids of a record, that are taken for it.
    """

    source: str
    noun: str
    done: str
    again: str
    identifier: str
    rules: Mapping[str, Rule]
    reports: bool = True
    stream: bool = False
    others: Mapping[str, Callable[[Mapping[str, Any]], Any]] | None = None

    def shown(self, record: BatchRecord) -> str:
        """A record, for people."""
        return f"{self.noun} {shown_id(record.id)}"


def shown_id(identifier: Any) -> str:
    """An id, for people."""
    return f"{identifier['partition']} offset {identifier['offset']}" if isinstance(identifier, dict) else identifier


_QUEUE: Final = {
    "returned": Rule("A30"),
    "unread": Rule("A35"),
    "error": Rule("A31"),
    "error, reporting": Rule("A34"),
    "empty list": Rule("A50"),
    "null list": Rule("A51"),
    "no key": Rule("A52"),
    "other keys": _doubtful("A55"),
    "null": Rule("A53"),
    "top list": Rule("A54"),
    "scalar": _doubtful("A56"),
    "not JSON": Rule("A57"),
    "empty id": Rule("A58"),
    "null id": Rule("A59"),
    "unknown id": Rule("A60"),
    "number id": Rule("A61"),
    "odd id": _doubtful("A61"),
    "wrong key": Rule("A62"),
    "wrong key, null": Rule("A62"),
    "odd item": _doubtful("A62"),
    "empty item": Rule("A63", _DISPUTED),
    "text list": Rule("A64"),
    "odd list": _doubtful("A65"),
    "mixed": _doubtful("A66"),
    "repeated": _doubtful("A67"),
    "all": Rule("A68"),
    "some": Rule("A36"),
}
_STREAM: Final = {
    "returned": Rule("C67"),
    "unread": Rule("C67"),
    "error": Rule("C25"),
    "error, reporting": Rule("C62"),
    "empty list": Rule("C50"),
    "null list": Rule("C51"),
    "no key": Rule("C52"),
    "other keys": _doubtful("C68"),
    "null": Rule("C53"),
    "top list": Rule("C54"),
    "scalar": _doubtful("C68"),
    "not JSON": _doubtful("A57"),  # documented for queues only
    "empty id": Rule("C56"),
    "null id": Rule("C57"),
    "unknown id": _doubtful("C59"),
    "number id": Rule("C58"),
    "odd id": _doubtful("C58"),
    "wrong key": Rule("C60"),
    "wrong key, null": Rule("C61"),
    "odd item": _doubtful("C60"),
    "empty item": _doubtful("C66"),
    "text list": _doubtful("A64"),  # recorded for queues only
    "odd list": _doubtful("A65"),
    "mixed": _doubtful("C65"),
    "repeated": _doubtful("A67"),
    "all": Rule("C64"),
    "some": Rule("C63"),
    "state": Rule("C81"),
}
_DOCUMENTED_FOR_KAFKA = ("empty list", "null list", "no key", "null", "unknown id", "some", "all")
_KAFKA: Final = {
    **{name: Rule("M4") if name in _DOCUMENTED_FOR_KAFKA else _doubtful("M4") for name in _QUEUE},
    "returned": Rule("M3"),
    "unread": Rule("M3"),
    "error": Rule("M3"),
    "error, reporting": Rule("M3"),
}


def _unreported(number: str, error: str) -> dict[str, Rule]:
    return {
        "returned": Rule(number),
        "unread": Rule(number),
        "error": Rule(error),
        "error, reporting": Rule(error),
    }


_EVENT_ID: Final[Mapping[str, Callable[[Mapping[str, Any]], Any]]] = {"eventID": lambda event: event.get("eventID")}

FAMILIES: Final = {
    family.source: family
    for family in (
        Family(
            "sqs", "message", "deleted from the queue", "returned to the queue", "messageId", _QUEUE,
            others={"receiptHandle": lambda event: event.get("receiptHandle"), "body": lambda event: event.get("body")},
        ),
        Family(
            "kinesis", "record", "done", "to be tried again", "kinesis.sequenceNumber", _STREAM, stream=True,
            others=_EVENT_ID,
        ),
        Family(
            "dynamodb", "record", "done", "to be tried again", "dynamodb.SequenceNumber", _STREAM, stream=True,
            others=_EVENT_ID,
        ),
        Family(
            "kafka", "record", "committed", "to be tried again",
            '{"partition": "<topic>-<number>", "offset": <number>}', _KAFKA,
        ),
        Family(
            "mq", "message", "acknowledged", "returned to the broker", "", _unreported("M7", "M8"), reports=False,
        ),
        Family(
            "documentdb", "change", "done", "to be tried again", "", _unreported("M10", "M10"), reports=False,
        ),
    )
}  # fmt: skip
