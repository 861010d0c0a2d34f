"""Records of asynchronous events, and how each kind of destination gets them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from pytest_lambda import events
from pytest_lambda.errors import ConfigurationError, NotSimulated, ResourceNotFoundException
from pytest_lambda.service.asynchronous.records import deliver_to_destination, destination_record
from pytest_lambda.service.resources.event_bus import EventBus
from pytest_lambda.service.resources.refusals import DeliveryRefused
from pytest_lambda.service.resources.s3_bucket import S3Bucket
from pytest_lambda.service.resources.sns_topic import SnsTopic
from pytest_lambda.service.resources.sqs_queue import SqsQueue
from tests.service.asynchronous.endings import (
    ARN,
    ERROR,
    EXHAUSTED,
    GONE,
    NEVER_RAN,
    REQUEST_ID,
    SUCCESS,
    TOO_OLD,
    ZERO_RESERVED,
)
from tests.service.resources.stand_in import AnyFunction, StandIn

HEADER = "Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=1:ab:1"


def text(record):
    """As JSON text, so that the order of keys counts."""
    return json.dumps(record)


def head(ending, condition, count):
    return {
        "version": "1.0",
        "timestamp": "2023-11-14T22:13:20.250Z",
        "requestContext": {
            "requestId": REQUEST_ID,
            "functionArn": ARN,
            "condition": condition,
            "approximateInvokeCount": count,
        },
        "requestPayload": {"x": 1},
    }


class TestRecord:
    def test_success(self):
        """E20-E23."""
        assert text(destination_record(SUCCESS)) == text(
            {
                **head(SUCCESS, "Success", 1),
                "responseContext": {"statusCode": 200, "executedVersion": "$LATEST"},
                "responsePayload": {"r": 1},
            }
        )

    @pytest.mark.parametrize(
        ("ending", "count"), [(EXHAUSTED, 3), (TOO_OLD, 2), (replace(EXHAUSTED, invoke_count=1), 1)]
    )
    def test_failure(self, ending, count):
        """E21-E23, E25."""
        assert text(destination_record(ending)) == text(
            {
                **head(ending, ending.condition, count),
                "responseContext": {
                    "statusCode": 200,
                    "executedVersion": "$LATEST",
                    "functionError": "Unhandled",
                },
                "responsePayload": ERROR,
            }
        )

    @pytest.mark.parametrize(("ending", "code"), [(NEVER_RAN, 429), (GONE, 404)])
    def test_never_ran(self, ending, code):
        """E13, E14."""
        assert text(destination_record(ending)) == text(
            {**head(ending, ending.condition, 0), "responseContext": {"statusCode": code}}
        )

    def test_zero_reserved_concurrency(self):
        """E26."""
        assert text(destination_record(ZERO_RESERVED)) == text(head(ZERO_RESERVED, "ZeroReservedConcurrency", 0))

    def test_success_after_retries_counts_one(self):
        """E24."""
        record = destination_record(replace(SUCCESS, invoke_count=3))

        assert record["requestContext"]["approximateInvokeCount"] == 1

    def test_the_version_that_ran_and_the_alias_that_was_called(self):
        """E20."""
        alias = ARN.replace("$LATEST", "live")

        record = destination_record(replace(SUCCESS, function_arn=alias, executed_version="7"))

        assert record["requestContext"]["functionArn"] == alias
        assert record["responseContext"]["executedVersion"] == "7"

    @pytest.mark.parametrize(
        "answer", [b"plain text", b"", b"NaN", b'{"a": Infinity}', b"\xff", b"1e999", b"[" * 100_000]
    )
    def test_an_answer_that_is_not_json(self, answer):
        """E27."""
        record = destination_record(replace(SUCCESS, response_payload=answer))

        assert "responsePayload" not in record
        assert list(record)[-1] == "deliveryError"
        assert record["deliveryError"]["statusCode"] == 400
        assert record["deliveryError"]["errorCode"] == "InvalidRequestContentException"
        assert record["deliveryError"]["errorMessage"]

    @pytest.mark.parametrize(
        "value", [None, 0, "", [], {}, {"errorMessage": "x"}, {"orderId": None, "more": [{}]}, "ü", 1.5, True]
    )
    @pytest.mark.parametrize("ending", [SUCCESS, EXHAUSTED])
    def test_every_json_value_is_kept(self, ending, value):
        payload = json.dumps(value).encode()

        record = destination_record(replace(ending, request_payload=payload, response_payload=payload))

        assert text(record["requestPayload"]) == text(record["responsePayload"]) == text(value)

    @pytest.mark.parametrize("ending", [SUCCESS, EXHAUSTED, TOO_OLD, ZERO_RESERVED], ids=lambda each: each.condition)
    def test_our_own_rules_for_such_events_accept_it(self, ending):
        assert [str(violation) for violation in events.check(destination_record(ending), "lambda_destination")] == []

    def test_other_conditions_pass(self):
        """Recursion (G7) ends events as well."""
        record = destination_record(replace(GONE, condition="RecursiveInvocation", status_code=400))

        assert record["requestContext"]["condition"] == "RecursiveInvocation"


class TestDelivery:
    def test_to_a_queue(self, platform):
        """E19, E28."""
        queue = SqsQueue("q", platform=platform)

        deliver_to_destination(queue, SUCCESS, platform=platform, trace_header=HEADER)

        (message,) = queue.messages
        assert text(message.json) == text(destination_record(SUCCESS))
        assert message.attributes["AWSTraceHeader"] == HEADER
        assert message.message_attributes == {}

    def test_to_a_topic(self, platform):
        topic = SnsTopic("t", platform=platform)

        deliver_to_destination(topic, SUCCESS, platform=platform, trace_header=HEADER)

        assert text(topic.messages[0].json) == text(destination_record(SUCCESS))
        assert topic.messages[0].trace_header == HEADER

    @pytest.mark.parametrize(
        ("ending", "outcome"), [(SUCCESS, "Success"), (EXHAUSTED, "Failure"), (ZERO_RESERVED, "Failure")]
    )
    def test_to_an_event_bus(self, platform, ending, outcome):
        """E28."""
        bus = EventBus("results", platform=platform)

        deliver_to_destination(bus, ending, platform=platform)

        (event,) = bus.events
        assert event["source"] == "lambda"
        assert event["detail-type"] == f"Lambda Function Invocation Result - {outcome}"
        assert event["resources"] == [bus.arn, ARN]
        assert text(event["detail"]) == text(destination_record(ending))

    def test_to_a_bucket(self, platform):
        """E29."""
        bucket = S3Bucket("failures", platform=platform)

        deliver_to_destination(bucket, EXHAUSTED, platform=platform)
        deliver_to_destination(bucket, replace(EXHAUSTED, request_id="another"), platform=platform)

        keys = list(bucket.objects)
        pattern = r"aws/lambda/async/orders/2023/11/14/2023-11-14T22\.13\.20-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
        assert all(re.fullmatch(pattern, key) for key in keys)
        assert len(keys) == 2
        assert text(bucket.objects[keys[0]].json) == text(destination_record(EXHAUSTED))

    @pytest.mark.parametrize("target", [AnyFunction("next"), AnyFunction("next").arn])
    def test_to_a_function(self, platform, target):
        """E28, E31."""
        deliver_to_destination(target, SUCCESS, platform=platform, trace_header=HEADER)

        (call,) = platform.calls
        assert text(json.loads(call.payload)) == text(destination_record(SUCCESS))
        assert (call.function_arn, call.trace_header, call.source) == (AnyFunction("next").arn, HEADER, "lambda")

    def test_characters_that_utf_8_cannot_write(self, platform):
        ending = replace(SUCCESS, request_payload=b'"\\ud800"')
        queue, topic = SqsQueue("q", platform=platform), SnsTopic("t", platform=platform)

        for target in (queue, topic, AnyFunction("next")):
            deliver_to_destination(target, ending, platform=platform)

        assert queue.messages[0].json["requestPayload"] == "?"
        assert json.loads(platform.calls[0].payload)["requestPayload"] == "?"

    def test_to_anything_else(self, platform):
        with pytest.raises(NotSimulated, match="kinesis"):
            deliver_to_destination("arn:aws:kinesis:us-east-1:123456789012:stream/s", SUCCESS, platform=platform)
        with pytest.raises(ConfigurationError):
            deliver_to_destination(object(), SUCCESS, platform=platform)


def targets(platform):
    return [
        SqsQueue("q", platform=platform),
        SnsTopic("t", platform=platform),
        EventBus(platform=platform),
        S3Bucket("failures", platform=platform),
    ]


def held(target):
    if isinstance(target, EventBus):
        return target.events
    return target.objects if isinstance(target, S3Bucket) else target.messages


@pytest.mark.parametrize("number", range(4), ids=["queue", "topic", "bus", "bucket"])
def test_refused_deliveries(platform, number):
    """E30."""
    target = targets(platform)[number]
    target.refuse_deliveries("AccessDeniedException")

    with pytest.raises(DeliveryRefused) as caught:
        deliver_to_destination(target, SUCCESS, platform=platform)

    assert caught.value.code == "AccessDeniedException"
    assert not held(target)
    target.accept_deliveries()
    deliver_to_destination(target, SUCCESS, platform=platform)
    assert len(held(target)) == 1


@pytest.mark.parametrize("number", range(3), ids=["queue", "topic", "bus"])
def test_too_large_for_the_target(platform, number):
    """E30."""
    target = targets(platform)[number]
    large = replace(SUCCESS, response_payload=json.dumps("x" * 1_048_576).encode())

    with pytest.raises(DeliveryRefused):
        deliver_to_destination(target, large, platform=platform)

    assert not held(target)


def test_a_bucket_takes_large_records(platform):
    bucket = S3Bucket("failures", platform=platform)

    deliver_to_destination(
        bucket, replace(EXHAUSTED, response_payload=json.dumps("x" * 6_000_000).encode()), platform=platform
    )

    assert next(iter(bucket.objects.values())).size > 6_000_000


def test_too_large_for_a_function(platform):
    with pytest.raises(DeliveryRefused, match="too large for the Event invocation type"):
        deliver_to_destination(
            AnyFunction("next"),
            replace(SUCCESS, response_payload=json.dumps("x" * 1_048_576).encode()),
            platform=platform,
        )
    assert platform.calls == []


def test_a_function_that_is_gone():
    class Gone(StandIn):
        def invoke_async(self, function_arn, payload, *, trace_header, source):
            raise ResourceNotFoundException("Function not found: next")

    with pytest.raises(DeliveryRefused) as caught:
        deliver_to_destination(AnyFunction("next"), SUCCESS, platform=Gone())

    assert (caught.value.code, caught.value.message) == ("ResourceNotFoundException", "Function not found: next")
