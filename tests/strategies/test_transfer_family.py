"""Strategies of Transfer Family servers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import find, given, settings

from pytest_lambda import EventError, strategies
from pytest_lambda.events.shapes.transfer_family import TransferFamilyEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.transfer_family_events())
def test_every_example_is_right(event: TransferFamilyEvent) -> None:
    assert_right(event, "transfer_family")


@given(event=strategies.transfer_family_events(usernames="jane", passwords="p", protocols="FTP"))
def test_parameters(event: TransferFamilyEvent) -> None:
    assert (event["username"], event["password"], event["protocol"]) == ("jane", "p", "FTP")


@pytest.mark.parametrize(
    "wanted",
    [
        lambda event: "password" not in event,
        lambda event: event["protocol"] == "FTP",
        lambda event: ":" in event["sourceIp"],
        lambda event: not event.get("password", "").isascii(),
    ],
)
def test_the_nasty_cases_are_found(wanted: Any) -> None:
    find(strategies.transfer_family_events(), wanted, settings=settings(max_examples=2000))


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.transfer_family_events(), lambda event: True)
    assert (event["username"], event["protocol"]) == ("a00", "SFTP")
    assert "password" not in event


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match="expected a strategy"):
        strategies.transfer_family_events(usernames=["a"])
