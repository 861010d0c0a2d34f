"""Tables and buckets are in the service and in moto, whoever made them, and whenever the mock begins and ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("moto")

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.core.models import botocore_stubber
from moto.s3 import notifications

from pytest_lambda import ConfigurationError, LambdaService, World, serve_boto3

from .conftest import make_table


def write_and_read(service: LambdaService) -> None:
    """What is put on one side is on the other."""
    region = service.world.region
    dynamodb, s3 = boto3.client("dynamodb", region), boto3.client("s3", region)
    table, bucket = service.dynamodb_table("own"), service.s3_bucket("own-bucket")
    dynamodb.put_item(TableName="own", Item={"id": {"S": "theirs"}})
    table.put_item({"id": "ours", "data": b"\x00", "tags": {"a", "b"}, "list": [1, None, True]})
    s3.put_object(Bucket="own-bucket", Key="theirs", Body=b"1", Metadata={"by": "them"})
    bucket.put_object("ours/ü +", "2", metadata={"by": "us"})
    assert {each["id"] for each in table.items} == {"ours", "theirs"}
    assert dynamodb.get_item(TableName="own", Key={"id": {"S": "ours"}})["Item"]["data"] == {"B": b"\x00"}
    assert [each.event_name for each in table.stream.records][-2:] == ["INSERT", "INSERT"]
    assert {each.key: each.text for each in bucket.objects.values()} == {"theirs": "1", "ours/ü +": "2"}
    assert bucket.objects["theirs"].metadata == {"by": "them"}
    found = s3.get_object(Bucket="own-bucket", Key="ours/ü +")
    assert (found["Body"].read(), found["Metadata"]) == (b"2", {"by": "us"})
    table.delete_item("theirs")
    dynamodb.delete_item(TableName="own", Key={"id": {"S": "ours"}})
    bucket.delete_object("theirs")
    s3.delete_object(Bucket="own-bucket", Key="ours/ü +")
    assert table.items == ()
    assert dynamodb.scan(TableName="own")["Count"] == 0
    assert not bucket.objects
    assert "Contents" not in s3.list_objects_v2(Bucket="own-bucket")


class TestHowTheMockBegins:
    def test_before_the_service(self, mocked: None, service: LambdaService) -> None:
        write_and_read(service)

    def test_after_the_service(self, service: LambdaService, mocked: None) -> None:
        write_and_read(service)

    @mock_aws
    def test_decorator(self, service: LambdaService) -> None:
        write_and_read(service)

    def test_context_managers_one_after_the_other(self, service: LambdaService) -> None:
        for _ in range(3):
            with mock_aws():
                write_and_read(service)

    def test_with_what_there_is_already(self, service: LambdaService) -> None:
        table = service.dynamodb_table("own", sort_key="line", stream_view_type="NEW_IMAGE")
        table.put_item({"id": 1, "line": "a"})
        bucket = service.s3_bucket("own-bucket", versioning=True)
        bucket.put_object("a", "1")
        with mock_aws():
            dynamodb, s3 = boto3.client("dynamodb", "us-east-1"), boto3.client("s3", "us-east-1")
            described = dynamodb.describe_table(TableName="own")["Table"]
            assert [each["AttributeName"] for each in described["KeySchema"]] == ["id", "line"]
            assert {each["AttributeType"] for each in described["AttributeDefinitions"]} == {"N", "S"}
            assert described["LatestStreamArn"] == table.stream_arn
            assert described["StreamSpecification"]["StreamViewType"] == "NEW_IMAGE"
            assert dynamodb.scan(TableName="own")["Items"] == [{"id": {"N": "1"}, "line": {"S": "a"}}]
            assert s3.get_bucket_versioning(Bucket="own-bucket")["Status"] == "Enabled"
            version = s3.put_object(Bucket="own-bucket", Key="a", Body=b"2")["VersionId"]
            assert bucket.objects["a"].version_id == version
            assert bucket.put_object("a", "3").version_id not in (None, version)
            bucket.delete_object("a")
            assert len(s3.list_object_versions(Bucket="own-bucket")["DeleteMarkers"]) == 1
        assert table.items == ({"id": 1, "line": "a"},)
        assert len(table.stream.records) == 1
        assert bucket.put_object("a", "4").version_id is not None
        assert bucket.objects["a"].text == "4"


@pytest.mark.parametrize(
    "region", ["cn-north-1", "us-gov-west-1", "eusc-de-east-1", "us-iso-east-1", "us-isob-east-1"]
)
def test_other_partitions(region: str, mocked: None) -> None:
    with LambdaService(world=World(region=region)) as service, serve_boto3(service):
        write_and_read(service)


@mock_aws
class TestInAClass:
    """The mock begins with each test's body."""

    def test_one(self, service: LambdaService) -> None:
        write_and_read(service)

    def test_two(self, service: LambdaService) -> None:
        write_and_read(service)


