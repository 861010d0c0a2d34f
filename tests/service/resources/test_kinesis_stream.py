"""Streams: what is put, where it lies, how long, and what is refused."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from datetime import datetime, timezone

import botocore.session
import pytest

from pytest_lambda import events
from pytest_lambda.errors import ConfigurationError, EventError
from pytest_lambda.service.resources.kinesis_stream import KinesisStream
from pytest_lambda.service.resources.refusals import RequestRefused
from tests.service.resources.stand_in import BEGIN, StandIn

TOP = 2**128
DAY = 86_400


@pytest.fixture
def stream(platform):
    return KinesisStream("clicks", platform=platform)


@pytest.fixture
def model():
    """AWS's own model of the API."""
    return botocore.session.get_session().get_service_model("kinesis", "2013-12-02")


def refused(code, call, *args, **keywords):
    with pytest.raises(RequestRefused) as caught:
        call(*args, **keywords)
    assert caught.value.code == code
    return caught.value.message


class TestIdentity:
    def test_arn_is_of_the_account_and_region(self):
        stream = KinesisStream("s", platform=StandIn(account="111122223333", region="cn-north-1"))

        assert stream.arn == "arn:aws-cn:kinesis:cn-north-1:111122223333:stream/s"

    def test_sequence_numbers_depend_on_the_seed_and_the_name_only(self):
        def number(seed, name="s"):
            return KinesisStream(name, platform=StandIn(seed=seed)).put_record("a", partition_key="p").sequence_number

        assert number(1) == number(1)
        assert len({number(1), number(2), number(1, "t")}) == 3

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("", "regular expression"),
            ("a b", "regular expression"),
            ("ä", "regular expression"),
            (None, "Value null at 'streamName'"),
            ("a" * 129, "length less than or equal to 128"),
        ],
        ids=["empty", "blank", "letter", "none", "long"],
    )
    def test_names_that_are_refused(self, platform, name, told):
        assert told in refused("ValidationException", KinesisStream, name, platform=platform)

    def test_longest_name(self, platform):
        assert KinesisStream("a.-_Z9" + "x" * 122, platform=platform).name.endswith("x")

    @pytest.mark.parametrize("count", [0, 10_001])
    def test_number_of_shards_has_a_range(self, platform, count):
        assert "'shardCount'" in refused("ValidationException", KinesisStream, "s", platform=platform, shard_count=count)

    @pytest.mark.parametrize("count", ["2", 1.5, True, None])
    def test_number_of_shards_is_whole(self, platform, count):
        with pytest.raises(ConfigurationError, match="shardCount is"):
            KinesisStream("s", platform=platform, shard_count=count)

    def test_types_of_encryption(self, platform):
        with pytest.raises(ConfigurationError, match="encryption_type is 'AES'"):
            KinesisStream("s", platform=platform, encryption_type="AES")


