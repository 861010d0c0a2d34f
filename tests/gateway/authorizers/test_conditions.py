"""Conditions of policies, with what a request says of itself."""

from __future__ import annotations

import pytest

from pytest_lambda import NotSimulated
from pytest_lambda.gateway.authorizers import TokenAuthorizer
from pytest_lambda.gateway.authorizers.conditions import holds

from .asked import policy

FACTS = {
    "aws:sourceip": "203.0.113.7",
    "aws:useragent": "curl/8.7.1",
    "aws:securetransport": "true",
    "aws:epochtime": "1700000000.0",
    "aws:currenttime": "1700000000.0",
}


@pytest.mark.parametrize(
    ("operator", "key", "wanted", "expected"),
    [
        ("StringEquals", "aws:UserAgent", "curl/8.7.1", True),
        ("StringEquals", "AWS:useragent", "curl/8.7.1", True),
        ("StringEquals", "aws:UserAgent", "CURL/8.7.1", False),
        ("StringEquals", "aws:UserAgent", ["wget", "curl/8.7.1"], True),
        ("StringNotEquals", "aws:UserAgent", ["wget", "curl/8.7.1"], False),
        ("StringNotEquals", "aws:UserAgent", ["wget", "lynx"], True),
        ("StringEqualsIgnoreCase", "aws:UserAgent", "CURL/8.7.1", True),
        ("StringNotEqualsIgnoreCase", "aws:UserAgent", "CURL/8.7.1", False),
        ("StringLike", "aws:UserAgent", "curl/*", True),
        ("StringNotLike", "aws:UserAgent", "curl/*", False),
        ("StringEquals", "aws:Referer", "https://example.com/", False),
        ("StringNotEquals", "aws:Referer", "https://example.com/", True),
        ("StringEqualsIfExists", "aws:Referer", "https://example.com/", True),
        ("StringEqualsIfExists", "aws:UserAgent", "wget", False),
        ("Null", "aws:Referer", "true", True),
        ("Null", "aws:Referer", False, False),
        ("Null", "aws:SourceIp", False, True),
        ("IpAddress", "aws:SourceIp", "203.0.113.0/24", True),
        ("IpAddress", "aws:SourceIp", "203.0.113.7", True),
        ("IpAddress", "aws:SourceIp", ["198.51.100.0/24", "2001:db8::/32"], False),
        ("NotIpAddress", "aws:SourceIp", "203.0.113.0/24", False),
        ("NotIpAddress", "aws:SourceIp", "198.51.100.0/24", True),
        ("IpAddress", "aws:SourceIp", "no address", False),
        ("Bool", "aws:SecureTransport", "true", True),
        ("Bool", "aws:SecureTransport", True, True),
        ("Bool", "aws:SecureTransport", "false", False),
        ("DateGreaterThan", "aws:CurrentTime", "2023-11-14T22:13:19Z", True),
        ("DateGreaterThan", "aws:CurrentTime", "2023-11-14T22:13:20Z", False),
        ("DateGreaterThanEquals", "aws:CurrentTime", "2023-11-14T22:13:20Z", True),
        ("DateLessThan", "aws:CurrentTime", "2023-11-15", True),
        ("DateLessThanEquals", "aws:CurrentTime", "2023-11-14", False),
        ("DateEquals", "aws:CurrentTime", "2023-11-14T22:13:20Z", True),
        ("DateNotEquals", "aws:CurrentTime", "2023-11-14T22:13:20Z", False),
        ("DateEquals", "aws:CurrentTime", "yesterday", False),
        ("NumericLessThan", "aws:EpochTime", 1700000001, True),
        ("NumericGreaterThan", "aws:EpochTime", "1700000001", False),
        ("NumericNotEquals", "aws:EpochTime", 1, True),
    ],
)
def test_operators(operator, key, wanted, expected):
    assert holds({operator: {key: wanted}}, FACTS) is expected


def test_all_conditions_must_hold():
    both = {"StringLike": {"aws:UserAgent": "curl/*"}, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
    assert holds(both, FACTS)
    assert not holds({**both, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, FACTS)
    assert not holds({"StringLike": {"aws:UserAgent": "curl/*", "aws:Referer": "*"}}, FACTS)


@pytest.mark.parametrize(
    ("condition", "error"),
    [
        ({"StringEquals": {"aws:SourceVpc": "vpc-1"}}, "condition on 'aws:SourceVpc', which requests of tests do not"),
        ({"StringEquals": {"aws:SourceIP4": "a"}}, r"Did you mean 'aws:SourceIp'\?"),
        ({"ForAllValues:StringLike": {"aws:UserAgent": "a"}}, "operator 'ForAllValues:StringLike', which is not sim"),
        ({"StringEqual": {"aws:UserAgent": "a"}}, r"Did you mean 'StringEquals'\?"),
        ({"StringEquals": "a"}, "expected operators, and keys with values"),
        ([], "has the condition"),
    ],
)
def test_what_is_not_known_is_not_simulated(condition, error):
    with pytest.raises(NotSimulated, match=error):
        holds(condition, FACTS)


@pytest.mark.parametrize(("network", "status"), [("203.0.113.0/24", 200), ("10.0.0.0/8", 403)])
def test_a_condition_on_the_address_of_the_client(function, guard, network, status):
    answer = policy()
    answer["policyDocument"]["Statement"][0]["Condition"] = {"IpAddress": {"aws:SourceIp": network}}
    client = function.http_client("rest-api", authorizer=TokenAuthorizer(guard(answer).function))
    assert client.get("", headers={"Authorization": "t"}).status_code == status


def test_a_condition_that_is_not_known_says_so_to_the_test(function, guard):
    answer = policy()
    answer["policyDocument"]["Statement"][0]["Condition"] = {"StringEquals": {"aws:SourceVpce": "vpce-1"}}
    client = function.http_client("rest-api", authorizer=TokenAuthorizer(guard(answer).function))
    with pytest.raises(NotSimulated, match="aws:SourceVpce"):
        client.get("", headers={"Authorization": "t"})
