"""Events of REST APIs: the builder, the rules, and what breaks them."""

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
        {"method": "put", "body": "text", "headers": {"host": "api.example.com", "x-forwarded-for": "1.2.3.4"}},
        {"body": b"image", "headers": {"Content-Type": "image/png"}, "time": "2020-02-29T12:00:00Z"},
        {"world": World("000000000001", "cn-north-1"), "headers": {"User-Agent": events.ABSENT}},
        {"route": "/users/{id}", "path": "/users/7", "stage": "dev", "stage_variables": {"a": "b"}},
        {"route": "/{proxy+}", "path": "/a/b%20/", "authorizer": {"principalId": "alice", "integrationLatency": 7}},
        {"route": "/users/{id}", "pathParameters": {"id": "a b"}},
        {"endpoint_type": "EDGE", "path": "//a//b/"},
        {"domain_name": "api.example.com", "base_path": "v1", "path": "/v1/users/8", "route": "/users/{id}"},
        {"headers": {"Connection": "close", "tEsT": "x", "authorization": "t"}, "api_id": "abcdefghij"},
    ],
)
def test_events_are_right(parameters: dict[str, Any]) -> None:
    assert_right(events.rest_api(**parameters), "rest_api")


def test_the_order_of_keys_is_that_of_recordings() -> None:
    event = events.rest_api()
    assert list(event) == [
        "resource",
        "path",
        "httpMethod",
        "headers",
        "multiValueHeaders",
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
        "requestContext",
        "body",
        "isBase64Encoded",
    ]
    assert list(event["requestContext"]) == [
        "resourceId",
        "resourcePath",
        "httpMethod",
        "extendedRequestId",
        "requestTime",
        "path",
        "accountId",
        "protocol",
        "stage",
        "domainPrefix",
        "requestTimeEpoch",
        "requestId",
        "identity",
        "domainName",
        "deploymentId",
        "apiId",
    ]


def test_a_request_is_written_as_recorded() -> None:
    event = events.rest_api(
        path="/a%20b/?category=electronics&category=books&s=a+b%2B",
        headers={"tEsT-HEADeR": ["1", "2"], "authorization": "t", "Content-Length": "3", "Upgrade": "h2c"},
    )
    assert event["path"] == "/a%20b/"
    assert event["requestContext"]["path"] == "/prod/a%20b/"
    assert event["queryStringParameters"] == {"category": "books", "s": "a b+"}
    assert event["multiValueQueryStringParameters"] == {"category": ["electronics", "books"], "s": ["a b+"]}
    assert event["headers"]["tEsT-HEADeR"] == "2"
    assert event["multiValueHeaders"]["tEsT-HEADeR"] == ["1", "2"]
    assert event["headers"]["Authorization"] == "t"
    assert not {"Content-Length", "Upgrade", "authorization"} & event["headers"].keys()
    assert (event["resource"], event["pathParameters"]) == ("/{proxy+}", {"proxy": "a%20b"})
    double = events.rest_api(path="//proxy-value")
    assert (double["path"], double["requestContext"]["path"]) == ("/proxy-value", "/prod//proxy-value")


def test_what_is_empty_is_null() -> None:
    event = events.rest_api(path="/users", body="")
    assert (event["resource"], event["httpMethod"]) == ("/users", "GET")
    for name in (
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
        "body",
    ):
        assert event[name] is None


def test_bodies() -> None:
    assert events.rest_api(body={"a": 1})["body"] == '{"a":1}'
    assert events.rest_api(body=b"\xff")["body"] == "/w=="
    assert events.rest_api(body=b"{}", headers={"Content-Type": "application/json"})["body"] == "{}"
    encoded = events.rest_api(body="aGk=", isBase64Encoded=True)
    assert (encoded["body"], encoded["isBase64Encoded"]) == ("aGk=", True)


