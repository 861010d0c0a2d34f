"""DynamoDB events."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from pytest_lambda.events.builders.dynamodb import event_of
from pytest_lambda.events.builders.dynamodb_changes import Change, Image
from pytest_lambda.events.building.attribute_values import image_of
from pytest_lambda.events.building.stream_views import VIEWS, shown
from pytest_lambda.events.shapes.dynamodb import DynamoDBEvent
from pytest_lambda.strategies.varying import Strategy, sizes, strategy, world_for
from pytest_lambda.world import World

#: 38 digits, from 1E-130 to just below 1E+126
_WHOLE = st.integers(-(10**38) + 1, 10**38 - 1)
_NUMBERS = _WHOLE | st.builds(lambda digits, power: Decimal(f"{digits}E{power}"), _WHOLE, st.integers(-130, 88))
_SETS = st.one_of(
    st.frozensets(st.text(min_size=1, max_size=8), min_size=1, max_size=4),
    st.frozensets(_WHOLE, min_size=1, max_size=4),
    st.frozensets(st.binary(min_size=1, max_size=8), min_size=1, max_size=4),
)
_LEAVES = st.one_of(st.text(max_size=20), _NUMBERS, st.booleans(), st.none(), st.binary(max_size=40), _SETS)
_NAMES = st.text(min_size=1, max_size=8)
_INNERMOST = _LEAVES | st.dictionaries(_NAMES, _LEAVES, max_size=2)
_INNER = st.one_of(_LEAVES, st.lists(_LEAVES, max_size=2), st.dictionaries(_NAMES, _INNERMOST, max_size=2))
_VALUES = st.one_of(_LEAVES, st.lists(_INNER, max_size=2), st.dictionaries(_NAMES, _INNER, max_size=2))
_LARGE = st.integers(1, 190_000).map(lambda size: "x" * size)  # an item has at most 400 KB
_ATTRIBUTES = st.dictionaries(_NAMES, _VALUES, max_size=3) | st.builds(lambda text: {"text": text}, _LARGE)
_KEYS = (_WHOLE, st.text(min_size=1, max_size=12), st.binary(min_size=1, max_size=12))
_EVENT_NAMES = st.sampled_from(["INSERT", "MODIFY", "REMOVE"])


def dynamodb_events(
    *,
    items: Any = None,
    keys: Any = None,
    event_names: Any = None,
    stream_view_types: Any = None,
    time_to_live: Any = None,
    key_names: Sequence[str] = ("id",),
    table_name: str = "orders",
    min_size: int = 1,
    max_size: int | None = None,
    world: World | None = None,
) -> st.SearchStrategy[DynamoDBEvent]:
    """Batches of changes: of items of all types of values, in all views; some are several changes of one item.

    Args:
        items: a strategy for items with their key, as `events.dynamodb` takes them. They are the images; what an
            item was before a MODIFY is another one of them, with its key.
        keys: a strategy for keys, `{"id": 1}` say, if items are not given.
        event_names: a strategy for INSERT, MODIFY and REMOVE.
        stream_view_types: a strategy for KEYS_ONLY, NEW_IMAGE, OLD_IMAGE and NEW_AND_OLD_IMAGES.
        time_to_live: a strategy for whether what is removed is removed because its time to live is over.
        key_names: the names of the table's one or two key attributes.
        table_name: of the table.
        min_size, max_size: records in a batch, 1 to 10,000; at most 10 by default.
        world: account, region, clock and seed.
    """
    low, high = sizes(min_size, max_size, 10_000, "DynamoDB")
    names = strategy(event_names, _EVENT_NAMES, "event_names")
    if items is not None:
        each = strategy(items, _ATTRIBUTES, "items")
        entries: Strategy = st.lists(st.tuples(st.none(), each, names), min_size=low, max_size=high)
    elif keys is not None:
        parts = st.tuples(strategy(keys, _ATTRIBUTES, "keys"), _ATTRIBUTES, names)
        entries = st.lists(parts, min_size=low, max_size=high)
    else:
        entries = st.one_of([_of_one_table(kind, key_names, names, low, high) for kind in _KEYS])
    drawn = st.tuples(
        strategy(stream_view_types, st.sampled_from(list(reversed(VIEWS))), "stream_view_types"),
        entries,
        st.just(False) if items is not None or event_names is not None else st.booleans(),
        strategy(time_to_live, st.booleans(), "time_to_live"),
    )
    surroundings = world_for(world)

    def build(parts: tuple[str, list[_Entry], bool, bool]) -> DynamoDBEvent:
        view, drawn_entries, one_item, ended = parts
        if one_item:
            changes = _history(drawn_entries)
        else:
            changes = _changes(drawn_entries, key_names, may_insert=event_names is None)
        seen = [_as_seen(change, view) for change in changes]
        return event_of(seen, view, table_name, time_to_live=ended, world=surroundings)

    return drawn.map(build)


#: key, item, name of the event
_Entry = tuple[dict[str, Any] | None, dict[str, Any], str]


def _of_one_table(kind: Strategy, key_names: Sequence[str], names: Strategy, low: int, high: int) -> Strategy:
    keys = st.fixed_dictionaries(
        {name: kind if number == 0 else st.text(min_size=1, max_size=8) for number, name in enumerate(key_names)}
    )
    return st.lists(
        st.tuples(keys, _ATTRIBUTES, names),
        min_size=low,
        max_size=high,
        unique_by=lambda entry: tuple(entry[0].values()),
    )


def _changes(entries: list[_Entry], key_names: Sequence[str], *, may_insert: bool) -> list[Change]:
    """A change of each item. What it was before a MODIFY is what the one before it in the list is."""
    found = []
    before: Image = {}
    for key, item, name in entries:
        image = image_of(item if key is None else {**key, **item, **key}, "an item")
        keys = {each: image[each] for each in (key_names if key is None else key)}
        old = {**keys, **before, **keys} if name == "MODIFY" else image
        if name == "MODIFY" and old == image:
            old = keys
            if old == image:
                if not may_insert:
                    reject()
                name = "INSERT"
        found.append(Change(name, keys, image, old))
        before = image if key is None else {each: image[each] for each in image if each not in keys}
    return found


def _history(entries: list[_Entry]) -> list[Change]:
    """What happens to one item: each change begins where the one before has ended."""
    key = entries[0][0] or {}
    keys = image_of(key, "a key")
    found: list[Change] = []
    there: Image | None = None
    for _, item, name in entries:
        image = {**keys, **image_of(item, "an item"), **keys}
        if there is None:
            found.append(Change("INSERT", keys, image, None))
            there = image
        elif name == "REMOVE" or image == there:
            found.append(Change("REMOVE", keys, None, there))
            there = None
        else:
            found.append(Change("MODIFY", keys, image, there))
            there = image
    return found


def _as_seen(change: Change, view: str) -> Change:
    new, old = shown(view, change.event_name)
    return Change(change.event_name, change.keys, change.new if new else None, change.old if old else None)
