"""Events of tumbling windows, of Kinesis and of DynamoDB."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.dynamodb import dynamodb_time_window
from pytest_lambda.events.builders.kinesis import kinesis_time_window
from pytest_lambda.events.shapes.dynamodb import DynamoDBTimeWindowEvent
from pytest_lambda.events.shapes.kinesis import KinesisTimeWindowEvent
from pytest_lambda.strategies.varying import json_values, sizes, strategy, world_for
from pytest_lambda.world import World

_STATES = st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=8), max_size=3)
_DATA = st.binary() | json_values()
#: an item's own key is its place in the batch
#: DynamoDB keeps 38 digits
_WHOLE = st.integers(-(10**38) + 1, 10**38 - 1)
_ITEMS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=4), st.text(max_size=8) | _WHOLE, max_size=3)


def kinesis_time_window_events(
    *,
    data: Any = None,
    states: Any = None,
    shards: Any = None,
    final: Any = None,
    min_size: int = 1,
    max_size: int | None = None,
    world: World | None = None,
) -> st.SearchStrategy[KinesisTimeWindowEvent]:
    """Batches of a tumbling window over a Kinesis stream: the first, further and final ones.

    Args:
        data: a strategy for data: bytes, text, or objects for JSON.
        states: a strategy for what the invocation before has returned as `state`.
        shards: a strategy for the numbers of shards.
        final: a strategy for `isFinalInvokeForWindow`.
        min_size, max_size: records in a batch, 1 to 10,000; at most 10 by default.
        world: account, region, clock and seed.
    """
    low, high = sizes(min_size, max_size, 10_000, "Kinesis")
    drawn = st.tuples(
        st.lists(strategy(data, _DATA, "data"), min_size=low, max_size=high),
        strategy(states, _STATES, "states"),
        strategy(shards, st.integers(0, 1000), "shards"),
        strategy(final, st.booleans(), "final"),
    )
    surroundings = world_for(world)

    def build(parts: tuple[list[Any], dict[str, Any], int, bool]) -> KinesisTimeWindowEvent:
        contents, state, shard, last = parts
        return kinesis_time_window(
            *contents, state=state, shard=shard, is_final_invoke_for_window=last, world=surroundings
        )

    return drawn.map(build)


def dynamodb_time_window_events(
    *,
    items: Any = None,
    states: Any = None,
    final: Any = None,
    min_size: int = 1,
    max_size: int | None = None,
    world: World | None = None,
) -> st.SearchStrategy[DynamoDBTimeWindowEvent]:
    """Batches of a tumbling window over the stream of a DynamoDB table, of items that were inserted.

    Args:
        items: a strategy for items; their key is `id`, which is put in.
        states: a strategy for what the invocation before has returned as `state`.
        final: a strategy for `isFinalInvokeForWindow`.
        min_size, max_size: records in a batch, 1 to 10,000; at most 10 by default.
        world: account, region, clock and seed.
    """
    low, high = sizes(min_size, max_size, 10_000, "DynamoDB")
    drawn = st.tuples(
        st.lists(strategy(items, _ITEMS, "items"), min_size=low, max_size=high),
        strategy(states, _STATES, "states"),
        strategy(final, st.booleans(), "final"),
    )
    surroundings = world_for(world)

    def build(parts: tuple[list[dict[str, Any]], dict[str, Any], bool]) -> DynamoDBTimeWindowEvent:
        contents, state, last = parts
        return dynamodb_time_window(
            *({**item, "id": number} for number, item in enumerate(contents, 1)),
            state=state,
            is_final_invoke_for_window=last,
            world=surroundings,
        )

    return drawn.map(build)
