"""What a table's stream of moto has had before the service knew of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import Any, NamedTuple

from pytest_lambda.service.resources.dynamodb_item import StoredItem
from pytest_lambda.service.resources.dynamodb_keys import Identity, KeySchema
from pytest_lambda.service.resources.dynamodb_stream import DynamoDBStream
from pytest_lambda.service.resources.dynamodb_values import Image, checked_image
from pytest_lambda.service.resources.moments import microseconds


class _Change(NamedTuple):
    identity: Identity
    key: StoredItem
    name: str
    new: StoredItem | None
    old: StoredItem | None
    at_us: int


def bring_history(stream: DynamoDBStream, keys: KeySchema, records: Iterable[Mapping[str, Any]], now: float) -> None:
    """Put moto's records into a stream, as far as AWS would have made them.

    moto makes two insertions of one update of an item that is not there, and records of writes that change nothing.

    Args:
        stream: of the table, as it is adopted.
        keys: of the table.
        records: of moto, oldest first.
        now: the moment it is; moto may have another clock.
    """
    changes: list[_Change | None] = []
    inserted: dict[Identity, int] = {}
    for record in records:
        change = _change(record, keys, now)
        twice = inserted.pop(change.identity, None)
        if change.name == "INSERT":
            if twice is not None:
                changes[twice] = None
            inserted[change.identity] = len(changes)
        if change.name != "MODIFY" or change.new is None or change.old is None or change.new.image != change.old.image:
            changes.append(change)
    nothing = StoredItem({})
    for each in filter(None, changes):
        new = None if each.name == "REMOVE" else each.new or nothing
        old = None if each.name == "INSERT" else each.old or nothing
        stream.put(each.key, new, old, each.at_us)


def _change(record: Mapping[str, Any], keys: KeySchema, now: float) -> _Change:
    told = record["dynamodb"]
    key = _stored(told["Keys"])
    assert key is not None
    return _Change(
        keys.identity(key.image),
        key,
        record["eventName"],
        _stored(told.get("NewImage")),
        _stored(told.get("OldImage")),
        microseconds(min(_epoch(told["ApproximateCreationDateTime"]), now)),
    )


def _stored(image: Image | None) -> StoredItem | None:
    return None if image is None else StoredItem(checked_image(image, "an item of moto", typed=True))


def _epoch(moment: datetime | str) -> float:
    """When it was; moto up to 5.1 has a text."""
    found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return found.replace(tzinfo=timezone.utc).timestamp()
