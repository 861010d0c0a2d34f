"""What one service puts into another's message."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from pytest_lambda import EventError, World, events
from tests.events.judging import assert_right


def _body(event: Any) -> Any:
    return json.loads(event["Records"][0]["body"])


def test_s3_in_sqs() -> None:
    event = events.sqs(events.s3("a b"))
    assert_right(event, "sqs")
    assert _body(event) == events.s3("a b")
    assert _body(events.sqs(events.s3_test_event()))["Event"] == "s3:TestEvent"


def test_sns_in_sqs_is_the_envelope() -> None:
    notification = events.sns("a", subject="s", message_attributes={"n": 1})
    event = events.sqs(notification)
    assert_right(event, "sqs")
    envelope, sent = _body(event), notification["Records"][0]["Sns"]
    assert list(envelope) == [
        "Type",
        "MessageId",
        "TopicArn",
        "Subject",
        "Message",
        "Timestamp",
        "SignatureVersion",
        "Signature",
        "SigningCertURL",
        "UnsubscribeURL",
        "MessageAttributes",
    ]
    assert envelope["SigningCertURL"] == sent["SigningCertUrl"]
    assert envelope["UnsubscribeURL"] == sent["UnsubscribeUrl"]
    assert envelope["MessageAttributes"] == {"n": {"Type": "Number", "Value": "1"}}


def test_an_envelope_leaves_out_what_is_not_there() -> None:
    envelope = _body(events.sqs(events.sns("a")))
    assert not {"Subject", "MessageAttributes", "SequenceNumber"} & envelope.keys()


def test_the_envelope_of_a_fifo_topic_is_numbered_and_not_signed() -> None:
    event = events.sqs(events.sns("a", topic_name="t.fifo"), message_group_id="g")
    assert_right(event, "sqs")
    assert list(_body(event)) == [
        "Type",
        "MessageId",
        "SequenceNumber",
        "TopicArn",
        "Message",
        "Timestamp",
        "UnsubscribeURL",
    ]


def test_s3_in_sns_in_sqs() -> None:
    world = World("000000000001", "eu-central-1")
    event = events.sqs(events.sns(events.s3("a b+é", world=world), world=world), world=world)
    assert_right(event, "sqs")
    envelope = _body(event)
    assert envelope["Subject"] == "Amazon S3 Notification"
    assert envelope["TopicArn"].startswith("arn:aws:sns:eu-central-1:000000000001:")
    inner = json.loads(envelope["Message"])
    assert_right(inner, "s3")
    assert inner == events.s3("a b+é", world=world)


def test_the_oracle_reads_what_is_nested() -> None:
    """Powertools' own way into a body."""
    from aws_lambda_powertools.utilities.data_classes import SQSEvent

    (record,) = SQSEvent(copy.deepcopy(dict(events.sqs(events.s3("a b"))))).records
    assert record.decoded_nested_s3_event.object_key == "a b"
    (record,) = SQSEvent(copy.deepcopy(dict(events.sqs(events.sns("hello"))))).records
    assert record.decoded_nested_sns_event.message == "hello"


def test_sns_delivers_one_at_a_time() -> None:
    records = events.sns("a")["Records"]
    with pytest.raises(EventError, match="an event of 2 SNS records: SNS delivers one at a time"):
        events.sqs({"Records": [*records, *records]})
