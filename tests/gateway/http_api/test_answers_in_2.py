"""Answers in payload format 2.0: facts 3.2, row by row, with the evidence in the name of each case.

V recorded for function URLs, R recorded for HTTP APIs by AWS's own test tool for .NET, D documented, C what emulators
do, K known from elsewhere, N not recorded.
"""

from __future__ import annotations

import base64

import pytest

from pytest_lambda import LambdaFunction

from .asked import answered, refused

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"
INTERNAL = {"message": "Internal Server Error"}


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        pytest.param({"name": "Ada", "age": 30}, b'{"name": "Ada", "age": 30}', id="R object"),
        pytest.param([1, 2, 3], b"[1, 2, 3]", id="R list"),
        pytest.param("Hello, World!", b"Hello, World!", id="R text"),
        pytest.param('Special "quoted" text', b'Special "quoted" text', id="R quotes"),
        pytest.param("", b"", id="R empty text"),
        pytest.param('{"name": "Ada", "age":', b'{"name": "Ada", "age":', id="R text of half an object"),
        pytest.param(42, b"42", id="R number"),
        pytest.param(3.1, b"3.1", id="V fraction"),
        pytest.param(True, b"true", id="R boolean"),
        pytest.param(["hello", 3, True], b'["hello", 3, true]', id="V mixed list"),
        pytest.param({}, b"{}", id="D empty object"),
        pytest.param({"body": "x"}, b'{"body": "x"}', id="D body without statusCode"),
        pytest.param(None, b"null", id="D null"),
        pytest.param("käse", "käse".encode(), id="N not ASCII"),
    ],
)
def test_without_a_status_code_the_answer_is_the_body(answer, body):
    response = answered(answer)
    assert (response.status_code, response.content) == (200, body)
    assert response.headers["content-type"] == "application/json"
    assert response.extensions["lambda"].refusal is None


def test_v_a_status_and_a_body():
    response = answered({"statusCode": 201, "body": "made"})
    assert (response.status_code, response.text) == (201, "made")


def test_v_a_status_as_text():
    assert answered({"statusCode": "418"}).status_code == 418


def test_r_the_content_type_of_a_body_is_plain_text():
    assert answered({"statusCode": 200, "body": '{"a": 1}'}).headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("name", ["content-type", "Content-Type", "CONTENT-TYPE"])
def test_r_the_content_type_of_the_function_stands(name):
    response = answered({"statusCode": 201, "body": "<a/>", "headers": {name: "application/xml"}})
    assert response.headers.get_list("content-type") == ["application/xml"]


def test_r_headers_are_sent_with_capitals():
    headers = {"myheader": "test,other", "anotherheader": "second", "X-Custom-Header": "CustomValue"}
    sent = dict(answered({"statusCode": 200, "headers": headers}).headers.raw)
    assert sent[b"Myheader"] == b"test,other"
    assert sent[b"Anotherheader"] == b"second"
    assert sent[b"X-Custom-Header"] == b"CustomValue"


@pytest.mark.parametrize(
    ("value", "sent"),
    [(True, "true"), (False, "false"), (5, "5"), (1.5, "1.5"), ("", "")],
    ids=["V true", "N false", "N number", "N fraction", "N empty"],
)
def test_values_of_headers(value, sent):
    assert answered({"statusCode": 200, "headers": {"X-A": value}}).headers["x-a"] == sent


def test_n_names_that_differ_in_case_send_a_header_twice():
    answer = {"statusCode": 200, "headers": {"x-a": "1", "X-A": "2"}}
    assert answered(answer).headers.get_list("x-a") == ["1", "2"]


@pytest.mark.parametrize(
    "missing", [{"body": None}, {"headers": None}, {"cookies": None}, {"isBase64Encoded": None}], ids=repr
)
def test_n_null_is_as_good_as_absent(missing):
    response = answered({"statusCode": 200, **missing})
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("accept", ["image/png", "text/html", "*/*"])
def test_c_base64_is_decoded_whatever_the_client_accepts(accept):
    body = base64.b64encode(PNG).decode()
    answer = {"statusCode": 200, "body": body, "isBase64Encoded": True, "headers": {"Content-Type": "image/png"}}
    response = answered(answer, headers={"Accept": accept})
    assert (response.content, response.headers["content-length"]) == (PNG, str(len(PNG)))


def test_r_decoded_text():
    body = base64.b64encode(b'{"a":1}').decode()
    response = answered({"statusCode": 200, "body": body, "isBase64Encoded": True})
    assert (response.text, response.headers["content-type"]) == ('{"a":1}', "text/plain; charset=utf-8")


def test_d_a_body_that_is_not_marked_stays_base64():
    body = base64.b64encode(PNG).decode()
    assert answered({"statusCode": 200, "body": body}).text == body


