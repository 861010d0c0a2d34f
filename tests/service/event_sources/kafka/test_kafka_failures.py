"""What becomes of records of topics whose function fails."""

from __future__ import annotations

import json

import pytest

from pytest_lambda import InvalidParameterValueException

from .conftest import PROVISIONED, fail, failures, values

REPORT = {"function_response_types": ["ReportBatchItemFailures"], **PROVISIONED}


def send(topic, number):
    for each in range(number):
        topic.send(str(each))


# ---- retries -------------------------------------------------------------------------------------------------------


def test_until_it_succeeds(service, topic, read):  # M3: on demand there is no limit
    send(topic, 3)
    mapping, reader = read(topic, lambda event: fail(event) if len(reader.events) < 20 else None, batch_size=2)
    service.run()
    assert reader.batches == [["0", "1"]] * 20 + [["2"]]
    assert mapping.committed("orders-0") == 3


def test_until_the_records_expire(service, read):  # M3
    topic = service.kafka_topic("orders", retention_hours=1)
    send(topic, 2)
    mapping, reader = read(topic, fail)
    service.run()
    last = reader.begun[-1] - reader.begun[0]
    assert 3_500 < last < 3_600
    assert mapping.committed("orders-0") == 2
    assert topic.records == ()
    account = mapping.poller.account("orders-0")
    assert (account.expired, account.settled) == (2, 2)
    assert mapping.poller.unsettled() is None


def test_a_partition_that_fails_holds_up_no_other(service, read):  # M5
    topic = service.kafka_topic("orders", partitions=2, retention_hours=1)
    topic.send("a", partition=0)
    topic.send("b", partition=1)
    mapping, _ = read(topic, lambda event: fail(event) if "orders-0" in event["records"] else None)
    service.advance(seconds=60)
    assert (mapping.committed("orders-0"), mapping.committed("orders-1")) == (0, 1)


@pytest.mark.parametrize("retries", [0, 1, 4])
def test_a_number_of_retries(service, topic, read, retries):  # M3
    send(topic, 2)
    mapping, reader = read(topic, fail, maximum_retry_attempts=retries, batch_size=1, **PROVISIONED)
    service.run()
    assert reader.batches == [["0"]] * (retries + 1) + [["1"]] * (retries + 1)
    assert mapping.poller.account("orders-0").dropped == 2
    assert mapping.committed("orders-0") == 2


def test_records_that_are_too_old(service, topic, read):  # M3; the age counts from the timestamp
    now = service.epoch()
    topic.send("old", timestamp=now - 61)
    topic.send("new")
    mapping, reader = read(topic, fail, maximum_record_age_in_seconds=60, batch_size=1, **PROVISIONED)
    service.run()
    assert {value for batch in reader.batches for value in batch} == {"new"}
    assert reader.begun[-1] <= now + 60
    assert mapping.poller.account("orders-0").dropped == 2


def test_batches_are_cut_in_two(service, topic, read):  # M3
    send(topic, 4)
    settings = {"bisect_batch_on_function_error": True, "maximum_retry_attempts": 0, **PROVISIONED}
    mapping, reader = read(topic, lambda event: fail(event) if "2" in values(event) else None, **settings)
    service.run()
    assert reader.batches == [["0", "1", "2", "3"], ["0", "1"], ["2", "3"], ["2"], ["3"]]
    account = mapping.poller.account("orders-0")
    assert (account.succeeded, account.dropped) == (3, 1)


# ---- answers -------------------------------------------------------------------------------------------------------


def test_only_failed_records_are_tried_again(service, topic, read):  # M4
    send(topic, 4)
    answers = [failures(("orders-0", 1), ("orders-0", 3)), failures(("orders-0", 3)), failures()]
    mapping, reader = read(topic, lambda event: answers[len(reader.events) - 1], **REPORT)
    service.run()
    assert reader.batches == [["0", "1", "2", "3"], ["1", "3"], ["3"]]
    assert [each.outcome.verdict for each in mapping.invocations] == [
        "partial failure", "partial failure", "complete success",
    ]  # fmt: skip
    assert mapping.committed("orders-0") == 4
    assert mapping.poller.unsettled() is None


def test_the_committed_offset_waits_for_the_first_failed_record(service, topic, read):  # M4
    send(topic, 3)
    mapping, reader = read(topic, lambda event: failures(("orders-0", 1)), maximum_retry_attempts=5, **REPORT)
    service.advance(seconds=1)
    assert reader.batches[-1] == ["1"]
    assert mapping.committed("orders-0") == 1
    assert mapping.poller.unsettled() is None
    service.run()
    assert mapping.committed("orders-0") == 3


