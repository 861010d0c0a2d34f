"""Answers in payload format 1.0, with the evidence as in `test_answers_in_2`."""

from __future__ import annotations

import base64
from functools import partial

import pytest

from . import asked
from .asked import refused

INTERNAL = {"message": "Internal Server Error"}
answered = partial(asked.answered, payload_format="1.0")


def test_r_a_status_and_a_body():
    response = answered({"statusCode": 201, "body": '{"message":"Created"}'})
    assert (response.status_code, response.text) == (201, '{"message":"Created"}')
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


def test_r_the_content_type_of_the_function_stands():
    answer = {"statusCode": 200, "body": "x", "headers": {"Content-Type": "application/json"}}
    assert answered(answer).headers.get_list("content-type") == ["application/json"]


def test_n_a_content_type_among_the_lists_stands():
    answer = {"statusCode": 200, "body": "x", "multiValueHeaders": {"content-type": ["text/html"]}}
    assert answered(answer).headers.get_list("content-type") == ["text/html"]


def test_r_lists_of_values_are_sent_one_by_one():
    answer = {"statusCode": 200, "multiValueHeaders": {"X-Multi-Header": ["Value1", "Value2"]}}
    assert answered(answer).headers.get_list("x-multi-header") == ["Value1", "Value2"]


def test_r_single_values_come_first():
    answer = {
        "statusCode": 200,
        "headers": {"Combined-Header": "single"},
        "multiValueHeaders": {"Combined-Header": ["multi-1", "multi-2"]},
    }
    assert answered(answer).headers.get_list("combined-header") == ["single", "multi-1", "multi-2"]


def test_d_cookies_are_headers():
    answer = {"statusCode": 200, "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]}}
    assert answered(answer).headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_c_unknown_keys_are_ignored():
    response = answered({"statusCode": 200, "cookies": ["a=1"], "statusDescription": "200 OK"})
    assert (response.status_code, response.headers.get("set-cookie")) == (200, None)
    ignored = response.extensions["lambda"].ignored
    assert [(each.rule, each.field) for each in ignored] == [
        ("HTTP1-unknown", "cookies"),
        ("HTTP1-unknown", "statusDescription"),
    ]


def test_c_base64_is_decoded():
    body = base64.b64encode(b"\xff\x00").decode()
    assert answered({"statusCode": 200, "body": body, "isBase64Encoded": True}).content == b"\xff\x00"


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        pytest.param({"body": "hello"}, "HTTP1-status", id="D no statusCode"),
        pytest.param({}, "HTTP1-status", id="D nothing"),
        pytest.param("Not a proxy response", "HTTP1-status", id="R text"),
        pytest.param(None, "HTTP1-status", id="N null"),
        pytest.param([1], "HTTP1-status", id="N list"),
        pytest.param({"statusCode": 0, "body": "x"}, "HTTP1-status", id="R zero"),
        pytest.param({"statusCode": 200, "body": {}}, "HTTP1-body", id="N body is an object"),
        pytest.param({"statusCode": 200, "headers": "a"}, "HTTP1-headers", id="N headers are text"),
        pytest.param({"statusCode": 200, "multiValueHeaders": {"a": "1"}}, "HTTP1-headers", id="N values are text"),
        pytest.param(
            {"statusCode": 200, "multiValueHeaders": {"a b": ["1"]}}, "HTTP1-sendable", id="N name with a space"
        ),
    ],
)
def test_answers_that_cannot_be_used(answer, rule):
    assert refused(answered(answer)) == (500, INTERNAL, rule)
