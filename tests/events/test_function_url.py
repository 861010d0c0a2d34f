"""Events of function URLs: the builder, the rules, and what breaks them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"path": "/users/7?a=1&a=2&b=%2B+x", "headers": {"X-A": ["1", "2"]}, "cookies": {"a": "1"}, "body": {"id": 1}},
        {"path": "/ä b/%2F//c/", "query": {"q": ["a b", "ü"], "e": ""}, "body": b"\xff\0", "source_ip": "2001:db8::1"},
        {"auth_type": "AWS_IAM", "method": "delete"},
        {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z", "url_id": "abcdefghij"},
        {"requestContext": {"timeEpoch": 1_600_000_000_123, "http": {"sourceIp": "198.51.100.1"}}},
        {"requestContext": {"domainName": "abc.lambda-url.eu-west-1.on.aws"}},
        {
            "auth_type": "AWS_IAM",
            "requestContext": {"authorizer": {"iam": {"callerId": "AIDA1", "principalOrgId": "o"}}},
        },
    ],
)
def test_events_are_right(parameters: dict[str, Any]) -> None:
    assert_right(events.function_url(**parameters), "function_url")


def test_a_request_is_written_as_recorded() -> None:
    event = events.function_url(path="/a%20b", cookies={"a": "1", "b": "2"})
    assert event["rawPath"] == event["requestContext"]["http"]["path"] == "/a%20b"
    assert event["cookies"] == ["a=1", "b=2"]
    assert event["headers"]["cookie"] == "a=1; b=2"
    assert event["headers"].keys() >= {"x-amzn-tls-version", "x-amzn-tls-cipher-suite"}
    assert event["routeKey"] == event["requestContext"]["stage"] == "$default"
    assert event["requestContext"]["accountId"] == "anonymous"
    assert "content-length" not in event["headers"]


def test_a_signed_request_says_who_has_signed_it() -> None:
    context: Any = events.function_url(
        auth_type="AWS_IAM", requestContext={"authorizer": {"iam": {"callerId": "AIDA1"}}}
    )["requestContext"]
    iam = context["authorizer"]["iam"]
    assert context["accountId"] == iam["accountId"] == "123456789012"
    assert (iam["callerId"], iam["userId"]) == ("AIDA1", "AIDA1")
    assert (iam["cognitoIdentity"], iam["principalOrgId"]) == (None, None)


def test_one_host_everywhere() -> None:
    event = events.function_url(headers={"Host": "abc.lambda-url.eu-west-1.on.aws"})
    context = event["requestContext"]
    assert context["domainName"] == "abc.lambda-url.eu-west-1.on.aws"
    assert context["apiId"] == context["domainPrefix"] == "abc"
    assert events.function_url(requestContext={"apiId": "xyz"})["headers"]["host"] == "xyz.lambda-url.us-east-1.on.aws"


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("H-shape", lambda event: event.update(pathParameters={"a": "b"})),
        ("H-shape", lambda event: event.update(cookies=None)),
        ("H-stage", lambda event: event["requestContext"].update(stage="prod")),
        ("H-stage", lambda event: event.update(routeKey="GET /")),
        ("H-host", lambda event: event["headers"].update(host="localhost:3000")),
        ("H-rid", lambda event: event["requestContext"].update(requestId="JKJaXmPLvHcESHA=")),
        ("H-account", lambda event: event["requestContext"].update(accountId="123456789012")),
        ("H-account", lambda event: event["requestContext"].update(authorizer={"iam": None})),
        ("H-lower", lambda event: event["headers"].update(Host="x")),
    ],
)
def test_a_broken_event_is_found(rule: str, change: Any) -> None:
    event = copy.deepcopy(events.function_url())
    change(event)
    assert rule in broken_rules(event, "function_url")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"auth_type": "IAM"}, "auth_type is 'IAM': expected 'NONE' or 'AWS_IAM'"),
        (
            {"auth_type": "AWS_IAM", "requestContext": {"authorizer": {"iam": {"user": "x"}}}},
            "no field 'user' in requestContext.authorizer.iam",
        ),
        ({"stage": "prod"}, "has no parameter or field 'stage'"),
        ({"path": "a"}, "expected text that begins with a slash"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.function_url(**parameters)
