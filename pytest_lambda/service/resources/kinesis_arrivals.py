"""Records that come into a stream with a past: from another simulation of the same stream."""

from __future__ import annotations

from pytest_lambda.service.resources.kinesis_requests import checked_draft
from pytest_lambda.service.resources.kinesis_stream import KinesisStream


def bring_in(
    stream: KinesisStream, data: bytes, partition_key: str, explicit_hash_key: str | None, arrival_us: int
) -> None:
    """Let a record go on here: with the time of its arrival, and a sequence number of this stream's.

    Args:
        stream: gets it; the records before it are there already.
        data: its bytes.
        partition_key, explicit_hash_key: as they were given.
        arrival_us: in microseconds since 1970.
    """
    draft = checked_draft(stream.settings, data, partition_key, explicit_hash_key or None)
    stream._next_counter += 1
    stream._space.shard_of(draft.hash_key).put(draft, stream._next_counter, arrival_us)
    stream._watchers.tell()