class TestEnds:
    def test_of_the_service(self, mocked: None) -> None:
        dynamodb, s3 = boto3.client("dynamodb", "us-east-1"), boto3.client("s3", "us-east-1")
        arn = make_table(dynamodb, "theirs")["LatestStreamArn"]
        s3.create_bucket(Bucket="theirs")
        original = notifications.send_event
        for _ in range(2):
            with LambdaService() as service, serve_boto3(service):
                service.dynamodb_table("own").put_item({"id": "1"})
                bucket = service.s3_bucket("own-bucket", versioning=True)
                bucket.put_object("a")
                bucket.delete_object("a")
                assert service.resource(arn) is not None
                assert dynamodb.list_tables()["TableNames"] == ["theirs", "own"]
                assert notifications.send_event is not original
            assert dynamodb.list_tables()["TableNames"] == ["theirs"]
            assert [each["Name"] for each in s3.list_buckets()["Buckets"]] == ["theirs"]
            assert notifications.send_event is original
            dynamodb.put_item(TableName="theirs", Item={"id": {"S": "1"}})

    def test_of_the_mock(self, service: LambdaService) -> None:
        own = service.dynamodb_table("own")
        with mock_aws():
            dynamodb, s3 = boto3.client("dynamodb", "us-east-1"), boto3.client("s3", "us-east-1")
            first = make_table(dynamodb, "theirs")
            dynamodb.put_item(TableName="theirs", Item={"id": {"S": "1"}})
            dynamodb.put_item(TableName="own", Item={"id": {"S": "1"}})
            s3.create_bucket(Bucket="theirs")
            bucket = service.s3_bucket("theirs")
            theirs = service.resource(first["LatestStreamArn"])
            assert len(theirs.records) == 1
        with mock_aws():
            dynamodb = boto3.client("dynamodb", "us-east-1")
            assert dynamodb.list_tables()["TableNames"] == ["own"]
            assert own.items == ({"id": "1"},)
            assert service.resource(first["TableArn"]) is None
            assert boto3.client("s3", "us-east-1").list_buckets()["Buckets"] == []
            assert service.s3_bucket("theirs") is not bucket
            make_table(dynamodb, "theirs")
            assert service.dynamodb_table("theirs").items == ()
            assert service.dynamodb_table("theirs").stream is not theirs

    def test_of_a_table(self, service: LambdaService, mocked: None, dynamodb: Any, s3: Any) -> None:
        service.dynamodb_table("own")
        service.s3_bucket("own-bucket")
        dynamodb.delete_table(TableName="own")
        s3.delete_bucket(Bucket="own-bucket")
        assert dynamodb.list_tables()["TableNames"] == []
        assert service.resource(f"arn:aws:dynamodb:us-east-1:{service.world.account}:table/own") is None
        assert service.resource("arn:aws:s3:::own-bucket") is None
        make_table(dynamodb, "own")
        dynamodb.put_item(TableName="own", Item={"id": {"S": "1"}})
        assert len(service.dynamodb_table("own").stream.records) == 1


def test_indexes(service: LambdaService, mocked: None, dynamodb: Any) -> None:
    def index(name: str, *keys: str) -> dict[str, Any]:
        schema = [{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)]
        return {"IndexName": name, "KeySchema": schema, "Projection": {"ProjectionType": "ALL"}}

    table = service.dynamodb_table(
        "orders",
        sort_key="line",
        attribute_definitions=[
            {"AttributeName": name, "AttributeType": type_} for name, type_ in (("by", "S"), ("at", "N"), ("id", "S"))
        ],
        global_secondary_indexes=[index("by-customer", "by", "at")],
        local_secondary_indexes=[index("by-time", "id", "at")],
    )
    table.put_item({"id": "1", "line": 1, "by": "me", "at": 5})
    table.put_item({"id": "1", "line": 2, "by": "you", "at": 4})
    for name, key, count in (("by-customer", "by", 1), ("by-time", "id", 2)):
        found = dynamodb.query(
            TableName="orders",
            IndexName=name,
            KeyConditionExpression="#k = :v",
            ExpressionAttributeNames={"#k": key},
            ExpressionAttributeValues={":v": {"S": "me" if key == "by" else "1"}},
        )
        assert found["Count"] == count
    with pytest.raises(ConfigurationError, match="'at' is in the key of a secondary index: give its type"):
        service.dynamodb_table("other", global_secondary_indexes=[index("by-time", "at")])
    with pytest.raises(ConfigurationError, match="it lacks KeySchema, Projection"):
        service.dynamodb_table("other", global_secondary_indexes=[{"IndexName": "i"}])


