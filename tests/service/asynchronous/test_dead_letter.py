"""What dead-letter queues and topics get."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pytest_lambda.service.asynchronous.dead_letter import (
    dead_letter_attributes,
    dead_letter_body,
    deliver_to_dead_letter_queue,
)
from pytest_lambda.service.resources.refusals import DeliveryRefused
from pytest_lambda.service.resources.sns_topic import SnsTopic
from pytest_lambda.service.resources.sqs_queue import SqsQueue
from tests.service.asynchronous.endings import ARN, EXHAUSTED, GONE, NEVER_RAN, REQUEST_ID, TOO_OLD, ZERO_RESERVED


def failed(message):
    return replace(EXHAUSTED, response_payload=json.dumps({"errorMessage": message}).encode())


def error_message(ending):
    return dead_letter_attributes(ending)["ErrorMessage"]["StringValue"]


@pytest.mark.parametrize("ending", [EXHAUSTED, TOO_OLD])
def test_a_function_error(ending):
    """E41."""
    assert dead_letter_attributes(ending) == {
        "RequestID": {"DataType": "String", "StringValue": REQUEST_ID},
        "ErrorCode": {"DataType": "Number", "StringValue": "200"},
        "ErrorMessage": {"DataType": "String", "StringValue": "no stock"},
    }


@pytest.mark.parametrize(
    ("ending", "code", "message"),
    [(NEVER_RAN, "429", "Rate Exceeded."), (GONE, "404", f"Function not found: {ARN}")],
    ids=["throttled", "deleted"],
)
def test_functions_that_did_not_run(ending, code, message):
    """E42."""
    attributes = dead_letter_attributes(ending)

    assert attributes["ErrorCode"] == {"DataType": "Number", "StringValue": code}
    assert attributes["ErrorMessage"]["StringValue"] == message


@pytest.mark.parametrize("status_code", [None, 429])
def test_zero_reserved_concurrency_has_no_error_code(status_code):
    """E42."""
    attributes = dead_letter_attributes(replace(ZERO_RESERVED, status_code=status_code))

    assert list(attributes) == ["RequestID", "ErrorMessage"]
    assert "zero reserved concurrent executions" in attributes["ErrorMessage"]["StringValue"]


def test_a_message_of_the_caller():
    assert error_message(replace(GONE, status_code=400, error_message="Stopped.")) == "Stopped."


def test_the_first_kilobyte_of_the_message():
    """E41; in whole characters."""
    assert error_message(failed("x" * 2000)) == "x" * 1024
    assert error_message(failed("é" * 512)) == "é" * 512
    assert error_message(failed("x" + "é" * 512)) == "x" + "é" * 511
    assert error_message(failed("x" * 1022 + "😀")) == "x" * 1022


@pytest.mark.parametrize(
    "answer", [None, b"", b"text", b"null", b"[1]", b'{"errorMessage": ""}', b'{"errorMessage": 3}']
)
def test_no_message(answer):
    assert list(dead_letter_attributes(replace(EXHAUSTED, response_payload=answer))) == ["RequestID", "ErrorCode"]


@pytest.mark.parametrize("payload", [b'{"b": 1,  "a": 1.50}', b"null", '"Zoë"'.encode()])
def test_the_body_is_the_event_byte_by_byte(platform, payload):
    """E40."""
    queue = SqsQueue("dlq", platform=platform)

    deliver_to_dead_letter_queue(queue, replace(EXHAUSTED, request_payload=payload))

    assert (
        queue.messages[0].body.encode()
        == payload
        == dead_letter_body(replace(EXHAUSTED, request_payload=payload)).encode()
    )


def test_to_a_queue(platform):
    queue = SqsQueue("dlq", platform=platform)

    deliver_to_dead_letter_queue(queue, EXHAUSTED, trace_header="Root=1-a")

    (message,) = queue.messages
    assert message.json == {"x": 1}
    assert message.message_attributes == dead_letter_attributes(EXHAUSTED)
    assert message.attributes["AWSTraceHeader"] == "Root=1-a"
    assert message.md5_of_message_attributes is not None


def test_to_a_topic(platform):
    topic = SnsTopic("dlq", platform=platform)
    queue = SqsQueue("q", platform=platform)
    topic.subscribe(queue)

    deliver_to_dead_letter_queue(topic, EXHAUSTED)

    (message,) = topic.messages
    assert message.json == {"x": 1}
    assert message.message_attributes == dead_letter_attributes(EXHAUSTED)
    assert queue.messages[0].json["MessageAttributes"]["ErrorCode"] == {"Type": "Number", "Value": "200"}


@pytest.mark.parametrize("kind", [SqsQueue, SnsTopic])
def test_refused(platform, kind):
    """E45."""
    target = kind("dlq", platform=platform)
    target.refuse_deliveries()

    with pytest.raises(DeliveryRefused):
        deliver_to_dead_letter_queue(target, EXHAUSTED)

    assert target.messages == ()


def test_attributes_count_for_the_size(platform):
    queue = SqsQueue("dlq", platform=platform)
    payload = json.dumps("x" * (1_048_576 - 2)).encode()

    with pytest.raises(DeliveryRefused, match="shorter than 1048576 bytes"):
        deliver_to_dead_letter_queue(queue, replace(EXHAUSTED, request_payload=payload))


def test_characters_that_sqs_does_not_take(platform):
    queue = SqsQueue("dlq", platform=platform)

    with pytest.raises(DeliveryRefused) as caught:
        deliver_to_dead_letter_queue(queue, failed("\x1b[31mred"))

    assert caught.value.code == "InvalidMessageContents"


def test_an_error_message_with_half_a_character(platform):
    topic, queue = SnsTopic("t", platform=platform), SqsQueue("q", platform=platform)

    for target in (topic, queue):
        deliver_to_dead_letter_queue(target, failed("\ud800"))

    assert queue.messages[0].message_attributes["ErrorMessage"]["StringValue"] == "?"
