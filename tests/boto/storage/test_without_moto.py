"""Without a mock the tables and buckets of the service answer what they can answer exactly; nothing leaves for AWS."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest

pytest.importorskip("boto3")

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

from pytest_lambda import LambdaService
from pytest_lambda.boto.refusal import OperationNotSimulated
from pytest_lambda.service.resources.dynamodb_table import DynamoDBTable
from pytest_lambda.service.resources.s3_bucket import S3Bucket


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Nothing is sent."""
    from botocore.httpsession import URLLib3Session

    sent: list[Any] = []
    monkeypatch.setattr(URLLib3Session, "send", lambda self, request: sent.append(request))
    yield sent
    assert sent == []


@pytest.fixture(autouse=True)
def closed(no_network: list[Any]) -> None: ...


class TestTables:
    @pytest.fixture
    def orders(self, service: LambdaService) -> DynamoDBTable:
        return service.dynamodb_table("orders", sort_key="line")

    @pytest.fixture
    def table(self, orders: DynamoDBTable) -> Any:
        return boto3.resource("dynamodb", region_name="us-east-1").Table("orders")

    def test_items(self, orders: DynamoDBTable, table: Any) -> None:
        item = {"id": "1", "line": 2, "price": Decimal("1.50"), "b": b"\xff", "tags": {"x"}, "l": [None, {"a": True}]}
        assert "Attributes" not in table.put_item(Item=item, ReturnValues="ALL_OLD")
        found = table.get_item(Key={"id": "1", "line": 2})["Item"]
        assert {**found, "b": found["b"].value} == item
        assert [record.event_name for record in orders.stream.records] == ["INSERT"]
        assert table.put_item(Item={"id": "1", "line": 2}, ReturnValues="ALL_OLD")["Attributes"]["price"] == Decimal(
            "1.5"
        )
        assert table.delete_item(Key={"id": "1", "line": 2}, ReturnValues="ALL_OLD")["Attributes"] == {
            "id": "1",
            "line": 2,
        }
        assert "Item" not in table.get_item(Key={"id": "1", "line": 2})

    def test_many(self, orders: DynamoDBTable, table: Any) -> None:
        with table.batch_writer() as batch:
            for number in range(30):
                batch.put_item(Item={"id": "ab"[number % 2], "line": number})
        with table.batch_writer() as batch:
            batch.delete_item(Key={"id": "a", "line": 0})
        assert table.scan()["Count"] == len(orders) == 29
        keys = [{"id": "a", "line": number} for number in (0, 2, 4)]
        found = boto3.resource("dynamodb", region_name="us-east-1").batch_get_item(
            RequestItems={"orders": {"Keys": keys}}
        )
        assert found["Responses"]["orders"] == keys[1:]

    def test_a_partition(self, orders: DynamoDBTable, table: Any) -> None:
        for line in (10, 9, -1, Decimal("9.5")):
            orders.put_item({"id": "1", "line": line})
        orders.put_item({"id": "2", "line": 0})
        found = table.query(KeyConditionExpression=Key("id").eq("1"))
        assert [each["line"] for each in found["Items"]] == [-1, 9, Decimal("9.5"), 10]
        found = table.query(KeyConditionExpression=Key("id").eq("1"), ScanIndexForward=False)
        assert [each["line"] for each in found["Items"]] == [10, Decimal("9.5"), 9, -1]
        assert found["Count"] == found["ScannedCount"] == 4
        plain = boto3.client("dynamodb", region_name="us-east-1").query(
            TableName="orders", KeyConditionExpression="id = :id", ExpressionAttributeValues={":id": {"S": "3"}}
        )
        assert plain["Items"] == []

    def test_what_is_known_of_them(self, service: LambdaService, orders: DynamoDBTable) -> None:
        orders.put_item({"id": "1", "line": 1})
        client = boto3.client("dynamodb", region_name="us-east-1")
        assert client.list_tables()["TableNames"] == ["orders"]
        described = client.describe_table(TableName=orders.arn)["Table"]
        assert described["LatestStreamArn"] == orders.stream_arn
        assert described["KeySchema"][1] == {"AttributeName": "line", "KeyType": "RANGE"}

    @pytest.mark.parametrize(
        ("operation", "parameters"),
        [
            ("put_item", {"Item": {"id": "1", "line": 1}, "ConditionExpression": Attr("id").not_exists()}),
            ("update_item", {"Key": {"id": "1", "line": 1}, "UpdateExpression": "REMOVE a"}),
            ("get_item", {"Key": {"id": "1", "line": 1}, "ProjectionExpression": "id"}),
            ("query", {"KeyConditionExpression": Key("id").eq("1") & Key("line").gt(3)}),
            ("query", {"KeyConditionExpression": Key("line").eq(3)}),
            ("query", {"KeyConditionExpression": Key("id").eq("1"), "Limit": 1}),
            ("scan", {"FilterExpression": Attr("id").eq("1")}),
            ("scan", {"ReturnConsumedCapacity": "TOTAL"}),
            ("delete", {}),
        ],
    )
    def test_what_needs_moto(self, table: Any, operation: str, parameters: dict[str, Any]) -> None:
        with pytest.raises(OperationNotSimulated, match="mock_aws"):
            getattr(table, operation)(**parameters)

    def test_what_is_unknown(self, orders: DynamoDBTable) -> None:
        client = boto3.client("dynamodb", region_name="us-east-1")
        one = {"id": {"S": "1"}, "line": {"N": "1"}}
        for call in (
            lambda: client.get_item(TableName="order", Key=one),
            lambda: client.put_item(TableName="order", Item=one, ConditionExpression="attribute_exists(id)"),
            lambda: client.describe_table(TableName="order"),
            lambda: client.batch_write_item(RequestItems={"order": [{"PutRequest": {"Item": one}}]}),
            lambda: client.update_item(TableName="order", Key=one),
        ):
            with pytest.raises(client.exceptions.ResourceNotFoundException, match="known: orders"):
                call()

    @pytest.mark.parametrize(
        "item", [{"id": {"S": ""}, "line": {"N": "1"}}, {"id": {"S": "1"}}, {"id": {"S": "1"}, "line": {"N": "x"}}]
    )
    def test_what_dynamodb_refuses(self, orders: DynamoDBTable, item: dict[str, Any]) -> None:
        client = boto3.client("dynamodb", region_name="us-east-1")
        with pytest.raises(ClientError) as caught:
            client.put_item(TableName="orders", Item=item)
        assert caught.value.response["Error"]["Code"] == "ValidationException"
        assert len(orders) == 0

    def test_from_a_handler(self, service: LambdaService, orders: DynamoDBTable) -> None:
        def handler(event: Any, context: Any) -> Any:
            table = boto3.resource("dynamodb").Table("orders")
            table.put_item(Item={"id": "1", "line": 1})
            return table.query(KeyConditionExpression=Key("id").eq("1"))["Count"]

        assert service.create_function("f", handler=handler)({}) == 1
        assert len(orders.stream.records) == 1


