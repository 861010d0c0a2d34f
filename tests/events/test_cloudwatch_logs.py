"""CloudWatch Logs events: the builder, the rules of event and payload, and what breaks them."""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64decode, b64encode
from typing import Any

import pytest

from pytest_lambda import EventError, World, events
from pytest_lambda.events.builders.cloudwatch_logs import compressed

from .judging import assert_right, broken_rules


def payload_of(event: Any) -> Any:
    return json.loads(gzip.decompress(b64decode(event["awslogs"]["data"])))


def event_of(payload: Any) -> Any:
    return {"awslogs": {"data": compressed(payload)}}


@pytest.mark.parametrize(
    ("messages", "parameters"),
    [
        ((), {}),
        (("a\n\tb\x1b[0m", "é", "\U0001f600"), {}),
        (({"level": "ERROR"}, b"\xc3\xa9"), {"extracted_fields": {"level": "ERROR"}}),
        (
            ("a",),
            {"log_group": "g", "log_stream": "s", "subscription_filter": "f", "policy_level": "ACCOUNT_LEVEL_POLICY"},
        ),
        (("x" * 1_048_550,), {}),
        ((), {"control_message": "CWL CONTROL MESSAGE: Checking health of destination Firehose."}),
        (("a",), {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z"}),
    ],
)
def test_events_are_right(messages: tuple[object, ...], parameters: dict[str, Any]) -> None:
    event = events.cloudwatch_logs(*messages, **parameters)
    assert_right(event, "cloudwatch_logs")
    assert len(payload_of(event)["logEvents"]) == max(len(messages), 1)


def test_the_oracle_reads_the_payload() -> None:
    from aws_lambda_powertools.utilities.data_classes import CloudWatchLogsEvent

    event = events.cloudwatch_logs("a", extracted_fields={"x": "1"}, policy_level="ACCOUNT_LEVEL_POLICY")
    read = CloudWatchLogsEvent(dict(event)).parse_logs_data()
    assert (read.log_group, read.owner, read.policy_level) == (
        "/aws/lambda/orders",
        "123456789012",
        "ACCOUNT_LEVEL_POLICY",
    )
    assert [(each.message, each.extracted_fields) for each in read.log_events] == [("a", {"x": "1"})]


def test_the_order_of_keys() -> None:
    payload = payload_of(events.cloudwatch_logs("a"))
    assert list(payload) == ["messageType", "owner", "logGroup", "logStream", "subscriptionFilters", "logEvents"]
    assert list(payload["logEvents"][0]) == ["id", "timestamp", "message"]


def test_ids_are_like_recorded_ones() -> None:
    logged = payload_of(events.cloudwatch_logs("a", "a", "b", time="2026-01-31T12:00:00.123Z"))["logEvents"]
    assert [each["timestamp"] for each in logged] == [1769860800123, 1769860800124, 1769860800125]
    assert all(int(each["id"]) >> 144 == each["timestamp"] and len(each["id"]) == 56 for each in logged)
    assert [each["id"] for each in logged] == sorted({each["id"] for each in logged})


def test_a_control_message_names_no_stream() -> None:
    payload = payload_of(events.cloudwatch_logs(control_message="Hello?"))
    assert payload["messageType"] == "CONTROL_MESSAGE"
    assert payload["owner"] == "CloudwatchLogs"
    assert (payload["logGroup"], payload["logStream"], payload["subscriptionFilters"]) == ("", "", [])
    assert payload["logEvents"][0]["message"] == "Hello?"


def test_the_same_call_gives_the_same_bytes() -> None:
    assert events.cloudwatch_logs("a") == events.cloudwatch_logs("a")
    assert events.cloudwatch_logs("a") != events.cloudwatch_logs("b")
    header = b64decode(events.cloudwatch_logs("a")["awslogs"]["data"])[:8]
    assert header == b"\x1f\x8b\x08\0\0\0\0\0"  # no time in it


def test_what_depends_on_a_field_follows_it() -> None:
    event = events.cloudwatch_logs("a", logStream="mine", owner="000000000001", policyLevel="x")
    payload = payload_of(event)
    assert (payload["logStream"], payload["owner"], payload["policyLevel"]) == ("mine", "000000000001", "x")
    assert "owner" not in payload_of(events.cloudwatch_logs("a", owner=events.ABSENT))


def test_the_word_of_the_caller_stands() -> None:
    event = events.cloudwatch_logs("a", awslogs={"data": "?"})
    assert event == {"awslogs": {"data": "?"}}
    assert broken_rules(event, "cloudwatch_logs") == {"L-gzip"}


def test_ready_made_log_events_are_taken() -> None:
    first = payload_of(events.cloudwatch_logs("a", time=1_700_000_000))["logEvents"]
    event = events.cloudwatch_logs(records=first)
    assert payload_of(event)["logEvents"] == first
    assert_right(event, "cloudwatch_logs")


def _one(**changes: Any) -> Any:
    payload = payload_of(events.cloudwatch_logs("a"))
    payload["logEvents"][0].update(changes)
    return payload


def _whole(**changes: Any) -> Any:
    return {**payload_of(events.cloudwatch_logs("a")), **changes}


@pytest.mark.parametrize(
    ("rule", "payload"),
    [
        ("L-payload", _whole(messageType="DATA")),
        ("L-payload", _whole(logEvents=None)),
        ("L-payload", _one(id=1)),
        ("L-payload", _one(time=1)),
        ("L-payload", _one(extractedFields={"a": 1})),
        ("L-owner", _whole(owner="12345")),
        ("L-owner", _whole(messageType="CONTROL_MESSAGE")),
        ("L-stream", _whole(logStream="")),
        ("L-stream", _whole(subscriptionFilters=[])),
        ("L-stream", _whole(subscriptionFilters=["a", "b"])),
        ("L-id", _one(id="eventId1")),  # the six ready-made samples
        ("L-id", _whole(logEvents=_one()["logEvents"] * 2)),
        ("L-time", _one(timestamp=1440442987)),
        ("L-time", _whole(logEvents=payload_of(events.cloudwatch_logs("a", "b"))["logEvents"][::-1])),
        ("L-events", _whole(logEvents=[])),
        ("L-events", _one(message="")),
    ],
)
def test_a_broken_payload_is_found(rule: str, payload: Any) -> None:
    assert broken_rules(event_of(payload), "cloudwatch_logs") == {rule}


def test_that_ids_hold_the_time_is_no_rule() -> None:
    assert broken_rules(event_of(_one(id="1" * 56)), "cloudwatch_logs") == set()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("?", "is not base64"),
        (b64encode(zlib.compress(b"{}")).decode(), "is zlib, expected gzip"),  # Powertools' sample with policyLevel
        (b64encode(b"{}").decode(), "is something else, expected gzip"),  # py-event-mocks
        (b64encode(gzip.compress(b"{}", mtime=0)[:-9]).decode(), "is damaged"),
        (b64encode(gzip.compress(b"{", mtime=0)).decode(), "does not hold JSON"),
        (b64encode(gzip.compress(b"\xff", mtime=0)).decode(), "does not hold JSON"),
        (b64encode(gzip.compress(b"[]", mtime=0)).decode(), "does not hold an object"),
    ],
)
def test_broken_data_is_found(data: str, reason: str) -> None:
    (violation,) = events.check({"awslogs": {"data": data}})
    assert violation.rule == "L-gzip"
    assert reason in violation.reason


