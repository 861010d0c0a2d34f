"""CloudWatch alarms: the builder, the rules, the strategy."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given

from pytest_lambda import EventError, World, events, strategies

from .judging import assert_right, broken_rules


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"state": "INSUFFICIENT_DATA", "previous_state": "ALARM"},
        {"alarm_rule": 'ALARM("a")'},
        {"world": World("000000000001", "cn-north-1"), "alarm_name": "a: é"},
        {"region": "eu-west-1", "accountId": "000000000001", "alarmData": {"alarmName": "b"}},
        {"alarmData": {"previousState": {"actionsSuppressedBy": "WaitPeriod", "actionsSuppressedReason": "?"}}},
    ],
)
def test_events_are_right(parameters: dict[str, Any]) -> None:
    assert_right(events.cloudwatch_alarm(**parameters), "cloudwatch_alarm")


@given(event=strategies.cloudwatch_alarm_events())
def test_every_example_is_right(event: Any) -> None:
    assert_right(event, "cloudwatch_alarm")


def test_what_depends_on_a_field_follows_it() -> None:
    event = events.cloudwatch_alarm("a", region="eu-west-1", alarmData={"state": {"value": "OK"}})
    assert event["alarmArn"] == "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a"
    assert "not greater" in event["alarmData"]["state"]["reason"]
    assert event["alarmData"]["previousState"]["timestamp"] < event["time"]


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("CW-arn", "alarmArn", "arn:aws:cloudwatch:us-east-1:123456789012:alarm:other"),
        ("CW-arn", "region", "eu-west-1"),
        ("CW-time", "time", "2026-01-31T12:00:00Z"),
        ("CW-time", "alarmData/previousState/timestamp", "2999-01-31T12:00:00.000+0000"),
        ("CW-reason", "alarmData/state/reasonData", "{"),
        ("CW-configuration", "alarmData/configuration", {}),
        ("CW-configuration", "alarmData/configuration/metrics", []),
        ("CW-shape", "alarmData/state/value", "ALARMED"),
    ],
)
def test_a_broken_event_is_found(rule: str, path: str, value: Any) -> None:
    event: Any = copy.deepcopy(events.cloudwatch_alarm())
    *names, last = path.split("/")
    inner = event
    for name in names:
        inner = inner[name]
    inner[last] = value
    assert rule in broken_rules(event, "cloudwatch_alarm")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"state": "alarm"}, "state is 'alarm': an alarm is OK, ALARM or INSUFFICIENT_DATA"),
        ({"previous_state": None}, "previous_state is None"),
        ({"alarmData": {"stat": 1}}, "no field 'stat' in alarmData. Did you mean 'state'"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.cloudwatch_alarm(**parameters)
