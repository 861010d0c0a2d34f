"""What is left of records that are given up."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.service.event_sources.streams.conftest import Scene, raising, reporting

Make = Callable[..., Scene]
REPORTS = {"function_response_types": ["ReportBatchItemFailures"]}
COUNTS = {"metrics_config": {"Metrics": ["EventCount"]}}


def _to(resource: Any) -> dict[str, Any]:
    return {"destination_config": {"OnFailure": {"Destination": resource.arn}}}


def _metric(one: Scene, name: str) -> float:
    return one.service.metrics[name].sum(EventSourceMappingUUID=one.mapping.uuid)


def test_the_message_has_all_members_in_their_order(scene: Make) -> None:
    """C70, C71, C73."""
    one = scene()
    queue = one.service.sqs_queue("failures")
    settings = {"batch_size": 2, "maximum_batching_window_in_seconds": 1, "maximum_retry_attempts": 1}
    one.map(raising("2"), **settings, **_to(queue), **COUNTS)
    one.put("1")
    one.advance(0.5)
    one.put("2", "3")
    one.run()
    (message,) = queue.messages
    first, last = one.stream.shards[0].records[0], one.stream.shards[0].records[1]
    assert json.dumps(message.json) == json.dumps({
        "requestContext": {
            "requestId": one.request_ids[0],
            "functionArn": one.function.arn,
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": 2,
        },
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "version": "1.0",
        "timestamp": "2026-01-01T00:00:00.700Z",
        "KinesisBatchInfo": {
            "shardId": "shardId-000000000000",
            "startSequenceNumber": first.sequence_number,
            "endSequenceNumber": last.sequence_number,
            "approximateArrivalOfFirstRecord": "2026-01-01T00:00:00.000Z",
            "approximateArrivalOfLastRecord": "2026-01-01T00:00:00.500Z",
            "batchSize": 2,
            "streamArn": one.stream.arn,
        },
    })  # fmt: skip
    assert (one.account().at_destination, _metric(one, "OnFailureDestinationDeliveredEventCount")) == (2, 2)
    assert one.seen[-1] == ["3"]


def test_a_reported_failure_has_null_for_the_error(scene: Make) -> None:
    """C56-C61, C70."""
    one = scene()
    queue = one.service.sqs_queue("failures")
    one.map(reporting("1"), maximum_retry_attempts=0, **_to(queue), **REPORTS)
    one.put("1")
    one.run()
    context = queue.messages[0].json["responseContext"]
    assert context == {"statusCode": 200, "executedVersion": "$LATEST", "functionError": None}


def test_an_alias_is_in_the_arn(scene: Make) -> None:
    """C71."""
    one = scene()
    queue = one.service.sqs_queue("failures")
    one.map(raising("1"), maximum_retry_attempts=0)
    version = one.function.publish_version()
    one.function.create_alias("live", function_version=version.version)
    one.service.create_event_source_mapping(
        one.function, one.stream, qualifier="live", starting_position="TRIM_HORIZON", maximum_retry_attempts=0, **_to(queue)
    )
    one.put("1")
    one.run()
    assert queue.messages[0].json["requestContext"]["functionArn"] == f"{one.function.arn}:live"
    assert queue.messages[0].json["responseContext"]["executedVersion"] == "1"


def test_a_stale_record_goes_before_it_is_handed_over(scene: Make) -> None:
    """C34, C35, C72."""
    one = scene()
    queue = one.service.sqs_queue("failures")
    one.put("stale")
    one.service.advance(seconds=61)
    one.put(*"12345")
    one.map(maximum_record_age_in_seconds=60, **_to(queue))
    assert one.run() == [["1", "2", "3", "4", "5"]]
    (message,) = queue.messages
    assert message.json["requestContext"]["condition"] == "RecordAgeExceeded"
    assert message.json["requestContext"]["approximateInvokeCount"] == 1
    assert message.json["KinesisBatchInfo"]["batchSize"] == 1
    assert "responseContext" not in message.json


def test_retries_end_with_the_age(scene: Make) -> None:
    """C25, C31, C72."""
    one = scene()
    queue = one.service.sqs_queue("failures")
    one.map(raising("1"), maximum_record_age_in_seconds=60, **_to(queue))
    one.put("1")
    one.run()
    (message,) = queue.messages
    assert message.json["requestContext"]["condition"] == "RecordAgeExceeded"
    assert message.json["requestContext"]["approximateInvokeCount"] == len(one.seen) > 2
    assert "responseContext" not in message.json
    assert 60 <= one.service.epoch() - one.began < 60.1


def test_throttled_records_get_too_old(scene: Make) -> None:
    """C32."""
    one = scene()
    one.map(maximum_record_age_in_seconds=60, maximum_retry_attempts=0, reserved_concurrency=0)
    one.put("1")
    assert one.run() == []
    assert one.account().dropped == 1


@pytest.mark.parametrize(("retries", "count"), [(0, 1), (2, 3)])
def test_what_could_not_be_sent_counts_attempts_and_has_no_response(scene: Make, retries: int, count: int) -> None:
    """C33."""
    one = scene()
    queue = one.service.sqs_queue("failures")
    one.map(maximum_retry_attempts=retries, **_to(queue))
    one.put("x" * 6_000_000)
    assert one.run() == []
    (message,) = queue.messages
    assert message.json["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert message.json["requestContext"]["approximateInvokeCount"] == count
    assert "responseContext" not in message.json


def test_a_topic_gets_the_same_message(scene: Make) -> None:
    """C70."""
    one = scene()
    topic, queue = one.service.sns_topic("failures"), one.service.sqs_queue("failures")
    topic.subscribe(queue)
    one.map(raising("1"), maximum_retry_attempts=0, **_to(topic))
    one.put("1")
    one.run()
    inner = json.loads(queue.messages[0].json["Message"])
    assert inner["KinesisBatchInfo"]["batchSize"] == 1


def test_a_bucket_gets_the_event_too(scene: Make) -> None:
    """C74, C75."""
    one = scene()
    bucket = one.service.s3_bucket("failures")
    one.map(raising("1"), maximum_retry_attempts=0, **_to(bucket))
    one.put("1")
    one.run()
    (stored,) = bucket.objects.values()
    pattern = rf"aws/lambda/{one.mapping.uuid}/shardId-0{{12}}/2026/01/01/2026-01-01T00\.00\.00-[0-9a-f-]{{36}}"
    assert re.fullmatch(pattern, stored.key)
    assert json.loads(stored.json["payload"]) == one.calls[0]
    assert list(stored.json)[-1] == "payload"


def test_a_destination_that_refuses(scene: Make) -> None:
    """C76."""
    one = scene()
    queue = one.service.sqs_queue("failures")
    queue.refuse_deliveries()
    one.map(raising("1"), maximum_retry_attempts=1, **_to(queue), **COUNTS)
    one.put(*"123")
    one.run()
    assert one.account().dropped == 3
    assert _metric(one, "DroppedEventCount") == 3
    assert one.service.metrics["DestinationDeliveryFailures"].sum(function="worker") == 1


def test_without_a_destination_they_vanish(scene: Make) -> None:
    """C37."""
    one = scene()
    one.map(raising("1"), batch_size=1, maximum_retry_attempts=1, **COUNTS)
    one.put("1", "2")
    assert one.run() == [["1"], ["1"], ["2"]]
    assert _metric(one, "DroppedEventCount") == 1


def test_halves_cover_what_failed(scene: Make) -> None:
    """C46: the sequence numbers, whatever the number of messages."""
    one = scene()
    queue = one.service.sqs_queue("failures")
    one.map(raising("2", "3"), batch_size=4, maximum_retry_attempts=0, bisect_batch_on_function_error=True, **_to(queue))
    one.put(*"1234")
    one.run()
    numbers = [record.sequence_number for record in one.stream.shards[0].records]
    infos = [message.json["KinesisBatchInfo"] for message in queue.messages]
    assert {info["startSequenceNumber"] for info in infos} == set(numbers[1:3])


def test_the_timeline_says_what_happened(scene: Make) -> None:
    one = scene()
    queue = one.service.sqs_queue("failures")
    one.map(raising("1"), batch_size=2, maximum_retry_attempts=1, bisect_batch_on_function_error=True, **_to(queue))
    one.put("1", "2")
    one.run()
    text = one.service.timeline()
    for line in ("bisected a batch of 2 records", "retry 1 of 1 in 0.200 s", f"RetryAttemptsExhausted; {queue.arn}"):
        assert line in text
