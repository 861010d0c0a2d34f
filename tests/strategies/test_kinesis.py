"""Kinesis strategies."""

from __future__ import annotations

import base64

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, World, strategies
from pytest_lambda.events.shapes.kinesis import KinesisEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.kinesis_events())
def test_every_example_is_right(event: KinesisEvent) -> None:
    assert_right(event, "kinesis")


@given(
    event=strategies.kinesis_events(
        data=st.just({"id": 1}), min_size=2, max_size=3, shards=7, stream_name="s", world=World(region="eu-west-1")
    )
)
def test_parameters(event: KinesisEvent) -> None:
    assert 2 <= len(event["Records"]) <= 3
    for record in event["Records"]:
        assert base64.b64decode(record["kinesis"]["data"]) == b'{"id":1}'
        assert record["eventID"].startswith("shardId-000000000007:")
        assert record["eventSourceARN"] == "arn:aws:kinesis:eu-west-1:123456789012:stream/s"


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.kinesis_events(), lambda event: True)
    assert len(event["Records"]) == 1
    record = event["Records"][0]
    assert (record["kinesis"]["data"], record["kinesis"]["partitionKey"]) == ("", "0")
    assert record["kinesis"]["approximateArrivalTimestamp"] == 1767225600.0
    assert record["eventID"].startswith("shardId-000000000000:")
    assert "encryptionType" not in record["kinesis"]


def _data(event: KinesisEvent) -> list[bytes]:
    return [base64.b64decode(record["kinesis"]["data"]) for record in event["Records"]]


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize(
    "wanted",
    [
        lambda event: len(_data(event)[0]) > 200_000,
        lambda event: any(b"\xff" in each for each in _data(event)),
        lambda event: len(set(_data(event))) < len(_data(event)),
        lambda event: "encryptionType" in event["Records"][0]["kinesis"],
        lambda event: not event["Records"][0]["kinesis"]["partitionKey"].isascii(),
        lambda event: len(event["Records"]) == 10,
    ],
)
def test_the_nasty_cases_are_found(wanted: object) -> None:
    find(strategies.kinesis_events(), wanted, settings=settings(max_examples=2000, phases=[Phase.generate]))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"min_size": 0}, "a batch of Kinesis has from 1 to 10,000 records"),
        ({"data": ["a"]}, r"expected a strategy, such as st.sampled_from"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, object], message: str) -> None:
    with pytest.raises(EventError, match=message):
        strategies.kinesis_events(**parameters)
