"""Shard iterators: where a reader of a shard is."""

from __future__ import annotations

import json
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.service.resources.kinesis_record import KinesisRecord
from pytest_lambda.service.resources.kinesis_shard import KinesisShard
from pytest_lambda.service.resources.kinesis_stream import KinesisStream
from pytest_lambda.service.resources.moments import MICROSECONDS, microseconds
from pytest_lambda.service.resources.refusals import RequestRefused

#: API reference, GetShardIterator: five minutes
_LIFETIME_US = 300 * MICROSECONDS
#: API reference, GetRecords
_MOST_RECORDS = 10_000
_MOST_BYTES = 10 * 1024 * 1024
#: moto's say stream, shard, and the last sequence number
_PARTS_OF_MOTO = 3
_SEQUENCE = ("AFTER_SEQUENCE_NUMBER", "AT_SEQUENCE_NUMBER")


@dataclass(frozen=True, slots=True)
class Iterator:
    """A place in a shard.

    Attributes:
        stream_arn, shard_id: of the shard.
        position: of the next record in it.
        made_us: when this was handed out, in microseconds since 1970.
    """

    stream_arn: str
    shard_id: str
    position: int
    made_us: int

    @property
    def text(self) -> str:
        """As clients get it."""
        return urlsafe_b64encode(
            json.dumps([self.stream_arn, self.shard_id, self.position, self.made_us]).encode()
        ).decode()

    @classmethod
    def of(cls, text: str) -> Iterator | None:
        """What a client has; None if it is none of these."""
        try:
            arn, shard_id, position, made_us = json.loads(urlsafe_b64decode(text))
        except (TypeError, ValueError):
            return None
        return cls(arn, shard_id, position, made_us)


def iterator_of(stream: KinesisStream, given: Mapping[str, Any], epoch: float) -> Iterator:
    """What GetShardIterator gives.

    Raises:
        RequestRefused: Kinesis would refuse that.
    """
    shard = stream.shard(given["ShardId"])
    kind = given["ShardIteratorType"]
    if kind in _SEQUENCE:
        position = _position_of(shard, kind, given.get("StartingSequenceNumber"))
    elif kind == "AT_TIMESTAMP":
        if "Timestamp" not in given:
            raise _refused("Must either specify timestamp parameter or use a different shard iterator type.")
        position = shard.position_at(kind, microseconds(given["Timestamp"].timestamp()))
    elif kind in ("LATEST", "TRIM_HORIZON"):
        position = shard.position_at(kind)
    else:
        raise RequestRefused(
            "ValidationException",
            f"1 validation error detected: Value '{kind}' at 'shardIteratorType' failed to satisfy constraint: Member "
            "must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, "
            "TRIM_HORIZON]",
        )
    return Iterator(stream.arn, shard.shard_id, position, microseconds(epoch))


def _position_of(shard: KinesisShard, kind: str, number: str | None) -> int:
    if number is None:
        raise _refused(
            "Must either specify (1) a sequence number with type AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER or (2) "
            "another type."
        )
    if not number.isdecimal():
        raise _refused(
            f"StartingSequenceNumber {number} used in GetShardIterator on shard {shard.shard_id} is invalid."
        )
    wanted = int(number) + (kind == "AFTER_SEQUENCE_NUMBER")
    first = shard.trimmed(0)
    later = (index for index, each in enumerate(shard.read(first, shard.end)) if int(each.sequence_number) >= wanted)
    return first + next(later, shard.end - first)


def stream_arn_of(iterator: str, named: Callable[[str], str]) -> str | None:
    """The stream that an iterator is of, be it one of moto's; None if it is none.

    Args:
        iterator: as a client has it.
        named: gives the ARN of a stream by its name.
    """
    ours = Iterator.of(iterator)
    if ours is not None:
        return ours.stream_arn
    try:
        parts = b64decode(iterator).decode().split(":")
    except ValueError:
        return None
    return named(parts[0]) if len(parts) == _PARTS_OF_MOTO else None


def read(stream: KinesisStream, iterator: Iterator | None, limit: int | None, epoch: float) -> dict[str, Any]:
    """What GetRecords answers.

    Raises:
        RequestRefused: the iterator is too old, or moto's from before the stream was taken over; or the limit is out
            of range.
    """
    if iterator is None:
        raise RequestRefused("ExpiredIteratorException", "Iterator expired. Get another one with GetShardIterator.")
    now_us = microseconds(epoch)
    if now_us - iterator.made_us > _LIFETIME_US:
        raise RequestRefused(
            "ExpiredIteratorException",
            f"Iterator expired. It is {(now_us - iterator.made_us) // 1000} milliseconds old, which is further in the "
            f"past than the tolerated delay of {_LIFETIME_US // 1000} milliseconds.",
        )
    if limit is not None and not 1 <= limit <= _MOST_RECORDS:
        bound = "greater than or equal to 1" if limit < 1 else f"less than or equal to {_MOST_RECORDS}"
        raise RequestRefused(
            "ValidationException",
            f"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: Member must have "
            f"value {bound}",
        )
    shard = stream.shard(iterator.shard_id)
    first = shard.trimmed(iterator.position)
    found = _as_many_as_fit(list(shard.read(first, limit or _MOST_RECORDS)))
    following = first + len(found)
    behind_us = now_us - found[-1].arrival_us if found and following < shard.end else 0
    answer: dict[str, Any] = {
        "Records": [_shown(each, shard) for each in found],
        "MillisBehindLatest": behind_us // 1000,
    }
    if not shard.closed or following < shard.end:
        answer["NextShardIterator"] = Iterator(stream.arn, shard.shard_id, following, now_us).text
    else:
        answer["ChildShards"] = [
            {"ShardId": each.shard_id, "ParentShards": list(each.parents), "HashKeyRange": hash_keys(each)}
            for each in stream.shards
            if shard.shard_id in each.parents
        ]
    return answer


def hash_keys(shard: KinesisShard) -> dict[str, str]:
    """The range of a shard, as the API has it."""
    return {"StartingHashKey": str(shard.starting_hash_key), "EndingHashKey": str(shard.ending_hash_key)}


def _as_many_as_fit(records: list[KinesisRecord]) -> list[KinesisRecord]:
    size = 0
    for number, record in enumerate(records):
        size += len(record.data)
        if size > _MOST_BYTES and number:
            return records[:number]
    return records


def _shown(record: KinesisRecord, shard: KinesisShard) -> dict[str, Any]:
    shown = {
        "SequenceNumber": record.sequence_number,
        "ApproximateArrivalTimestamp": record.approximate_arrival_timestamp,
        "Data": record.data,
        "PartitionKey": record.partition_key,
    }
    return shown if shard.encryption_type == "NONE" else {**shown, "EncryptionType": shard.encryption_type}


def _refused(message: str) -> RequestRefused:
    return RequestRefused("InvalidArgumentException", message)
