"""SQS strategies."""

from __future__ import annotations

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, strategies
from pytest_lambda.events.shapes.sqs import SqsEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.sqs_events())
def test_every_example_is_right(event: SqsEvent) -> None:
    assert_right(event, "sqs")


@given(event=strategies.sqs_events(bodies=st.just({"id": 1}), min_size=2, max_size=3, message_group_ids="g"))
def test_parameters(event: SqsEvent) -> None:
    assert 2 <= len(event["Records"]) <= 3
    assert {record["body"] for record in event["Records"]} == {'{"id":1}'}
    assert {record["attributes"]["MessageGroupId"] for record in event["Records"]} == {"g"}


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.sqs_events(), lambda event: True)
    assert len(event["Records"]) == 1
    record = event["Records"][0]
    assert (record["body"], record["messageAttributes"]) == ("0", {})
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["attributes"]["SentTimestamp"] == "1767225600000"


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize(
    "wanted",
    [
        lambda event: len(event["Records"][0]["body"]) > 200_000,
        lambda event: "MessageGroupId" in event["Records"][0]["attributes"],
        lambda event: event["Records"][0]["attributes"]["ApproximateReceiveCount"] != "1",
        lambda event: any("binaryValue" in each for each in event["Records"][0]["messageAttributes"].values()),
        lambda event: "md5OfMessageAttributes" not in event["Records"][0],
        lambda event: not event["Records"][0]["body"].isascii(),
    ],
)
def test_the_nasty_cases_are_found(wanted: object) -> None:
    find(strategies.sqs_events(), wanted, settings=settings(max_examples=2000))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [({"min_size": 0}, "from 1 to 10,000 records"), ({"bodies": ["a"]}, r"expected a strategy, such as st.sampled_from")],
)
def test_mistakes_are_explained(parameters: dict[str, object], message: str) -> None:
    with pytest.raises(EventError, match=message):
        strategies.sqs_events(**parameters)
