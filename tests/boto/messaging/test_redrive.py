"""Dead-letter queues of the service, for queues of moto's."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

pytest.importorskip("boto3")
pytest.importorskip("moto")

from moto import mock_aws

from pytest_lambda import LambdaService
from pytest_lambda.boto.messaging.sqs.redrive import dead_letter_target
from pytest_lambda.boto.service_api import serve_boto3

from ..conftest import Client


@pytest.fixture
def service() -> Iterator[LambdaService]:
    with mock_aws(), LambdaService() as service, serve_boto3(service):
        yield service


def test_it_makes_them_queues_of_the_service(service: LambdaService, checked: Client) -> None:
    sqs, dead = checked("sqs"), service.sqs_queue("dead")
    redrive = json.dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": 1})
    attributes = {"RedrivePolicy": redrive, "VisibilityTimeout": "0"}
    sqs.create_queue(QueueName="made-with-it", Attributes=attributes)
    url = sqs.create_queue(QueueName="orders")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="a")
    sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
    assert [service.sqs_queue(name).dead_letter_queue for name in ("made-with-it", "orders")] == [dead, dead]
    for _ in range(2):
        sqs.receive_message(QueueUrl=url)
    assert [message.body for message in dead.messages] == ["a"]


@pytest.mark.parametrize("policy", [None, "", "no", "[]", "{}", '{"deadLetterTargetArn": 1}'])
def test_a_policy_that_names_none(policy: str | None) -> None:
    assert dead_letter_target(policy) is None
