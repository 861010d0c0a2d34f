"""Events of HTTP APIs in both payload formats: the builder, the rules, and what breaks them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

_JWT = {"jwt": {"claims": {"sub": "alice"}, "scopes": ["read"]}}


@pytest.mark.parametrize("payload_format", ["2.0", "1.0"])
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
        {"route": "ANY /{proxy+}", "path": "/a/b%20/", "domain_name": "api.example.com", "method": "delete"},
        {"route": "POST /users/{id}", "pathParameters": {"id": "a b"}},
        {"route": "GET /", "stage": "dev", "api_id": "abcdefghij"},
        {"body": "a=1&b=2", "headers": {"content-type": "application/x-www-form-urlencoded"}},
    ],
)
def test_events_are_right(payload_format: Any, parameters: dict[str, Any]) -> None:
    event = events.http_api(payload_format=payload_format, **parameters)
    assert event["version"] == payload_format
    assert_right(event, "http_api")


@pytest.mark.parametrize("authorizer", [_JWT, {"lambda": {"a": 1}}])
def test_authorizers(authorizer: dict[str, Any]) -> None:
    event = events.http_api(authorizer=authorizer)
    assert_right(event, "http_api")
    assert event["requestContext"]["authorizer"] == authorizer
    old = events.http_api(payload_format="1.0", authorizer={"claims": {"sub": "alice"}, "scopes": None})
    assert_right(old, "http_api")
    assert old["requestContext"]["authorizer"] == {"claims": {"sub": "alice"}, "scopes": None}


def test_the_order_of_keys_is_that_of_recordings() -> None:
    event = events.http_api(
        path="/a?b=c", cookies={"d": "e"}, route="/{p}", body="f", stage_variables={"g": "h"}, authorizer=_JWT
    )
    assert list(event) == [
        "version",
        "routeKey",
        "rawPath",
        "rawQueryString",
        "cookies",
        "headers",
        "queryStringParameters",
        "requestContext",
        "pathParameters",
        "stageVariables",
        "body",
        "isBase64Encoded",
    ]
    assert list(event["requestContext"]) == [
        "accountId",
        "apiId",
        "authorizer",
        "domainName",
        "domainPrefix",
        "http",
        "requestId",
        "routeKey",
        "stage",
        "time",
        "timeEpoch",
    ]
    assert list(events.http_api(payload_format="1.0"))[:3] == ["version", "resource", "path"]


def test_a_request_is_written_as_recorded() -> None:
    event = events.http_api(
        path="/users/a%20b",
        query="multiQuery=foo&multiQuery=%2Fbar",
        headers={"Header2": ["h1", "h2"], "Cookie": "a=1; b=2"},
        route="GET /users/{id}",
        stage="dev",
    )
    assert event["rawPath"] == event["requestContext"]["http"]["path"] == "/dev/users/a b"
    assert event["rawQueryString"] == "multiQuery=foo&multiQuery=%2Fbar"
    assert event["queryStringParameters"] == {"multiQuery": "foo,/bar"}
    assert event["headers"]["header2"] == "h1,h2"
    assert event["cookies"] == ["a=1", "b=2"]
    assert "cookie" not in event["headers"]
    assert event["pathParameters"] == {"id": "a b"}
    assert event["routeKey"] == event["requestContext"]["routeKey"] == "GET /users/{id}"


def test_what_is_empty_is_absent() -> None:
    event = events.http_api(body="")
    assert event["rawQueryString"] == ""
    empty = {"cookies", "queryStringParameters", "body", "pathParameters", "stageVariables"}
    assert not empty & event.keys()


def test_bodies() -> None:
    for body, kind, text, encoded, length in (
        ({"a": "é"}, None, '{"a":"é"}', False, "10"),
        (b"\xff", None, "/w==", True, "1"),
        ("a", "multipart/form-data; boundary=x", "YQ==", True, "1"),
        (b"<a/>", "application/xml", "<a/>", False, "4"),
    ):
        event = events.http_api(body=body, headers={} if kind is None else {"Content-Type": kind})
        assert (event["body"], event["isBase64Encoded"], event["headers"]["content-length"]) == (text, encoded, length)


@pytest.mark.parametrize(
    "fields",
    [
        {"requestContext": {"timeEpoch": 1_600_000_000_123}},
        {"requestContext": {"time": "13/Sep/2020:12:26:40 +0000"}},
        {"requestContext": {"http": {"sourceIp": "198.51.100.1"}}},
        {"requestContext": {"domainName": "api.example.com"}},
        {"requestContext": {"apiId": "abcdefghij"}},
        {"requestContext": {"stage": "dev"}},
        {"requestContext": {"routeKey": "GET /a/{b}"}, "path": "/a/c"},
        {"requestContext": {"http": {"path": "/a"}}},
        {"routeKey": "POST /a/{b}", "pathParameters": {"b": "c"}},
        {"rawPath": "/a"},
        {"rawQueryString": "a=%20&b=1&b=2"},
        {"queryStringParameters": {"a": "1,2", "b": "ä"}},
        {"headers": {"User-Agent": "me", "Content-Type": "a/b"}, "body": "x"},
        {"body": "aGk=", "isBase64Encoded": True, "headers": {"content-type": "a/b"}},
    ],
)
def test_what_depends_on_a_field_follows_it(fields: dict[str, Any]) -> None:
    assert_right(events.http_api(**fields), "http_api")


def test_the_word_of_the_caller_stands() -> None:
    event = events.http_api(rawPath="/x", requestContext={"http": {"path": "/y"}}, headers={"Content-Length": "9"})
    assert (event["rawPath"], event["requestContext"]["http"]["path"]) == ("/x", "/y")
    assert broken_rules(event, "http_api") == {"H-path", "H-length"}


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
        ("H-shape", {"body": None}),
        ("H-shape", {"version": "3.0"}),
        ("H-lower", {"headers/Header1": "x"}),  # AWS' sample, SAM, sam local
        ("H-there", {"headers/host": events.ABSENT}),  # SAM
        ("H-empty", {"cookies": []}),  # sam local
        ("H-empty", {"queryStringParameters": {}}),  # sam local
        ("H-query", {"queryStringParameters/a": "2"}),
        ("H-query", {"rawQueryString": "a=1"}),
        ("H-path", {"requestContext/http/path": "/users/7/"}),  # samples of Powertools
        ("H-routekey", {"requestContext/routeKey": "$default"}),
        ("H-stage", {"requestContext/stage": "prod"}),  # SAM
        ("H-route", {"requestContext/http/method": "DELETE"}),
        ("H-route", {"pathParameters/id": "8"}),
        ("H-route", {"pathParameters": {"proxy": "users/7"}}),
        ("H-route", {"routeKey": "$default"}),  # AWS' sample: the route $default with parameters
        ("H-route", {"routeKey": "/users/{id}"}),
        ("H-cookie", {"cookies": ["cookie1", "cookie2"]}),  # AWS' sample, SAM
        ("H-time", {"requestContext/timeEpoch": 1_583_348_638_390}),  # AWS' sample: eight days apart
        ("H-time", {"requestContext/timeEpoch": 1_583_348_638}),  # sam local, Rust: seconds
        ("H-trace", {"headers/x-amzn-trace-id": "Root=1-5e6722a7-cc56aaa146db7ae02d4da47e"}),
        ("H-ip", {"requestContext/http/sourceIp": "IP"}),  # AWS' sample
        ("H-ip", {"requestContext/http/sourceIp": "192.168.0.1/32"}),  # SAM
        ("H-agent", {"requestContext/http/userAgent": "agent"}),
        ("H-host", {"requestContext/domainName": "localhost"}),  # sam local
        ("H-host", {"requestContext/apiId": "other"}),
        ("H-b64", {"isBase64Encoded": True, "body": "Hello from Lambda!"}),
        ("H-b64", {"headers/content-type": "multipart/form-data"}),
        ("H-length", {"headers/content-length": "1"}),
        ("H-rid", {"requestContext/requestId": "id"}),  # AWS' sample
        ("H-account", {"requestContext/accountId": "1234567890"}),
        ("H-authorizer", {"requestContext/authorizer": {**_JWT, "lambda": {}}}),
    ],
)
def test_a_broken_event_is_found(rule: str, changes: dict[str, Any]) -> None:
    event = events.http_api(path="/users/7?a=1&a=2", route="POST /users/{id}", body="text")
    assert rule in broken_rules(_changed(event, changes), "http_api")


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("R-resource", {"resource": "/other"}),
        ("R-headers", {"headers/Host": "x"}),
        ("R-query", {"queryStringParameters": None}),
        ("R-pathparams", {"pathParameters": {"id": "8"}}),
        ("R-stagepath", {"requestContext/path": "/users"}),
        ("R-time", {"requestContext/requestTimeEpoch": 1_583_348_638_390}),
        ("H-stage", {"path": "/users/7", "requestContext/path": "/users/7"}),
        ("H-rid", {"requestContext/requestId": "id"}),
        ("H-shape", {"requestContext/http": {}}),
    ],
)
def test_a_broken_event_of_format_1_0_is_found(rule: str, changes: dict[str, Any]) -> None:
    event = events.http_api(payload_format="1.0", path="/users/7?a=1&a=2", route="/users/{id}", stage="dev")
    assert rule in broken_rules(_changed(event, changes), "http_api")


def test_format_1_0_may_have_the_first_value_of_a_query() -> None:
    event = _changed(events.http_api(payload_format="1.0", query="a=1&a=2"), {"queryStringParameters/a": "1"})
    assert broken_rules(event, "http_api") == set()  # AWS' sample has it so, and nobody has recorded it


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"payload_format": "3.0"}, "payload_format is '3.0': expected '2.0' or '1.0'"),
        ({"rawPaht": "/"}, "Did you mean 'rawPath'"),
        ({"requestContext": {"http": {"ip": "x"}}}, "no field 'ip' in requestContext.http"),
        ({"route": "GET /users/{id}", "path": "/orders/7"}, "does not match the route"),
        (
            {"route": "GET /users", "path": "/users", "method": "PUT"},
            "method 'PUT' does not match the route 'GET /users'",
        ),
        ({"route": 7}, "route is 7: expected text such as"),
        ({"authorizer": {"claims": {}}}, "authorizer is {'claims': {}}: expected one of"),
        ({"authorizer": {**_JWT, "lambda": {}}}, "expected one of"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.http_api(**parameters)
