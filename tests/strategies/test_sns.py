"""SNS strategies."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, strategies
from pytest_lambda.events.shapes.sns import SnsEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.sns_events())
def test_every_example_is_right(event: SnsEvent) -> None:
    assert_right(event, "sns")


@given(
    event=strategies.sns_events(
        messages=st.just({"id": 1}), subjects="s", message_attributes=st.just({"a": 1}), topic_name="mine"
    )
)
def test_parameters(event: SnsEvent) -> None:
    sent = event["Records"][0]["Sns"]
    assert (sent["Message"], sent["Subject"]) == ('{"id":1}', "s")
    assert sent["MessageAttributes"] == {"a": {"Type": "Number", "Value": "1"}}
    assert sent["TopicArn"].endswith(":mine")


@given(event=strategies.sns_events(messages=strategies.s3_events()))
def test_messages_of_another_source(event: SnsEvent) -> None:
    assert_right(event, "sns")
    assert_right(json.loads(event["Records"][0]["Sns"]["Message"]), "s3")


def test_it_shrinks_to_a_small_event() -> None:
    sent = find(strategies.sns_events(), lambda event: True)["Records"][0]["Sns"]
    assert (sent["Message"], sent["Subject"], sent["MessageAttributes"]) == ("0", None, {})
    assert sent["Timestamp"] == "2026-01-01T00:00:00.000Z"


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize(
    "wanted",
    [
        lambda sent: len(sent["Message"]) > 200_000,
        lambda sent: not sent["Message"].isascii(),
        lambda sent: sent["Message"].startswith("{"),
        lambda sent: "\n" in sent["Message"],
        lambda sent: sent["Subject"] is not None and not sent["Subject"].isascii(),
        lambda sent: any(each["Type"] == "Binary" for each in sent["MessageAttributes"].values()),
        lambda sent: any(each["Type"] == "String.Array" for each in sent["MessageAttributes"].values()),
    ],
)
def test_the_nasty_cases_are_found(wanted: Any) -> None:
    find(
        strategies.sns_events(), lambda event: wanted(event["Records"][0]["Sns"]), settings=settings(max_examples=2000)
    )


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match=r"messages is \['a'\]: expected a strategy"):
        strategies.sns_events(messages=["a"])
