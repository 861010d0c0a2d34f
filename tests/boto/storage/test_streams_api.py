"""Clients of DynamoDB Streams read what functions get."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("moto")

from botocore.exceptions import ClientError

from pytest_lambda import LambdaService

from ..conftest import Client
from .conftest import make_table


@pytest.fixture
def streams(service: LambdaService, client: Client) -> Any:
    return client("dynamodbstreams")


def read(streams: Any, arn: str, kind: str = "TRIM_HORIZON", **position: str) -> Iterator[Any]:
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        given = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": kind, **position}
        yield from streams.get_records(ShardIterator=streams.get_shard_iterator(**given)["ShardIterator"])["Records"]


def test_of_moto(mocked: None, service: LambdaService, dynamodb: Any, streams: Any) -> None:
    arn = make_table(dynamodb)["LatestStreamArn"]
    item = {"id": {"S": "1"}, "b": {"B": b"\xff"}, "n": {"N": "1.50"}}
    dynamodb.put_item(TableName="orders", Item=item)
    dynamodb.put_item(TableName="orders", Item=item)
    dynamodb.delete_item(TableName="orders", Key={"id": {"S": "1"}})
    assert [each["StreamArn"] for each in streams.list_streams(TableName="orders")["Streams"]] == [arn]
    first, second = read(streams, arn)
    assert (first["eventName"], second["eventName"]) == ("INSERT", "REMOVE")
    assert first["dynamodb"]["NewImage"] == {**item, "n": {"N": "1.5"}}
    assert first["dynamodb"]["ApproximateCreationDateTime"].timestamp() == service.epoch()
    assert first["eventID"] == service.dynamodb_table("orders").stream.records[0].event(arn, "")["eventID"]
    number = first["dynamodb"]["SequenceNumber"]
    assert list(read(streams, arn, "AT_SEQUENCE_NUMBER", SequenceNumber=number)) == [first, second]
    assert list(read(streams, arn, "AFTER_SEQUENCE_NUMBER", SequenceNumber=number)) == [second]
    assert list(read(streams, arn, "LATEST")) == []


def test_pages_and_shards(service: LambdaService, streams: Any) -> None:
    """Without a mock."""
    table = service.dynamodb_table("orders", time_to_live_attribute="expires")
    arn = str(table.stream_arn)
    for number in range(5):
        table.put_item({"id": str(number), "expires": int(service.epoch()) + 60})
    described = streams.describe_stream(StreamArn=arn)["StreamDescription"]
    assert described["StreamStatus"] == "ENABLED"
    assert described["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    [shard] = described["Shards"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")
    page = streams.get_records(ShardIterator=iterator["ShardIterator"], Limit=3)
    assert len(page["Records"]) == 3
    numbers = [int(each["dynamodb"]["SequenceNumber"]) for each in page["Records"]]
    assert int(shard["SequenceNumberRange"]["StartingSequenceNumber"]) <= numbers[0] < numbers[1] < numbers[2]
    service.advance(minutes=2)
    page = streams.get_records(ShardIterator=page["NextShardIterator"])
    assert [each["eventName"] for each in page["Records"]] == ["INSERT"] * 2 + ["REMOVE"] * 5
    assert page["Records"][-1]["userIdentity"] == {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}
    table.stream.roll_over()
    assert "NextShardIterator" not in streams.get_records(ShardIterator=page["NextShardIterator"])
    parent, child = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    assert child["ParentShardId"] == parent["ShardId"]
    assert parent["SequenceNumberRange"]["EndingSequenceNumber"] == table.stream.records[-1].sequence_number
    service.advance(minutes=20)
    with pytest.raises(streams.exceptions.ExpiredIteratorException):
        streams.get_records(ShardIterator=page["NextShardIterator"])


def test_what_is_unknown(service: LambdaService, streams: Any) -> None:
    arn = str(service.dynamodb_table("orders").stream_arn)
    with pytest.raises(streams.exceptions.ResourceNotFoundException, match=r"known: .*table/orders"):
        streams.describe_stream(StreamArn=arn.replace("orders", "others"))
    with pytest.raises(streams.exceptions.ResourceNotFoundException):
        streams.get_shard_iterator(
            StreamArn=arn, ShardId="shardId-00000000000000000000-00000000", ShardIteratorType="LATEST"
        )
    with pytest.raises(ClientError, match="Invalid ShardIterator"):
        streams.get_records(ShardIterator=f"{arn}|1|none")
