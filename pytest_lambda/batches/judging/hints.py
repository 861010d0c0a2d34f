"""What a test's author may have overlooked in an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pytest_lambda.batches.judging.families import Family, shown_id
from pytest_lambda.batches.judging.ruling import FAILURE, PARTIAL, Ruling
from pytest_lambda.batches.record import BatchRecord
from pytest_lambda.events.building.overrides import nearest

_KEY = "batchItemFailures"


def hint_at_unread(family: Family, answer: Any) -> str:
    """The answer lists failures, but nobody reads them (A35, C67, M7)."""
    if not isinstance(answer, dict) or not answer.get(_KEY):
        return ""
    said = f"The answer has `{_KEY}`, which is not read: "
    if not family.reports:
        return f"{said}mappings of this source have no ReportBatchItemFailures. Raise to have the batch tried again."
    return f'{said}the mapping has no function_response_types=["ReportBatchItemFailures"].'


def hint_at(
    family: Family, ruling: Ruling, batch: Sequence[BatchRecord], answer: Any, fifo: bool
) -> str:
    """What is odd about an answer that was read."""
    if not isinstance(answer, dict):
        return ""
    if _KEY not in answer:
        return next((f"`{key}` is not read.{near}" for key, near in _near(answer, _KEY)), "")
    if ruling.verdict == PARTIAL:
        return _broken_order(batch, ruling) if fifo else ""
    if ruling.verdict == FAILURE and isinstance(answer[_KEY], list):
        return next((hint for item in answer[_KEY] for hint in _of_item(family, batch, item)), "")
    return ""


def _near(names: Any, wanted: str) -> Iterator[tuple[Any, str]]:
    for name in names:
        near = nearest(name, [wanted])
        if near:
            yield name, near


def _of_item(family: Family, batch: Sequence[BatchRecord], item: Any) -> Iterator[str]:
    if not isinstance(item, dict):
        if any(item == record.id for record in batch):
            yield f'An item is an object: {{"itemIdentifier": {item!r}}}.'
    elif "itemIdentifier" not in item:
        yield from (f"`{key}` is not read.{near}" for key, near in _near(item, "itemIdentifier"))
    elif family.source == "kafka":
        yield from _of_offset(family, batch, item["itemIdentifier"])
    else:
        yield from _of_other_id(family, batch, item["itemIdentifier"])


def _of_other_id(family: Family, batch: Sequence[BatchRecord], identifier: Any) -> Iterator[str]:
    if identifier is None or identifier == "" or isinstance(identifier, (dict, list)):
        return
    for record in batch:
        if identifier != record.id and str(identifier) == record.id:
            yield f"{identifier} is the {family.identifier} of a {family.noun} as a number: return it as text."
        for name, of in (family.others or {}).items():
            if of(record.event) == identifier and identifier != record.id:
                yield f"It is the {name} of {family.shown(record)}: return its {family.identifier}."


def _of_offset(family: Family, batch: Sequence[BatchRecord], identifier: Any) -> Iterator[str]:
    if not isinstance(identifier, dict):
        yield f"A record of Kafka is named by {family.identifier}."
        return
    partition, offset = identifier.get("partition"), identifier.get("offset")
    for record in batch:
        event = record.event
        if str(event["offset"]) == str(offset) and partition in (event["partition"], str(event["partition"])):
            yield f"The partition's name has the topic in it: {record.group!r}."
        elif record.group == partition and type(offset) is not int and str(event["offset"]) == offset:
            yield f"The offset is a number: {event['offset']}."


def _broken_order(batch: Sequence[BatchRecord], ruling: Ruling) -> str:
    """B6: what the answer leaves out is deleted, although it comes after a failed message of its group."""
    failed: dict[str, BatchRecord] = {}
    for place, record in enumerate(batch):
        if record.group is None:
            continue
        if place in ruling.again:
            failed.setdefault(record.group, record)
        elif record.group in failed:
            first = failed[record.group]
            return (
                f"The order of group {record.group!r} is broken: message {shown_id(record.id)} counts as done and "
                f"will not come again, while message {shown_id(first.id)} before it does. On a FIFO queue, stop at "
                "the first failure and name it and all messages after it."
            )
    return ""
