"""What a load balancer makes of answers: facts 3.3, row by row, with the evidence in the name of each case."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from pytest_lambda import LambdaFunction


def answered(answer: Any, *, method: str = "GET", **settings: Any) -> Any:
    with LambdaFunction(lambda event, context: answer) as function:
        return function.http_client("alb", **settings).request(method, "/")


PNG = b"\x89PNG\r\n\x1a\n\x00\xff"
FULL = {
    "isBase64Encoded": False,
    "statusCode": 201,
    "statusDescription": "201 Created",
    "headers": {"Content-Type": "text/plain", "X-A": "1"},
    "body": "hello",
}


def test_d_a_full_answer():
    response = answered(FULL)
    assert (response.status_code, response.reason_phrase, response.text) == (201, "Created", "hello")
    assert response.headers["content-type"] == "text/plain"
    assert response.headers["x-a"] == "1"
    assert response.headers["content-length"] == "5"
    exchange = response.extensions["lambda"]
    assert (exchange.refusal, exchange.ignored, exchange.route) == (None, (), "default")


@pytest.mark.parametrize(
    ("description", "phrase"),
    [("200 All is well", "All is well"), ("Well", "Well"), ("200", ""), (None, "OK"), ("", "OK")],
    ids=["D text", "K no code", "K no text", "K null", "K empty"],
)
def test_the_reason_phrase(description, phrase):
    assert answered({"statusCode": 200, "statusDescription": description}).reason_phrase == phrase


def test_k_a_status_is_enough():
    response = answered({"statusCode": 200})
    assert (response.status_code, response.content, response.headers.get("content-type")) == (200, b"", None)


def test_k_a_status_may_be_text():
    assert answered({"statusCode": "418"}).status_code == 418


def test_d_a_body_in_base64_is_decoded():
    body = base64.b64encode(PNG).decode()
    assert answered({"statusCode": 200, "body": body, "isBase64Encoded": True}).content == PNG


def test_d_a_body_that_is_not_marked_stays_base64():
    body = base64.b64encode(PNG).decode()
    assert answered({"statusCode": 200, "body": body}).text == body


def test_d_multi_value_headers():
    answer = {"statusCode": 200, "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"], "X-A": ["1"]}}
    response = answered(answer, multi_value_headers=True)
    assert response.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert response.headers["x-a"] == "1"


def test_c_names_that_differ_in_case_send_a_header_twice():
    answer = {"statusCode": 200, "headers": {"set-cookie": "a=1", "Set-Cookie": "b=2"}}
    assert answered(answer).headers.get_list("set-cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize(
    ("multi", "field"), [(False, "multiValueHeaders"), (True, "headers")], ids=["single", "multi-value"]
)
def test_c_the_other_mode_is_ignored(multi, field):
    answer = {"statusCode": 200, field: {"X-A": ["1"] if field == "multiValueHeaders" else "1"}}
    response = answered(answer, multi_value_headers=multi)
    assert response.status_code == 200
    assert "x-a" not in response.headers
    (ignored,) = response.extensions["lambda"].ignored
    assert (ignored.rule, ignored.field) == ("ALB-multi", field)


def test_c_only_the_map_of_the_mode_counts():
    answer = {"statusCode": 200, "headers": {"X-A": "1"}, "multiValueHeaders": {"X-A": ["2", "3"]}}
    assert answered(answer).headers.get_list("x-a") == ["1"]
    assert answered(answer, multi_value_headers=True).headers.get_list("x-a") == ["2", "3"]


def test_what_is_wrong_with_the_other_map_does_not_matter():
    answer = {"statusCode": 200, "headers": {"X-A": "1"}, "multiValueHeaders": {"X A": 2}}
    assert answered(answer).headers["x-a"] == "1"


def test_d_headers_of_one_connection_are_not_sent_on():
    headers = {"Connection": "close", "Transfer-Encoding": "chunked", "X-A": "1"}
    response = answered({"statusCode": 200, "headers": headers, "body": "x"})
    assert "connection" not in response.headers
    assert "transfer-encoding" not in response.headers
    assert response.headers["x-a"] == "1"
    ignored = response.extensions["lambda"].ignored
    assert [(each.rule, each.field) for each in ignored] == [
        ("ALB-hop", "headers.Connection"),
        ("ALB-hop", "headers.Transfer-Encoding"),
    ]


def test_d_the_content_length_is_counted():
    response = answered({"statusCode": 200, "headers": {"content-length": "999"}, "body": "ä"})
    assert response.headers.get_list("content-length") == ["2"]


def test_k_unknown_keys_are_ignored():
    response = answered({"statusCode": 200, "cookies": ["a=1"]})
    assert response.status_code == 200
    (ignored,) = response.extensions["lambda"].ignored
    assert (ignored.rule, ignored.field) == ("ALB-unknown", "cookies")


def test_head_has_no_body():
    response = answered(FULL, method="HEAD")
    assert (response.status_code, response.content, response.headers["content-length"]) == (201, b"", "5")


def test_k_an_answer_of_almost_1_mb():
    rest = len('{"statusCode": 200, "body": ""}')
    assert len(answered({"statusCode": 200, "body": "x" * (1_048_576 - rest)}).content) == 1_048_576 - rest
