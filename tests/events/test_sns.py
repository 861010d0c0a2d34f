"""SNS events: the builder, the rules, and what breaks them."""

from __future__ import annotations

import copy
import json
from base64 import b64decode
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules


@pytest.mark.parametrize(
    ("messages", "parameters"),
    [
        ((), {}),
        (("a\nb",), {"subject": "é"}),
        (({"id": 1},), {"message_attributes": {"kind": "order", "count": 3, "raw": b"\0"}}),
        ((b"\xc3\xa9",), {"message_attributes": {"tags": {"DataType": "String.Array", "StringValue": '["a"]'}}}),
        (("a",), {"topic_name": "orders.fifo"}),
        (("a",), {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z"}),
        (("a",), {"world": World("000000000001", "us-gov-west-1")}),
    ],
)
def test_events_are_right(messages: tuple[object, ...], parameters: dict[str, Any]) -> None:
    event = events.sns(*messages, **parameters)
    assert_right(event, "sns")
    assert len(event["Records"]) == 1


def test_the_order_of_keys_is_that_of_recordings() -> None:
    record = events.sns()["Records"][0]
    assert list(record) == ["EventSource", "EventVersion", "EventSubscriptionArn", "Sns"]
    assert list(record["Sns"]) == [
        "Type",
        "MessageId",
        "TopicArn",
        "Subject",
        "Message",
        "Timestamp",
        "SignatureVersion",
        "Signature",
        "SigningCertUrl",
        "UnsubscribeUrl",
        "MessageAttributes",
    ]


def test_what_is_not_given_is_null_and_empty() -> None:
    sent = events.sns("a")["Records"][0]["Sns"]
    assert sent["Subject"] is None
    assert sent["MessageAttributes"] == {}


def test_attributes() -> None:
    sent = events.sns("a", message_attributes={"n": 1.5, "b": b"\0x"})["Records"][0]["Sns"]["MessageAttributes"]
    assert sent == {"n": {"Type": "Number", "Value": "1.5"}, "b": {"Type": "Binary", "Value": "AHg="}}
    assert b64decode(sent["b"]["Value"]) == b"\0x"


def test_a_message_of_s3_has_the_subject_of_s3() -> None:
    sent = events.sns(events.s3("a b"))["Records"][0]["Sns"]
    assert sent["Subject"] == "Amazon S3 Notification"
    assert json.loads(sent["Message"])["Records"][0]["s3"]["object"]["key"] == "a+b"
    assert events.sns(events.s3_test_event())["Records"][0]["Sns"]["Subject"] == "Amazon S3 Notification"
    assert events.sns(events.s3(), subject="mine")["Records"][0]["Sns"]["Subject"] == "mine"
    assert events.sns(events.sqs("a"))["Records"][0]["Sns"]["Subject"] is None


def test_what_depends_on_a_field_follows_it() -> None:
    event = events.sns("a", Sns={"TopicArn": "arn:aws-cn:sns:cn-north-1:123456789012:t"})
    record = event["Records"][0]
    assert record["EventSubscriptionArn"].startswith("arn:aws-cn:sns:cn-north-1:123456789012:t:")
    assert record["Sns"]["SigningCertUrl"].startswith("https://sns.cn-north-1.amazonaws.com.cn/Simple")
    assert_right(event, "sns")
    assert_right(events.sns("a", Sns={"TopicArn": "arn:aws:sns:us-east-1:123456789012:t.fifo"}), "sns")
    subscription = "arn:aws:sns:us-east-1:123456789012:notifications:21be56ed-a058-49f5-8c98-aedd2564c486"
    event = events.sns("a", EventSubscriptionArn=subscription)
    assert event["Records"][0]["Sns"]["UnsubscribeUrl"].endswith(f"SubscriptionArn={subscription}")


def test_the_word_of_the_caller_stands() -> None:
    event = events.sns("a", Sns={"SigningCertUrl": "EXAMPLE", "Subject": "", "MessageId": events.ABSENT})
    assert event["Records"][0]["Sns"]["SigningCertUrl"] == "EXAMPLE"
    assert broken_rules(event, "sns") == {"N-url", "N-empty", "N-shape"}
    assert broken_rules(events.sns("a", Sns={"TopicArn": "?"}), "sns") >= {"N-arn", "N-url"}


def test_the_same_call_gives_the_same_event() -> None:
    assert events.sns("a") == events.sns("a")
    assert events.sns("a")["Records"][0]["Sns"]["MessageId"] != events.sns("b")["Records"][0]["Sns"]["MessageId"]


def test_messages_of_fifo_topics_are_numbered_and_not_signed() -> None:
    sent = [events.sns("a", topic_name="t.fifo", time=1_700_000_000 + second)["Records"][0]["Sns"] for second in (0, 1)]
    assert "Signature" not in sent[0]
    assert len(sent[0]["SequenceNumber"]) == 20
    assert sent[0]["SequenceNumber"] < sent[1]["SequenceNumber"]


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("N-arn", {"TopicArn": "arn:aws:sns:EXAMPLE"}),  # moto, Go's and Rust's test data
        ("N-arn", {"TopicArn": "arn:aws:sns:us-east-1::ExampleTopic"}),  # SAM
        ("N-sub", {"EventSubscriptionArn": "arn:aws:sns:us-east-1::ExampleTopic"}),  # SAM
        ("N-sub", {"TopicArn": "arn:aws:sns:us-east-1:123456789012:other"}),
        ("N-url", {"SigningCertUrl": "EXAMPLE"}),  # SAM
        (
            "N-url",
            {"SigningCertUrl": "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-" + "0" * 32 + ".pem"},
        ),
        ("N-unsub", {"UnsubscribeUrl": "EXAMPLE"}),  # SAM
        ("N-unsub", {"UnsubscribeUrl": "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=arn"}),
        ("N-time", {"Timestamp": "1970-01-01T00:00:00Z"}),
        ("N-sig", {"Signature": "EXAMPLE"}),  # SAM
        ("N-binary", {"MessageAttributes": {"b": {"Type": "Binary", "Value": "TestBinary"}}}),  # SAM
        ("N-binary", {"MessageAttributes": {"b": {"Type": "Text", "Value": "x"}}}),
        ("N-uuid", {"MessageId": "message-id"}),
        ("N-fifo", {"SequenceNumber": "1" * 20}),
        ("N-empty", {"Message": ""}),
        ("N-shape", {"MessageAttributes": None}),
        ("N-shape", {"Message": {"a": 1}}),
        ("N-shape", {"SigningCertURL": "x"}),
    ],
)
def test_a_broken_event_is_found(rule: str, changes: dict[str, Any]) -> None:
    event: Any = copy.deepcopy(events.sns("a"))
    record = event["Records"][0]
    for name, value in changes.items():
        (record if name in record else record["Sns"])[name] = value
    assert rule in broken_rules(event, "sns")


