"""What API Gateway sends to Lambda authorizers: the builders, the rules, and what breaks them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

_CHINA = {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z"}
_OLD = {"payload_format": "1.0"}
_SAID = {"query": {"a": ["1", "é +"]}, "headers": {"X-A": ["1", "2"]}, "token": None}


@pytest.mark.parametrize(
    ("source", "parameters"),
    [
        ("rest_api_authorizer_token", {}),
        ("rest_api_authorizer_token", {"token": "t", "method": "delete", "path": "/a b/c", "stage": "dev"}),
        ("rest_api_authorizer_token", {"methodArn": "arn:aws:execute-api:us-west-2:123456789012:ymy8tbxw7b/*/GET/"}),
        ("rest_api_authorizer_request", {}),
        ("rest_api_authorizer_request", {"path": "/users/7/", "route": "/users/{id}", "method": "PUT", **_CHINA}),
        ("rest_api_authorizer_request", {**_SAID, "cookies": {"a": "1"}, "source_ip": "2001:db8::1"}),
        ("rest_api_authorizer_request", {"headers": {"x-forwarded-for": "198.51.100.1", "Authorization": "t"}}),
        ("rest_api_authorizer_request", {"headers": {"host": "api.example.com", "user-agent": events.ABSENT}}),
        ("rest_api_authorizer_request", {"requestContext": {"identity": {"apiKey": "k"}, "deploymentId": "d"}}),
        ("http_api_authorizer", {}),
        ("http_api_authorizer", {"path": "/users/7", "route": "/users/{id}", "stage": "dev", **_CHINA}),
        ("http_api_authorizer", {**_SAID, "cookies": {"a": "1", "b": "2"}, "source_ip": "2001:db8::1"}),
        ("http_api_authorizer", {"headers": {"x-forwarded-for": "198.51.100.1"}, "stageVariables": {"a": "b"}}),
        ("http_api_authorizer", {**_OLD, "path": "/a b", "stage": "dev", "route": "/{proxy+}", **_CHINA}),
        ("http_api_authorizer", {**_OLD, **_SAID, "cookies": {"a": "1"}, "source_ip": "2001:db8::1"}),
        ("http_api_authorizer", {**_OLD, "headers": {"authorization": "t"}, "stageVariables": {"a": "b"}}),
        ("http_api_authorizer", {**_OLD, "requestContext": {"apiId": "abcdefghij", "stage": "v1"}}),
        ("websocket_authorizer", {}),
        ("websocket_authorizer", {**_SAID, **_CHINA, "stage": "dev"}),
        ("websocket_authorizer", {"headers": {"authorization": "t", "upgrade": events.ABSENT}}),
    ],
)
def test_events_are_right(source: str, parameters: dict[str, Any]) -> None:
    assert_right(getattr(events, source)(**parameters), source)


def test_a_token_and_its_request() -> None:
    event = events.rest_api_authorizer_token("Bearer x", method="post", path="/users/7", stage="dev")
    assert event["type"] == "TOKEN"
    assert event["authorizationToken"] == "Bearer x"
    assert event["methodArn"].startswith("arn:aws:execute-api:us-east-1:123456789012:")
    assert event["methodArn"].endswith("/dev/POST/users/7")


def test_http_apis_have_two_payload_formats() -> None:
    said: Any = {"path": "/users/a%20b", "route": "/users/{id}", "stage": "dev", "query": {"a": ["1", "2"]}}
    new, old = events.http_api_authorizer(**said), events.http_api_authorizer(**said, payload_format="1.0")
    assert (new["version"], old["version"]) == ("2.0", "1.0")
    assert new["routeArn"] == old["methodArn"]
    assert new["identitySource"] == ["Bearer a-token"]
    assert old["identitySource"] == old["authorizationToken"] == "Bearer a-token"
    assert (new["rawPath"], old["path"]) == ("/dev/users/a b", "/dev/users/a%20b")
    assert new["pathParameters"] == old["pathParameters"] == {"id": "a b"}
    assert old["stageVariables"] == {}
    assert events.http_api_authorizer(token=None, payload_format="1.0")["identitySource"] is None
    with pytest.raises(EventError, match="payload_format is '3.0': expected '2.0' or '1.0'"):
        events.http_api_authorizer(payload_format="3.0")
    with pytest.raises(EventError, match="has no parameter or field 'rawPath'"):
        events.http_api_authorizer(payload_format="1.0", rawPath="/")


def test_empty_maps_are_empty_for_rest_apis_and_absent_for_http_apis() -> None:
    rest, http, socket = (
        events.rest_api_authorizer_request(),
        events.http_api_authorizer(),
        events.websocket_authorizer(),
    )
    for name in ("queryStringParameters", "multiValueQueryStringParameters", "stageVariables"):
        assert rest[name] == {}
        assert socket[name] == {}
        assert name not in http
    assert "cookies" not in http
    assert events.http_api_authorizer(token=None)["identitySource"] is None
    assert not {"body", "isBase64Encoded"} & {*rest, *http, *socket}


def test_authorizers_are_of_the_apis_whose_events_there_are() -> None:
    rest, http = events.rest_api()["requestContext"], events.http_api()["requestContext"]
    asked = events.rest_api_authorizer_request()["requestContext"]
    assert (asked["apiId"], asked["resourceId"]) == (rest["apiId"], rest["resourceId"])
    assert f":{rest['apiId']}/" in events.rest_api_authorizer_token()["methodArn"]
    assert events.http_api_authorizer()["requestContext"]["apiId"] == http["apiId"]


def test_the_events_of_a_connection_are_of_one_connection() -> None:
    asked, connected = events.websocket_authorizer(), events.websocket(event_type="CONNECT")
    for name in ("connectionId", "apiId", "domainName", "stage"):
        assert asked["requestContext"][name] == connected["requestContext"][name]


def test_what_depends_on_a_field_follows_it() -> None:
    rest = events.rest_api_authorizer_request(
        path="/a", requestContext={"apiId": "abcdefghij", "stage": "v1", "requestTimeEpoch": 1_582_977_600_500}
    )
    assert rest["methodArn"] == "arn:aws:execute-api:us-east-1:123456789012:abcdefghij/v1/GET/a"
    assert rest["headers"]["Host"] == "abcdefghij.execute-api.us-east-1.amazonaws.com"
    assert rest["requestContext"]["path"] == "/v1/a"
    assert rest["requestContext"]["requestTime"] == "29/Feb/2020:12:00:00 +0000"
    assert_right(rest, "rest_api_authorizer_request")
    http = events.http_api_authorizer(path="/a", requestContext={"apiId": "abcdefghij"}, query="b=1&b=2")
    assert http["routeArn"] == "arn:aws:execute-api:us-east-1:123456789012:abcdefghij/$default/GET/a"
    assert http["requestContext"]["domainPrefix"] == "abcdefghij"
    assert http["queryStringParameters"] == {"b": "1,2"}
    socket = events.websocket_authorizer(requestContext={"apiId": "abcdefghij"}, multiValueHeaders={"X-A": ["1", "2"]})
    assert socket["methodArn"].endswith(":abcdefghij/prod/$connect")
    assert socket["headers"]["X-A"] == "2"


def test_the_word_of_the_caller_stands() -> None:
    event = events.rest_api_authorizer_request(methodArn="arn:aws:execute-api:us-east-1:123456789012:a/b/GET/c")
    assert broken_rules(event, "rest_api_authorizer_request") == {"AZ-arn"}


@pytest.mark.parametrize(
    ("source", "rule", "changes"),
    [
        ("rest_api_authorizer_token", "AZ-arn", {"methodArn": "arn:aws:execute-api:us-east-1:123456789012:abc"}),
        ("rest_api_authorizer_token", "AZ-arn", {"methodArn": "arn:aws:lambda:us-east-1:123456789012:a/b/GET/"}),
        ("rest_api_authorizer_token", "AZ-token", {"authorizationToken": ""}),
        ("rest_api_authorizer_token", "AZ-shape", {"authorizationToken": None}),
        ("rest_api_authorizer_request", "AZ-arn", {"path": "/other"}),
        ("rest_api_authorizer_request", "AZ-arn", {"methodArn": "arn:aws:execute-api:us-east-1:1:a/b/GET/"}),
        ("rest_api_authorizer_request", "AZ-same", {"resource": "/other"}),
        ("rest_api_authorizer_request", "AZ-same", {"httpMethod": "PUT"}),
        ("rest_api_authorizer_request", "AZ-maps", {"multiValueHeaders": {}}),
        ("rest_api_authorizer_request", "AZ-maps", {"queryStringParameters": {"a": "1"}}),
        (
            "rest_api_authorizer_request",
            "AZ-context",
            {"requestContext": {"requestTime": "20/Aug/2021:14:36:50 +0000"}},
        ),
        ("rest_api_authorizer_request", "AZ-context", {"requestContext": {"requestTimeEpoch": 1_629_470_210}}),
        ("rest_api_authorizer_request", "AZ-context", {"requestContext": {"domainName": "api.example.com"}}),
        ("rest_api_authorizer_request", "AZ-context", {"requestContext": {"domainPrefix": "api"}}),
        ("rest_api_authorizer_request", "AZ-shape", {"pathParameters": None}),
        ("rest_api_authorizer_request", "AZ-shape", {"body": None}),
        ("http_api_authorizer", "AZ-arn", {"rawPath": "/other"}),
        ("http_api_authorizer", "AZ-same", {"routeKey": "GET /merchants"}),
        ("http_api_authorizer", "AZ-same", {"rawPath": "/other"}),
        ("http_api_authorizer", "AZ-same", {"requestContext": {"stage": "test"}}),
        ("http_api_authorizer", "AZ-same", {"pathParameters": {"parameter1": "value1"}}),
        ("http_api_authorizer", "AZ-maps", {"headers": {"Header1": "value1"}}),
        ("http_api_authorizer", "AZ-maps", {"rawQueryString": "a=1"}),
        ("http_api_authorizer", "AZ-maps", {"cookies": ["cookie1"]}),
        ("http_api_authorizer", "AZ-maps", {"cookies": []}),
        ("http_api_authorizer", "AZ-context", {"requestContext": {"time": "12/Mar/2020:19:03:58 +0000"}}),
        ("http_api_authorizer", "AZ-context", {"headers": {"x-forwarded-for": "192.0.2.1"}}),
        ("http_api_authorizer", "AZ-shape", {"version": "1.0"}),
        ("websocket_authorizer", "AZ-arn", {"methodArn": "arn:aws:execute-api:us-east-1:123456789012:a/prod/$connect"}),
        ("websocket_authorizer", "W-headers", {"multiValueHeaders": {}}),
        ("websocket_authorizer", "W-time", {"requestContext": {"requestTimeEpoch": 0}}),
        ("websocket_authorizer", "AZ-shape", {"isBase64Encoded": False}),
    ],
)
def test_a_broken_event_is_found(source: str, rule: str, changes: dict[str, Any]) -> None:
    event: Any = copy.deepcopy(getattr(events, source)())
    for name, value in changes.items():
        event[name] = {**event[name], **value} if name == "requestContext" else value
    assert rule in broken_rules(event, source)


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("AZ-arn", {"path": "/other"}),
        ("AZ-arn", {"httpMethod": "PUT"}),
        ("AZ-arn", {"methodArn": "arn:aws:execute-api:us-east-1:123456789012:a/$default/GET/"}),
        ("AZ-arn", {"methodArn": "arn:aws:lambda:us-east-1:123456789012:a/b/GET/"}),
        ("AZ-same", {"resource": "/other"}),
        ("AZ-context", {"requestContext": {"requestTime": "20/Aug/2021:14:36:50 +0000"}}),
        ("AZ-shape", {"version": "2.0"}),
        ("AZ-maps", {"multiValueHeaders": {}}),
        ("AZ-shape", {"pathParameters": None}),
    ],
)
def test_a_broken_event_of_payload_format_1_0_is_found(rule: str, changes: dict[str, Any]) -> None:
    event: Any = copy.deepcopy(events.http_api_authorizer(payload_format="1.0"))
    for name, value in changes.items():
        event[name] = {**event[name], **value} if name == "requestContext" else value
    assert rule in broken_rules(event, "http_api_authorizer")


def test_a_sample_with_an_address_that_is_none_is_found() -> None:
    """2.14: the documentation's sample of HTTP APIs, which peers copied."""
    event: Any = copy.deepcopy(events.http_api_authorizer())
    event["requestContext"]["http"]["sourceIp"] = "IP"
    assert broken_rules(event, "http_api_authorizer") == {"AZ-context"}


@pytest.mark.parametrize(
    ("source", "parameters", "message"),
    [
        ("rest_api_authorizer_token", {"tokn": "a"}, "no parameter or field 'tokn'. Did you mean 'token'"),
        ("rest_api_authorizer_token", {"path": "a"}, "expected text that begins with a slash"),
        ("rest_api_authorizer_request", {"route": "/a/{id}", "path": "/b"}, "does not match the route"),
        (
            "rest_api_authorizer_request",
            {"requestContext": {"identity": {"ip": "1"}}},
            "no field 'ip' in requestContext",
        ),
        ("http_api_authorizer", {"source_ip": "IP"}, "source_ip is 'IP': expected an IP address"),
        ("http_api_authorizer", {"routeARN": "a"}, "Did you mean 'routeArn'"),
        ("websocket_authorizer", {"methodARN": "a"}, "Did you mean 'methodArn'"),
        ("websocket_authorizer", {"body": "a"}, "no parameter or field 'body'"),
    ],
)
def test_mistakes_are_explained(source: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        getattr(events, source)(**parameters)
