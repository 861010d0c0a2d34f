"""Streams of tables: what their records show, in which shard, and how long (D2-D6, D10)."""

from __future__ import annotations

import json

import pytest

from pytest_lambda import events
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.resources.dynamodb_table import DynamoDBTable
from tests.service.resources.stand_in import BEGIN, StandIn


@pytest.fixture
def table(platform):
    return DynamoDBTable("orders", platform=platform)


def event_of(table, records=None):
    stream = table.stream
    records = stream.records if records is None else records
    return {"Records": [record.event(stream.arn, stream.stream_view_type) for record in records]}


def names(table):
    return [record.event_name for record in table.stream.records]


class TestRecords:
    def test_what_events_hold(self, table):
        """D2, D3, D4."""
        table.put_item({"id": 1, "raw": b"\0", "raws": {b"a"}, "n": 2})

        (record,) = event_of(table)["Records"]

        assert record == {
            "eventID": record["eventID"],
            "eventName": "INSERT",
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": "us-east-1",
            "dynamodb": {
                "ApproximateCreationDateTime": BEGIN,
                "Keys": {"id": {"N": "1"}},
                "NewImage": {"id": {"N": "1"}, "raw": {"B": "AA=="}, "raws": {"BS": ["YQ=="]}, "n": {"N": "2"}},
                "SequenceNumber": table.stream.records[0].sequence_number,
                "SizeBytes": 4 + (4 + 4 + 5 + 3),
                "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
            "eventSourceARN": table.stream_arn,
        }
        assert type(record["dynamodb"]["ApproximateCreationDateTime"]) is float

    def test_time_is_in_whole_seconds(self, table, platform):
        platform.pass_time(1.75)
        record = table.put_item({"id": 1})

        assert record.event(table.stream_arn, "KEYS_ONLY")["dynamodb"]["ApproximateCreationDateTime"] == BEGIN + 1
        assert record.approximate_creation_date_time.timestamp() == BEGIN + 1
        assert record.arrival_us == round((BEGIN + 1.75) * 1e6)

    @pytest.mark.parametrize(
        ("view", "shown"),
        [
            ("KEYS_ONLY", [(False, False), (False, False), (False, False)]),
            ("NEW_IMAGE", [(True, False), (True, False), (False, False)]),
            ("OLD_IMAGE", [(False, False), (False, True), (False, True)]),
            ("NEW_AND_OLD_IMAGES", [(True, False), (True, True), (False, True)]),
        ],
    )
    def test_images_are_those_of_the_view(self, platform, view, shown):
        """D5."""
        table = DynamoDBTable("orders", platform=platform, stream_view_type=view)
        table.put_item({"id": 1, "a": 1})
        table.update_item(1, set={"a": 2})
        table.delete_item(1)

        event = event_of(table)

        events.check(event)
        changes = [record["dynamodb"] for record in event["Records"]]
        assert names(table) == ["INSERT", "MODIFY", "REMOVE"]
        assert [("NewImage" in change, "OldImage" in change) for change in changes] == shown
        assert {change["StreamViewType"] for change in changes} == {view}
        for change in changes:
            assert change["Keys"] == {"id": {"N": "1"}}

    def test_images_are_those_before_and_after(self, table):
        table.put_item({"id": 1, "a": 1})
        changed = table.update_item(1, set={"a": 2})

        assert changed.old_image == {"id": {"N": "1"}, "a": {"N": "1"}}
        assert changed.new_image == {"id": {"N": "1"}, "a": {"N": "2"}}
        assert table.delete_item(1).old_image == changed.new_image

    def test_what_changes_nothing_makes_no_record(self, table):
        """D6."""
        item = {"id": 1, "set": {"a", "b"}, "map": {"x": 1, "y": 2}, "list": [1, 2]}
        table.put_item(item)

        assert table.put_item({"map": {"y": 2, "x": 1}, "set": {"SS": ["b", "a"]}, "list": [1, 2], "id": 1}) is None
        assert table.update_item(1, set={"list": [1, 2]}, remove=["nothing"]) is None
        assert table.delete_item(2) is None
        assert names(table) == ["INSERT"]
        table.update_item(1, set={"list": [2, 1]})
        assert names(table) == ["INSERT", "MODIFY"]

    def test_ids_depend_on_the_seed_only(self):
        def ids(seed):
            table = DynamoDBTable("orders", platform=StandIn(seed=seed))
            table.put_item({"id": 1})
            return [record["eventID"] for record in event_of(table)["Records"]], table.stream.shards[0].shard_id

        assert ids(1) == ids(1)
        assert ids(1)[1] != ids(2)[1]

    def test_size_is_about_that_in_the_event(self, table):
        for number, value in enumerate(
            ["x", "é" * 5000, list(range(2000)), b"\xff" * 9000, {"k": [{"a": None}] * 500}]
        ):
            record = table.put_item({"id": number, "value": value})
            exact = len(json.dumps(record.event(table.stream_arn, "NEW_AND_OLD_IMAGES")))
            assert exact * 0.9 < record.size < exact * 1.2

    def test_the_key_as_text_is_of_the_whole_item(self, platform):
        table = DynamoDBTable("orders", platform=platform, partition_key="a", sort_key="b")
        first, second = table.put_item({"a": 1, "b": "x"}), table.put_item({"a": 1, "b": "y"})

        assert first.partition_key == "a=1, b=x"
        assert first.partition_key != second.partition_key
        assert table.delete_item((1, "x")).partition_key == first.partition_key


class TestShards:
    def test_one_shard_by_default(self, table):
        (shard,) = table.stream.shards

        assert table.stream.open_shards == (shard,)
        assert (shard.parents, shard.closed, shard.end) == ((), False, 0)
        assert shard.shard_id.startswith("shardId-00000001700000000000-")

    def test_a_partition_key_is_in_one_shard(self, platform):
        table = DynamoDBTable("orders", platform=platform, partition_key="a", sort_key="b", shards=4)
        for a in range(50):
            for b in range(3):
                table.put_item({"a": a, "b": b})

        of_key = {}
        for shard in table.stream.shards:
            assert shard.records
            for record in shard.records:
                assert of_key.setdefault(record.keys["a"]["N"], shard) is shard
        assert len({shard.shard_id for shard in table.stream.shards}) == 4
        assert [r.keys["a"]["N"] for r in table.stream.records] == [str(a) for a in range(50) for _ in range(3)]

    def test_roll_over(self, table, platform):
        table.put_item({"id": 1})
        (parent,) = table.stream.shards
        platform.pass_time(4 * 3600)
        (child,) = table.stream.roll_over()
        table.put_item({"id": 2})

        assert (parent.closed, child.closed) == (True, False)
        assert child.parents == (parent.shard_id,)
        assert table.stream.shards == (parent, child)
        assert [len(shard.records) for shard in table.stream.shards] == [1, 1]
        assert parent.shard_id < child.shard_id

    def test_split(self, table):
        low, high = table.stream.roll_over(into=2)
        for number in range(50):
            table.put_item({"id": number})

        assert low.records
        assert high.records
        assert low.parents == high.parents == (table.stream.shards[0].shard_id,)
        assert len(table.stream.roll_over(low)) == 1
        assert len(table.stream.open_shards) == 2
        assert len(table.stream.roll_over(high.shard_id, into=2)) == 2
        assert len(table.stream.open_shards) == 3

    def test_only_open_shards_are_followed(self, table):
        (parent,) = table.stream.shards
        table.stream.roll_over(parent)

        for shard in (parent, parent.shard_id, "shardId-1", 5):
            with pytest.raises(ConfigurationError, match="is no open shard of"):
                table.stream.roll_over(shard)
        with pytest.raises(ConfigurationError, match="into is 3"):
            table.stream.roll_over(into=3)

    def test_reading(self, table):
        records = [table.put_item({"id": number}) for number in range(5)]
        (shard,) = table.stream.shards

        assert shard.read(1, 2) == records[1:3]
        assert shard.read(4, 10) == records[4:]
        assert shard.read(5, 10) == []
        assert shard.position_at("TRIM_HORIZON") == 0
        assert shard.position_at("LATEST") == shard.end == 5
        with pytest.raises(ConfigurationError, match="have TRIM_HORIZON and LATEST"):
            shard.position_at("AT_TIMESTAMP", 5)

    def test_records_are_kept_for_24_hours(self, table, platform):
        """D10."""
        first = table.put_item({"id": 1})
        platform.pass_time(3600)
        second = table.put_item({"id": 2})
        (shard,) = table.stream.shards
        platform.pass_time(23 * 3600 - 1)
        assert table.stream.records == (first, second)

        platform.pass_time(1)

        assert table.stream.records == (second,)
        assert table.stream.expired == shard.expired == (first,)
        assert shard.position_at("TRIM_HORIZON") == shard.trimmed(0) == 1
        assert (shard.trimmed(2), shard.end) == (2, 2)
        platform.pass_time(3600)
        assert table.stream.records == ()
        assert shard.position_at("TRIM_HORIZON") == 2

    def test_watchers_are_told(self, table):
        told = []

        def watcher():
            told.append(table.stream.shards[-1].end)

        table.stream.watch(watcher)
        table.put_item({"id": 1})
        table.put_item({"id": 1})
        table.delete_item(1)
        table.stream.roll_over()
        assert told == [1, 2, 0]

        table.stream.unwatch(watcher)
        table.stream.unwatch(watcher)
        table.put_item({"id": 1})
        assert told == [1, 2, 0]
