"""EventBridge strategies."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, strategies
from pytest_lambda.events.building.s3_event_names import DETAILS
from pytest_lambda.events.shapes.eventbridge import EventBridgeEvent, S3EventBridgeEvent, ScheduledEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.eventbridge_events())
def test_every_example_is_right(event: EventBridgeEvent) -> None:
    assert_right(event, "eventbridge")


@settings(max_examples=EXAMPLES)
@given(event=strategies.s3_eventbridge_events())
def test_every_example_of_s3_is_right(event: S3EventBridgeEvent) -> None:
    assert_right(event, "s3_eventbridge")


@given(event=strategies.scheduled_event_events())
def test_every_schedule_is_right(event: ScheduledEvent) -> None:
    assert_right(event, "scheduled_event")


@given(
    event=strategies.eventbridge_events(
        details=st.just({"a": 1}), sources="mine", detail_types="Done", resources=st.just(["x"])
    )
)
def test_parameters(event: EventBridgeEvent) -> None:
    assert (event["detail"], event["source"], event["detail-type"]) == ({"a": 1}, "mine", "Done")
    assert event["resources"] == ["x"]


@given(event=strategies.s3_eventbridge_events(keys="a b", buckets="b", event_names="ObjectCreated:Put", sizes=3))
def test_parameters_of_s3(event: S3EventBridgeEvent) -> None:
    assert (event["detail"]["object"]["key"], event["detail"]["object"]["size"]) == ("a b", 3)
    assert event["resources"] == ["arn:aws:s3:::b"]


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.eventbridge_events(), lambda event: True)
    assert (event["detail"], event["source"], event["detail-type"]) == ({}, "com.example", "0")
    assert (event["resources"], event["time"]) == ([], "2026-01-01T00:00:00Z")
    assert "replay-name" not in event


@pytest.mark.parametrize(
    "wanted",
    [
        lambda event: any(isinstance(value, dict) and value for value in event["detail"].values()),
        lambda event: "" in event["detail"],
        lambda event: "replay-name" in event,
        lambda event: len(event["resources"]) > 1,
        lambda event: not event["detail-type"].isascii(),
    ],
)
def test_the_nasty_cases_are_found(wanted: Any) -> None:
    find(strategies.eventbridge_events(), wanted, settings=settings(max_examples=2000))


@pytest.mark.parametrize("detail_type", sorted({detail.detail_type for detail in DETAILS.values()}))
def test_every_type_of_s3_is_found(detail_type: str) -> None:
    def wanted(event: Any) -> bool:
        return event["detail-type"] == detail_type

    find(strategies.s3_eventbridge_events(), wanted, settings=settings(max_examples=2000))


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match="details is .*: expected a strategy"):
        strategies.eventbridge_events(details=[{}])
