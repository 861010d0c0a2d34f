"""VPC Lattice strategies."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, strategies
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.vpc_lattice_events())
def test_every_example_is_right(event: Any) -> None:
    assert_right(event, "vpc_lattice")


@settings(max_examples=EXAMPLES)
@given(event=strategies.vpc_lattice_events(payload_format="1.0"))
def test_every_example_of_version_1_is_right(event: Any) -> None:
    assert_right(event, "vpc_lattice")


@given(event=strategies.vpc_lattice_events(methods="PUT", paths=st.just("/a"), query="b=1", bodies="c", headers={}))
def test_parameters(event: Any) -> None:
    assert (event["method"], event["path"], event["body"]) == ("PUT", "/a?b=1", "c")


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.vpc_lattice_events(), lambda event: True)
    assert (event["method"], event["path"]) == ("GET", "/")
    assert "body" not in event


def test_the_nasty_cases_are_found() -> None:
    def found(wanted: Any) -> Any:
        return find(strategies.vpc_lattice_events(), wanted, settings=settings(max_examples=2000))

    found(lambda event: event.get("isBase64Encoded"))
    found(lambda event: any(len(each) > 1 for each in event["headers"].values()))
    found(lambda event: any(len(each) > 1 for each in event.get("queryStringParameters", {}).values()))


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match=r"paths is \['/'\]: expected a strategy"):
        strategies.vpc_lattice_events(paths=["/"])
