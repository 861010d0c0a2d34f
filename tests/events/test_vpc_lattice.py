"""Events of VPC Lattice: the builder, the rules, and what breaks them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

_SAID: dict[str, Any] = {"path": "/a b", "query": {"q": ["1", "é +"]}, "headers": {"X-A": ["1", "2"]}}
_IAM = {"type": "AWS_IAM", "principal": "arn:aws:sts::123456789012:assumed-role/r/s", "sessionName": "s"}


@pytest.mark.parametrize("payload_format", ["1.0", "2.0"])
@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {**_SAID, "cookies": {"a": "1"}},
        {"body": {"id": 1}, "method": "PUT"},
        {"body": b"\xff\x00"},
        {"body": "é", "headers": {"content-encoding": "gzip"}},
        {"headers": {"host": "orders.example.com", "x-forwarded-for": "10.0.0.1"}},
        {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z"},
    ],
)
def test_events_are_right(payload_format: str, parameters: dict[str, Any]) -> None:
    assert_right(events.vpc_lattice(payload_format=payload_format, **parameters), "vpc_lattice")


def test_both_versions_of_a_request() -> None:
    first: Any = events.vpc_lattice(payload_format="1.0", **_SAID)
    assert list(first) == ["raw_path", "method", "headers", "query_string_parameters", "body", "is_base64_encoded"]
    assert first["raw_path"] == "/a%20b?q=1&q=%C3%A9+%2B"
    assert (first["headers"]["x-a"], first["query_string_parameters"]) == ("1,2", {"q": "é +"})
    second = events.vpc_lattice(**_SAID)
    assert second["path"] == first["raw_path"]
    assert (second["headers"]["x-a"], second["queryStringParameters"]) == (["1", "2"], {"q": ["1", "é +"]})
    assert not {"body", "isBase64Encoded"} & second.keys()


def test_what_depends_on_a_field_follows_it() -> None:
    event = events.vpc_lattice(body="é", requestContext={"region": "eu-west-1", "identity": _IAM}, time=1_582_977_600.5)
    assert event["headers"]["content-length"] == ["2"]
    context = event["requestContext"]
    assert all(context[name].split(":")[3] == "eu-west-1" for name in ("serviceArn", "targetGroupArn"))
    assert context["timeEpoch"] == "1582977600500000"
    assert context["identity"]["type"] == "AWS_IAM"
    assert_right(event, "vpc_lattice")


def test_the_word_of_the_caller_stands() -> None:
    event = events.vpc_lattice(requestContext={"timeEpoch": "1"}, body="a", isBase64Encoded=True)
    assert broken_rules(event, "vpc_lattice") == {"VL-time", "VL-base64"}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("VL-path", {"path": "a"}),
        ("VL-path", {"path": "/?a=1"}),
        ("VL-arn", {"requestContext": {"region": "us-east-2"}}),
        ("VL-arn", {"requestContext": {"serviceArn": "arn:aws:lambda:us-east-1:123456789012:function:f"}}),
        ("VL-arn", {"requestContext": {"targetGroupArn": "arn:aws:vpc-lattice:us-east-1:123456789012:service/svc-1"}}),
        ("VL-time", {"requestContext": {"timeEpoch": "1696331543569"}}),
        ("VL-base64", {"body": "?", "isBase64Encoded": True}),
        ("VL-shape", {"headers": {"host": "orders.example.com"}}),
        ("VL-shape", {"body": None}),
        ("VL-shape", {"version": "1.0"}),
    ],
)
def test_a_broken_event_is_found(rule: str, changes: dict[str, Any]) -> None:
    event: Any = copy.deepcopy(events.vpc_lattice())
    for name, value in changes.items():
        event[name] = {**event[name], **value} if name == "requestContext" else value
    assert rule in broken_rules(event, "vpc_lattice")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"payload_format": "3.0"}, "payload_format is '3.0': expected '2.0' or '1.0'"),
        ({"raw_path": "/"}, "no parameter or field 'raw_path'"),
        ({"requestContext": {"identity": {"arn": "a"}}}, "no field 'arn' in requestContext.identity"),
        ({"body": {1}}, "an object that JSON can write"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.vpc_lattice(**parameters)