def test_the_outer_shape() -> None:
    assert "L-shape" in broken_rules({"awslogs": {}}, "cloudwatch_logs")
    assert broken_rules({"awslogs": {"data": compressed(_whole()), "x": 1}}, "cloudwatch_logs") == {"L-shape"}


def test_a_violation_reads_well() -> None:
    (violation,) = events.check(event_of(_one(id="eventId1")))
    assert str(violation) == "L-id at awslogs.data > logEvents[0].id: is 'eventId1', expected 56 digits"


@pytest.mark.parametrize(
    ("messages", "parameters", "message"),
    [
        (("",), {}, "a message is empty, which CloudWatch Logs refuses"),
        ((b"\xff",), {}, "is not UTF-8 text"),
        (({1},), {}, "a message is .1.: expected text, bytes, or an object that JSON can write"),
        (("\ud800",), {}, "surrogate"),
        (("x" * 1_048_551,), {}, "a message has 1,048,551 bytes: a log event has at most 1,048,550"),
        (("a",), {"control_message": "x"}, "sends it alone"),
        ((), {"control_message": ""}, "a message is empty"),
        (("a",), {"loggroup": "x"}, "no parameter or field 'loggroup'. Did you mean 'log_?[gG]roup'"),
        (("a",), {"awslogs": {"dat": "x"}}, "no field 'dat' in awslogs. Did you mean 'data'"),
    ],
)
def test_mistakes_are_explained(messages: tuple[object, ...], parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.cloudwatch_logs(*messages, **parameters)
