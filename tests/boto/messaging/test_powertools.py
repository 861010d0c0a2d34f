"""Handlers as people write them with Powertools: batches with partial failures, and idempotency, with clients of boto3."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("boto3")
pytest.importorskip("moto")
pytest.importorskip("aws_lambda_powertools")

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from moto import mock_aws

from pytest_lambda import LambdaService
from pytest_lambda.boto.service_api import serve_boto3

from ..conftest import Client


@pytest.fixture
def service() -> Iterator[LambdaService]:
    with mock_aws(), LambdaService() as service, serve_boto3(service):
        yield service


def queue_of(sqs: Any, name: str, **attributes: str) -> tuple[str, str]:
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, told["Attributes"]["QueueArn"]


def test_a_batch_with_partial_failures(service: LambdaService, checked: Client) -> None:
    sqs = checked("sqs")
    dead_url, dead_arn = queue_of(sqs, "dead")
    policy = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 2})
    url, arn = queue_of(sqs, "orders", RedrivePolicy=policy)
    done_url, _ = queue_of(sqs, "done")
    processor = BatchProcessor(event_type=EventType.SQS)

    def one(record: Any) -> None:
        if record.json_body["id"] == 2:
            raise ValueError("never")
        sqs.send_message(QueueUrl=done_url, MessageBody=record.body)

    def handler(event: Any, context: Any) -> Any:
        return process_partial_response(event=event, record_handler=one, processor=processor, context=context)

    service.create_function("work", handler=handler, timeout=20)
    service.create_event_source_mapping(
        "work", arn, function_response_types=["ReportBatchItemFailures"], batch_size=10
    )
    entries = [{"Id": str(number), "MessageBody": json.dumps({"id": number})} for number in range(5)]
    sqs.send_message_batch(QueueUrl=url, Entries=entries)
    service.run()

    got = sqs.receive_message(QueueUrl=done_url, MaxNumberOfMessages=10)["Messages"]
    assert sorted(json.loads(each["Body"])["id"] for each in got) == [0, 1, 3, 4]
    [dead] = sqs.receive_message(QueueUrl=dead_url, AttributeNames=["All"])["Messages"]
    assert json.loads(dead["Body"]) == {"id": 2}
    assert dead["Attributes"]["DeadLetterQueueSourceArn"] == arn
    numbers = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert [numbers[name] for name in numbers if name.startswith("ApproximateNumber")] == ["0", "0", "0"]


def test_the_same_order_twice(service: LambdaService, checked: Client, client: Client) -> None:
    """A key in a table of moto's keeps a handler from doing the same work again."""
    sqs, dynamodb = checked("sqs"), client("dynamodb")
    dynamodb.create_table(
        TableName="seen",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    url, arn = queue_of(sqs, "orders")
    done_url, _ = queue_of(sqs, "done")

    def handler(event: Any, context: Any) -> None:
        for record in event["Records"]:
            try:
                dynamodb.put_item(
                    TableName="seen",
                    Item={"id": {"S": record["body"]}},
                    ConditionExpression="attribute_not_exists(id)",
                )
            except dynamodb.exceptions.ConditionalCheckFailedException:
                continue
            sqs.send_message(QueueUrl=done_url, MessageBody=record["body"])

    service.create_function("work", handler=handler, timeout=20)
    service.create_event_source_mapping("work", arn, batch_size=1)
    for body in "aab":
        sqs.send_message(QueueUrl=url, MessageBody=body)
    service.run()
    got = sqs.receive_message(QueueUrl=done_url, MaxNumberOfMessages=10)["Messages"]
    assert [each["Body"] for each in got] == ["a", "b"]