def test_a_record_that_fails_is_tried_as_often_as_any(service, topic, read):  # M3, M4
    send(topic, 3)
    mapping, reader = read(topic, lambda event: failures(("orders-0", 1)), maximum_retry_attempts=2, **REPORT)
    service.run()
    assert reader.batches == [["0", "1", "2"], ["1"], ["1"]]
    account = mapping.poller.account("orders-0")
    assert (account.succeeded, account.dropped) == (2, 1)


def test_fewer_failures_give_no_new_retries(service, topic, read):  # M3, M4
    send(topic, 4)
    answers = [failures(("orders-0", 1), ("orders-0", 3)), failures(("orders-0", 3))]
    mapping, reader = read(topic, lambda event: answers[len(reader.events) - 1], maximum_retry_attempts=1, **REPORT)
    service.run()
    assert reader.batches == [["0", "1", "2", "3"], ["1", "3"]]
    account = mapping.poller.account("orders-0")
    assert (account.succeeded, account.dropped) == (3, 1)


def test_request_ids_of_retries(service, topic, read):  # C29: the same as long as the batch is
    send(topic, 2)
    mapping, _ = read(topic, lambda event: failures(("orders-0", 1)), maximum_retry_attempts=3, **REPORT)
    service.run()
    first, *others = [each.request_id for each in mapping.invocations]
    assert len(others) == 3
    assert len(set(others)) == 1
    assert first not in others


@pytest.mark.parametrize("answer", [None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}])
def test_complete_success(service, topic, read, answer):  # M4
    send(topic, 2)
    mapping, reader = read(topic, lambda event: answer, **REPORT)
    service.run()
    assert reader.batches == [["0", "1"]]
    assert mapping.invocations[0].outcome.verdict == "complete success"


@pytest.mark.parametrize("identifier", [("orders-0", 99), ("orders-7", 0), ("others-0", 1)])
def test_an_unknown_record_is_a_complete_failure(service, topic, read, identifier):  # M4
    send(topic, 2)
    mapping, reader = read(topic, lambda event: failures(identifier), maximum_retry_attempts=1, **REPORT)
    service.run()
    assert reader.batches == [["0", "1"]] * 2
    assert mapping.invocations[0].outcome.verdict == "complete failure"
    assert mapping.poller.account("orders-0").dropped == 2


def test_answers_are_not_read_without_the_setting(service, topic, read):  # M3
    send(topic, 2)
    mapping, reader = read(topic, lambda event: failures(("orders-0", 0)))
    service.run()
    assert len(reader.events) == 1
    assert "ReportBatchItemFailures" in mapping.invocations[0].outcome.hint


# ---- destinations --------------------------------------------------------------------------------------------------


def test_a_message_about_what_was_given_up(service, topic, read):
    """Source: Developer Guide, kafka-on-failure."""
    queue = service.sqs_queue("failed")
    send(topic, 2)
    mapping, reader = read(topic, fail, maximum_retry_attempts=1, on_failure=queue, **PROVISIONED)
    service.run()
    (message,) = queue.messages
    record = json.loads(message.body)
    assert list(record) == ["requestContext", "responseContext", "version", "timestamp", "KafkaBatchInfo"]
    assert record["requestContext"] == {
        "requestId": mapping.invocations[-1].request_id,
        "functionArn": mapping.function.arn,
        "condition": "RetryAttemptsExhausted",
        "approximateInvokeCount": 2,
    }
    assert record["responseContext"] == {
        "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled",
    }  # fmt: skip
    assert record["KafkaBatchInfo"] == {
        "batchSize": 2,
        "eventSourceArn": topic.cluster.arn,
        "bootstrapServers": ",".join(topic.cluster.bootstrap_servers),
        "payloadSize": len(json.dumps(reader.events[0], separators=(",", ":"))),
        "recordsInfo": {
            "orders-0": {
                "firstRecordOffset": "0",
                "lastRecordOffset": "1",
                "firstRecordTimestamp": "2026-01-01T00:00:00.000Z",
                "lastRecordTimestamp": "2026-01-01T00:00:00.000Z",
            }
        },
    }
    assert mapping.poller.account("orders-0").at_destination == 2


def test_a_bucket_gets_the_event_too(service, topic, read):
    bucket = service.s3_bucket("failed")
    send(topic, 1)
    _, reader = read(topic, fail, maximum_retry_attempts=0, on_failure=bucket, **PROVISIONED)
    service.run()
    (stored,) = bucket.objects.values()
    assert json.loads(json.loads(stored.body)["payload"]) == reader.events[0]


def test_ten_retries_beside_a_destination(service, topic, read):  # M3
    queue = service.sqs_queue("failed")
    send(topic, 1)
    mapping, reader = read(topic, fail, on_failure=queue, **PROVISIONED)
    service.run()
    assert len(reader.events) == 11
    assert json.loads(queue.messages[0].body)["requestContext"]["approximateInvokeCount"] == 11
    assert mapping.settings.maximum_retry_attempts == -1