def test_there_is_one_record() -> None:
    records = events.sns("a")["Records"]
    assert broken_rules({"Records": [*records, *records]}, "sns") == {"N-one"}
    assert broken_rules({"Records": []}, "sns") == {"N-one"}


def test_a_signed_message_of_a_fifo_topic_is_found() -> None:
    event: Any = events.sns("a", topic_name="t.fifo")
    event["Records"][0]["Sns"]["SignatureVersion"] = "1"
    del event["Records"][0]["Sns"]["SequenceNumber"]
    assert broken_rules(event, "sns") == {"N-fifo"}


def test_a_violation_reads_well() -> None:
    event = events.sns("a", Sns={"MessageId": "1"})
    assert str(events.check(event)[0]) == "N-uuid at Records[0].Sns.MessageId: is '1', expected a UUID"


@pytest.mark.parametrize(
    ("messages", "parameters", "message"),
    [
        (("",), {}, "the message is empty, which SNS refuses"),
        (({1},), {}, "the message is .1.: expected text, bytes, or an object that JSON can write"),
        ((b"\xff",), {}, "is not UTF-8 text"),
        (("a",), {"subject": ""}, "subject is '', which SNS refuses"),
        (("a",), {"subject": "a\nb"}, "without line breaks"),
        (("a",), {"subject": "a" * 101}, "1 to 100 characters"),
        (("a",), {"subject": 1}, "subject is 1"),
        (("a",), {"message_attributes": {"a": None}}, "message attribute 'a' is None"),
        (("a",), {"topic": "t"}, r"events.sns\(\) has no parameter or field 'topic'. Did you mean 'topic_name'"),
        (("a",), {"Sns": {"message": "t"}}, "no field 'message' in Sns. Did you mean 'Message'"),
    ],
)
def test_mistakes_are_explained(messages: tuple[object, ...], parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.sns(*messages, **parameters)
