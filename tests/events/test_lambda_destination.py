"""Records of asynchronous invocations: the builder, the rules, the strategy."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings

from pytest_lambda import EventError, World, events, strategies

from .judging import assert_right, broken_rules


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"response_payload": {"a": 1}, "request_payload": [1]},
        {"condition": "RetriesExhausted"},
        {"condition": "EventAgeExceeded"},
        {"condition": "EventAgeExceeded", "approximate_invoke_count": 0},
        {"condition": "ZeroReservedConcurrency"},
        {"request_payload": events.s3("a b"), "world": World("000000000001", "cn-north-1"), "qualifier": "3"},
        {"responsePayload": events.ABSENT, "deliveryError": {"statusCode": 400}},
    ],
)
def test_events_are_right(parameters: dict[str, Any]) -> None:
    assert_right(events.lambda_destination(**parameters), "lambda_destination")


@settings(max_examples=200)
@given(event=strategies.lambda_destination_events())
def test_every_example_is_right(event: Any) -> None:
    assert_right(event, "lambda_destination")


def test_the_order_of_keys_is_that_of_recordings() -> None:
    assert list(events.lambda_destination()) == [
        "version",
        "timestamp",
        "requestContext",
        "requestPayload",
        "responseContext",
        "responsePayload",
    ]


def test_a_failure() -> None:
    event = events.lambda_destination({"a": 1}, condition="RetriesExhausted")
    assert event["requestContext"]["approximateInvokeCount"] == 3
    assert event["responseContext"] == {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"}
    assert event["responsePayload"]["requestId"] == event["requestContext"]["requestId"]


def test_a_function_that_was_not_invoked_has_no_answer() -> None:
    event = events.lambda_destination(condition="ZeroReservedConcurrency")
    assert event["requestContext"]["approximateInvokeCount"] == 0
    assert not {"responseContext", "responsePayload"} & event.keys()


def test_in_a_queue() -> None:
    record = events.lambda_destination({"a": 1})
    assert json.loads(events.sqs(record)["Records"][0]["body"]) == record


@pytest.mark.parametrize(
    ("rule", "condition", "path", "value"),
    [
        ("LD-time", "Success", "timestamp", "2026-01-31"),
        ("LD-arn", "Success", "requestContext/functionArn", "arn:aws:lambda:us-east-1:123456789012:function:f"),
        ("LD-uuid", "Success", "requestContext/requestId", "1"),
        ("LD-count", "Success", "requestContext/approximateInvokeCount", 0),
        ("LD-count", "ZeroReservedConcurrency", "requestContext/approximateInvokeCount", 1),
        ("LD-response", "Success", "responseContext/functionError", "Unhandled"),
        ("LD-response", "ZeroReservedConcurrency", "responsePayload", None),
        ("LD-response", "Success", "deliveryError", {}),
        ("LD-shape", "Success", "requestContext/condition", "Failure"),
        ("LD-shape", "Success", "requestContext/approximateInvokeCount", "1"),
    ],
)
def test_a_broken_event_is_found(rule: str, condition: str, path: str, value: Any) -> None:
    event: Any = copy.deepcopy(events.lambda_destination(condition=condition))
    *names, last = path.split("/")
    inner = event
    for name in names:
        inner = inner[name]
    inner[last] = value
    assert rule in broken_rules(event, "lambda_destination")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"condition": "Failure"}, "condition is 'Failure'.*Lambda has Success, RetriesExhausted"),
        ({"condition": "RetryExhausted"}, "Did you mean 'RetriesExhausted'"),
        ({"requestContext": {"requestID": 1}}, "Did you mean 'requestId'"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.lambda_destination(**parameters)