def test_one_host_everywhere() -> None:
    for event in (
        events.rest_api(headers={"Host": "api.example.com"}),
        events.rest_api(requestContext={"domainName": "api.example.com"}),
        events.rest_api(domain_name="api.example.com"),
        events.rest_api(multiValueHeaders={"Host": ["api.example.com"]}),
    ):
        assert_right(event, "rest_api")
        assert event["headers"]["Host"] == event["requestContext"]["domainName"] == "api.example.com"
        assert event["requestContext"]["domainPrefix"] == "api"
        assert event["requestContext"]["path"] == "/"
    event = events.rest_api(requestContext={"apiId": "abcdefghij"})
    assert event["headers"]["Host"] == "abcdefghij.execute-api.us-east-1.amazonaws.com"
    assert events.rest_api(headers={"Host": event["headers"]["Host"]})["requestContext"]["apiId"] == "abcdefghij"


@pytest.mark.parametrize(
    "fields",
    [
        {"requestContext": {"requestTimeEpoch": 1_600_000_000_123}},
        {"requestContext": {"requestTime": "13/Sep/2020:12:26:40 +0000"}},
        {"requestContext": {"identity": {"sourceIp": "198.51.100.1", "apiKey": "k"}}},
        {"requestContext": {"httpMethod": "PUT", "stage": "dev"}},
        {"requestContext": {"resourcePath": "/a/{b}", "operationName": "op"}, "path": "/a/c"},
        {"httpMethod": "PUT"},
        {"resource": "/a/{b}", "path": "/a/c"},
        {"queryStringParameters": {"a": "1"}},
        {"query": "a=1&a=2&b=3", "queryStringParameters": {"a": "9"}},
        {"multiValueQueryStringParameters": {"a": ["1", "2"]}},
        {"multiValueHeaders": {"X-A": ["1", "2"], "User-Agent": ["me"]}},
        {"headers": {"User-Agent": "me"}},
    ],
)
def test_what_depends_on_a_field_follows_it(fields: dict[str, Any]) -> None:
    assert_right(events.rest_api(**fields), "rest_api")


def test_the_word_of_the_caller_stands() -> None:
    event = events.rest_api(
        resource="/x", path="/x", requestContext={"resourcePath": "/y", "requestId": "1"}, stageVariables={"a": "b"}
    )
    assert event["requestContext"]["resourcePath"] == "/y"
    assert event["stageVariables"] == {"a": "b"}
    assert broken_rules(event, "rest_api") == {"R-resource", "R-rid"}


