"""Events of Transfer Family servers."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

SOURCE = "transfer_family"


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"password": None},
        {"password": ""},
        {"protocol": "FTP", "username": "bob.x@y", "source_ip": "2001:db8::1"},
        {"protocol": "FTPS", "world": World(seed=3)},
    ],
)
def test_events_are_right(parameters: dict[str, Any]) -> None:
    assert_right(events.transfer_family(**parameters), SOURCE)


def test_keys() -> None:
    assert list(events.transfer_family()) == ["username", "password", "protocol", "serverId", "sourceIp"]
    assert "password" not in events.transfer_family(password=None)


def test_all_logins_are_to_one_server() -> None:
    assert events.transfer_family()["serverId"] == events.transfer_family(username="bob")["serverId"]
    assert events.transfer_family()["serverId"] != events.transfer_family(world=World(seed=1))["serverId"]


def test_the_word_of_the_caller_stands() -> None:
    event = events.transfer_family(serverId="s-abcd123456", username=events.ABSENT)
    assert "username" not in event
    assert broken_rules(event, SOURCE) == {"TF-shape", "TF-server"}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("TF-server", {"serverId": "server"}),
        ("TF-address", {"sourceIp": "192.168.0.1/32"}),
        ("TF-address", {"sourceIp": "IP"}),
        ("TF-password", {"protocol": "FTP", "password": ""}),
        ("TF-user", {"username": "a"}),
        ("TF-shape", {"protocol": "sftp"}),
        ("TF-shape", {"password": None}),
    ],
)
def test_a_broken_event_is_found(rule: str, changes: dict[str, Any]) -> None:
    assert rule in broken_rules({**events.transfer_family(), **changes}, SOURCE)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"protocol": "SSH"}, "expected 'SFTP', 'FTPS' or 'FTP'"),
        ({"protocol": "FTP", "password": None}, "only SFTP knows keys"),
        ({"user_name": "a"}, "Did you mean 'username'"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.transfer_family(**parameters)
