"""S3 strategies."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import unquote_plus

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, strategies
from pytest_lambda.events.building.s3_event_names import KINDS
from pytest_lambda.events.shapes.s3 import S3Event
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.s3_events())
def test_every_example_is_right(event: S3Event) -> None:
    assert_right(event, "s3")


@given(
    event=strategies.s3_events(
        keys=st.sampled_from(["a b", "c"]),
        buckets="mine",
        event_names=st.sampled_from(["ObjectCreated:Put", "ObjectCreated:Copy"]),
        contents=st.binary(max_size=20),
        version_ids=st.none(),
    )
)
def test_parameters(event: S3Event) -> None:
    (record,) = event["Records"]
    assert unquote_plus(record["s3"]["object"]["key"]) in ("a b", "c")
    assert record["s3"]["bucket"]["name"] == "mine"
    assert record["s3"]["object"]["size"] <= 20
    assert "versionId" not in record["s3"]["object"]


@given(content=st.binary(max_size=5), data=st.data())
def test_size_and_etag_follow_the_content(content: bytes, data: Any) -> None:
    event = data.draw(strategies.s3_events(contents=st.just(content), event_names="ObjectCreated:Put"))
    there = event["Records"][0]["s3"]["object"]
    assert (there["size"], there["eTag"]) == (len(content), hashlib.md5(content).hexdigest())


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.s3_events(), lambda event: True)
    (record,) = event["Records"]
    assert (record["eventName"], record["eventTime"]) == ("ObjectCreated:Put", "2026-01-01T00:00:00.000Z")
    there = record["s3"]["object"]
    assert (there["key"], there["size"], record["s3"]["bucket"]["name"]) == ("0", 0, "uploads")
    assert "versionId" not in there


def _key(event: Any) -> str:
    key: str = event["Records"][0]["s3"]["object"]["key"]
    return key


@pytest.mark.parametrize(
    "wanted",
    [
        lambda event: "+" in _key(event),
        lambda event: "%2B" in _key(event),
        lambda event: not unquote_plus(_key(event)).isascii(),
        lambda event: len(unquote_plus(_key(event)).encode()) > 1000,
        lambda event: event["Records"][0]["s3"]["object"].get("size", 0) > 2**32,
        lambda event: event["Records"][0]["s3"]["object"].get("size") == 0,
        *[lambda event, name=name: event["Records"][0]["eventName"] == name for name in KINDS],
    ],
)
def test_the_nasty_cases_are_found(wanted: Any) -> None:
    find(strategies.s3_events(), wanted, settings=settings(max_examples=2000))


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match=r"keys is \['a'\]: expected a strategy, such as st.sampled_from"):
        strategies.s3_events(keys=["a"])
