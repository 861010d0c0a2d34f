"""Lists of shards, in pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.boto.messaging.kinesis.iterators import hash_keys
from pytest_lambda.errors import NotSimulated
from pytest_lambda.service.resources.kinesis_shard import KinesisShard
from pytest_lambda.service.resources.kinesis_stream import KinesisStream

#: API reference, DescribeStream and ListShards
MOST_SHARDS = 1_000
_OPEN = "AT_LATEST"


def told(shard: KinesisShard) -> dict[str, Any]:
    """A shard, as the API has it."""
    found: dict[str, Any] = {"ShardId": shard.shard_id}
    for name, parent in zip(("ParentShardId", "AdjacentParentShardId"), shard.parents, strict=False):
        found[name] = parent
    found["HashKeyRange"] = hash_keys(shard)
    found["SequenceNumberRange"] = {"StartingSequenceNumber": shard.starting_sequence_number}
    if shard.ending_sequence_number is not None:
        found["SequenceNumberRange"]["EndingSequenceNumber"] = shard.ending_sequence_number
    return found


def listed(stream: KinesisStream, given: Mapping[str, Any]) -> dict[str, Any]:
    """What ListShards answers; with a token the request names neither the stream nor what is wanted of it.

    Raises:
        NotSimulated: the filter is of a type that is not simulated.
    """
    _, kind, after = _parts(given["NextToken"]) if "NextToken" in given else ("", *_asked(given))
    wanted = (shard for shard in stream.shards if kind != _OPEN or not shard.closed)
    found = [shard for shard in wanted if shard.shard_id > after]
    page = found[: given.get("MaxResults") or MOST_SHARDS]
    answer: dict[str, Any] = {"Shards": [told(shard) for shard in page]}
    if len(page) < len(found):
        answer["NextToken"] = f"{stream.arn}|{kind}|{page[-1].shard_id}"
    return answer


def stream_arn_of(token: str) -> str | None:
    """The stream whose shards a token goes on with; None if it is none of these."""
    return _parts(token)[0] or None


def _parts(token: str) -> tuple[str, str, str]:
    """The ARN of the stream, the type of the filter, and the last shard of the page before."""
    head, _, after = token.rpartition("|")
    arn, _, kind = head.rpartition("|")
    return arn, kind, after


def _asked(given: Mapping[str, Any]) -> tuple[str, str]:
    asked = given.get("ShardFilter") or {}
    kind = asked.get("Type", "AT_TRIM_HORIZON")
    if kind in ("AT_TIMESTAMP", "FROM_TIMESTAMP"):
        raise NotSimulated(f"ListShards with a ShardFilter of type {kind} is not simulated. Take all shards.")
    return kind, given.get("ExclusiveStartShardId") or (asked.get("ShardId", "") if kind == "AFTER_SHARD_ID" else "")
