"""The plugin's own fixtures beside those of the user."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("moto")

import boto3
from moto import mock_aws

from pytest_lambda import LambdaService, World, serve_boto3

from .conftest import make_table


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.fixture
def stream(aws: None) -> str:
    """As in a user's conftest: the table is there before the service."""
    dynamodb = boto3.client("dynamodb", region_name="us-east-1")
    arn: str = make_table(dynamodb)["LatestStreamArn"]
    return arn


def audit(event: Any, context: Any) -> None:
    table = boto3.resource("dynamodb", region_name="us-east-1").Table("audit")
    for record in event["Records"]:
        table.put_item(Item={"id": record["eventID"], "what": record["eventName"]})


def audited(lambda_service: LambdaService, stream: str) -> list[str]:
    dynamodb = boto3.client("dynamodb", region_name="us-east-1")
    make_table(dynamodb, "audit", view=None)
    lambda_service.create_function("audit", handler=audit, timeout=30)
    lambda_service.create_event_source_mapping("audit", stream, starting_position="TRIM_HORIZON")
    table = boto3.resource("dynamodb", region_name="us-east-1").Table("orders")
    table.put_item(Item={"id": "1"})
    table.put_item(Item={"id": "1", "n": 1})
    lambda_service.run()
    return sorted(each["what"]["S"] for each in dynamodb.scan(TableName="audit")["Items"])


def test_a_mock_that_begins_first(stream: str, lambda_service: LambdaService) -> None:
    assert audited(lambda_service, stream) == ["INSERT", "MODIFY"]


def test_a_mock_that_begins_later(lambda_service: LambdaService, stream: str) -> None:
    assert audited(lambda_service, stream) == ["INSERT", "MODIFY"]


@mock_aws
def test_a_decorator(lambda_service: LambdaService) -> None:
    arn = make_table(boto3.client("dynamodb", region_name="us-east-1"))["LatestStreamArn"]
    assert audited(lambda_service, arn) == ["INSERT", "MODIFY"]


@mock_aws
class TestClass:
    def test_a_class(self, lambda_service: LambdaService) -> None:
        arn = make_table(boto3.client("dynamodb", region_name="us-east-1"))["LatestStreamArn"]
        assert audited(lambda_service, arn) == ["INSERT", "MODIFY"]


def test_a_context_manager(lambda_service: LambdaService) -> None:
    for _ in range(2):
        with mock_aws():
            dynamodb = boto3.client("dynamodb", region_name="us-east-1")
            lambda_service.dynamodb_table("own")
            assert dynamodb.list_tables()["TableNames"] == ["own"]


def test_a_bucket_as_destination(aws: None, lambda_service: LambdaService) -> None:
    bucket = lambda_service.s3_bucket("failures")

    def fail(event: Any, context: Any) -> None:
        raise ValueError(event)

    function = lambda_service.create_function("fail", handler=fail)
    function.put_function_event_invoke_config(maximum_retry_attempts=0, on_failure=bucket)
    function.invoke({"n": 1}, invocation_type="Event")
    lambda_service.run()
    s3 = boto3.client("s3", region_name="us-east-1")
    [found] = s3.list_objects_v2(Bucket="failures")["Contents"]
    assert b'"requestPayload":{"n":1}' in s3.get_object(Bucket="failures", Key=found["Key"])["Body"].read()


def test_a_region_that_moto_does_not_know(aws: None) -> None:
    with LambdaService(world=World(region="xx-test-1")) as service, serve_boto3(service):
        service.dynamodb_table("orders").put_item({"id": "1"})
        service.s3_bucket("uploads")
