"""Events of DocumentDB's change streams."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.documentdb import documentdb
from pytest_lambda.events.shapes.documentdb import DocumentDBEvent
from pytest_lambda.strategies.varying import json_values, sizes, strategy, world_for
from pytest_lambda.world import World

#: MongoDB's own names begin with a dollar sign, and dots lead into a document
_CHARACTERS = st.characters(blacklist_characters="$.\0", blacklist_categories=["Cs"])
_NAMES = st.text(_CHARACTERS, min_size=1, max_size=8).filter(lambda name: name != "_id")
_DOCUMENTS = st.dictionaries(_NAMES, json_values(), max_size=3)
_OPERATIONS = st.sampled_from(["insert", "update", "replace", "delete"])


def documentdb_events(
    *,
    documents: Any = None,
    operation_types: Any = None,
    database: str = "shop",
    collection: str = "orders",
    min_size: int = 1,
    max_size: int | None = None,
    world: World | None = None,
) -> st.SearchStrategy[DocumentDBEvent]:
    """Batches of changes of documents, all inserts, updates, replacements or deletions.

    Args:
        documents: a strategy for documents in MongoDB's extended JSON.
        operation_types: a strategy for insert, update, replace and delete.
        database, collection: as `events.documentdb` takes them.
        min_size, max_size: changes in a batch, 1 to 10,000; at most 10 by default.
        world: account, region, clock and seed.
    """
    low, high = sizes(min_size, max_size, 10_000, "DocumentDB")
    drawn = st.tuples(
        st.lists(strategy(documents, _DOCUMENTS, "documents"), min_size=low, max_size=high),
        strategy(operation_types, _OPERATIONS, "operation_types"),
    )
    surroundings = world_for(world)
    return drawn.map(
        lambda parts: documentdb(
            *parts[0], operation_type=parts[1], database=database, collection=collection, world=surroundings
        )
    )
