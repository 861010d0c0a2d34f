"""Laws of tables and their streams, for any sequence of writes, of shards that follow others, and of time."""

from __future__ import annotations

import itertools
import os
from collections import defaultdict
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import events
from pytest_lambda.events.building.stream_views import VIEWS
from pytest_lambda.service.resources.dynamodb_table import DynamoDBTable
from tests.service.resources.stand_in import BEGIN, StandIn

EXAMPLES = min(int(os.environ.get("STRATEGY_EXAMPLES", "50")), 500)
laws = settings(max_examples=EXAMPLES, deadline=None, derandomize=True)

numbers = st.integers(-(10**37), 10**37) | st.decimals(-1000, 1000, places=3)
texts = st.text(max_size=5)
scalars = st.none() | st.booleans() | numbers | texts | st.binary(max_size=5)
sets = st.sets(numbers, min_size=1, max_size=3) | st.sets(texts, min_size=1, max_size=3)
names = st.text(min_size=1, max_size=3)
#: no map with one element: such a one can be an attribute value in AWS's form
values = st.recursive(
    scalars | sets,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, min_size=2, max_size=3),
    max_leaves=6,
)
attributes = st.dictionaries(st.sampled_from("abc"), values | st.sampled_from([1, "x"]), max_size=3)
keys = st.integers(0, 3)
writes = st.one_of(
    st.tuples(st.just("put"), keys, attributes),
    st.tuples(st.just("update"), keys, attributes, st.sets(st.sampled_from("def"), max_size=2)),
    st.tuples(st.just("delete"), keys),
    st.tuples(st.just("expire"), keys, st.integers(0, 100)),
    st.tuples(st.just("roll over"), st.sampled_from([1, 2])),
    st.tuples(st.just("wait"), st.sampled_from([0.2, 5.0, 60.0])),
)


def perform(table, platform, write):
    what, *rest = write
    if what == "put":
        return table.put_item({"id": rest[0], **rest[1]})
    if what == "update":
        return table.update_item(rest[0], set=rest[1], remove=rest[2])
    if what == "delete":
        return table.delete_item(rest[0])
    if what == "expire":
        return table.update_item(rest[0], set={"over": int(BEGIN) + rest[1]})
    if what == "roll over":
        table.stream.roll_over(into=rest[0])
    else:
        platform.pass_time(rest[0])
    return None


def table_of(platform, **settings):
    return DynamoDBTable("orders", platform=platform, time_to_live_attribute="over", **settings)


def replayed(records):
    """The table that a reader of the stream knows, by key."""
    known = {}
    for record in records:
        key = record.keys["id"]["N"]
        if record.new_image is None:
            del known[key]
        else:
            known[key] = record.new_image
    return known


@laws
@given(st.lists(writes, max_size=20), st.sampled_from([1, 3]))
def test_new_images_rebuild_the_table(steps, shards):
    platform = StandIn()
    table = table_of(platform, shards=shards)
    for step in steps:
        perform(table, platform, step)
    items = {str(item["id"]): item for item in table.items}
    again = table_of(StandIn())

    known = replayed(table.stream.records)
    for image in known.values():
        again.put_item(image)

    assert {str(item["id"]): item for item in again.items} == items
    assert known.keys() == items.keys()


@laws
@given(st.lists(writes, max_size=20), st.sampled_from([1, 3]))
def test_each_record_begins_where_the_one_before_it_ended(steps, shards):
    platform = StandIn()
    table = table_of(platform, shards=shards)
    for step in steps:
        perform(table, platform, step)

    before: dict[str, object] = {}
    for record in table.stream.records:
        key = record.keys["id"]["N"]
        assert record.old_image == before.get(key)
        assert record.new_image != record.old_image  # D6
        before[key] = record.new_image


@laws
@given(st.lists(writes, max_size=20), st.sampled_from([1, 3]))
def test_order_holds_in_each_shard_and_along_the_lineage_of_each_key(steps, shards):
    platform = StandIn()
    table = table_of(platform, shards=shards)
    for step in steps:
        perform(table, platform, step)

    stream = table.stream
    by_id = {shard.shard_id: shard for shard in stream.shards}
    homes = defaultdict(list)
    for shard in stream.shards:
        sequence = [int(record.sequence_number) for record in shard.records]
        assert sequence == sorted(set(sequence))
        assert [record.arrival_us for record in shard.records] == sorted(r.arrival_us for r in shard.records)
    where = {record.sequence_number: shard for shard in stream.shards for record in shard.records}
    for record in stream.records:
        home = where[record.sequence_number]
        lived = homes[record.keys["id"]["N"]]
        if not lived or lived[-1] is not home:
            lived.append(home)
    for lived in homes.values():
        for earlier, later in itertools.pairwise(lived):
            line = later
            while line is not earlier:
                (parent,) = line.parents
                line = by_id[parent]
    assert all(by_id[parent].closed for shard in stream.shards for parent in shard.parents)


@laws
@given(st.lists(writes, max_size=15), st.sampled_from(VIEWS))
def test_every_event_is_as_aws_sends_it(steps, view):
    platform = StandIn()
    table = table_of(platform, stream_view_type=view)
    for step in steps:
        perform(table, platform, step)
    records = table.stream.records

    if records:
        events.check({"Records": [record.event(table.stream_arn, view) for record in records]})


@laws
@given(st.dictionaries(names, values, max_size=4), keys)
def test_items_come_back(item, key):
    table = DynamoDBTable("orders", platform=StandIn())
    item = {**item, "id": key}
    table.put_item(item)

    assert table.get_item(key) == item
    assert table.put_item(table.get_item(key)) is None
    assert table.put_item(table.stream.records[0].new_image) is None


@laws
@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20))
def test_one_number_has_one_form(number):
    table = DynamoDBTable("orders", platform=StandIn())
    table.put_item({"id": number})

    for same in (number * Decimal("1.00"), {"N": format(number, "f")}, {"N": f"{number:E}"}, {"N": f"{number:f}0"}):
        assert table.put_item({"id": same}) is None


@laws
@given(
    st.recursive(
        scalars | st.floats() | st.just(object), lambda v: st.lists(v) | st.dictionaries(names, v), max_leaves=9
    )
)
def test_any_value_is_taken_or_refused(value):
    table = DynamoDBTable("orders", platform=StandIn())
    for item in ({"id": 1, "value": value}, {"id": {"N": "1"}, "value": value}, {"id": value}, value):
        before = table.items
        try:
            table.put_item(item)
        except Exception as error:
            assert type(error).__module__.startswith("pytest_lambda."), repr(error)
            assert table.items == before
