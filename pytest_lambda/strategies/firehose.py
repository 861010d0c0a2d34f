"""Firehose events."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.firehose import firehose
from pytest_lambda.events.shapes.firehose import FirehoseEvent
from pytest_lambda.strategies.varying import json_values, sizes, strategy, world_for
from pytest_lambda.world import World

_DATA = st.one_of(st.text(), json_values(), st.binary())


def firehose_events(
    *,
    data: Any = None,
    source_stream_names: Any = None,
    delivery_stream_name: str = "deliveries",
    min_size: int = 1,
    max_size: int | None = None,
    world: World | None = None,
) -> st.SearchStrategy[FirehoseEvent]:
    """Batches of records, put directly or read from a Kinesis data stream.

    Args:
        data: a strategy for data: bytes, text, or objects for JSON.
        source_stream_names: a strategy for names of Kinesis data streams; None for records that are put directly.
        delivery_stream_name: as `events.firehose` takes it.
        min_size, max_size: records in a batch, 1 to 10,000; at most 10 by default.
        world: account, region, clock and seed.
    """
    low, high = sizes(min_size, max_size, 10_000, "Firehose")
    drawn = st.tuples(
        st.lists(strategy(data, _DATA, "data"), min_size=low, max_size=high),
        strategy(source_stream_names, st.sampled_from([None, "clicks"]), "source_stream_names"),
    )
    surroundings = world_for(world)
    return drawn.map(
        lambda parts: firehose(
            *parts[0],
            source_stream_name=parts[1],
            delivery_stream_name=delivery_stream_name,
            world=surroundings,
        )
    )
