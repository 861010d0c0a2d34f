"""Strategies of rotations of Secrets Manager."""

from __future__ import annotations

import pytest
from hypothesis import find, given, settings

from pytest_lambda import EventError, strategies
from pytest_lambda.events.shapes.secrets_manager import SecretsManagerRotationEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.secrets_manager_rotation_events())
def test_every_example_is_right(event: SecretsManagerRotationEvent) -> None:
    assert_right(event, "secrets_manager_rotation")


@given(event=strategies.secrets_manager_rotation_events(steps="testSecret", secret_names="s"))
def test_parameters(event: SecretsManagerRotationEvent) -> None:
    assert event["Step"] == "testSecret"
    assert ":secret:s-" in event["SecretId"]


def test_it_shrinks_and_finds_the_nasty_cases() -> None:
    event = find(strategies.secrets_manager_rotation_events(), lambda event: True)
    assert list(event) == ["Step", "SecretId", "ClientRequestToken"]
    find(strategies.secrets_manager_rotation_events(), lambda event: "RotationToken" in event)
    find(strategies.secrets_manager_rotation_events(), lambda event: "/" in event["SecretId"])


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match="expected a strategy"):
        strategies.secrets_manager_rotation_events(steps=["createSecret"])
