"""Strategies of CloudFormation custom resources."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import find, given, settings

from pytest_lambda import EventError, strategies
from pytest_lambda.events.shapes.cloudformation import CloudFormationCustomResourceEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.cloudformation_custom_resource_events())
def test_every_example_is_right(event: CloudFormationCustomResourceEvent) -> None:
    assert_right(event, "cloudformation_custom_resource")


@given(event=strategies.cloudformation_custom_resource_events(request_types="Delete", physical_resource_ids="p"))
def test_parameters(event: CloudFormationCustomResourceEvent) -> None:
    assert (event["RequestType"], event["PhysicalResourceId"]) == ("Delete", "p")


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.cloudformation_custom_resource_events(), lambda event: True)
    assert event["RequestType"] == "Create"
    assert list(event["ResourceProperties"]) == ["ServiceToken"]


@pytest.mark.parametrize(
    "wanted",
    [
        lambda event: event["RequestType"] == "Update" and event["OldResourceProperties"] == event["ResourceProperties"],
        lambda event: "true" in event["ResourceProperties"].values(),
        lambda event: not event.get("PhysicalResourceId", "").isascii(),
    ],
)
def test_the_nasty_cases_are_found(wanted: Any) -> None:
    find(strategies.cloudformation_custom_resource_events(), wanted, settings=settings(max_examples=2000))


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match="expected a strategy"):
        strategies.cloudformation_custom_resource_events(request_types=["Create"])
