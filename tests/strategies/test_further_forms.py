"""Strategies of further forms of the main sources."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from pytest_lambda import strategies
from tests.events.judging import EXAMPLES, assert_right

FORMS = {
    "alb_health_check": "alb",
    "dynamodb_time_window": "dynamodb_time_window",
    "kinesis_dynamodb": "kinesis",
    "kinesis_time_window": "kinesis_time_window",
    "s3_test_event": "s3_test_event",
}


@pytest.mark.parametrize("name", FORMS)
def test_every_example_is_right(name: str) -> None:
    @settings(max_examples=EXAMPLES)
    @given(event=getattr(strategies, f"{name}_events")())
    def run(event: Any) -> None:
        assert_right(event, FORMS[name])

    run()


@settings(max_examples=20)
@given(
    event=strategies.kinesis_time_window_events(data="a", states={"n": 1}, shards=3, final=True, min_size=2, max_size=2)
)
def test_a_window_of_kinesis(event: Any) -> None:
    assert event["state"] == {"n": 1}
    assert event["isFinalInvokeForWindow"] is True
    assert event["shardId"] == "shardId-000000000003"
    assert len(event["Records"]) == 2


@settings(max_examples=20)
@given(event=strategies.dynamodb_time_window_events(items={"a": "x"}, min_size=2, max_size=2))
def test_a_window_of_dynamodb(event: Any) -> None:
    images = [record["dynamodb"]["NewImage"] for record in event["Records"]]
    assert images == [{"a": {"S": "x"}, "id": {"N": str(number)}} for number in (1, 2)]
