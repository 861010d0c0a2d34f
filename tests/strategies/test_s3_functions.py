"""Strategies for S3 Object Lambda and S3 Batch Operations."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, strategies
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.s3_object_lambda_events())
def test_every_request_is_right(event: Any) -> None:
    assert_right(event, "s3_object_lambda")


@settings(max_examples=EXAMPLES)
@given(event=strategies.s3_batch_events())
def test_every_task_is_right(event: Any) -> None:
    assert_right(event, "s3_batch")


@settings(max_examples=EXAMPLES)
@given(event=strategies.s3_batch_events(invocation_schema_version="1.0"))
def test_every_task_of_schema_1_is_right(event: Any) -> None:
    assert_right(event, "s3_batch")


@given(event=strategies.s3_object_lambda_events(keys="a", operations=st.just("HeadObject"), payloads="p"))
def test_parameters(event: Any) -> None:
    assert event["userRequest"]["url"].endswith("/a")
    assert event["configuration"]["payload"] == "p"
    assert "headObjectContext" in event


def test_they_shrink_to_small_events() -> None:
    event = find(strategies.s3_object_lambda_events(), lambda event: True)
    assert event["userRequest"]["url"].endswith("/0")
    task = find(strategies.s3_batch_events(), lambda event: True)["tasks"][0]
    assert (task["s3Key"], task["s3VersionId"]) == ("0", None)


def test_the_nasty_cases_are_found() -> None:
    def found(wanted: Any) -> Any:
        return find(strategies.s3_batch_events(), wanted, settings=settings(max_examples=2000))

    found(lambda event: "%" in event["tasks"][0]["s3Key"])
    found(lambda event: "+" in event["tasks"][0]["s3Key"])


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match=r"keys is \['a'\]: expected a strategy"):
        strategies.s3_batch_events(keys=["a"])
