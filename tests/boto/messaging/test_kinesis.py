"""boto3's Kinesis client on the streams of a service."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

pytest.importorskip("boto3")

from botocore.exceptions import ClientError

from pytest_lambda import LambdaService
from pytest_lambda.boto.refusal import OperationNotSimulated
from pytest_lambda.service.resources.kinesis_stream import KinesisStream

from ..conftest import Client
from .conftest import Collect


@pytest.fixture
def kinesis(service: LambdaService, checked: Client) -> Any:
    return checked("kinesis")


@pytest.fixture
def stream(service: LambdaService) -> KinesisStream:
    return service.kinesis_stream("clicks", shard_count=2)


def read(kinesis: Any, shard: str, kind: str = "TRIM_HORIZON", **given: Any) -> list[bytes]:
    iterator = kinesis.get_shard_iterator(StreamName="clicks", ShardId=shard, ShardIteratorType=kind, **given)
    answer = kinesis.get_records(ShardIterator=iterator["ShardIterator"])
    return [each["Data"] for each in answer["Records"]]


class TestPutting:
    def test_a_record(self, kinesis: Any, stream: KinesisStream) -> None:
        answer = kinesis.put_record(StreamName="clicks", Data=b"\0\xff", PartitionKey="ü", ExplicitHashKey="0")
        [record] = stream.records
        assert (record.data, record.partition_key, record.hash_key) == (b"\0\xff", "ü", 0)
        assert answer["SequenceNumber"] == record.sequence_number
        assert answer["ShardId"] == record.shard_id == "shardId-000000000000"
        assert "EncryptionType" not in answer

    def test_records(self, kinesis: Any, stream: KinesisStream) -> None:
        records = [{"Data": str(number), "PartitionKey": str(number)} for number in range(5)]
        answer = kinesis.put_records(StreamARN=stream.arn, Records=records)
        assert answer["FailedRecordCount"] == 0
        assert [each["SequenceNumber"] for each in answer["Records"]] == [each.sequence_number for each in stream.records]
        assert [each.text for each in stream.records] == list("01234")

    def test_drives_a_function(
        self, kinesis: Any, stream: KinesisStream, service: LambdaService, collect: Collect
    ) -> None:
        function = collect()
        service.create_event_source_mapping(function, stream.arn, starting_position="TRIM_HORIZON")
        sent = kinesis.put_record(StreamName="clicks", Data=b"a", PartitionKey="k")
        service.advance(seconds=5)
        [event] = function.seen
        assert event["Records"][0]["kinesis"]["sequenceNumber"] == sent["SequenceNumber"]

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"PartitionKey": "k" * 257}, "ValidationException"),
            ({"Data": b"x" * 1_048_576}, "ValidationException"),
            ({"ExplicitHashKey": str(2**128)}, "InvalidArgumentException"),
            ({"ExplicitHashKey": "x"}, "ValidationException"),
        ],
        ids=["key", "data", "hash key", "no hash key"],
    )
    def test_what_is_refused(self, kinesis: Any, stream: KinesisStream, given: dict[str, Any], code: str) -> None:
        with pytest.raises(ClientError) as caught:
            kinesis.put_record(**{"StreamName": "clicks", "Data": b"a", "PartitionKey": "k", **given})
        assert caught.value.response["Error"]["Code"] == code
        assert stream.records == ()

    def test_an_unknown_stream(self, kinesis: Any, stream: KinesisStream) -> None:
        with pytest.raises(kinesis.exceptions.ResourceNotFoundException) as caught:
            kinesis.put_record(StreamName="click", Data=b"a", PartitionKey="k")
        assert caught.value.response["Error"]["Message"] == (
            "Stream click under account 123456789012 not found. Streams in us-east-1: clicks."
        )

    def test_encrypted(self, kinesis: Any, service: LambdaService) -> None:
        service.kinesis_stream("secret", encryption_type="KMS")
        assert kinesis.put_record(StreamName="secret", Data=b"a", PartitionKey="k")["EncryptionType"] == "KMS"


class TestReading:
    def test_from_every_position(self, kinesis: Any, stream: KinesisStream, service: LambdaService) -> None:
        put = []
        for data in "abc":
            put.append(stream.put_record(data, partition_key="k", explicit_hash_key=0))
            service.advance(seconds=1)
        shard, second = put[0].shard_id, put[1]
        assert read(kinesis, shard) == [b"a", b"b", b"c"]
        assert read(kinesis, shard, "LATEST") == []
        number = second.sequence_number
        assert read(kinesis, shard, "AT_SEQUENCE_NUMBER", StartingSequenceNumber=number) == [b"b", b"c"]
        assert read(kinesis, shard, "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber=number) == [b"c"]
        assert read(kinesis, shard, "AT_TIMESTAMP", Timestamp=second.approximate_arrival_timestamp) == [b"b", b"c"]
        assert read(kinesis, "shardId-000000000001") == []

    def test_on_and_on(self, kinesis: Any, stream: KinesisStream, service: LambdaService) -> None:
        for number in range(5):
            stream.put_record(str(number), partition_key="k", explicit_hash_key=0)
            service.advance(seconds=1)
        iterator = kinesis.get_shard_iterator(
            StreamName="clicks", ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        seen, behind = [], []
        for _ in range(3):
            answer = kinesis.get_records(ShardIterator=iterator, Limit=2)
            iterator = answer["NextShardIterator"]
            seen += [each["Data"] for each in answer["Records"]]
            behind.append(answer["MillisBehindLatest"])
        assert seen == [b"0", b"1", b"2", b"3", b"4"]
        assert behind == [4000, 2000, 0]
        stream.put_record("later", partition_key="k", explicit_hash_key=0)
        assert kinesis.get_records(ShardIterator=iterator)["Records"][0]["Data"] == b"later"

    def test_what_has_expired_is_left_out(self, kinesis: Any, stream: KinesisStream, service: LambdaService) -> None:
        stream.put_record("old", partition_key="k", explicit_hash_key=0)
        service.advance(timedelta(hours=23))
        stream.put_record("new", partition_key="k", explicit_hash_key=0)
        service.advance(timedelta(hours=2))
        assert read(kinesis, "shardId-000000000000") == [b"new"]

    def test_to_the_end_of_a_closed_shard(self, kinesis: Any, stream: KinesisStream) -> None:
        stream.put_record("a", partition_key="k", explicit_hash_key=0)
        kinesis.split_shard(StreamName="clicks", ShardToSplit="shardId-000000000000", NewStartingHashKey="1000")
        iterator = kinesis.get_shard_iterator(
            StreamName="clicks", ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        answer = kinesis.get_records(ShardIterator=iterator)
        assert "NextShardIterator" not in answer
        assert [each["ShardId"] for each in answer["ChildShards"]] == ["shardId-000000000002", "shardId-000000000003"]

    def test_an_old_iterator(self, kinesis: Any, stream: KinesisStream, service: LambdaService) -> None:
        iterator = kinesis.get_shard_iterator(
            StreamName="clicks", ShardId="shardId-000000000000", ShardIteratorType="LATEST"
        )["ShardIterator"]
        service.advance(minutes=5)
        kinesis.get_records(ShardIterator=iterator)
        service.advance(seconds=1)
        with pytest.raises(kinesis.exceptions.ExpiredIteratorException):
            kinesis.get_records(ShardIterator=iterator)

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"ShardIteratorType": "SOMEWHERE"}, "ValidationException"),
            ({"ShardIteratorType": "AT_SEQUENCE_NUMBER"}, "InvalidArgumentException"),
            ({"ShardIteratorType": "AT_SEQUENCE_NUMBER", "StartingSequenceNumber": "x"}, "InvalidArgumentException"),
            ({"ShardIteratorType": "AT_TIMESTAMP"}, "InvalidArgumentException"),
            ({"ShardIteratorType": "LATEST", "ShardId": "shardId-000000000009"}, "ResourceNotFoundException"),
        ],
        ids=str,
    )
    def test_what_is_refused(self, kinesis: Any, stream: KinesisStream, given: dict[str, Any], code: str) -> None:
        with pytest.raises(ClientError) as caught:
            kinesis.get_shard_iterator(**{"StreamName": "clicks", "ShardId": "shardId-000000000000", **given})
        assert caught.value.response["Error"]["Code"] == code

    def test_no_iterator(self, kinesis: Any, stream: KinesisStream) -> None:
        with pytest.raises(kinesis.exceptions.InvalidArgumentException):
            kinesis.get_records(ShardIterator="no iterator")


class TestStreams:
    def test_made_by_a_client(self, kinesis: Any, service: LambdaService) -> None:
        kinesis.create_stream(StreamName="clicks", ShardCount=3, Tags={"a": "1"})
        kinesis.get_waiter("stream_exists").wait(StreamName="clicks")
        stream = service.kinesis_stream("clicks")
        assert len(stream.shards) == 3
        with pytest.raises(kinesis.exceptions.ResourceInUseException):
            kinesis.create_stream(StreamName="clicks", ShardCount=3)
        kinesis.create_stream(StreamName="lots", StreamModeDetails={"StreamMode": "ON_DEMAND"})
        summary = kinesis.describe_stream_summary(StreamName="lots")["StreamDescriptionSummary"]
        assert (summary["OpenShardCount"], summary["StreamModeDetails"]) == (4, {"StreamMode": "ON_DEMAND"})
        assert kinesis.list_streams()["StreamNames"] == ["clicks", "lots"]
        kinesis.add_tags_to_stream(StreamName="clicks", Tags={"b": "2"})
        kinesis.remove_tags_from_stream(StreamName="clicks", TagKeys=["a"])
        assert kinesis.list_tags_for_stream(StreamName="clicks")["Tags"] == [{"Key": "b", "Value": "2"}]
        kinesis.delete_stream(StreamName="clicks")
        assert kinesis.list_streams()["StreamNames"] == ["lots"]
        assert service.resource(stream.arn) is None

    def test_described(self, kinesis: Any, stream: KinesisStream, service: LambdaService) -> None:
        kinesis.merge_shards(
            StreamName="clicks", ShardToMerge="shardId-000000000000", AdjacentShardToMerge="shardId-000000000001"
        )
        told = kinesis.describe_stream(StreamName="clicks")["StreamDescription"]
        assert (told["StreamStatus"], told["RetentionPeriodHours"], told["HasMoreShards"]) == ("ACTIVE", 24, False)
        merged = told["Shards"][2]
        assert (merged["ParentShardId"], merged["AdjacentParentShardId"]) == (
            "shardId-000000000000",
            "shardId-000000000001",
        )
        assert merged["HashKeyRange"] == {"StartingHashKey": "0", "EndingHashKey": str(2**128 - 1)}
        assert "EndingSequenceNumber" in told["Shards"][0]["SequenceNumberRange"]
        assert "EndingSequenceNumber" not in merged["SequenceNumberRange"]
        limited = kinesis.describe_stream(StreamName="clicks", Limit=1)["StreamDescription"]
        assert (len(limited["Shards"]), limited["HasMoreShards"]) == (1, True)

    def test_shards_are_listed(self, kinesis: Any, stream: KinesisStream) -> None:
        first = kinesis.list_shards(StreamName="clicks", MaxResults=1)
        rest = kinesis.list_shards(NextToken=first["NextToken"])
        assert [each["ShardId"][-1] for each in (*first["Shards"], *rest["Shards"])] == ["0", "1"]
        kinesis.split_shard(StreamName="clicks", ShardToSplit="shardId-000000000000", NewStartingHashKey="1000")
        ids = [
            [
                each["ShardId"][-1]
                for each in kinesis.list_shards(StreamName="clicks", ShardFilter=asked)["Shards"]
            ]
            for asked in ({"Type": "AT_LATEST"}, {"Type": "AFTER_SHARD_ID", "ShardId": "shardId-000000000001"})
        ]
        assert [sorted(each) for each in ids] == [["1", "2", "3"], ["2", "3"]]

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({}, "01234"),
            ({"ExclusiveStartShardId": "shardId-000000000000"}, "1234"),
            ({"ShardFilter": {"Type": "AFTER_SHARD_ID", "ShardId": "shardId-000000000001"}}, "234"),
            ({"ShardFilter": {"Type": "AT_LATEST"}}, "1234"),
        ],
    )
    def test_pages_of_shards(
        self, kinesis: Any, service: LambdaService, asked: dict[str, Any], expected: str
    ) -> None:
        service.kinesis_stream("clicks", shard_count=3)
        kinesis.split_shard(StreamName="clicks", ShardToSplit="shardId-000000000000", NewStartingHashKey="1000")
        answer = kinesis.list_shards(StreamName="clicks", MaxResults=2, **asked)
        shards = answer["Shards"]
        while "NextToken" in answer:
            answer = kinesis.list_shards(NextToken=answer["NextToken"], MaxResults=1)
            shards += answer["Shards"]
        assert "".join(each["ShardId"][-1] for each in shards) == expected

    def test_pages_of_nobodys_shards(self, kinesis: Any, stream: KinesisStream) -> None:
        for token in ("none", f"{stream.arn}|AT_LATEST"):
            with pytest.raises(kinesis.exceptions.InvalidArgumentException):
                kinesis.list_shards(NextToken=token)

    def test_retention(self, kinesis: Any, stream: KinesisStream) -> None:
        kinesis.increase_stream_retention_period(StreamName="clicks", RetentionPeriodHours=48)
        assert stream.retention_period_hours == 48
        kinesis.decrease_stream_retention_period(StreamName="clicks", RetentionPeriodHours=24)
        with pytest.raises(kinesis.exceptions.InvalidArgumentException, match="can not be longer than existing"):
            kinesis.decrease_stream_retention_period(StreamName="clicks", RetentionPeriodHours=48)

    def test_consumers(self, kinesis: Any, stream: KinesisStream) -> None:
        made = kinesis.register_stream_consumer(StreamARN=stream.arn, ConsumerName="c")["Consumer"]
        for named in ({"ConsumerARN": made["ConsumerARN"]}, {"StreamARN": stream.arn, "ConsumerName": "c"}):
            told = kinesis.describe_stream_consumer(**named)["ConsumerDescription"]
            assert (told["ConsumerStatus"], told["StreamARN"]) == ("ACTIVE", stream.arn)
        assert kinesis.list_stream_consumers(StreamARN=stream.arn)["Consumers"] == [made]
        with pytest.raises(kinesis.exceptions.ResourceInUseException):
            kinesis.delete_stream(StreamName="clicks")
        with pytest.raises(kinesis.exceptions.ResourceNotFoundException):
            kinesis.describe_stream_consumer(StreamARN=stream.arn, ConsumerName="d")

    def test_what_is_not_simulated(self, kinesis: Any, stream: KinesisStream) -> None:
        with pytest.raises(OperationNotSimulated, match="kinesis:UpdateShardCount"):
            kinesis.update_shard_count(StreamName="clicks", TargetShardCount=4, ScalingType="UNIFORM_SCALING")


def test_a_handler_puts_on(kinesis: Any, stream: KinesisStream, service: LambdaService, collect: Collect) -> None:
    def handler(event: Any, context: Any) -> None:
        kinesis.put_records(
            StreamName="clicks", Records=[{"Data": json.dumps(event).encode(), "PartitionKey": context.function_name}]
        )

    service.create_function("put", handler=handler)
    service.invoke("put", {"a": 1})
    [record] = stream.records
    assert (record.json, record.partition_key) == ({"a": 1}, "put")
