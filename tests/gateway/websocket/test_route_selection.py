"""Route selection expressions, after AWS's page on selection expressions [D]."""

from __future__ import annotations

import json

import pytest

from pytest_lambda import ConfigurationError
from pytest_lambda.gateway.websocket.route_selection import RouteSelection


@pytest.mark.parametrize(
    ("expression", "message", "key"),
    [
        ("$request.body.action", {"action": "a"}, "a"),
        ("${request.body.action}", {"action": "a"}, "a"),
        ("$request.body.x.y", {"x": {"y": "a"}}, "a"),
        ("$request.body.x.y", {"x": "a"}, None),
        ("$request.body.x.y", {"x": [1]}, None),
        ("${request.body.kind}-${request.body.version}", {"kind": "a", "version": "2"}, "a-2"),
        ("${request.body.kind}-beta", {"kind": "a"}, "a-beta"),
        ("v1/$request.body.kind/x", {"kind": "a"}, "v1/a/x"),
        ("${request.body.kind}-${request.body.version}", {"kind": "a"}, None),
        ("\\$default", {}, "$default"),
        ("\\$${request.body.kind}", {"kind": "a"}, "$a"),
        ("$request.body.user-id", {"user-id": "a"}, "a"),
        ("$request.body.action", {"action": "${request.body.x}", "x": "y"}, "${request.body.x}"),
    ],
)
def test_d_the_key_of_a_message(expression, message, key):
    assert RouteSelection(expression).key_of(json.dumps(message)) == key


@pytest.mark.parametrize(
    ("value", "key"), [(1, "1"), (1.5, "1.5"), (True, "true"), (None, None), ([], None), ({}, None)]
)
def test_other_values_than_text(value, key):
    assert RouteSelection("$request.body.n").key_of(json.dumps({"n": value})) == key


@pytest.mark.parametrize(
    "message",
    ["", "text", "{", "[]", "1", '"action"', "[" * 100_000],
    ids=["empty", "text", "half", "list", "number", "string", "deep"],
)
def test_a_message_without_the_part(message):
    assert RouteSelection("$request.body.action").key_of(message) is None


@pytest.mark.parametrize(
    "expression",
    ["", "action", "$", "$.a", "$request.body", "$request.body.", "$request.body..a", "$request.header.a", "${}", "${a", 1],
)
def test_a_malformed_one(expression):
    with pytest.raises(ConfigurationError, match="route_selection_expression is"):
        RouteSelection(expression)
