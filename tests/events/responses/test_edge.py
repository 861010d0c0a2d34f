"""Answers of Lambda@Edge."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from .broken import broken, said


def header(name: str, value: str) -> dict[str, Any]:
    return {name.lower(): [{"key": name, "value": value}]}


HEADERS = {**header("Host", "d1.cloudfront.net"), **header("User-Agent", "curl")}
REQUEST = {"clientIp": "203.0.113.1", "method": "GET", "uri": "/a", "querystring": "b=1", "headers": HEADERS}
RESPONSE = {"status": "200", "statusDescription": "OK", "headers": header("Server", "S3")}
EVENT = {"Records": [{"cf": {"config": {}, "request": REQUEST, "response": RESPONSE}}]}
PAGE = {"status": "302", "headers": header("Location", "/b"), "body": "moved"}
BASE64 = base64.b64encode(b"hello").decode()


def request(**changes: Any) -> dict[str, Any]:
    return {**REQUEST, **changes}


@pytest.mark.parametrize("source", ["edge_viewer_request", "edge_origin_request"])
@pytest.mark.parametrize(
    "answer",
    [
        REQUEST,
        request(uri="/index.html", querystring="", headers={**HEADERS, **header("X-New", "1")}),
        request(headers={"host": [{"value": "d1.cloudfront.net"}]}),
        request(origin={"custom": {}}),
        request(body={"action": "replace", "encoding": "text", "data": "hello"}),
        request(body={"inputTruncated": False, "action": "read-only", "encoding": "base64", "data": BASE64}),
        PAGE,
        {"status": 200},
        {"status": "200", "body": BASE64, "bodyEncoding": "base64"},
    ],
)
def test_request_triggers_may_answer(source: str, answer: Any) -> None:
    assert broken(source, answer, EVENT) == set()
    assert broken(source, answer) == set()


@pytest.mark.parametrize("source", ["edge_viewer_response", "edge_origin_response"])
def test_response_triggers_may_answer(source: str) -> None:
    assert broken(source, RESPONSE, EVENT) == set()
    added = {**RESPONSE, "headers": {**RESPONSE["headers"], **header("X-Frame-Options", "DENY")}}
    assert broken(source, added, EVENT) == set()


@pytest.mark.parametrize(
    ("answer", "rule", "field"),
    [
        (None, "EDGE-object", ""),
        (EVENT, "EDGE-object", "Records"),
        ({"statusCode": 200}, "EDGE-object", "statusCode"),
        ({"headers": {}}, "EDGE-object", "uri"),
        (request(headers=[]), "EDGE-headers", "headers"),
        (request(headers={"X-A": [{"key": "X-A", "value": "1"}]}), "EDGE-headers", "headers.X-A"),
        (request(headers={"x-a": "1"}), "EDGE-headers", "headers.x-a"),
        (request(headers={"x-a": ["1"]}), "EDGE-headers", "headers.x-a[0]"),
        (request(headers={"x-a": [{"key": "X-B", "value": "1"}]}), "EDGE-headers", "headers.x-a[0].key"),
        (request(headers={"x-a": [{"key": "X-A"}]}), "EDGE-headers", "headers.x-a[0].value"),
        (request(headers={"x-a": [{"key": "X-A", "value": 1}]}), "EDGE-headers", "headers.x-a[0].value"),
        (request(headers=header("Connection", "close")), "EDGE-disallowed", "headers.connection"),
        (request(headers=header("X-Edge-Anything", "1")), "EDGE-disallowed", "headers.x-edge-anything"),
        (request(headers=header("CloudFront-Viewer-Country", "CH")), "EDGE-disallowed", "headers.cloudfront-viewer-country"),
        ({**PAGE, "headers": header("Via", "1.1 a")}, "EDGE-generated", "headers.via"),
        (request(headers={**HEADERS, **header("Host", "other")}), "EDGE-readonly", "headers.host"),
        (request(headers={**HEADERS, **header("Content-Length", "3")}), "EDGE-readonly", "headers.content-length"),
        ({"status": "100"}, "EDGE-status", "status"),
        ({"status": "OK"}, "EDGE-status", "status"),
        ({"status": "200", "body": {}}, "EDGE-body", "body"),
        ({"status": "200", "body": "a", "bodyEncoding": "utf-8"}, "EDGE-body", "bodyEncoding"),
        ({"status": "200", "body": "hello", "bodyEncoding": "base64"}, "EDGE-body", "body"),
        ({"status": "204", "body": "a"}, "EDGE-body", "body"),
        ({"status": "200", "body": "x" * 40_961}, "EDGE-size", ""),
        (request(uri="a"), "EDGE-uri", "uri"),
        (request(uri="/" + "x" * 8_192), "EDGE-uri", "uri"),
        (request(querystring="a=b c"), "EDGE-uri", "querystring"),
        (request(querystring={"a": "b"}), "EDGE-uri", "querystring"),
        (request(body="hello"), "EDGE-replaced", "body"),
        (request(body={"action": "Replace", "data": ""}), "EDGE-replaced", "body.action"),
        (request(body={"action": "replace", "data": "hello"}), "EDGE-replaced", "body.data"),
        (request(body={"action": "replace", "encoding": "text"}), "EDGE-replaced", "body.data"),
        (request(body={"action": "replace", "encoding": "text", "data": "x" * 40_961}), "EDGE-replaced", "body.data"),
        (request(origin={"custom": {}, "s3": {}}), "EDGE-origin", "origin"),
        (request(method="POST"), "EDGE-fixed", "method"),
    ],
)
def test_viewer_requests_may_not_answer(answer: Any, rule: str, field: str) -> None:
    assert broken("edge_viewer_request", answer, EVENT) == {(rule, field)}


def test_triggers_differ() -> None:
    large = {"status": "200", "body": "x" * 40_961}
    assert broken("edge_origin_request", large) == set()
    assert broken("edge_origin_response", {"status": "200", "body": "x" * 1_048_577}) == {("EDGE-size", "")}
    host = request(headers={**HEADERS, **header("Host", "other")})
    assert broken("edge_origin_request", host, EVENT) == set()
    match = request(headers={**HEADERS, **header("If-None-Match", "a")})
    assert broken("edge_origin_request", match, EVENT) == {("EDGE-readonly", "headers.if-none-match")}
    warning = {**RESPONSE, "headers": header("Warning", "199")}
    assert broken("edge_viewer_response", warning, EVENT) == {("EDGE-readonly", "headers.warning")}
    assert broken("edge_origin_response", warning, EVENT) == set()
    other = {**RESPONSE, "status": "404"}
    assert broken("edge_viewer_response", other, EVENT) == {("EDGE-fixed", "status")}
    assert broken("edge_origin_response", other, EVENT) == set()
    assert broken("edge_viewer_response", {"headers": {}}) == {("EDGE-object", "status")}


def test_a_read_only_header_may_stay_as_it_came() -> None:
    came = {**HEADERS, **header("Via", "1.1 x")}
    event = {"Records": [{"cf": {"request": request(headers=came)}}]}
    assert broken("edge_viewer_request", request(headers=came), event) == set()
    country = {**HEADERS, **header("CloudFront-Viewer-Country", "CH")}
    event = {"Records": [{"cf": {"request": request(headers=country)}}]}
    assert broken("edge_viewer_request", request(headers=country), event) == set()


def test_the_consequence_is_named() -> None:
    assert "Records[0].cf.response" in said("edge_viewer_response", EVENT)
    assert "CloudFront answers 502" in said("edge_viewer_request", None)
