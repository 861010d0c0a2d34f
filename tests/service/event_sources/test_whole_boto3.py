"""Functions of event source mappings that call AWS: this service by its bridge, and moto."""

from __future__ import annotations

import boto3
import moto
import pytest

from pytest_lambda.boto.service_api import serve_boto3


def end(service):
    service.run()
    service.check_ledger()


@pytest.fixture(autouse=True)
def region(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


def test_a_consumer_that_invokes_another_function(service, deploy):
    callee = deploy(service, "import time\ndef handler(event, context):\n    time.sleep(3)\n    return event\n", "callee")
    caller = deploy(
        service,
        """
        import boto3, json
        client = boto3.client("lambda")

        def handler(event, context):
            for record in event["Records"]:
                client.invoke(FunctionName="callee", Payload=json.dumps(record["body"]))
                client.invoke(FunctionName="callee", Payload=b"{}", InvocationType="Event")
        """,
        "caller",
    )
    queue = service.sqs_queue("orders", visibility_timeout=60)
    with serve_boto3(service):
        mapping = caller.create_event_source_mapping(queue)
        for number in range(3):
            queue.send(str(number))
        end(service)

    assert [round(one.duration_ms) for one in mapping.invocations] == [9000]
    assert len(callee.invocations) == 6
    assert len(queue.deleted) == 3


def test_a_consumer_that_writes_to_moto(service, deploy):
    source = """
        import boto3, os
        table = boto3.resource("dynamodb").Table("orders")

        def handler(event, context):
            for record in event["Records"]:
                table.put_item(Item={"id": record["messageId"], "body": record["body"]})
                if record["body"] == "bad" and record["attributes"]["ApproximateReceiveCount"] == "1":
                    os._exit(1)
    """
    queue = service.sqs_queue("orders")
    with moto.mock_aws():
        client = boto3.client("dynamodb")
        client.create_table(
            TableName="orders",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        function = deploy(service, source, timeout=30)
        mapping = function.create_event_source_mapping(queue)
        for body in ("good", "bad"):
            queue.send(body)
        end(service)
        items = client.scan(TableName="orders")["Items"]

    assert sorted(item["body"]["S"] for item in items) == ["bad", "good"]
    assert len(mapping.invocations) == 2
    assert len(queue.deleted) == 2
