"""moto and Stubber answer before the guard is asked."""

from __future__ import annotations

from typing import Any

import boto3
import moto
import pytest
from botocore.stub import Stubber
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.models import botocore_stubber

from pytest_lambda.runtime.aws_access.guard import EndpointGuard
from pytest_lambda.runtime.aws_access.refusal import AwsCallRefused


def test_moto_answers(guard: EndpointGuard) -> None:
    with moto.mock_aws():
        client = boto3.client("dynamodb")
        client.create_table(
            TableName="t",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        table = boto3.resource("dynamodb").Table("t")
        table.put_item(Item={"id": "1"})

        assert table.get_item(Key={"id": "1"})["Item"] == {"id": "1"}
        assert client.describe_table(TableName="t")["Table"]["TableArn"].split(":")[4] == "123456789012"
    assert guard.refused == []


def test_moto_belongs_to_the_same_account_with_the_fake_credentials(guard: EndpointGuard) -> None:
    # the function's variables lie over the ones that moto sets
    credentials: dict[str, Any] = {
        "aws_access_key_id": "ASIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key": "x",
        "aws_session_token": "y",
    }
    with moto.mock_aws():
        assert boto3.client("sts", **credentials).get_caller_identity()["Account"] == "123456789012"
        boto3.client("sqs").create_queue(QueueName="q")
        assert "123456789012" in boto3.client("sqs", **credentials).get_queue_url(QueueName="q")["QueueUrl"]


def test_after_the_mock_the_guard_is_there_again(guard: EndpointGuard) -> None:
    client = boto3.client("sqs")
    with moto.mock_aws():
        client.list_queues()
    with pytest.raises(AwsCallRefused, match="@mock_aws on the test"):
        client.list_queues()


def test_a_client_that_moto_does_not_see(guard: EndpointGuard) -> None:
    client = boto3.client("sqs")
    # what a client has that was made before moto was imported
    client.meta.events.unregister("before-send", botocore_stubber)
    assert isinstance(botocore_stubber, BotocoreStubber)

    with moto.mock_aws(), pytest.raises(AwsCallRefused, match="made before moto was imported") as caught:
        client.list_queues()
    assert caught.value.call.moto_is_active


def test_stubber_answers(guard: EndpointGuard) -> None:
    client = boto3.client("s3")
    with Stubber(client) as stubber:
        stubber.add_response("list_buckets", {"Buckets": []})
        assert client.list_buckets()["Buckets"] == []
    assert guard.refused == []


def test_a_stubber_that_is_not_active_leaves_it_to_the_guard(guard: EndpointGuard) -> None:
    client = boto3.client("s3")
    Stubber(client).add_response("list_buckets", {"Buckets": []})

    with pytest.raises(AwsCallRefused):
        client.list_buckets()


def test_a_handler_of_botocores_events_answers(guard: EndpointGuard) -> None:
    client = boto3.client("s3")
    response: Any = (type("Response", (), {"status_code": 200})(), {"Buckets": []})
    client.meta.events.register("before-call.s3.ListBuckets", lambda **kwargs: response)

    assert client.list_buckets()["Buckets"] == []
