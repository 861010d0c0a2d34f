"""Firehose strategies."""

from __future__ import annotations

from hypothesis import find, given, settings

from pytest_lambda import strategies
from pytest_lambda.events.shapes.firehose import FirehoseEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.firehose_events())
def test_every_example_is_right(event: FirehoseEvent) -> None:
    assert_right(event, "firehose")


@given(event=strategies.firehose_events(data="x", source_stream_names="s", min_size=2, max_size=3))
def test_parameters(event: FirehoseEvent) -> None:
    assert 2 <= len(event["records"]) <= 3
    assert {record["data"] for record in event["records"]} == {"eA=="}
    assert event["sourceKinesisStreamArn"].endswith(":stream/s")


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.firehose_events(), lambda event: True)
    assert [record["data"] for record in event["records"]] == [""]
    assert "sourceKinesisStreamArn" not in event
