"""How the caller's word about a field reaches an event."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import EventError, events
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of, nearest


def made(**given: Any) -> Any:
    fields = fields_of("thing", given, ["size"])
    inner = fields.at("inner")
    name = fields("name", "n")
    return fields.done(
        {
            "name": name,
            "copy": fields("copy", f"{name} again"),
            "map": fields("map", {"a": 1, "b": {"c": 2}}),
            "sometimes": fields("sometimes", ABSENT),
            "inner": inner.done({"x": inner("x", 1), "y": inner("y", 2)}),
        }
    )


def test_nothing_given() -> None:
    assert made() == {"name": "n", "copy": "n again", "map": {"a": 1, "b": {"c": 2}}, "inner": {"x": 1, "y": 2}}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": "m"}, {"name": "m", "copy": "m again"}),
        ({"name": "m", "copy": "c"}, {"name": "m", "copy": "c"}),
        ({"map": {"b": {"d": 3}, "a": ABSENT}}, {"map": {"b": {"c": 2, "d": 3}}}),
        ({"map": None}, {"map": None}),
        ({"sometimes": 0}, {"sometimes": 0}),
        ({"inner": {"y": 5}}, {"inner": {"x": 1, "y": 5}}),
        ({"inner": {"y": ABSENT}}, {"inner": {"x": 1}}),
        ({"inner": None}, {"inner": None}),
    ],
)
def test_what_is_given_counts(given: dict[str, Any], expected: dict[str, Any]) -> None:
    event = made(**given)
    assert {name: event[name] for name in expected} == expected


@pytest.mark.parametrize("name", ["name", "map", "inner"])
def test_anything_can_be_left_out(name: str) -> None:
    assert name not in made(**{name: ABSENT})
    assert "requestContext" not in events.rest_api(requestContext=ABSENT)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"nam": 1}, r"events.thing\(\) has no parameter or field 'nam'. Did you mean 'name'\? Known: copy, inner, map"),
        ({"siz": 1}, "Did you mean 'size'"),
        ({"inner": {"z": 1}}, r"has no field 'z' in inner. Known: x, y\."),
    ],
)
def test_unknown_names(given: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        made(**given)


def test_says() -> None:
    assert Fields("thing", {"a": None}).says("a")
    assert not Fields("thing", {}).says("a")


def test_nearest() -> None:
    assert nearest("message_id", ["messageId", "body"]) == " Did you mean 'messageId'?"
    assert nearest("qqq", ["messageId", "body"]) == ""