def _changed(event: Any, changes: dict[str, Any]) -> Any:
    event = copy.deepcopy(event)
    for path, value in changes.items():
        *inner, last = path.split("/")
        place = event
        for name in inner:
            place = place[name]
        if value is events.ABSENT:
            del place[last]
        else:
            place[last] = value
    return event


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("R-shape", {"multiValueHeaders": events.ABSENT}),  # pytest-aws-apigateway, Chalice: keys are missing
        ("R-shape", {"requestContext": events.ABSENT}),
        ("R-shape", {"requestContext/identity/user": events.ABSENT}),
        ("R-empty", {"body": ""}),
        ("R-empty", {"stageVariables": {}}),
        ("R-resource", {"resource": "/other"}),
        ("R-method", {"httpMethod": "POST"}),
        ("R-headers", {"multiValueHeaders/Host": ["0123456789.execute-api.us-east-1.amazonaws.com"]}),  # SAM
        ("R-headers", {"headers/X-New": "1"}),
        ("R-headers", {"multiValueHeaders/X-New": []}),
        ("R-query", {"queryStringParameters/a": "1"}),  # the first value, as in old samples
        ("R-query", {"multiValueQueryStringParameters": {"foo": ["bar"]}}),  # SAM
        ("R-query", {"multiValueQueryStringParameters": None}),
        ("R-pathparams", {"pathParameters/id": "/7"}),
        ("R-pathparams", {"pathParameters": {"proxy": "users/7"}}),  # SAM, with --resource
        ("R-pathparams", {"pathParameters": None}),
        ("R-pathparams", {"path": "/other/7"}),
        ("R-stagepath", {"requestContext/path": "/users/{id}"}),  # sam local: the template
        ("R-stagepath", {"requestContext/stage": "dev"}),
        ("R-b64", {"isBase64Encoded": True, "body": "plain text"}),  # samples of Powertools
        ("R-time", {"requestContext/requestTime": "12/Mar/2020:19:03:58 +0000"}),
        ("R-time", {"requestContext/requestTimeEpoch": 1_583_348_638}),  # seconds
        ("R-time", {"requestContext/requestTime": "2020-03-12T19:03:58Z"}),
        ("R-agent", {"requestContext/identity/userAgent": "other"}),
        ("R-ip", {"requestContext/identity/sourceIp": "192.168.0.1/32"}),
        ("R-ip", {"requestContext/identity/sourceIp": "IP"}),
        ("R-ip", {"requestContext/identity/sourceIp": "10.1.2.3"}),
        ("R-host", {"requestContext/domainName": "localhost"}),
        ("R-host", {"requestContext/domainPrefix": "other"}),
        ("R-host", {"requestContext/apiId": "1234567890"}),
        ("R-trace", {"headers/X-Amzn-Trace-Id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e"}),
        ("R-trace", {"headers/X-Amzn-Trace-Id": "Root=1-5e6722a7-cc56aaa146db7ae02d4da47e"}),
        ("R-account", {"requestContext/accountId": "1234567890"}),
        ("R-title", {"headers/user-agent": "x"}),
        ("R-dropped", {"headers/Content-Length": "0"}),
        ("R-rid", {"requestContext/requestId": "id"}),
    ],
)
def test_a_broken_event_is_found(rule: str, changes: dict[str, Any]) -> None:
    event = events.rest_api(path="/users/7", route="/users/{id}", query="a=1&a=2")
    assert rule in broken_rules(_changed(event, changes), "rest_api")


def test_a_slash_at_the_beginning_of_a_greedy_parameter_is_found() -> None:
    event: Any = copy.deepcopy(events.rest_api(route="/{proxy+}", path="/a/b"))  # SAM, pytest-aws-apigateway
    event["pathParameters"]["proxy"] = "/a/b"
    assert broken_rules(event, "rest_api") == {"R-pathparams"}


def test_an_older_trace_of_a_client_is_allowed() -> None:
    trace = "Self=1-5e6722a8-cc56aaa146db7ae02d4da47e;Root=1-5e6722a7-cc56aaa146db7ae02d4da47e"
    assert_right(events.rest_api(headers={"X-Amzn-Trace-Id": trace}), "rest_api")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"methd": "GET"}, r"events.rest_api\(\) has no parameter or field 'methd'. Did you mean 'method'\?"),
        ({"requestContext": {"apiID": "x"}}, "no field 'apiID' in requestContext. Did you mean 'apiId'"),
        ({"requestContext": {"identity": {"ip": "x"}}}, "no field 'ip' in requestContext.identity"),
        ({"route": "/users/{id}", "path": "/orders/7"}, "does not match the route"),
        ({"route": "/users/{id}"}, "path is missing, and pathParameters has no 'id'"),
        ({"endpoint_type": "PRIVATE"}, "endpoint_type is 'PRIVATE': expected 'REGIONAL' or 'EDGE'"),
        ({"base_path": "v1", "path": "/v2"}, "does not begin with the base path 'v1'"),
        ({"body": b"\xff", "isBase64Encoded": False}, "isBase64Encoded is false, but body is bytes"),
        ({"body": "\ud800"}, "body has a character that UTF-8 cannot write"),
        ({"source_ip": "IP"}, "source_ip is 'IP'"),
        ({"time": "yesterday"}, "time is 'yesterday'"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.rest_api(**parameters)


def test_events_share_nothing() -> None:
    first: Any = events.rest_api()
    before = copy.deepcopy(first)
    for values in first["multiValueHeaders"].values():
        values.append("x")
    assert events.rest_api(time=first["requestContext"]["requestTimeEpoch"] / 1000) == before