def test_d_each_cookie_has_a_header_of_its_own():
    answer = {"statusCode": 200, "cookies": ["a=1; Secure", "b=2"], "headers": {"Set-Cookie": "c=3"}}
    assert answered(answer).headers.get_list("set-cookie") == ["c=3", "a=1; Secure", "b=2"]


def test_d_a_client_keeps_the_cookies():
    answer = {"statusCode": 200, "cookies": ["session=s; Path=/"]}
    with LambdaFunction(lambda event, context: {**answer, "body": ",".join(event.get("cookies", []))}) as function:
        client = function.http_client("http-api")
        assert [client.get("/").text for _ in range(2)] == ["", "session=s"]


@pytest.mark.parametrize("status", [204, 304])
def test_statuses_without_a_body(status):
    response = answered({"statusCode": status, "body": "x"})
    assert (response.status_code, response.content) == (status, b"")
    assert "content-length" not in response.headers


def test_head_has_the_length_and_no_body():
    response = answered({"statusCode": 200, "body": "hello"}, method="HEAD")
    assert (response.content, response.headers["content-length"]) == (b"", "5")


def test_the_length_is_the_gateways():
    answer = {"statusCode": 200, "body": "hello", "headers": {"Content-Length": "99"}}
    assert answered(answer).headers.get_list("content-length") == ["5"]


def test_n_unknown_keys_are_ignored():
    answer = {"statusCode": 200, "body": "x", "multiValueHeaders": {"X-A": ["1"]}, "stausCode": 500}
    response = answered(answer)
    assert (response.status_code, response.text, response.headers.get("x-a")) == (200, "x", None)
    ignored = response.extensions["lambda"].ignored
    assert [(each.rule, each.field) for each in ignored] == [
        ("HTTP-unknown", "multiValueHeaders"),
        ("HTTP-unknown", "stausCode"),
    ]


@pytest.mark.parametrize("name", ["Connection", "transfer-encoding", "Upgrade"])
def test_n_headers_of_the_connection_are_the_gateways(name):
    response = answered({"statusCode": 200, "headers": {name: "chunked"}})
    assert name not in response.headers
    assert [(each.rule, each.field) for each in response.extensions["lambda"].ignored] == [
        ("HTTP-connection", f"headers.{name}")
    ]


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        pytest.param({"statusCode": 200.5}, "HTTP-status", id="R fraction"),
        pytest.param({"statusCode": 0, "body": "x"}, "HTTP-status", id="R zero"),
        pytest.param({"statusCode": "test"}, "HTTP-status", id="N text"),
        pytest.param({"statusCode": None}, "HTTP-status", id="N null"),
        pytest.param({"statusCode": 600}, "HTTP-status", id="N too high"),
        pytest.param({"statusCode": 200, "body": {"a": 1}}, "HTTP-body", id="N body is an object"),
        pytest.param({"statusCode": 200, "body": 1}, "HTTP-body", id="N body is a number"),
        pytest.param({"statusCode": 200, "headers": ["X-A"]}, "HTTP-headers", id="N headers are a list"),
        pytest.param({"statusCode": 200, "headers": {"X-A": None}}, "HTTP-value", id="N value is null"),
        pytest.param({"statusCode": 200, "headers": {"X-A": ["1"]}}, "HTTP-value", id="N value is a list"),
        pytest.param({"statusCode": 200, "headers": {"X A": "1"}}, "HTTP-sendable", id="N name with a space"),
        pytest.param({"statusCode": 200, "headers": {"": "1"}}, "HTTP-sendable", id="N empty name"),
        pytest.param({"statusCode": 200, "headers": {"X-A": "1\r\nX-B: 2"}}, "HTTP-sendable", id="N line end"),
        pytest.param({"statusCode": 200, "cookies": ["a=1\nb"]}, "HTTP-sendable", id="N line end in a cookie"),
        pytest.param({"statusCode": 200, "cookies": "a=1"}, "HTTP-cookies", id="N cookies are text"),
        pytest.param({"statusCode": 200, "cookies": [1]}, "HTTP-cookies", id="N a cookie is a number"),
        pytest.param({"statusCode": 200, "isBase64Encoded": "true"}, "HTTP-base64", id="N flag is text"),
        pytest.param({"statusCode": 200, "isBase64Encoded": True, "body": "é"}, "HTTP-base64", id="N no base64"),
    ],
)
def test_answers_that_cannot_be_used(answer, rule):
    response = answered(answer)
    assert refused(response) == (500, INTERNAL, rule)
    assert response.extensions["lambda"].result.payload == answer
    assert response.headers["content-type"] == "application/json"


def test_the_reason_says_where_and_why():
    refusal = answered({"statusCode": 200, "body": {"id": 1}}).extensions["lambda"].refusal
    assert refusal.reason.startswith("body is an object, expected text (json.dumps makes text of it)")
