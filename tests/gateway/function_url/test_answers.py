"""What a function URL makes of answers: facts 3.2, row by row, with the evidence in the name of each case."""

from __future__ import annotations

import base64
import time
from typing import Any

import pytest

from pytest_lambda import AnswerRefused, FunctionTimeout, LambdaFunction, LambdaService, NotSimulated

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"


def answered(answer: Any, *, method: str = "GET", **settings: Any) -> Any:
    with LambdaFunction(lambda event, context: answer) as function:
        return function.http_client("function-url", **settings).request(method, "/")


PLAIN: dict[str, tuple[Any, str]] = {
    "V an object": ({"hello": "world"}, '{"hello":"world"}'),
    "V text": ("hello", "hello"),
    "V a number": (3, "3"),
    "V a fraction": (3.1, "3.1"),
    "V true": (True, "true"),
    "V a list": (["hello", 3, True], '["hello",3,true]'),
    "K null": (None, "null"),
    "K an empty object": ({}, "{}"),
    "K a body without a status": ({"body": "x"}, '{"body":"x"}'),
    "K beyond ASCII": ({"name": "Ä"}, '{"name":"Ä"}'),
}


@pytest.mark.parametrize("case", PLAIN)
def test_answers_without_a_status(case):
    answer, text = PLAIN[case]
    response = answered(answer)
    assert (response.status_code, response.text) == (200, text)
    assert response.headers["content-type"] == "application/json"
    assert response.headers["content-length"] == str(len(text.encode()))
    assert response.extensions["lambda"].refusal is None


def test_v_a_status_and_a_body():
    response = answered({"statusCode": 200, "body": "body123"})
    assert (response.status_code, response.text) == (200, "body123")
    assert response.headers["content-type"] == "application/json"


def test_v_a_status_that_is_text():
    response = answered({"statusCode": "418", "body": "i'm a teapot"})
    assert (response.status_code, response.text) == (418, "i'm a teapot")


def test_v_headers():
    headers = {"Content-Type": "text/html", "My-Custom-Header": "Custom Value"}
    response = answered({"statusCode": 201, "headers": headers, "body": "<p>"})
    assert (response.status_code, response.headers["my-custom-header"]) == (201, "Custom Value")
    assert response.headers["content-type"] == "text/html"


def test_k_headers_that_are_no_text():
    response = answered({"statusCode": 200, "headers": {"X-A": 1, "X-B": True, "X-C": 1.5}})
    assert [response.headers[f"x-{name}"] for name in "abc"] == ["1", "true", "1.5"]


def test_c_a_body_in_base64_is_decoded_whatever_the_client_accepts():
    answer = {"statusCode": 200, "body": base64.b64encode(PNG).decode(), "isBase64Encoded": True}
    with LambdaFunction(lambda event, context: answer) as function:
        response = function.http_client("function-url").get("/", headers={"accept": "text/plain"})
    assert response.content == PNG


def test_d_cookies():
    response = answered({"statusCode": 200, "cookies": ["a=1; Secure", "b=2"], "body": ""})
    assert response.headers.get_list("set-cookie") == ["a=1; Secure", "b=2"]


def test_k_unknown_keys_and_connection_headers_are_ignored():
    answer = {"statusCode": 200, "multiValueHeaders": {"X-A": ["1"]}, "headers": {"Connection": "close", "X-B": "1"}}
    response = answered(answer)
    assert "x-a" not in response.headers
    assert "connection" not in response.headers
    assert response.headers["x-b"] == "1"
    ignored = response.extensions["lambda"].ignored
    assert [(each.rule, each.field) for each in ignored] == [
        ("URL-unknown", "multiValueHeaders"),
        ("URL-connection", "headers.Connection"),
    ]


@pytest.mark.parametrize("status", [204, 304])
def test_k_a_status_without_a_body(status):
    response = answered({"statusCode": status, "body": "ignored"})
    assert (response.status_code, response.content) == (status, b"")


def test_head_has_no_body():
    response = answered("hello", method="HEAD")
    assert (response.content, response.headers["content-length"]) == (b"", "5")


# ---- what fails ---------------------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[Any, str]] = {
    "K a status that is none": ({"statusCode": "OK"}, "URL-status"),
    "K a status out of range": ({"statusCode": 999}, "URL-status"),
    "K headers in a list": ({"statusCode": 200, "headers": ["a"]}, "URL-headers"),
    "K a header that is an object": ({"statusCode": 200, "headers": {"X-A": {}}}, "URL-value"),
    "K a header on two lines": ({"statusCode": 200, "headers": {"X-A": "1\r\nX-B: 2"}}, "URL-sendable"),
    "K a header's name that is no ASCII": ({"statusCode": 200, "headers": {"X-Ä": "1"}}, "URL-sendable"),
    "K a body that is no text": ({"statusCode": 200, "body": {"a": 1}}, "URL-body"),
    "K a body that is no base64": ({"statusCode": 200, "body": "%", "isBase64Encoded": True}, "URL-base64"),
    "K cookies that are no list": ({"statusCode": 200, "cookies": "a=1"}, "URL-cookies"),
}


