"""Records as the function gets them (A80-A85)."""

from __future__ import annotations

import base64
import hashlib

import pytest

from tests.service.event_sources.queues.consumer import raising, send


def record_of(service, consumer, queue, **settings):
    consumer.consume(queue, **settings)
    service.run()
    return consumer.events[0]["Records"][0]


def test_keys_and_their_order(service, consumer):
    """A80, A82."""
    queue = service.sqs_queue("orders")
    message = queue.send("a")

    record = record_of(service, consumer, queue)

    assert list(record) == [
        "messageId", "receiptHandle", "body", "attributes", "messageAttributes", "md5OfBody", "eventSource",
        "eventSourceARN", "awsRegion",
    ]  # fmt: skip
    assert record["messageId"] == message.message_id
    assert record["body"] == "a"
    assert record["messageAttributes"] == {}
    assert record["md5OfBody"] == hashlib.md5(b"a").hexdigest()
    assert record["eventSource"] == "aws:sqs"
    assert record["eventSourceARN"] == queue.arn == "arn:aws:sqs:us-east-1:123456789012:orders"
    assert record["awsRegion"] == "us-east-1"


@pytest.mark.parametrize("window", [1, 300])
def test_with_a_window_a_missing_digest_is_null(service, consumer, window):
    """A82."""
    queue = service.sqs_queue("orders", visibility_timeout=600)
    queue.send("a")

    record = record_of(service, consumer, queue, maximum_batching_window_in_seconds=window)

    assert record["md5OfMessageAttributes"] is None
    assert list(record).index("md5OfMessageAttributes") == list(record).index("md5OfBody") - 1


def test_system_attributes_are_text(service, consumer):
    """A81."""
    queue = service.sqs_queue("orders")
    consumer.steps = [raising, None]
    consumer.consume(queue)
    queue.send("a", delay_seconds=2)
    service.run()

    first, second = (event["Records"][0]["attributes"] for event in consumer.events)
    assert list(first) == [
        "ApproximateReceiveCount", "SentTimestamp", "SenderId", "ApproximateFirstReceiveTimestamp",
    ]  # fmt: skip
    assert (first["ApproximateReceiveCount"], second["ApproximateReceiveCount"]) == ("1", "2")
    assert first["SentTimestamp"] == second["SentTimestamp"] == "1767225600000"
    assert first["ApproximateFirstReceiveTimestamp"] == second["ApproximateFirstReceiveTimestamp"] == "1767225602000"
    assert first["SenderId"].startswith("AIDA")


def test_receipt_handles_are_those_of_the_queue(service, consumer):
    queue = service.sqs_queue("orders", visibility_timeout=60)
    consumer.steps = [raising]
    consumer.consume(queue)
    message = queue.send("a")
    service.advance(seconds=1)

    queue.delete(consumer.events[0]["Records"][0]["receiptHandle"])

    assert message.state == "deleted"


def test_attributes_of_the_message(service, consumer):
    """A83, A84."""
    queue = service.sqs_queue("orders")
    queue.send(
        "a",
        message_attributes={
            "kind": "order",
            "weight": {"DataType": "Number.kg", "StringValue": "0012.3400"},
            "raw": b"\0\1\2",
        },
    )

    record = record_of(service, consumer, queue)

    assert record["messageAttributes"] == {
        "kind": {"stringValue": "order", "stringListValues": [], "binaryListValues": [], "dataType": "String"},
        "weight": {"stringValue": "12.34", "stringListValues": [], "binaryListValues": [], "dataType": "Number.kg"},
        "raw": {
            "binaryValue": base64.b64encode(b"\0\1\2").decode(),
            "stringListValues": [],
            "binaryListValues": [],
            "dataType": "Binary",
        },
    }
    (received,) = service.sqs_queue("orders").deleted
    assert len(record["md5OfMessageAttributes"]) == 32
    assert received.message_id == record["messageId"]
    assert list(record).index("md5OfMessageAttributes") == list(record).index("md5OfBody") - 1


def test_a_fifo_queue_adds_attributes(service, consumer):
    """A81."""
    queue = service.sqs_queue("orders.fifo", fifo_queue=True)
    queue.send("a", message_group_id="g", message_deduplication_id="d")
    queue.send("b", message_group_id="g", message_deduplication_id="e")

    first = record_of(service, consumer, queue)["attributes"]

    second = consumer.events[0]["Records"][1]["attributes"]
    assert (first["MessageGroupId"], first["MessageDeduplicationId"]) == ("g", "d")
    assert len(first["SequenceNumber"]) == 20
    assert int(first["SequenceNumber"]) < int(second["SequenceNumber"])


def test_a_message_that_a_function_sent_carries_the_trace(service, consumer):
    """A81."""
    queue = service.sqs_queue("orders")
    consumer.consume(queue)
    sender = service.create_function("sender", handler=lambda event, context: send(queue, "a"))
    sender.invoke({})
    service.run()

    assert consumer.events[0]["Records"][0]["attributes"]["AWSTraceHeader"].startswith("Root=1-")


def test_records_of_other_regions(simulate):
    from pytest_lambda.world import World

    service = simulate(world=World(region="cn-north-1", account="210987654321"))
    seen = []
    function = service.create_function("f", handler=lambda event, context: seen.append(event))
    queue = service.sqs_queue("orders")
    function.create_event_source_mapping(queue)
    queue.send("a")
    service.run()

    record = seen[0]["Records"][0]
    assert record["eventSourceARN"] == "arn:aws-cn:sqs:cn-north-1:210987654321:orders"
    assert record["awsRegion"] == "cn-north-1"


def test_results_know_their_records(service, consumer):
    queue = service.sqs_queue("orders")
    mapping = consumer.consume(queue)
    message = queue.send({"id": 1})
    service.run()

    (result,) = mapping.invocations
    assert result.record_ids == (message.message_id,)
    assert result.records[0].json == {"id": 1}
    assert result.records[0].event == consumer.events[0]["Records"][0]
