"""What an HTTP API answers by itself: facts 3.2. Evidence as in `test_answers_in_2`."""

from __future__ import annotations

import sys
import time

import pytest

from pytest_lambda import LambdaFunction, LambdaService
from pytest_lambda.errors import AnswerRefused, FunctionExited, FunctionTimeout

from .asked import OK, answered, refused

INTERNAL = {"message": "Internal Server Error"}
TOO_LARGE = {"message": "Request Entity Too Large"}


def failing(event, context):
    raise KeyError("id")


@pytest.fixture
def ask():
    """`ask(handler, timeout=1)` gives a client's response."""

    def make(handler, *, content=b"", function_settings=None, **settings):
        with LambdaFunction(handler, **(function_settings or {})) as function:
            return function.http_client("http-api", **settings).post("/", content=content)

    return make


@pytest.mark.parametrize("payload_format", ["2.0", "1.0"])
def test_k_an_exception(ask, payload_format):
    response = ask(failing, payload_format=payload_format)
    assert refused(response) == (500, INTERNAL, "HTTP-function-error")
    exchange = response.extensions["lambda"]
    assert exchange.refusal.reason == "the function failed with KeyError: 'id'"
    assert exchange.result.error.type == "KeyError"
    assert response.headers["apigw-requestid"] == exchange.event["requestContext"]["requestId"]
    assert response.headers["content-type"] == "application/json"


def test_k_the_function_times_out(ask):
    response = ask(lambda event, context: time.sleep(30), function_settings={"timeout": 1})
    assert refused(response) == (500, INTERNAL, "HTTP-function-error")
    assert response.extensions["lambda"].result.timed_out


def test_k_the_function_exits(ask):
    assert refused(ask(lambda event, context: sys.exit(1))) == (500, INTERNAL, "HTTP-function-error")


def test_v_an_answer_that_is_too_large(ask):
    response = ask(lambda event, context: "x" * 6_291_556)
    assert refused(response) == (500, INTERNAL, "HTTP-function-error")
    assert "Function.ResponseSizeTooLarge" in response.extensions["lambda"].refusal.reason


def test_k_the_gateway_waits_no_longer(ask):
    response = ask(lambda event, context: time.sleep(0.2), function_settings={"timeout": 60}, timeout_in_millis=50)
    assert refused(response) == (503, {"message": "Service Unavailable"}, "HTTP-timeout")
    exchange = response.extensions["lambda"]
    assert exchange.refusal.reason == "the function took more than 50 ms"
    assert exchange.result.payload is None  # it ran to its end


def test_the_patience_of_a_route(ask):
    routes = {"POST /": {"timeout_in_millis": 50}}
    response = ask(lambda event, context: time.sleep(0.2), function_settings={"timeout": 60}, routes=routes)
    assert response.status_code == 503


def test_d_a_body_of_10_mb_is_the_largest(ask):
    response = ask(lambda event, context: OK, content=b"x" * (10 * 1024 * 1024 + 1))
    assert refused(response) == (413, TOO_LARGE, "HTTP-request-size")
    assert response.extensions["lambda"].refusal.reason == "the body has 10,485,761 bytes, more than 10,485,760"
    assert response.extensions["lambda"].event is None


def test_d_with_a_body_of_10_mb_lambda_is_asked(ask):
    response = ask(lambda event, context: OK, content=b"x" * (10 * 1024 * 1024))
    assert refused(response) == (413, TOO_LARGE, "HTTP-event-size")


def test_c_an_event_that_lambda_does_not_take(ask):
    response = ask(lambda event, context: OK, content=b"\xff" * (5 * 1024 * 1024))
    assert refused(response) == (413, TOO_LARGE, "HTTP-event-size")
    assert response.extensions["lambda"].result is None


def test_n_a_throttled_function():
    with LambdaService() as service:
        function = service.create_function("pets", handler=lambda event, context: OK)
        function.put_function_concurrency(reserved_concurrent_executions=0)
        response = function.http_client("http-api").get("/")
    assert refused(response) == (503, {"message": "Service Unavailable"}, "HTTP-throttled")
    assert "TooManyRequestsException" in response.extensions["lambda"].refusal.reason


def test_n_a_version_that_is_not_there():
    with LambdaService() as service:
        function = service.create_function("pets", handler=lambda event, context: OK)
        routes = {"GET /": {"qualifier": "live"}}
        response = function.http_client("http-api", routes=routes).get("/")
    assert refused(response) == (500, INTERNAL, "HTTP-invoke")
    assert "ResourceNotFoundException" in response.extensions["lambda"].refusal.reason


def test_head_of_a_refusal():
    response = answered({"statusCode": "x"}, method="HEAD")
    assert (response.status_code, response.content) == (500, b"")
    assert response.headers["content-length"] == str(len(b'{"message":"Internal Server Error"}'))


@pytest.mark.parametrize(
    ("handler", "settings", "error"),
    [
        (failing, {}, KeyError),
        (lambda event, context: sys.exit(1), {}, FunctionExited),
        (lambda event, context: time.sleep(30), {"timeout": 1}, FunctionTimeout),
        (lambda event, context: {"statusCode": "x"}, {}, AnswerRefused),
    ],
    ids=["exception", "exit", "timeout", "answer"],
)
def test_errors_of_the_function_are_raised_if_you_like(ask, handler, settings, error):
    with pytest.raises(error):
        ask(handler, function_settings=settings, raise_function_errors=True)


def test_what_is_raised_says_the_rule(ask):
    with pytest.raises(AnswerRefused, match="HTTP-body: body is an object, expected text") as caught:
        ask(lambda event, context: {"statusCode": 200, "body": {}}, raise_function_errors=True)
    assert caught.value.result.payload == {"statusCode": 200, "body": {}}


@pytest.mark.parametrize(
    ("settings", "content", "status"),
    [
        ({"routes": ["GET /pets"]}, b"", 404),
        ({}, b"x" * (10 * 1024 * 1024 + 1), 413),
    ],
    ids=["no route", "too large"],
)
def test_errors_of_the_client_are_never_raised(ask, settings, content, status):
    response = ask(lambda event, context: OK, content=content, raise_function_errors=True, **settings)
    assert response.status_code == status


def test_an_answer_that_is_ignored_in_part_is_not_raised(ask):
    response = ask(lambda event, context: {"statusCode": 200, "unknown": 1}, raise_function_errors=True)
    assert response.status_code == 200
