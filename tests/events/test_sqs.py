"""SQS events: the builder, the rules, and what breaks them."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

import pytest

from pytest_lambda import EventError, World, events
from pytest_lambda.events.building.message_attributes import attributes_of, md5_of

from .judging import assert_right, broken_rules


@pytest.mark.parametrize(
    ("bodies", "parameters"),
    [
        ((), {}),
        (("a", "b", "a"), {}),
        (({"id": 1}, b"\xc3\xa9"), {"message_attributes": {"kind": "order", "count": 3, "raw": b"\0"}}),
        (("a", "b"), {"message_group_id": "g", "queue_name": "q.fifo"}),
        (("a",), {"trace_header": "Root=1-5e-1", "dead_letter_queue_source_arn": "arn:aws:sqs:us-east-1:1:q"}),
        (("a",), {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z"}),
    ],
)
def test_events_are_right(bodies: tuple[object, ...], parameters: dict[str, Any]) -> None:
    event = events.sqs(*bodies, **parameters)
    assert_right(event, "sqs")
    assert len(event["Records"]) == max(len(bodies), 1)


def test_the_order_of_keys_is_that_of_recordings() -> None:
    assert list(events.sqs()["Records"][0]) == [
        "messageId",
        "receiptHandle",
        "body",
        "attributes",
        "messageAttributes",
        "md5OfMessageAttributes",
        "md5OfBody",
        "eventSource",
        "eventSourceARN",
        "awsRegion",
    ]


def test_the_same_call_gives_the_same_event() -> None:
    assert events.sqs("a", "b") == events.sqs("a", "b")
    assert events.sqs("a", world=World(seed=1))["Records"] != events.sqs("a", world=World(seed=2))["Records"]


def test_the_digest_of_attributes_is_that_of_a_recording() -> None:
    """Q-md5attr: the algorithm, worked out by hand for one attribute."""
    parts = (b"\0\0\0\1a", b"\0\0\0\6String", b"\1\0\0\0\1x")
    assert md5_of(attributes_of({"a": "x"})) == hashlib.md5(b"".join(parts)).hexdigest()


def test_what_depends_on_a_field_follows_it() -> None:
    record = events.sqs("a", body="b", eventSourceARN="arn:aws:sqs:eu-west-1:123456789012:q")["Records"][0]
    assert record["md5OfBody"] == hashlib.md5(b"b").hexdigest()
    assert record["awsRegion"] == "eu-west-1"
    record = events.sqs("a", attributes={"SentTimestamp": "1700000000000"})["Records"][0]
    assert record["attributes"]["ApproximateFirstReceiveTimestamp"] == "1700000000001"
    assert record["attributes"]["ApproximateReceiveCount"] == "1"


def test_the_word_of_the_caller_stands() -> None:
    event = events.sqs("a", md5OfBody="?", md5OfMessageAttributes=events.ABSENT)
    assert event["Records"][0]["md5OfBody"] == "?"
    assert "md5OfMessageAttributes" not in event["Records"][0]
    assert broken_rules(event, "sqs") == {"Q-md5"}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("Q-md5", {"md5OfBody": "098f6bcd4621d373cade4e832627b4f6"}),  # that of "test", whatever the body
        ("Q-md5attr", {"md5OfMessageAttributes": "098f6bcd4621d373cade4e832627b4f6"}),
        ("Q-attrshape", {"messageAttributes": {"a": {"stringListValues": [], "binaryListValues": [], "dataType": "X"}}}),
        ("Q-times", {"attributes": {"SentTimestamp": "1545082649183", "ApproximateFirstReceiveTimestamp": "1545082649182"}}),
        ("Q-times", {"attributes": {"SentTimestamp": "1545082649"}}),
        ("Q-count", {"attributes": {"ApproximateReceiveCount": "0"}}),
        ("Q-fifo", {"eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:q.fifo"}),
        ("Q-fifo", {"attributes": {"MessageGroupId": "g", "SequenceNumber": "1"}}),
        ("Q-uuid", {"messageId": "message-id"}),
        ("Q-arn", {"awsRegion": "eu-west-1"}),
        ("Q-arn", {"eventSourceARN": "arn:aws:sqs:EXAMPLE"}),
        ("Q-shape", {"body": None}),
        ("Q-shape", {"messageAttributes": None}),
    ],
)
def test_a_broken_event_is_found(rule: str, changes: dict[str, Any]) -> None:
    event: Any = copy.deepcopy(events.sqs("a"))
    record = event["Records"][0]
    for name, value in changes.items():
        record[name] = {**record[name], **value} if name == "attributes" else value
    assert rule in broken_rules(event, "sqs")


def test_a_batch_is_of_one_queue_and_each_message_in_it_once() -> None:
    one = events.sqs("a")["Records"]
    other = events.sqs("b", queue_name="other")["Records"]
    assert broken_rules({"Records": [*one, *one]}, "sqs") == {"Q-unique"}
    assert broken_rules({"Records": [*one, *other]}, "sqs") == {"Q-batch"}
    fifo = events.sqs(*"abcdefghijk", message_group_id="g")
    assert broken_rules(fifo, "sqs") == {"Q-batch"}


def test_a_violation_reads_well() -> None:
    event = events.sqs("a", messageId="1")
    assert str(events.check(event)[0]) == "Q-uuid at Records[0].messageId: is '1', expected a UUID"


@pytest.mark.parametrize(
    ("bodies", "parameters", "message"),
    [
        ((), {"bodies": "x"}, r"events.sqs\(\) has no parameter or field 'bodies'. Did you mean 'body'\?"),
        ((), {"attributes": {"SenderID": "x"}}, "has no field 'SenderID' in attributes. Did you mean 'SenderId'"),
        (("a",), {"queue_name": "q.fifo"}, "message_group_id is missing"),
        (("a",), {"queue_name": "q", "message_group_id": "g"}, "ends with '.fifo'"),
        (({1, 2},), {}, "the body of a message is {1, 2}: expected text, bytes, or an object that JSON can write"),
        ((float("nan"),), {}, "expected text, bytes, or an object that JSON can write"),
        ((b"\xff",), {}, "is not UTF-8 text"),
        (("\0",), {}, "SQS refuses"),
        (("a",), {"message_attributes": {"a": None}}, "message attribute 'a' is None"),
        (("a",), {"message_attributes": {"a": {"DataType": "Text", "StringValue": "x"}}}, "DataType 'Text'"),
        (("a",), {"message_attributes": {"a": {"DataType": "Binary", "StringValue": "x"}}}, "expected bytes"),
        (("a",), {"time": "yesterday"}, "time is 'yesterday'"),
        (("a",), {"world": "eu"}, "world is 'eu'"),
    ],
)
def test_mistakes_are_explained(bodies: tuple[object, ...], parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.sqs(*bodies, **parameters)


def test_ready_made_records_are_taken() -> None:
    first = events.sqs("a")["Records"]
    event = events.sqs("b", records=first)
    assert [json.loads(json.dumps(record))["body"] for record in event["Records"]] == ["b", "a"]
    assert_right(event, "sqs")
