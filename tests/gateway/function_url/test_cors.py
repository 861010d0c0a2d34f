"""CORS of function URLs ("Cross-origin resource sharing" in the Lambda Developer Guide)."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import LambdaFunction

ORIGIN = "https://www.example.com"
CORS = {
    "allow_origins": [ORIGIN, "http://localhost:60905"],
    "allow_methods": ["GET", "POST"],
    "allow_headers": ["X-Custom-Header", "Authorization"],
    "expose_headers": ["X-Count"],
    "max_age": 300,
    "allow_credentials": True,
}
PREFLIGHT = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    if event["rawPath"] == "/fail":
        raise LookupError
    headers = {"Access-Control-Allow-Origin": "https://other.example.com", "Access-Control-Max-Age": "7", "X-Count": "3"}
    return {"statusCode": 200, "headers": headers, "body": event["requestContext"]["http"]["method"]}


@pytest.fixture
def function():
    with LambdaFunction(handler) as made:
        yield made


def about_cors(response: Any) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name.startswith("access-control-")}


def test_d_the_url_answers_preflights(function):
    response = function.http_client("function-url", cors=CORS).options("/", headers=PREFLIGHT)
    assert (response.status_code, response.content) == (200, b"")
    assert about_cors(response) == {
        "access-control-allow-origin": ORIGIN,
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "X-Count",
        "access-control-allow-methods": "GET,POST",
        "access-control-allow-headers": "X-Custom-Header,Authorization",
        "access-control-max-age": "300",
    }
    assert response.extensions["lambda"].refusal.rule == "URL-preflight"
    assert function.invocations == ()


def test_k_a_preflight_needs_no_signature(function):
    client = function.http_client("function-url", cors=CORS, auth_type="AWS_IAM")
    assert client.options("/", headers=PREFLIGHT).status_code == 200
    response = client.get("/", headers={"Origin": ORIGIN})
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (403, ORIGIN)


def test_k_another_origin_gets_no_headers(function):
    client = function.http_client("function-url", cors=CORS)
    response = client.options("/", headers={**PREFLIGHT, "Origin": "https://evil.example.com"})
    assert (response.status_code, about_cors(response)) == (200, {})
    assert "'https://evil.example.com' is not among allow_origins" in response.extensions["lambda"].refusal.reason


def test_d_headers_of_the_url_come_before_those_of_the_function(function):
    response = function.http_client("function-url", cors=CORS).get("/", headers={"Origin": ORIGIN})
    assert about_cors(response) == {
        "access-control-max-age": "7",
        "access-control-allow-origin": ORIGIN,
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "X-Count",
    }
    (ignored,) = response.extensions["lambda"].ignored
    assert (ignored.rule, ignored.field) == ("URL-cors", "headers.Access-Control-Allow-Origin")


def test_d_all_answers_have_the_headers(function):
    response = function.http_client("function-url", cors=CORS).get("/fail", headers={"Origin": ORIGIN})
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (502, ORIGIN)


def test_d_all_origins(function):
    client = function.http_client("function-url", cors={"allow_origins": ["*"], "allow_methods": ["*"]})
    assert about_cors(client.options("/", headers=PREFLIGHT)) == {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "*",
    }


def test_an_options_request_that_is_no_preflight_reaches_the_function(function):
    client = function.http_client("function-url", cors=CORS)
    assert client.options("/").text == "OPTIONS"


def test_d_without_cors_the_function_answers_for_itself(function):
    response = function.http_client("function-url").options("/", headers=PREFLIGHT)
    assert response.text == "OPTIONS"
    assert response.headers["access-control-allow-origin"] == "https://other.example.com"
    assert response.extensions["lambda"].ignored == ()
