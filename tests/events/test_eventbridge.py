"""EventBridge events, of any source and of schedules: the builders, the rules, and what breaks them."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

_QUEUE = "arn:aws:sqs:us-east-1:123456789012:orders"


@pytest.mark.parametrize(
    ("details", "parameters"),
    [
        ((), {}),
        (({},), {}),
        (({"a": (1, 2)},), {"source": "aws.ec2", "detail_type": "EC2 Instance State-change Notification"}),
        (('{"a": [1.5, null]}',), {"resources": [_QUEUE, "arn:aws:s3:::b", "order/1"]}),
        (({"a": 1},), {"replay_name": "r"}),
        (({"a": 1},), {"source": "aws.s3", "detail_type": "AWS API Call via CloudTrail"}),
        ((events.s3("a b"),), {}),
        (({"a": 1},), {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00.999Z"}),
    ],
)
def test_events_are_right(details: tuple[object, ...], parameters: dict[str, Any]) -> None:
    assert_right(events.eventbridge(*details, **parameters), "eventbridge")


def test_the_order_of_keys_is_that_of_recordings() -> None:
    recorded = ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"]
    assert list(events.eventbridge()) == recorded
    assert list(events.scheduled_event()) == recorded
    assert list(events.s3_eventbridge()) == recorded


def test_the_detail_is_a_copy() -> None:
    detail: dict[str, Any] = {"a": []}
    event = events.eventbridge(detail)
    detail["a"].append(1)
    assert event["detail"] == {"a": []}
    events.eventbridge()["detail"]["x"] = 1
    assert "x" not in events.eventbridge()["detail"]


def test_in_a_queue() -> None:
    event = events.sqs(events.eventbridge({"a": "é"}))
    assert_right(event, "sqs")
    assert json.loads(event["Records"][0]["body"]) == events.eventbridge({"a": "é"})


def test_fields_of_aws() -> None:
    event = events.eventbridge({"a": 1}, id="?", **{"detail-type": "Other", "replay-name": "r"})
    assert (event["id"], event["detail-type"], event["replay-name"]) == ("?", "Other", "r")
    assert broken_rules(event, "eventbridge") == {"E-uuid"}
    absent: Any = events.ABSENT
    event = events.eventbridge(absent, resources=absent, source=absent)
    assert not {"resources", "detail", "source"} & event.keys()


def test_the_same_call_gives_the_same_event() -> None:
    assert events.eventbridge({"a": 1}) == events.eventbridge({"a": 1})
    assert events.eventbridge({"a": 1})["id"] != events.eventbridge({"a": 2})["id"]


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("E-uuid", {"id": "1"}),
        ("E-account", {"account": "12345"}),  # Chalice
        ("E-time", {"time": "2026-01-31T12:00:00.000Z"}),
        ("E-time", {"time": "1970-01-01"}),
        ("E-arn", {"resources": [_QUEUE.replace("us-east-1", "eu-west-1")]}),
        ("E-arn", {"resources": [_QUEUE.replace("123456789012", "210987654321")]}),
        ("E-named", {"source": ""}),
        ("E-shape", {"version": 0}),  # Chalice
        ("E-shape", {"version": events.ABSENT}),  # SAM
        ("E-shape", {"detail": "{}"}),
        ("E-shape", {"detail": None}),
        ("E-shape", {"detailType": "x"}),
    ],
)
def test_a_broken_event_is_found(rule: str, changes: dict[str, Any]) -> None:
    event: Any = {**events.eventbridge(), **changes}
    event = {name: value for name, value in event.items() if value is not events.ABSENT}
    assert rule in broken_rules(event, "eventbridge")


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"rule": "nightly"},
        {"world": World(region="us-gov-west-1")},
        {"time": "2026-01-31T12:00:00Z"},
        {"region": "eu-west-1"},
    ],
)
def test_schedules_are_right(parameters: dict[str, Any]) -> None:
    event = events.scheduled_event(**parameters)
    assert_right(event, "scheduled_event")
    assert event["detail"] == {}


def test_a_schedule_names_its_rule() -> None:
    assert events.scheduled_event("nightly")["resources"] == ["arn:aws:events:us-east-1:123456789012:rule/nightly"]
    event = events.scheduled_event(resources=["arn:aws:events:us-east-1:123456789012:rule/bus/nightly"])
    assert broken_rules(event, "scheduled_event") == set()


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("E-schedule", {"resources": []}),
        ("E-schedule", {"resources": [_QUEUE]}),
        ("E-type", {"source": "events"}),
        ("E-shape", {"detail": {"a": 1}}),
        ("E-shape", {"version": 0}),
    ],
)
def test_a_broken_schedule_is_found(rule: str, changes: dict[str, Any]) -> None:
    assert rule in broken_rules({**copy.deepcopy(events.scheduled_event()), **changes}, "scheduled_event")


def test_a_schedule_without_version_is_found() -> None:
    event: Any = events.scheduled_event()  # SAM
    del event["version"]
    assert {violation.rule for violation in events.check(event)} == {"E-shape"}


@pytest.mark.parametrize(
    ("details", "parameters", "message"),
    [
        (([1],), {}, r"detail is \[1\], which EventBridge refuses \(MalformedDetail\): expected an object"),
        ((5,), {}, "detail is 5, which EventBridge refuses"),
        (("[]",), {}, "MalformedDetail"),
        (("{",), {}, "detail is '{', which is not JSON"),
        (({"a": {1}},), {}, "expected text, bytes, or an object that JSON can write"),
        (({"a": float("nan")},), {}, "expected text, bytes, or an object that JSON can write"),
        ((), {"source": ""}, "source is '', which EventBridge refuses"),
        ((), {"detail_type": None}, "detail_type is None"),
        ((), {"resources": _QUEUE}, "expected a list of ARNs"),
        ((), {"detailtype": "x"}, "no parameter or field 'detailtype'. Did you mean 'detail_?-?type'"),
    ],
)
def test_mistakes_are_explained(details: tuple[object, ...], parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.eventbridge(*details, **parameters)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [({"rule": ""}, "rule is ''"), ({"rul": "x"}, "Did you mean 'rule'"), ({"time": "x"}, "time is 'x'")],
)
def test_mistakes_of_schedules_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.scheduled_event(**parameters)