def assert_bad_gateway(response: Any, rule: str) -> None:
    assert (response.status_code, response.text) == (502, "Internal Server Error")
    assert response.headers["content-type"] == "text/plain"
    assert response.extensions["lambda"].refusal.rule == rule


@pytest.mark.parametrize("case", REFUSED)
def test_answers_that_make_a_502(case):
    answer, rule = REFUSED[case]
    response = answered(answer)
    assert_bad_gateway(response, rule)
    assert response.extensions["lambda"].result.ok


@pytest.mark.parametrize("case", REFUSED)
def test_answers_that_are_refused_can_be_raised(case):
    answer, rule = REFUSED[case]
    with pytest.raises(AnswerRefused, match=f"^{rule}: "):
        answered(answer, raise_function_errors=True)


def fails(event: object, context: object) -> None:
    raise LookupError("no such pet")


def large(event: object, context: object) -> str:
    return "x" * 6_291_556


@pytest.mark.parametrize(
    ("handler", "error"),
    [(fails, "LookupError"), (large, "Function.ResponseSizeTooLarge")],
    ids=["V an exception", "V too large an answer"],
)
def test_function_errors_make_a_502(handler, error):
    with LambdaFunction(handler) as function:
        response = function.http_client("function-url").post("/")
    assert_bad_gateway(response, "URL-function-error")
    assert response.extensions["lambda"].result.error.type == error


def test_an_exception_can_be_raised():
    with LambdaFunction(fails) as function, pytest.raises(LookupError, match="no such pet"):
        function.http_client("function-url", raise_function_errors=True).get("/")


def slow(event: object, context: object) -> str:
    time.sleep(600)
    return "slow"


def test_k_a_timeout_makes_a_502():
    with LambdaService() as service:
        function = service.create_function("slow", handler=slow, timeout=30)
        assert_bad_gateway(function.http_client("function-url").get("/"), "URL-function-error")
        with pytest.raises(FunctionTimeout):
            function.http_client("function-url", raise_function_errors=True).get("/")


def test_d_a_url_waits_as_long_as_the_function_takes():
    with LambdaService() as service:
        function = service.create_function("slow", handler=slow, timeout=900)
        assert function.http_client("function-url").get("/").text == "slow"


def test_d_a_url_is_deactivated_by_a_reserved_concurrency_of_zero():
    with LambdaService() as service:
        function = service.create_function("pets", handler=lambda event, context: "hello")
        client = function.http_client("function-url", raise_function_errors=True)
        function.put_function_concurrency(reserved_concurrent_executions=0)
        response = client.get("/")
        assert response.status_code == 429
        assert response.headers["x-amzn-errortype"] == "TooManyRequestsException"
        assert response.json() == {"Message": "Rate Exceeded."}
        exchange = response.extensions["lambda"]
        assert (exchange.refusal.rule, exchange.result) == ("URL-throttled", None)
        function.delete_function_concurrency()
        assert client.get("/").text == "hello"


def test_d_a_request_over_6_mb_makes_a_413():
    with LambdaFunction(lambda event, context: None) as function:
        response = function.http_client("function-url").post("/", content=b"x" * 6_291_556)
        assert function.invocations == ()
    assert response.status_code == 413
    assert response.headers["x-amzn-errortype"] == "RequestEntityTooLargeException"
    assert response.extensions["lambda"].refusal.rule == "URL-request-size"


# ---- RESPONSE_STREAM ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "content"),
    [
        ({"statusCode": 418, "headers": {"X-A": "1"}, "body": "x"}, b'{"statusCode": 418, "headers": {"X-A": "1"}, "body": "x"}'),
        ("hello", b'"hello"'),
        ([1, 2], b"[1, 2]"),
    ],
    ids=["V W an object", "K text", "K a list"],
)
def test_a_streaming_url_sends_what_is_returned(answer, content):
    response = answered(answer, invoke_mode="RESPONSE_STREAM")
    assert (response.status_code, response.content) == (200, content)
    assert "x-a" not in response.headers
    assert response.extensions["lambda"].refusal is None


def test_a_failure_behind_a_streaming_url_is_not_simulated():
    with LambdaFunction(fails) as function:
        with pytest.raises(NotSimulated, match="URL-function-error: the function failed with LookupError: no such pet"):
            function.http_client("function-url", invoke_mode="RESPONSE_STREAM").get("/")
        with pytest.raises(LookupError):
            function.http_client("function-url", invoke_mode="RESPONSE_STREAM", raise_function_errors=True).get("/")