class TestPut:
    def test_record_as_it_was_put(self, stream):
        record = stream.put_record("hello", partition_key="p")

        assert stream.records == (record,)
        assert (record.data, record.text, record.partition_key) == (b"hello", "hello", "p")
        assert record.shard_id == "shardId-000000000000"
        assert record.approximate_arrival_timestamp == datetime.fromtimestamp(BEGIN, timezone.utc)
        assert record.event_id == f"shardId-000000000000:{record.sequence_number}"

    @pytest.mark.parametrize(
        ("content", "data"),
        [
            ("ä", "ä".encode()),
            (b"\xff\x00", b"\xff\x00"),
            (bytearray(b"x"), b"x"),
            ({"a": [1, "ö"]}, '{"a":[1,"ö"]}'.encode()),
            ([1], b"[1]"),
            (None, b"null"),
            ("", b""),
        ],
        ids=["text", "bytes", "bytearray", "object", "list", "none", "empty"],
    )
    def test_kinds_of_data(self, stream, content, data):
        assert stream.put_record(content, partition_key="p").data == data

    def test_json_of_a_record(self, stream):
        assert stream.put_record({"a": 1}, partition_key="p").json == {"a": 1}

    def test_event_of_a_log_subscription_is_sent_as_a_subscription_sends_it(self, stream):
        record = stream.put_record(events.cloudwatch_logs("a line"), partition_key="p")

        assert json.loads(gzip.decompress(record.data))["logEvents"][0]["message"] == "a line"

    def test_data_that_cannot_be_sent(self, stream):
        with pytest.raises(EventError, match="the data of a record is"):
            stream.put_record(object(), partition_key="p")

    @pytest.mark.parametrize(
        ("key", "told"),
        [
            (None, "Value null at 'partitionKey' failed to satisfy constraint: Member must not be null"),
            ("", "Value '' at 'partitionKey' failed to satisfy constraint: Member must have length greater than or equal"),
            ("ä" * 257, "Member must have length less than or equal to 256"),
        ],
        ids=["none", "empty", "long"],
    )
    def test_partition_keys_that_are_refused(self, stream, key, told):
        assert told in refused("ValidationException", stream.put_record, "a", partition_key=key)
        assert stream.records == ()

    def test_missing_partition_key_says_what_to_do(self, stream):
        with pytest.raises(RequestRefused, match="Give a partition_key"):
            stream.put_record("a")

    @pytest.mark.parametrize("key", [7, b"p", "\ud800"], ids=["number", "bytes", "surrogate"])
    def test_partition_keys_that_are_no_text(self, stream, key):
        with pytest.raises(EventError, match="partition_key is"):
            stream.put_record("a", partition_key=key)

    def test_longest_partition_key(self, stream):
        assert stream.put_record("a", partition_key="ä" * 256).shard_id

    def test_shard_is_found_by_md5_of_the_partition_key(self, platform):
        stream = KinesisStream("s", platform=platform, shard_count=7)
        for number in range(50):
            key = f"käy{number}"
            expected = int(hashlib.md5(key.encode()).hexdigest(), 16)
            record = stream.put_record("x", partition_key=key)
            shard = stream.shard(record.shard_id)
            assert record.hash_key == expected
            assert shard.starting_hash_key <= expected <= shard.ending_hash_key

    @pytest.mark.parametrize(
        ("key", "shard"),
        [(0, 0), ("0", 0), (TOP // 3 * 2 - 1, 1), (str(TOP // 3 * 2), 2), (TOP - 1, 2)],
        ids=["zero", "text", "below", "just", "last"],
    )
    def test_explicit_hash_key_decides(self, platform, key, shard):
        stream = KinesisStream("s", platform=platform, shard_count=3)
        record = stream.put_record("a", partition_key="b", explicit_hash_key=key)

        assert record.shard_id == f"shardId-{shard:012}"
        assert record.hash_key == int(key)

    @pytest.mark.parametrize("key", [TOP, str(TOP), 10**39 - 1], ids=["number", "text", "digits"])
    def test_explicit_hash_key_out_of_range(self, stream, key):
        message = refused("InvalidArgumentException", stream.put_record, "a", partition_key="a", explicit_hash_key=key)

        assert message == (
            "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. "
            f"Specified value was {int(key)}"
        )

    @pytest.mark.parametrize("key", ["", "01", "-1", -1, "1.0", "٣", 10**39], ids=range(7))
    def test_explicit_hash_keys_that_are_no_numbers(self, stream, key):
        message = refused("ValidationException", stream.put_record, "a", partition_key="a", explicit_hash_key=key)

        assert r"at 'explicitHashKey'" in message
        assert r"0|([1-9]\d{0,38})" in message

    @pytest.mark.parametrize("key", [1.5, True, b"1"], ids=["float", "bool", "bytes"])
    def test_explicit_hash_keys_of_odd_types(self, stream, key):
        with pytest.raises(EventError, match="explicitHashKey is"):
            stream.put_record("a", partition_key="a", explicit_hash_key=key)

    def test_data_and_partition_key_count_for_the_size(self, stream):
        stream.put_record(b"x" * (1024 * 1024 - 2), partition_key="ä")

        message = refused("ValidationException", stream.put_record, b"x" * (1024 * 1024 - 1), partition_key="ä")
        assert message.endswith("at 'data' failed to satisfy constraint: Member must have length less than or equal to 1048576")
        with pytest.raises(RequestRefused, match="max_record_size_in_kib is 1,024"):
            stream.put_record(b"x" * (1024 * 1024), partition_key="a")

    def test_size_that_the_stream_allows(self, platform):
        stream = KinesisStream("s", platform=platform, max_record_size_in_kib=10_240)
        assert len(stream.put_record(b"x" * (10 * 1024 * 1024 - 1), partition_key="a").data) == 10_485_759
        for size in (1_023, 10_241):
            refused("ValidationException", KinesisStream, "s", platform=platform, max_record_size_in_kib=size)

    def test_sequence_numbers_are_digits_as_the_model_has_them(self, stream, model):
        pattern = model.shape_for("SequenceNumber").metadata["pattern"]
        number = stream.put_record("a", partition_key="a").sequence_number

        assert re.fullmatch(pattern, number)
        assert len(number) == 56

    def test_repr_tells_where_it_lies(self, stream):
        record = stream.put_record(b"x" * 1000, partition_key="a")

        assert record.event_id in repr(record)
        assert len(repr(record)) < 250


class TestPutTogether:
    def test_names_of_our_own_and_of_aws(self, platform):
        stream = KinesisStream("s", platform=platform, shard_count=2)
        put = stream.put_records(
            [
                {"data": "a", "partition_key": "p", "explicit_hash_key": 0},
                {"Data": b"b", "PartitionKey": "p", "ExplicitHashKey": str(TOP - 1)},
                {"data": {"c": 1}, "partition_key": "q"},
            ]
        )

        assert [record.data for record in put] == [b"a", b"b", b'{"c":1}']
        assert [record.shard_id[-1] for record in put[:2]] == ["0", "1"]
        assert stream.records == put

    def test_one_that_is_refused_keeps_out_all(self, stream):
        entries = [{"data": "a", "partition_key": "p"}, {"data": "b", "partition_key": ""}]

        assert "at 'records.2.member.partitionKey'" in refused("ValidationException", stream.put_records, entries)
        assert stream.records == ()

    def test_number_of_records(self, stream, model):
        shape = model.shape_for("PutRecordsRequestEntryList").metadata
        assert shape == {"min": 1, "max": 500}
        entry = {"data": "", "partition_key": "p"}

        assert len(stream.put_records([entry] * 500)) == 500
        assert "less than or equal to 500" in refused("ValidationException", stream.put_records, [entry] * 501)
        assert "greater than or equal to 1" in refused("ValidationException", stream.put_records, [])

    def test_size_of_the_request(self, stream):
        entry = {"data": b"x" * (1024 * 1024 - 1), "partition_key": "p"}

        assert len(stream.put_records([entry] * 10)) == 10
        message = refused("InvalidArgumentException", stream.put_records, [entry] * 10 + [{"data": "", "partition_key": "p"}])
        assert message == "Records size exceeds 10 MB limit"

    @pytest.mark.parametrize("entry", ["a", {"partition_key": "p"}, {"data": "a", "key": "p"}, None], ids=range(4))
    def test_what_is_no_entry(self, stream, entry):
        with pytest.raises(EventError, match="expected a mapping with 'data'"):
            stream.put_records([entry])

    def test_watchers_are_told_once(self, stream):
        calls = []
        stream.watch(lambda: calls.append(len(stream.records)))
        stream.put_records([{"data": "a", "partition_key": "p"}] * 3)

        assert calls == [3]


class TestRetention:
    def test_records_expire(self, stream, platform):
        first = stream.put_record("a", partition_key="p")
        platform.pass_time(DAY - 1)
        second = stream.put_record("b", partition_key="p")
        platform.pass_time(0.999999)
        assert stream.records == (first, second)
        platform.pass_time(0.000001)

        assert stream.records == (second,)
        assert stream.expired == (first,)

    def test_longer_period_brings_nothing_back(self, stream, platform):
        first = stream.put_record("a", partition_key="p")
        platform.pass_time(DAY)
        second = stream.put_record("b", partition_key="p")
        stream.increase_stream_retention_period(48)

        assert stream.retention_period_hours == 48
        platform.pass_time(2 * DAY - 1)
        assert (stream.expired, stream.records) == ((first,), (second,))

    def test_shorter_period_acts_at_once(self, platform):
        stream = KinesisStream("s", platform=platform, retention_period_hours=48)
        stream.put_record("a", partition_key="p")
        platform.pass_time(DAY)
        assert len(stream.records) == 1
        stream.decrease_stream_retention_period(24)

        assert stream.records == ()

    def test_range(self, platform, stream):
        for hours, told in ((23, "too short"), (8_761, "too long")):
            assert told in refused("InvalidArgumentException", KinesisStream, "s", platform=platform, retention_period_hours=hours)
        assert "too long" in refused("InvalidArgumentException", stream.increase_stream_retention_period, 8_761)
        assert "too short" in refused("InvalidArgumentException", stream.decrease_stream_retention_period, 1)
        with pytest.raises(ConfigurationError, match="expected whole hours"):
            stream.increase_stream_retention_period(24.5)

    def test_wrong_direction(self, platform):
        stream = KinesisStream("s", platform=platform, retention_period_hours=48)

        assert refused("InvalidArgumentException", stream.increase_stream_retention_period, 24) == (
            "Requested retention period (24 hours) for stream s can not be shorter than existing retention period "
            "(48 hours). Use DecreaseRetentionPeriod API."
        )
        assert "longer" in refused("InvalidArgumentException", stream.decrease_stream_retention_period, 72)


class TestPositions:
    def test_starting_positions(self, stream, platform):
        moments = []
        for number in range(4):
            moments.append(round(platform.epoch() * 1e6))
            stream.put_record(str(number), partition_key="p")
            platform.pass_time(10)
        shard = stream.shards[0]

        assert shard.position_at("TRIM_HORIZON", None) == 0
        assert shard.position_at("LATEST", None) == shard.end == 4
        assert [shard.position_at("AT_TIMESTAMP", at) for at in moments] == [0, 1, 2, 3]
        assert [shard.position_at("AT_TIMESTAMP", at + 1) for at in moments] == [1, 2, 3, 4]
        assert shard.position_at("AT_TIMESTAMP", 0) == 0

    def test_expired_records_are_passed_over(self, stream, platform):
        stream.put_record("a", partition_key="p")
        platform.pass_time(DAY)
        stream.put_record("b", partition_key="p")
        shard = stream.shards[0]

        assert shard.trimmed(0) == shard.position_at("TRIM_HORIZON") == shard.position_at("AT_TIMESTAMP", 0) == 1
        assert [record.text for record in shard.read(0, 10)] == ["b"]
        platform.pass_time(DAY)
        assert shard.trimmed(0) == shard.end == 2

    def test_reading_takes_nothing_away(self, stream):
        for number in range(5):
            stream.put_record(str(number), partition_key="p")
        shard = stream.shards[0]

        for _ in range(2):
            assert [record.text for record in shard.read(1, 3)] == ["1", "2", "3"]
        assert list(shard.read(5, 3)) == []

    @pytest.mark.parametrize(("position", "at"), [("AT_TIMESTAMP", None), ("FIRST", None)])
    def test_no_such_position(self, stream, position, at):
        with pytest.raises(ConfigurationError, match="expected TRIM_HORIZON"):
            stream.shards[0].position_at(position, at)


class TestConsumers:
    def test_consumer_has_an_arn_of_its_own(self, stream):
        consumer = stream.register_stream_consumer("reader")

        assert consumer.arn == f"{stream.arn}/consumer/reader:{int(BEGIN)}"
        assert consumer.name == "clicks/reader"
        assert consumer.consumer_creation_timestamp == datetime.fromtimestamp(BEGIN, timezone.utc)
        assert stream.consumers == (consumer,)
        assert consumer.shards == stream.shards

    def test_consumer_is_announced(self, platform):
        told = []
        consumer = KinesisStream("s", platform=platform, announce=told.append).register_stream_consumer("c")

        assert told == [consumer]

    def test_consumer_watches_the_stream(self, stream):
        calls = []

        def callback():
            calls.append(1)

        consumer = stream.register_stream_consumer("c")
        consumer.watch(callback)
        stream.put_record("a", partition_key="p")
        consumer.unwatch(callback)
        stream.put_record("a", partition_key="p")

        assert calls == [1]

    def test_names_and_number(self, stream):
        refused("ValidationException", stream.register_stream_consumer, "a b")
        for number in range(20):
            stream.register_stream_consumer(f"c{number}")
        refused("ResourceInUseException", stream.register_stream_consumer, "c0")
        refused("LimitExceededException", stream.register_stream_consumer, "c20")


class TestWatchers:
    def test_splits_and_merges_are_told_too(self, stream):
        calls = []

        def callback():
            calls.append(len(stream.shards))

        stream.watch(callback)
        stream.merge_shards(*stream.split_shard(stream.shards[0]))
        stream.unwatch(callback)
        stream.unwatch(callback)
        stream.split_shard(stream.shards[-1])

        assert calls == [3, 4]