def test_a_number_of_retries_beside_a_destination(service, topic, read):  # M3
    send(topic, 1)
    _, reader = read(topic, fail, maximum_retry_attempts=12, on_failure=service.sqs_queue("failed"), **PROVISIONED)
    service.run()
    assert len(reader.events) == 13


def test_too_old_for_the_function(service, topic, read):
    queue = service.sqs_queue("failed")
    topic.send("old", timestamp=service.epoch() - 61)
    _, reader = read(topic, fail, maximum_record_age_in_seconds=60, on_failure=queue, **PROVISIONED)
    service.run()
    record = json.loads(queue.messages[0].body)
    assert reader.events == []
    assert record["requestContext"]["condition"] == "RecordAgeExceeded"
    assert record["responseContext"] is None


def test_too_large_for_an_invocation(service, read):
    """Source: Developer Guide, kafka-on-failure: MaximumPayloadSizeExceeded."""
    queue = service.sqs_queue("failed")
    topic = service.kafka_topic("large", max_message_bytes=8_000_000)
    topic.send("x" * 5_000_000)
    topic.send("small")
    mapping, reader = read(topic, on_failure=queue, **PROVISIONED)
    service.run()
    record = json.loads(queue.messages[0].body)
    assert reader.batches == [["small"]]
    assert record["requestContext"]["condition"] == "MaximumPayloadSizeExceeded"
    assert record["responseContext"] is None
    assert record["KafkaBatchInfo"]["payloadSize"] > 6_000_000
    assert mapping.committed("large-0") == 2


def test_a_topic_gets_each_record(service, topic, read):
    """Source: Developer Guide, kafka-on-failure-destination."""
    dead = service.kafka_topic("dead", partitions=3)
    topic.send("a", key="one")
    topic.send("b")
    mapping, _ = read(topic, fail, maximum_retry_attempts=2, on_failure="kafka://dead", **PROVISIONED)
    service.run()
    keys = {record.key: record.json for record in dead.records}
    assert set(keys) == {b"one", None}
    record = keys[b"one"]
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 3
    info = record["KafkaBatchInfo"]
    assert info["batchSize"] == 1
    assert info["recordInfo"] == {"offset": "0", "timestamp": "2026-01-01T00:00:00.000Z"}
    payload = record["payload"]
    assert info["payloadSize"] == len(json.dumps(payload, separators=(",", ":")))
    assert values(payload) == ["a"]
    assert values(keys[None]["payload"]) == ["b"]
    assert mapping.describe()["DestinationConfig"] == {"OnFailure": {"Destination": "kafka://dead"}}


def test_a_topic_gets_what_is_too_old(service, topic, read):
    dead = service.kafka_topic("dead")
    topic.send("old", timestamp=service.epoch() - 61)
    read(topic, fail, maximum_record_age_in_seconds=60, on_failure=dead, **PROVISIONED)
    service.run()
    assert dead.records[0].json["requestContext"]["condition"] == "RecordAgeExceeded"


def test_a_topic_that_reads_what_another_mapping_gave_up(service, topic, read):
    dead = service.kafka_topic("dead")
    _, repairs = read(dead)
    send(topic, 1)
    read(topic, fail, maximum_retry_attempts=0, on_failure=dead, **PROVISIONED)
    service.run()
    assert [len(batch) for batch in repairs.batches] == [1]


@pytest.mark.parametrize(
    ("destination", "told"),
    [
        ("kafka://orders", "is the topic that the mapping reads"),
        ("kafka://elsewhere", "is no topic of the cluster cluster"),
        ("kafka://gone", "does not exist"),
    ],
)
def test_topics_that_are_no_destination(service, topic, read, destination, told):
    service.kafka_topic("elsewhere", cluster="other")
    with pytest.raises(InvalidParameterValueException, match=told):
        read(topic, on_failure=destination, **PROVISIONED)


def test_a_topic_of_that_name_in_another_cluster(service, topic, read):
    other = service.kafka_topic("dead", cluster="other")
    service.kafka_topic("dead")
    with pytest.raises(InvalidParameterValueException, match="is no topic of the cluster cluster"):
        read(topic, on_failure=other, **PROVISIONED)


def test_metrics_of_the_mapping(service, topic, read):  # H17
    queue = service.sqs_queue("failed")
    send(topic, 3)
    settings = {"maximum_retry_attempts": 1, "on_failure": queue, "metrics": ["EventCount"], **REPORT}
    mapping, _ = read(topic, lambda event: failures(("orders-0", 1)), **settings)
    service.run()
    counts = {
        name: service.metrics[f"{name}EventCount"].sum(EventSourceMappingUUID=mapping.uuid)
        for name in ("Polled", "Invoked", "Dropped", "OnFailureDestinationDelivered")
    }
    assert counts == {"Polled": 3, "Invoked": 4, "Dropped": 0, "OnFailureDestinationDelivered": 1}
