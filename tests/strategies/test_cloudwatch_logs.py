"""CloudWatch Logs strategies."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, strategies
from pytest_lambda.events.shapes.cloudwatch_logs import CloudWatchLogsEvent
from tests.events.judging import EXAMPLES, assert_right
from tests.events.test_cloudwatch_logs import payload_of


@settings(max_examples=EXAMPLES)
@given(event=strategies.cloudwatch_logs_events())
def test_every_example_is_right(event: CloudWatchLogsEvent) -> None:
    assert_right(event, "cloudwatch_logs")


@given(
    event=strategies.cloudwatch_logs_events(
        messages=st.just({"id": 1}),
        log_groups="mine",
        extracted_fields=st.just({"id": "1"}),
        min_size=2,
        max_size=3,
        control_messages=False,
    )
)
def test_parameters(event: CloudWatchLogsEvent) -> None:
    payload = payload_of(event)
    assert (payload["messageType"], payload["logGroup"]) == ("DATA_MESSAGE", "mine")
    assert 2 <= len(payload["logEvents"]) <= 3
    assert {each["message"] for each in payload["logEvents"]} == {'{"id":1}'}
    assert all(each["extractedFields"] == {"id": "1"} for each in payload["logEvents"])


def test_it_shrinks_to_a_small_event() -> None:
    payload = payload_of(find(strategies.cloudwatch_logs_events(), lambda event: True))
    (event,) = payload["logEvents"]
    assert (event["message"], event["timestamp"]) == ("0", 1767225600000)
    assert "extractedFields" not in event
    assert "policyLevel" not in payload


@pytest.mark.parametrize(
    "wanted",
    [
        lambda payload: payload["messageType"] == "CONTROL_MESSAGE",
        lambda payload: any(len(each["message"]) > 262_144 for each in payload["logEvents"]),
        lambda payload: any(not each["message"].isascii() for each in payload["logEvents"]),
        lambda payload: any("\n" in each["message"] for each in payload["logEvents"]),
        lambda payload: any(each["message"].startswith('{"level"') for each in payload["logEvents"]),
        lambda payload: any("extractedFields" in each for each in payload["logEvents"]),
        lambda payload: "policyLevel" in payload,
        lambda payload: len(payload["logEvents"]) > 3,
    ],
)
def test_the_nasty_cases_are_found(wanted: Any) -> None:
    find(
        strategies.cloudwatch_logs_events(),
        lambda event: wanted(payload_of(event)),
        settings=settings(max_examples=2000),
    )


@pytest.mark.parametrize(
    ("parameters", "message"),
    [({"min_size": 0}, "from 1 to 10,000 records"), ({"messages": ["a"]}, "expected a strategy")],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        strategies.cloudwatch_logs_events(**parameters)
