"""Strategies of Amazon Connect's flows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, strategies
from pytest_lambda.events.shapes.connect import ConnectEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.connect_events())
def test_every_example_is_right(event: ConnectEvent) -> None:
    assert_right(event, "connect")


@given(event=strategies.connect_events(parameters=st.just({"a": "b"}), channels="CHAT", customers="+12065550111"))
def test_parameters(event: ConnectEvent) -> None:
    assert event["Details"]["Parameters"] == {"a": "b"}
    assert event["Details"]["ContactData"]["CustomerEndpoint"] == {"Address": "+12065550111", "Type": "TELEPHONE_NUMBER"}


@pytest.mark.parametrize(
    "wanted",
    [
        lambda contact: contact["CustomerEndpoint"] is None,
        lambda contact: contact["Queue"] is not None,
        lambda contact: contact["MediaStreams"]["Customer"]["Audio"] is not None,
        lambda contact: any(not value.isascii() for value in contact["Attributes"].values()),
    ],
)
def test_the_nasty_cases_are_found(wanted: Any) -> None:
    find(
        strategies.connect_events(),
        lambda event: wanted(event["Details"]["ContactData"]),
        settings=settings(max_examples=2000),
    )


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.connect_events(), lambda event: True)
    assert event["Details"]["Parameters"] == {}
    assert event["Details"]["ContactData"]["Channel"] == "VOICE"


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match="expected a strategy"):
        strategies.connect_events(channels=["VOICE"])
