"""Changes of a DynamoDB table in a Kinesis stream."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.kinesis_dynamodb import kinesis_dynamodb
from pytest_lambda.events.shapes.kinesis import KinesisEvent
from pytest_lambda.strategies.varying import sizes, strategy, world_for
from pytest_lambda.world import World

#: an item's own key is its place in the batch
#: DynamoDB keeps 38 digits
_WHOLE = st.integers(-(10**38) + 1, 10**38 - 1)
_ITEMS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=4), st.text(max_size=8) | _WHOLE, max_size=3)


def kinesis_dynamodb_events(
    *, items: Any = None, min_size: int = 1, max_size: int | None = None, world: World | None = None
) -> st.SearchStrategy[KinesisEvent]:
    """Batches of items that were inserted into a table.

    Args:
        items: a strategy for items; their key is `id`, which is put in.
        min_size, max_size: records in a batch, 1 to 10,000; at most 10 by default.
        world: account, region, clock and seed.
    """
    low, high = sizes(min_size, max_size, 10_000, "Kinesis")
    surroundings = world_for(world)
    drawn = st.tuples(st.lists(strategy(items, _ITEMS, "items"), min_size=low, max_size=high))

    def build(parts: tuple[list[dict[str, Any]]]) -> KinesisEvent:
        contents = ({**item, "id": number} for number, item in enumerate(parts[0], 1))
        return kinesis_dynamodb(*contents, world=surroundings)

    return drawn.map(build)
