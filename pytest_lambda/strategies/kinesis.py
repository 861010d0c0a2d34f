"""Kinesis events."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.kinesis import kinesis
from pytest_lambda.events.shapes.kinesis import KinesisEvent
from pytest_lambda.strategies.varying import json_values, sizes, strategy, world_for
from pytest_lambda.world import World

#: text, JSON, bytes of any kind, and records of 256 KB
_DATA = st.one_of(st.text(), json_values(), st.binary(), st.integers(1, 262_144).map(lambda size: b"x" * size))
_PARTITION_KEYS = st.text(min_size=1, max_size=256)


def kinesis_events(
    *,
    data: Any = None,
    partition_keys: Any = None,
    shards: Any = None,
    encryption_types: Any = None,
    stream_name: str = "clicks",
    min_size: int = 1,
    max_size: int | None = None,
    world: World | None = None,
) -> st.SearchStrategy[KinesisEvent]:
    """Batches of records of one shard, in some of which a producer has sent a record twice.

    Args:
        data: a strategy for data: bytes, text, or objects for JSON.
        partition_keys: a strategy for texts of 1 to 256 characters; a batch has one.
        shards: a strategy for the numbers of shards.
        encryption_types: a strategy for None and `"KMS"`.
        stream_name: as `events.kinesis` takes it.
        min_size, max_size: records in a batch, 1 to 10,000; at most 10 by default.
        world: account, region, clock and seed.
    """
    low, high = sizes(min_size, max_size, 10_000, "Kinesis")
    drawn = st.tuples(
        st.lists(strategy(data, _DATA, "data"), min_size=low, max_size=high),
        strategy(partition_keys, _PARTITION_KEYS, "partition_keys"),
        strategy(shards, st.integers(0, 1000), "shards"),
        strategy(encryption_types, st.sampled_from([None, "KMS"]), "encryption_types"),
        st.booleans(),
    )
    surroundings = world_for(world)

    def build(parts: tuple[list[Any], str, int, str | None, bool]) -> KinesisEvent:
        contents, partition_key, shard, encryption_type, sent_twice = parts
        if sent_twice and len(contents) < high:  # the producer did not hear that it had arrived
            contents = [*contents, contents[-1]]
        return kinesis(
            *contents,
            stream_name=stream_name,
            partition_key=partition_key,
            shard=shard,
            encryption_type=encryption_type,
            world=surroundings,
        )

    return drawn.map(build)
