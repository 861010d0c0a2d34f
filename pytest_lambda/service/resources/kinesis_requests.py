"""What a caller wants to put into a stream, checked as PutRecord and PutRecords check it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.streams import stream_data
from pytest_lambda.service.resources.kinesis_aggregate import UserRecord
from pytest_lambda.service.resources.kinesis_hash_key import HASH_KEYS, checked_hash_key, hash_of
from pytest_lambda.service.resources.kinesis_settings import StreamSettings, not_valid
from pytest_lambda.service.resources.refusals import RequestRefused

#: Kinesis Data Streams API reference, PutRecord, PartitionKey: characters
_KEY_LENGTH = 256
#: Kinesis Data Streams API reference, PutRecords
_MOST_RECORDS = 500
_MOST_BYTES = 10 * 1024 * 1024
#: names of an entry of PutRecords, AWS's and ours
_ENTRY = {
    "Data": "data",
    "PartitionKey": "partition_key",
    "ExplicitHashKey": "explicit_hash_key",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A record that a stream will take.

    Attributes:
        data: its bytes.
        partition_key: as it was given.
        explicit_hash_key: as it was given, or None.
        hash_key: decides on the shard.
    """

    data: bytes
    partition_key: str
    explicit_hash_key: int | None
    hash_key: int


def checked_draft(
    settings: StreamSettings, content: object, partition_key: object, explicit_hash_key: object, path: str = ""
) -> Draft:
    """A record that a stream with these settings takes.

    Args:
        settings: of the stream.
        content: bytes, text, or an object for compact JSON.
        partition_key: 1 to 256 characters.
        explicit_hash_key: a number below 2 to the power of 128, or its digits; None for the MD5 of the partition key.
        path: before AWS's names of the parameters.

    Raises:
        EventError: the data or the key is of a kind that cannot be put.
        RequestRefused: Kinesis refuses the record.
    """
    data = stream_data(content)
    key, encoded = _checked_key(partition_key, path)
    explicit = None if explicit_hash_key is None else _checked_hash_key(explicit_hash_key, path)
    most = settings.record_bytes
    if len(data) + len(encoded) > most:
        raise RequestRefused(
            "ValidationException",
            f"1 validation error detected: Value at '{path}data' failed to satisfy constraint: "
            f"Member must have length less than or equal to {most}",
            f"Data and partition key have {len(data) + len(encoded):,} bytes; the stream's max_record_size_in_kib is "
            f"{settings.max_record_size_in_kib:,}.",
        )
    return Draft(data, key, explicit, hash_of(encoded) if explicit is None else explicit)


def checked_drafts(settings: StreamSettings, entries: Sequence[Mapping[str, object]]) -> list[Draft]:
    """Records that PutRecords takes together.

    Args:
        settings: of the stream.
        entries: each with `data`, `partition_key` and perhaps `explicit_hash_key`, or with AWS's names of them.

    Raises:
        EventError: an entry is none.
        RequestRefused: Kinesis refuses the request; then none of the records is put.
    """
    if not entries:
        raise not_valid("records", [], "Member must have length greater than or equal to 1")
    if len(entries) > _MOST_RECORDS:
        raise RequestRefused(
            "ValidationException",
            "1 validation error detected: Value at 'records' failed to satisfy constraint: "
            f"Member must have length less than or equal to {_MOST_RECORDS}",
            f"There are {len(entries):,} records: call put_records more than once.",
        )
    drafts = [
        checked_draft(
            settings,
            entry["data"],
            entry.get("partition_key"),
            entry.get("explicit_hash_key"),
            f"records.{number}.member.",
        )
        for number, entry in enumerate(map(entry_of, entries), 1)
    ]
    if sum(len(draft.data) + len(draft.partition_key.encode()) for draft in drafts) > _MOST_BYTES:
        raise RequestRefused("InvalidArgumentException", f"Records size exceeds {_MOST_BYTES >> 20} MB limit")
    return drafts


def checked_user_records(
    settings: StreamSettings, records: Sequence[object], partition_key: object
) -> list[UserRecord]:
    """The records of an aggregate.

    Args:
        settings: of the stream.
        records: data of each as text or bytes, or mappings as `checked_drafts` takes them.
        partition_key: of those that have none of their own.

    Raises:
        EventError: one is none, or there are none.
        RequestRefused: Kinesis would refuse one.
    """
    if not records:
        raise EventError("An aggregate has no records: give it one at least.")
    made = []
    for record in records:
        if not isinstance(record, (str, bytes, bytearray, Mapping)):
            raise EventError(f"A record of an aggregate is {record!r}: expected text, bytes, or a mapping with 'data'.")
        entry = entry_of(record) if isinstance(record, Mapping) else {"data": record}
        key = entry.get("partition_key", partition_key)
        draft = checked_draft(settings, entry["data"], key, entry.get("explicit_hash_key"))
        made.append(UserRecord(draft.data, draft.partition_key, draft.explicit_hash_key))
    return made


def entry_of(entry: object) -> dict[str, object]:
    """An entry of PutRecords, under the names of our own.

    Raises:
        EventError: it is none.
    """
    given: Mapping[str, object] = entry if isinstance(entry, Mapping) else {}
    named = {_ENTRY.get(name, name): value for name, value in given.items()}
    if "data" not in named or not set(named) <= set(_ENTRY.values()):
        raise EventError(
            f"A record is {entry!r}: expected a mapping with 'data', 'partition_key' and, if need be, "
            "'explicit_hash_key', or with AWS's names 'Data', 'PartitionKey' and 'ExplicitHashKey'."
        )
    return named


def _checked_key(key: object, path: str) -> tuple[str, bytes]:
    parameter = f"{path}partitionKey"
    if key is None:
        raise not_valid(parameter, None, "Member must not be null", "Give a partition_key.")
    if not isinstance(key, str):
        raise EventError(f"partition_key is {key!r}: expected text of 1 to {_KEY_LENGTH} characters.")
    if not key:
        raise not_valid(parameter, key, "Member must have length greater than or equal to 1")
    if len(key) > _KEY_LENGTH:
        raise not_valid(parameter, key, f"Member must have length less than or equal to {_KEY_LENGTH}")
    try:
        return key, key.encode()
    except UnicodeEncodeError:
        raise EventError(f"partition_key is {key!r}, which is no Unicode text: it has a lone surrogate.") from None


def _checked_hash_key(given: object, path: str) -> int:
    key = checked_hash_key(given, f"{path}explicitHashKey")
    if key >= HASH_KEYS:
        raise RequestRefused(
            "InvalidArgumentException",
            "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. "
            f"Specified value was {key}",
        )
    return key
