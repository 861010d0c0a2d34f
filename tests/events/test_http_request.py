"""Requests as a person thinks of them."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import EventError
from pytest_lambda.events.building.http_request import forwarded_for, request_of, source_ip_of
from pytest_lambda.events.building.overrides import ABSENT
from pytest_lambda.events.building.route_templates import filled, path_parameters


@pytest.mark.parametrize(
    ("query", "sent", "pairs"),
    [
        (None, "", []),
        ("", "", []),
        ("?a=1", "a=1", [("a", "1")]),
        ("b=2&a=%20+&b", "b=2&a=%20+&b", [("b", "2"), ("a", "  "), ("b", "")]),
        ("q=ä b&p=100%", "q=%C3%A4%20b&p=100%25", [("q", "ä b"), ("p", "100%")]),
        ({"q": ["a b", "c&d"], "n": 3, "yes": True}, "q=a+b&q=c%26d&n=3&yes=true", None),
        ([("b", "1"), ("a", "2"), ("b", "3")], "b=1&a=2&b=3", [("b", "1"), ("a", "2"), ("b", "3")]),
        ({}, "", []),
    ],
)
def test_queries(query: Any, sent: str, pairs: list[tuple[str, str]] | None) -> None:
    request = request_of(query=query)
    assert request.query == sent
    if pairs is not None:
        assert request.pairs == pairs


@pytest.mark.parametrize(
    ("path", "sent", "query"),
    [
        ("/", "/", ""),
        ("/a b/ü", "/a%20b/%C3%BC", ""),
        ("/a%20b/%2B+", "/a%20b/%2B+", ""),
        ("/100%", "/100%25", ""),
        ("//a//b/", "//a//b/", ""),
        ("/a?b=c#d", "/a", "b=c"),
        ("/a#b?c", "/a", ""),
    ],
)
def test_paths(path: str, sent: str, query: str) -> None:
    request = request_of(path=path)
    assert (request.path, request.query) == (sent, query)


@pytest.mark.parametrize(
    ("body", "content", "content_type", "method"),
    [
        (None, None, "", "GET"),
        ("", None, "", "GET"),
        (b"", None, "", "GET"),
        ("a", "a", "text/plain; charset=utf-8", "POST"),
        ('{"a": 1}', '{"a": 1}', "application/json", "POST"),
        ({"a": "é"}, '{"a":"é"}', "application/json", "POST"),
        ([], "[]", "application/json", "POST"),
        (b"\xff", b"\xff", "application/octet-stream", "POST"),
        (bytearray(b"x"), b"x", "application/octet-stream", "POST"),
    ],
)
def test_bodies(body: Any, content: Any, content_type: str, method: str) -> None:
    request = request_of(body=body)
    assert (request.content, request.content_type, request.method) == (content, content_type, method)
    assert request_of(body=body, headers={"content-TYPE": "a/b"}).content_type == "a/b"


def test_headers_and_cookies() -> None:
    request = request_of(
        headers=[("X-A", "1"), ("x-a", ["2", 3]), ("User-Agent", "me"), ("Accept", ABSENT)],
        cookies={"a": 1, "b": "c=d"},
    )
    assert request.headers == {
        "x-a": ("X-A", ["1", "2", "3"]),
        "user-agent": ("User-Agent", ["me"]),
        "accept": ("Accept", []),
        "cookie": ("Cookie", ["a=1; b=c=d"]),
    }
    assert request.cookies == ["a=1", "b=c=d"]
    assert request_of(headers={"Cookie": "a=1; b=2"}).cookies == ["a=1", "b=2"]


def test_addresses() -> None:
    assert source_ip_of(request_of(), "2001:db8::1") == "2001:db8::1"
    proxied = request_of(headers={"X-Forwarded-For": "10.0.0.1, 10.0.0.2"})
    assert source_ip_of(proxied, None) == "10.0.0.2"
    assert forwarded_for(proxied, "10.0.0.2") == "10.0.0.1, 10.0.0.2"
    assert forwarded_for(proxied, "198.51.100.1") == "10.0.0.1, 10.0.0.2, 198.51.100.1"


@pytest.mark.parametrize(
    ("template", "path", "expected"),
    [
        ("/", "/", {}),
        ("/a.b", "/a.b/", {}),
        ("/users/{id}", "/users/7", {"id": "7"}),
        ("/users/{id}", "/users/a%2Fb/", {"id": "a%2Fb"}),
        ("/{proxy+}", "/proxy-value/", {"proxy": "proxy-value"}),
        ("/{proxy+}", "/a//b", {"proxy": "a//b"}),
        ("/a/{b}/c/{d+}", "/a/1/c/2/3", {"b": "1", "d": "2/3"}),
    ],
)
def test_templates(template: str, path: str, expected: dict[str, str]) -> None:
    assert path_parameters(template, path) == expected
    if expected:
        assert filled(template, expected) == path.rstrip("/")


@pytest.mark.parametrize(
    ("template", "path", "message"),
    [
        ("/users/{id}", "/users", "path '/users' does not match the route '/users/{id}'"),
        ("/users/{id}", "/users/1/2", "does not match"),
        ("/users", "/user", "does not match"),
        ("/{proxy+}", "/", "does not match"),
        ("users", "/users", "route is 'users': expected a template"),
        ("/a{b}", "/ab", "'a{b}' is no parameter"),
        ("/{a+}/b", "/a/b", "it is the last"),
        ("/{a}/{a}", "/a/b", "there twice"),
    ],
)
def test_templates_that_do_not_match(template: str, path: str, message: str) -> None:
    with pytest.raises(EventError, match=message.replace("{", r"\{").replace("+", r"\+")):
        path_parameters(template, path)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"method": "GE T"}, "method is 'GE T'"),
        ({"method": 7}, "method is 7"),
        ({"path": "users"}, "path is 'users': expected text that begins with a slash"),
        ({"path": "/a?b=c", "query": "d"}, "The query is given twice"),
        ({"query": 7}, "query is 7: expected a mapping"),
        ({"query": ["a"]}, "query has 'a': expected a pair"),
        ({"query": {"a": {}}}, "query is {}: expected text, a number"),
        ({"headers": {"a b": "c"}}, "headers has the name 'a b'"),
        ({"headers": {"a": "b\nc"}}, "no line ends or control characters"),
        ({"headers": {"a": None}}, "header a is None"),
        ({"headers": "a: b"}, "headers is 'a: b'"),
        ({"cookies": "a=b"}, r"cookies is 'a=b': expected {'name': 'value'} or \['name=value'\]"),
        ({"cookies": ["a"]}, "cookies has 'a': expected 'name=value'"),
        ({"cookies": {"a": "b;c"}}, "without semicolons"),
        ({"cookies": {"a": "b"}, "headers": {"cookie": "c=d"}}, "Cookies are given twice"),
        ({"user_agent": "a", "headers": {"user-agent": "b"}}, "The user agent is given twice"),
        ({"user_agent": 7}, "user_agent is 7"),
        ({"body": {1, 2}}, "body is {1, 2}: expected text, bytes, or an object that JSON can write"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        request_of(**parameters)


def test_no_address() -> None:
    with pytest.raises(EventError, match=r"source_ip is '192.168.0.1/32': expected an IP address"):
        source_ip_of(request_of(), "192.168.0.1/32")