class TestBuckets:
    @pytest.fixture
    def uploads(self, service: LambdaService) -> S3Bucket:
        return service.s3_bucket("uploads")

    @pytest.mark.parametrize("key", ["a", "a b/ü+?&=%#.png", "a//b", "日本", "~(x)'*"])
    @pytest.mark.parametrize(
        "body", [b"hello", BytesIO(b"hello"), "hello", b""], ids=["bytes", "file", "text", "empty"]
    )
    def test_objects(self, service: LambdaService, uploads: S3Bucket, s3: Any, key: str, body: Any) -> None:
        queue = service.sqs_queue("told")
        uploads.notify(queue)
        queue.purge()
        content = body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else b"hello"
        if isinstance(body, BytesIO):
            body.seek(0)
        answer = s3.put_object(Bucket="uploads", Key=key, Body=body, Metadata={"by": "me"})
        assert uploads.objects[key].body == content
        found = s3.get_object(Bucket="uploads", Key=key)
        assert found["Body"].read() == content
        assert found["Metadata"] == {"by": "me"}
        assert found["ETag"] == answer["ETag"]
        assert s3.head_object(Bucket="uploads", Key=key)["ContentLength"] == len(content)
        [listed] = s3.list_objects_v2(Bucket="uploads", Prefix=key[:1])["Contents"]
        assert (listed["Key"], listed["Size"]) == (key, len(content))
        assert [each["Key"] for each in s3.list_objects(Bucket="uploads")["Contents"]] == [key]
        s3.delete_object(Bucket="uploads", Key=key)
        assert "Contents" not in s3.list_objects_v2(Bucket="uploads", Prefix="nothing")
        service.run()
        assert len(queue.messages) == 1

    def test_what_is_not_there(self, uploads: S3Bucket, s3: Any) -> None:
        with pytest.raises(s3.exceptions.NoSuchKey):
            s3.get_object(Bucket="uploads", Key="none")
        with pytest.raises(ClientError) as caught:
            s3.head_object(Bucket="uploads", Key="none")
        assert caught.value.response["Error"]["Code"] == "404"
        for call in (s3.get_object, s3.put_object, s3.delete_object):
            with pytest.raises(s3.exceptions.NoSuchBucket, match="known: uploads"):
                call(Bucket="upload", Key="a")
        with pytest.raises(s3.exceptions.NoSuchBucket):
            s3.put_object_tagging(Bucket="upload", Key="a", Tagging={"TagSet": []})

    def test_buckets(self, uploads: S3Bucket, s3: Any) -> None:
        assert [each["Name"] for each in s3.list_buckets()["Buckets"]] == ["uploads"]
        assert s3.head_bucket(Bucket="uploads")["BucketRegion"] == "us-east-1"

    @pytest.mark.parametrize(
        ("operation", "parameters"),
        [
            ("create_bucket", {"Bucket": "another"}),
            ("put_object", {"Bucket": "uploads", "Key": "a", "StorageClass": "GLACIER"}),
            ("put_object", {"Bucket": "uploads", "Key": "a", "ContentType": "text/plain"}),
            ("put_object", {"Bucket": "uploads", "Key": "a", "IfNoneMatch": "*"}),
            ("get_object", {"Bucket": "uploads", "Key": "a", "Range": "bytes=0-1"}),
            ("get_object", {"Bucket": "uploads", "Key": "a", "VersionId": "1"}),
            ("list_objects_v2", {"Bucket": "uploads", "Delimiter": "/"}),
            ("list_objects_v2", {"Bucket": "uploads", "MaxKeys": 1}),
            ("copy_object", {"Bucket": "uploads", "Key": "b", "CopySource": "uploads/a"}),
            ("put_bucket_versioning", {"Bucket": "uploads", "VersioningConfiguration": {"Status": "Enabled"}}),
        ],
    )
    def test_what_needs_moto(self, uploads: S3Bucket, s3: Any, operation: str, parameters: dict[str, Any]) -> None:
        uploads.put_object("a", "1")
        with pytest.raises(OperationNotSimulated, match="mock_aws"):
            getattr(s3, operation)(**parameters)
        assert uploads.objects.keys() == {"a"}

    def test_transfers(self, uploads: S3Bucket) -> None:
        found = boto3.resource("s3", region_name="us-east-1").Object("uploads", "a b")
        found.upload_fileobj(BytesIO(b"12"))
        assert uploads.objects["a b"].body == b"12"
        target = BytesIO()
        found.download_fileobj(target)
        assert target.getvalue() == b"12"