class TestConflicts:
    def test_a_table_that_is_there(self, service: LambdaService, mocked: None, dynamodb: Any, s3: Any) -> None:
        make_table(dynamodb, "orders")
        with pytest.raises(ConfigurationError, match="exists already"):
            service.dynamodb_table("orders", partition_key="other")
        service.dynamodb_table("own")
        with pytest.raises(dynamodb.exceptions.ResourceInUseException):
            make_table(dynamodb, "own")
        service.s3_bucket("own-bucket")
        s3.put_object(Bucket="own-bucket", Key="a")

    def test_types_of_keys_come_with_the_first_item(self, service: LambdaService, mocked: None, dynamodb: Any) -> None:
        table = service.dynamodb_table("numbers")
        dynamodb.put_item(TableName="numbers", Item={"id": {"N": "1"}})
        with pytest.raises(ClientError, match="Type mismatch"):
            dynamodb.put_item(TableName="numbers", Item={"id": {"S": "1"}})
        assert table.items == ({"id": 1},)


class TestNotifications:
    def test_those_of_the_service_are_in_moto(self, service: LambdaService, mocked: None, s3: Any) -> None:
        function = service.create_function("f", handler=lambda event, context: None)
        bucket, queue = service.s3_bucket("own-bucket"), service.sqs_queue("q")
        bucket.notify(function, events=["s3:ObjectCreated:*"], prefix="in/")
        bucket.notify(queue, events=["s3:ObjectRemoved:Delete"])
        found = s3.get_bucket_notification_configuration(Bucket="own-bucket")
        [one], [two] = found["LambdaFunctionConfigurations"], found["QueueConfigurations"]
        assert (one["LambdaFunctionArn"], two["QueueArn"]) == (function.arn, queue.arn)
        assert one["Filter"]["Key"]["FilterRules"] == [{"Name": "prefix", "Value": "in/"}]
        assert two["Events"] == ["s3:ObjectRemoved:Delete"]
        s3.put_object(Bucket="own-bucket", Key="in/a")
        s3.delete_object(Bucket="own-bucket", Key="in/a")
        service.run()
        assert len(function.invocations) == 1
        test, message = queue.messages
        assert test.json["Event"] == "s3:TestEvent"
        assert message.json["Records"][0]["s3"]["configurationId"] == two["Id"]
        s3.put_bucket_notification_configuration(Bucket="own-bucket", NotificationConfiguration={})
        s3.put_object(Bucket="own-bucket", Key="in/a")
        bucket.put_object("in/b")
        service.run()
        assert len(function.invocations) == 1
        assert bucket.notifications == ()


@pytest.fixture
def two_regions() -> Iterator[tuple[LambdaService, LambdaService]]:
    with (
        LambdaService(world=World(region="eu-central-1")) as one,
        LambdaService(world=World(region="us-west-2"), clock=one.clock) as two,
        serve_boto3(one),
        serve_boto3(two),
    ):
        yield one, two


def test_regions(two_regions: tuple[LambdaService, LambdaService], mocked: None) -> None:
    one, two = two_regions
    one.dynamodb_table("orders")
    here, there, nowhere = (boto3.client("dynamodb", each) for each in ("eu-central-1", "us-west-2", "us-east-1"))
    for client in (there, nowhere):
        arn = make_table(client)["LatestStreamArn"]
        client.put_item(TableName="orders", Item={"id": {"S": client.meta.region_name}})
    here.put_item(TableName="orders", Item={"id": {"S": "here"}})
    assert one.dynamodb_table("orders").items == ({"id": "here"},)
    assert two.dynamodb_table("orders").items == ({"id": "us-west-2"},)
    assert one.resource(arn) is two.resource(arn) is None
    one.s3_bucket("in-europe").put_object("a", "1")
    s3 = boto3.client("s3", "eu-central-1")
    assert s3.get_object(Bucket="in-europe", Key="a")["Body"].read() == b"1"
    assert s3.get_bucket_location(Bucket="in-europe")["LocationConstraint"] == "eu-central-1"


def test_another_account(mocked: None) -> None:
    """Clients are of moto's own account, so that tables of another one are not theirs."""
    with LambdaService(world=World(account="210987654321")) as service, serve_boto3(service):
        table = service.dynamodb_table("orders")
        dynamodb = boto3.client("dynamodb", "us-east-1")
        assert dynamodb.list_tables()["TableNames"] == []
        arn = make_table(dynamodb)["LatestStreamArn"]
        dynamodb.put_item(TableName="orders", Item={"id": {"S": "1"}})
        assert table.items == ()
        assert service.resource(arn) is None


def test_a_moto_with_other_insides(service: LambdaService, mocked: None, monkeypatch: pytest.MonkeyPatch) -> None:
    import moto.dynamodb.models as models

    monkeypatch.delattr(models.Table, "all_items")
    dynamodb = boto3.client("dynamodb", "us-east-1")
    with pytest.raises(ConfigurationError, match=r"moto \d.* is not as expected: AttributeError .*all_items"):
        make_table(dynamodb)


def test_nothing_is_left(service: LambdaService) -> None:
    with mock_aws():
        write_and_read(service)
    assert not botocore_stubber.enabled
