"""Answers to HTTP front ends (facts 3.1, 3.2, 3.3)."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from .broken import broken, said

FULL = {
    "statusCode": 200,
    "headers": {"Content-Type": "text/plain"},
    "body": "hello",
    "isBase64Encoded": False,
}
ENCODED = base64.b64encode(b"\xff\xd8").decode()


@pytest.mark.parametrize(
    "answer",
    [
        FULL,
        {"statusCode": 200},
        {"headers": {"a": "b"}},  # recorded: statusCode is not required
        {"statusCode": "201"},
        {"statusCode": 200, "headers": None},
        {"statusCode": 200, "headers": {"a": True}},
        {"statusCode": 200, "multiValueHeaders": {"a": ["1", "2"]}},
        {"statusCode": 200, "headers": {"A": "1"}, "multiValueHeaders": {"a": ["1"]}},
        {"statusCode": 200, "body": ENCODED, "isBase64Encoded": True},
        {"statusCode": 200, "body": None},
        {},
    ],
)
def test_rest_apis_accept(answer: Any) -> None:
    assert broken("rest_api", answer) == set()


@pytest.mark.parametrize(
    ("answer", "rule", "field"),
    [
        ("hello", "REST-object", ""),
        (None, "REST-object", ""),
        ([FULL], "REST-object", ""),
        ({**FULL, "statuscode": 200}, "REST-unknown", "statuscode"),
        ({**FULL, "cookies": ["a=b"]}, "REST-unknown", "cookies"),
        ({"statusCode": "test"}, "REST-status", "statusCode"),
        ({"statusCode": True}, "REST-status", "statusCode"),
        ({"statusCode": 2000}, "REST-status", "statusCode"),
        ({"headers": ["a"]}, "REST-headers", "headers"),
        ({"headers": {"Content-Length": 5}}, "REST-value", "headers.Content-Length"),
        ({"multiValueHeaders": {"a": ["1", None]}}, "REST-value", "multiValueHeaders.a[1]"),
        ({"headers": {"a b": "1"}}, "REST-sendable", "headers.a b"),
        ({"multiValueHeaders": {"a": ["1", "\n"]}}, "REST-sendable", "multiValueHeaders.a"),
        ({"multiValueHeaders": {"a": "1"}}, "REST-multi", "multiValueHeaders.a"),
        ({"multiValueHeaders": "a: 1"}, "REST-multi", "multiValueHeaders"),
        ({"body": {"id": 1}}, "REST-body", "body"),
        ({"isBase64Encoded": "true"}, "REST-flag", "isBase64Encoded"),
        ({"body": "hello", "isBase64Encoded": True}, "REST-base64", "body"),
        ({"body": "x" * 6_291_556}, "ANSWER-size", ""),
        ({"body": {1, 2}}, "ANSWER-json", ""),
        ({"body": float("nan")}, "ANSWER-json", ""),
    ],
)
def test_rest_apis_refuse(answer: Any, rule: str, field: str) -> None:
    assert broken("rest_api", answer) == {(rule, field)}


def test_the_consequence_is_named() -> None:
    assert said("rest_api", {"body": {"id": 1}}) == (
        "REST-body at body: is an object, expected text (json.dumps makes text of it): "
        "API Gateway answers 502 (Malformed Lambda proxy response)"
    )
    assert "Did you mean 'statusCode'?" in said("rest_api", {"status_code": 200})
    assert "API_CONFIGURATION_ERROR" in said("rest_api", {"body": "hello", "isBase64Encoded": True})
    assert said("rest_api", "hello").startswith("REST-object: is the text 'hello', expected an object")


@pytest.mark.parametrize("source", ["http_api", "function_url"])
@pytest.mark.parametrize(
    "answer",
    [
        FULL,
        "hello",
        3,
        3.1,
        True,
        None,
        ["hello", 3, True],
        {"message": "hello"},
        {"body": {"not": "a body, but part of one"}},
        {"statusCode": "418"},
        {"statusCode": 200, "cookies": ["a=b", "c=d; Secure"]},
        {"statusCode": 200, "body": ENCODED, "isBase64Encoded": True},
    ],
)
def test_payload_version_2_accepts(source: str, answer: Any) -> None:
    assert broken(source, answer) == set()


@pytest.mark.parametrize(("source", "prefix"), [("http_api", "HTTP"), ("function_url", "URL")])
@pytest.mark.parametrize(
    ("answer", "rule", "field"),
    [
        ({"statusCode": "test"}, "status", "statusCode"),
        ({"statusCode": None}, "status", "statusCode"),
        ({"statusCode": 200, "multiValueHeaders": {}}, "unknown", "multiValueHeaders"),
        ({"statusCode": 200, "headers": "a: b"}, "headers", "headers"),
        ({"statusCode": 200, "headers": {"a": ["b"]}}, "value", "headers.a"),
        ({"statusCode": 200, "headers": {"a b": "c"}}, "sendable", "headers.a b"),
        ({"statusCode": 200, "headers": {"a": "b\nc: d"}}, "sendable", "headers.a"),
        ({"statusCode": 200, "cookies": ["a=b\r\n"]}, "sendable", "cookies[0]"),
        ({"statusCode": 200, "body": {"id": 1}}, "body", "body"),
        ({"statusCode": 200, "body": "hello", "isBase64Encoded": True}, "base64", "body"),
        ({"statusCode": 200, "isBase64Encoded": 1}, "base64", "isBase64Encoded"),
        ({"statusCode": 200, "cookies": {"a": "b"}}, "cookies", "cookies"),
        ({"statusCode": 200, "cookies": ["a=b", 1]}, "cookies", "cookies[1]"),
    ],
)
def test_payload_version_2_refuses(source: str, prefix: str, answer: Any, rule: str, field: str) -> None:
    assert broken(source, answer) == {(f"{prefix}-{rule}", field)}


def test_each_front_end_fails_in_its_own_way() -> None:
    assert "API Gateway answers 500" in said("http_api", {"statusCode": "test"})
    assert "the function URL answers 502" in said("function_url", {"statusCode": "test"})
    assert "API Gateway ignores it" in said("http_api", {"statusCode": 200, "header": {}})
    assert "refuses the handshake" in said("websocket", None)


VERSION_1 = {"version": "1.0"}


@pytest.mark.parametrize("answer", [FULL, {"statusCode": 200, "multiValueHeaders": {"a": ["1"]}}])
def test_payload_version_1_accepts(answer: Any) -> None:
    assert broken("http_api", answer, VERSION_1) == set()


@pytest.mark.parametrize(
    ("answer", "rule", "field"),
    [
        ("hello", "HTTP1-status", ""),
        ({"body": "hello"}, "HTTP1-status", "statusCode"),
        ({"statusCode": 200, "cookies": []}, "HTTP1-unknown", "cookies"),
        ({"statusCode": 200, "multiValueHeaders": {"a": "1"}}, "HTTP1-headers", "multiValueHeaders.a"),
        ({"statusCode": 200, "headers": {"a": {}}}, "HTTP1-headers", "headers.a"),
        ({"statusCode": 200, "multiValueHeaders": {"a": ["b", "\n"]}}, "HTTP1-sendable", "multiValueHeaders.a"),
        ({"statusCode": 200, "body": 1}, "HTTP1-body", "body"),
    ],
)
def test_payload_version_1_refuses(answer: Any, rule: str, field: str) -> None:
    assert broken("http_api", answer, VERSION_1) == {(rule, field)}


SINGLE = {"headers": {"host": "h"}, "queryStringParameters": {}}
MULTI = {"multiValueHeaders": {"host": ["h"]}, "multiValueQueryStringParameters": {}}


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (FULL, None),
        (FULL, SINGLE),
        ({**FULL, "statusDescription": "200 OK"}, SINGLE),
        ({"statusCode": 200}, MULTI),
        ({"statusCode": 200, "multiValueHeaders": {"a": ["1"]}}, MULTI),
        ({"statusCode": 200, "headers": {"a": "1"}, "multiValueHeaders": {"a": ["1"]}}, MULTI),
        ({"statusCode": 200, "headers": {"a": "1"}, "multiValueHeaders": {"a b": 1}}, SINGLE),
    ],
)
def test_load_balancers_accept(answer: Any, event: Any) -> None:
    assert broken("alb", answer, event) == set()


@pytest.mark.parametrize(
    ("answer", "event", "rule", "field"),
    [
        ("hello", None, "ALB-object", ""),
        ({"body": "hello"}, None, "ALB-status", "statusCode"),
        ({"statusCode": "OK"}, None, "ALB-status", "statusCode"),
        ({"statusCode": 200, "statusDescription": 200}, None, "ALB-description", "statusDescription"),
        ({"statusCode": 200, "statusDescription": "200 O\nK"}, None, "ALB-description", "statusDescription"),
        ({"statusCode": 200, "cookies": []}, None, "ALB-unknown", "cookies"),
        ({"statusCode": 200, "headers": {"Content-Length": 5}}, None, "ALB-headers", "headers.Content-Length"),
        ({"statusCode": 200, "multiValueHeaders": {"a": "1"}}, MULTI, "ALB-headers", "multiValueHeaders.a"),
        ({"statusCode": 200, "headers": {"a b": "1"}}, None, "ALB-sendable", "headers.a b"),
        ({"statusCode": 200, "multiValueHeaders": {"a": ["1", "\n"]}}, MULTI, "ALB-sendable", "multiValueHeaders.a"),
        ({"statusCode": 200, "headers": {"Connection": "close"}}, SINGLE, "ALB-hop", "headers.Connection"),
        ({"statusCode": 200, "multiValueHeaders": {"te": ["a"]}}, MULTI, "ALB-hop", "multiValueHeaders.te"),
        ({"statusCode": 200, "body": {}}, None, "ALB-body", "body"),
        ({"statusCode": 200, "body": "x" * 1_048_576}, None, "ALB-size", ""),
        ({"statusCode": 200, "headers": {"a": "1"}}, MULTI, "ALB-multi", "headers"),
        ({"statusCode": 200, "multiValueHeaders": {"a": ["1"]}}, SINGLE, "ALB-multi", "multiValueHeaders"),
    ],
)
def test_load_balancers_refuse(answer: Any, event: Any, rule: str, field: str) -> None:
    assert broken("alb", answer, event) == {(rule, field)}


@pytest.mark.parametrize("answer", [FULL, {"statusCode": 200}, {"statusCode": 403}])
def test_websockets_accept(answer: Any) -> None:
    assert broken("websocket", answer) == set()


@pytest.mark.parametrize(
    ("answer", "rule", "field"),
    [
        (None, "WS-status", ""),
        ({"body": "hello"}, "WS-status", "statusCode"),
        ({"statusCode": 200, "body": {}}, "WS-body", "body"),
        ({"statusCode": 200, "headers": []}, "WS-headers", "headers"),
    ],
)
def test_websockets_refuse(answer: Any, rule: str, field: str) -> None:
    assert broken("websocket", answer) == {(rule, field)}
    assert broken("websocket", answer, {"requestContext": {"eventType": "MESSAGE"}}) == {(rule, field)}


def test_nobody_minds_the_answer_to_a_disconnected_client() -> None:
    assert broken("websocket", None, {"requestContext": {"eventType": "DISCONNECT"}}) == set()
