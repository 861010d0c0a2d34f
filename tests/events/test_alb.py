"""Events of Application Load Balancers: the builders, the rules, and what breaks them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules


@pytest.mark.parametrize("multi_value_headers", [False, True])
@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"path": "/users/7?a=1&a=2&b=%2B+x", "headers": {"X-A": ["1", "2"]}, "cookies": {"a": "1"}, "body": {"id": 1}},
        {"path": "/ä b/%2F//c/", "query": {"q": ["a b", "ü"], "e": ""}, "body": b"\xff\0", "source_ip": "2001:db8::1"},
        {"method": "put", "body": "text", "headers": {"host": "www.example.com", "x-forwarded-for": "1.2.3.4"}},
        {"body": b"\x1f\x8b", "headers": {"Content-Type": "application/json", "Content-Encoding": "gzip"}},
        {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z", "target_group_name": "orders"},
        {"headers": {"Connection": "keep-alive", "User-Agent": events.ABSENT}},
    ],
)
def test_events_are_right(multi_value_headers: bool, parameters: dict[str, Any]) -> None:
    assert_right(events.alb(multi_value_headers=multi_value_headers, **parameters), "alb")


def test_the_order_of_keys() -> None:
    both = ["requestContext", "httpMethod", "path"]
    assert list(events.alb()) == [*both, "queryStringParameters", "headers", "body", "isBase64Encoded"]
    assert list(events.alb(multi_value_headers=True)) == [
        *both,
        "multiValueQueryStringParameters",
        "multiValueHeaders",
        "body",
        "isBase64Encoded",
    ]


def test_a_request_is_written_as_recorded() -> None:
    event = events.alb(query="a=1&a=%2F+b", headers={"X-A": ["1", "2"], "Connection": "close"})
    assert event["queryStringParameters"] == {"a": "%2F+b"}
    assert (event["headers"]["x-a"], event["headers"]["connection"]) == ("2", "close")
    assert events.alb()["queryStringParameters"] == {}
    assert events.alb()["body"] == ""
    lists = events.alb(query="a=1&a=%2F", headers={"X-A": ["1", "2"]}, multi_value_headers=True)
    assert lists["multiValueQueryStringParameters"] == {"a": ["1", "%2F"]}
    assert lists["multiValueHeaders"]["x-a"] == ["1", "2"]


def test_a_health_check_has_no_client() -> None:
    check = events.alb_health_check(path="/health")
    assert_right(check, "alb")
    assert (check["path"], check["headers"]) == ("/health", {"user-agent": "ELB-HealthChecker/2.0"})
    assert check["requestContext"] == events.alb()["requestContext"]
    lists = events.alb_health_check(multi_value_headers=True)
    assert_right(lists, "alb")
    assert lists["multiValueHeaders"] == {"user-agent": ["ELB-HealthChecker/2.0"]}


def test_what_depends_on_a_field_follows_it() -> None:
    arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/x/0123456789abcdef"
    event = events.alb(requestContext={"elb": {"targetGroupArn": arn}})
    assert_right(event, "alb")
    assert ".eu-west-1.elb.amazonaws.com" in event["headers"]["host"]
    event = events.alb(body=b"\xff", headers={"Content-Type": "image/png"})
    assert (event["body"], event["isBase64Encoded"], event["headers"]["content-length"]) == ("/w==", True, "1")
    assert_right(events.alb(multi_value_headers=True, multiValueHeaders={"x-a": ["1"]}), "alb")
    assert_right(events.alb(queryStringParameters={"a": "1"}), "alb")


def test_the_word_of_the_caller_stands() -> None:
    event = events.alb(queryStringParameters={"a": "b c"}, headers={"content-length": "7"})
    assert event["queryStringParameters"] == {"a": "b c"}
    assert broken_rules(event, "alb") == {"A-query", "A-length"}


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("A-shape", lambda event: event.update(body=None)),
        ("A-shape", lambda event: event.update(queryStringParameters=None)),
        ("A-multi", lambda event: event.update(multiValueHeaders={})),  # Rust: both forms
        ("A-multi", lambda event: event.pop("queryStringParameters")),
        ("A-lower", lambda event: event["headers"].update(Host="x")),
        ("A-there", lambda event: event["headers"].pop("x-forwarded-for")),
        ("A-trace", lambda event: event["headers"].update({"x-amzn-trace-id": "Root=foo"})),
        ("A-arn", lambda event: _set_arn(event, "arn:aws:elasticloadbalancing:us-east-1:12345678:targetgroup/x/0f")),
        (
            "A-arn",
            lambda event: _set_arn(event, f"arn:aws:elasticloadbalancing:region:{'1' * 12}:targetgroup/x/{'0' * 16}"),
        ),
        ("A-region", lambda event: event["headers"].update(host="lb-1.eu-west-1.elb.amazonaws.com")),  # SAM
        ("A-query", lambda event: event.update(queryStringParameters={"a": "b c"})),
        ("A-b64", lambda event: event.update(isBase64Encoded=True, body="plain text")),
        ("A-b64", lambda event: event["headers"].update({"content-type": "image/png"})),
        ("A-length", lambda event: event["headers"].update({"content-length": "0"})),
    ],
)
def test_a_broken_event_is_found(rule: str, change: Any) -> None:
    event = copy.deepcopy(events.alb(body="text"))
    change(event)
    assert rule in broken_rules(event, "alb")


def _set_arn(event: Any, arn: str) -> None:
    event["requestContext"]["elb"]["targetGroupArn"] = arn


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"multi_value_header": True}, "Did you mean 'multi_value_headers'"),
        ({"requestContext": {"elb": {"arn": "x"}}}, "no field 'arn' in requestContext.elb"),
        ({"multiValueHeaders": {"a": ["b"]}}, "multi_value_headers"),
        ({"method": ""}, "method is ''"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.alb(**parameters)
