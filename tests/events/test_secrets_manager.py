"""Events of rotations of Secrets Manager."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

SOURCE = "secrets_manager_rotation"
STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"]


@pytest.mark.parametrize(
    "parameters",
    [
        *({"step": step} for step in STEPS),
        {"secret_name": "a/b-c", "rotation_token": "abcd1234-0000-5678-0000-8ab4515a7db0"},
        {"world": World("000000000001", "cn-north-1")},
    ],
)
def test_events_are_right(parameters: dict[str, Any]) -> None:
    assert_right(events.secrets_manager_rotation(**parameters), SOURCE)


def test_the_steps_of_a_rotation_belong_together() -> None:
    made = [events.secrets_manager_rotation(step=step) for step in STEPS]
    assert [event["Step"] for event in made] == STEPS
    assert len({event["SecretId"] for event in made}) == 1
    assert len({event["ClientRequestToken"] for event in made}) == 1
    assert events.secrets_manager_rotation(secret_name="b")["ClientRequestToken"] != made[0]["ClientRequestToken"]


def test_keys() -> None:
    assert list(events.secrets_manager_rotation()) == ["Step", "SecretId", "ClientRequestToken"]
    assert list(events.secrets_manager_rotation(rotation_token="t"))[-1] == "RotationToken"


def test_the_word_of_the_caller_stands() -> None:
    event = events.secrets_manager_rotation(SecretId="my-secret", ClientRequestToken=events.ABSENT)
    assert event == {"Step": "createSecret", "SecretId": "my-secret"}
    assert broken_rules(event, SOURCE) == {"SM-shape", "SM-arn"}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("SM-arn", {"SecretId": "arn:aws:secretsmanager:us-east-1:123456789012:secret:name"}),
        ("SM-arn", {"SecretId": "arn:aws:ssm:us-east-1:123456789012:parameter/name-abcdef"}),
        ("SM-token", {"ClientRequestToken": "token"}),
        ("SM-rotation", {"RotationToken": "token"}),
        ("SM-shape", {"Step": "CreateSecret"}),
        ("SM-shape", {"RotationToken": None}),
    ],
)
def test_a_broken_event_is_found(rule: str, changes: dict[str, Any]) -> None:
    assert rule in broken_rules({**events.secrets_manager_rotation(), **changes}, SOURCE)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"step": "CreateSecret"}, "Did you mean 'createSecret'"),
        ({"secret_name": "a b"}, "secret_name is 'a b'"),
        ({"secret_id": "a"}, "Did you mean 'SecretId'"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.secrets_manager_rotation(**parameters)
