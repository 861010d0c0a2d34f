"""CORS: AWS's page "Configure CORS for HTTP APIs in API Gateway". Evidence as in `test_answers_in_2`."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction

from .asked import OK, answered

SITE = "https://example.com"
CORS = {
    "allow_origins": [SITE],
    "allow_methods": ["GET", "POST"],
    "allow_headers": ["authorization", "content-type"],
    "expose_headers": ["x-count"],
    "max_age": 300,
    "allow_credentials": True,
}
PREFLIGHT = {"Origin": SITE, "Access-Control-Request-Method": "POST"}


def of_cors(response):
    prefix = "access-control-"
    return {name.removeprefix(prefix): value for name, value in response.headers.items() if name.startswith(prefix)}


def test_d_a_preflight_is_answered_without_the_function():
    response = answered(OK, method="OPTIONS", headers=PREFLIGHT, cors=CORS, routes=["GET /pets"])
    assert (response.status_code, response.content) == (204, b"")
    assert of_cors(response) == {
        "allow-origin": SITE,
        "allow-methods": "GET,POST",
        "allow-headers": "authorization,content-type",
        "expose-headers": "x-count",
        "max-age": "300",
        "allow-credentials": "true",
    }
    exchange = response.extensions["lambda"]
    assert (exchange.event, exchange.result, exchange.refusal.rule) == (None, None, "HTTP-preflight")
    assert "apigw-requestid" in response.headers


def test_d_without_a_configuration_a_preflight_is_a_request():
    response = answered(OK, method="OPTIONS", headers=PREFLIGHT)
    assert (response.status_code, of_cors(response)) == (200, {})
    assert response.extensions["lambda"].event["requestContext"]["http"]["method"] == "OPTIONS"


@pytest.mark.parametrize("missing", ["Origin", "Access-Control-Request-Method"])
def test_d_a_preflight_has_two_headers(missing):
    headers = {name: value for name, value in PREFLIGHT.items() if name != missing}
    response = answered(OK, method="OPTIONS", headers=headers, cors=CORS)
    assert (response.status_code, response.extensions["lambda"].event is None) == (200, False)
    response = answered(OK, method="OPTIONS", headers=headers, cors=CORS, routes=["GET /"])
    assert response.status_code == 404


def test_d_a_preflight_is_an_options_request():
    response = answered({"statusCode": 200, "body": "x"}, method="GET", headers=PREFLIGHT, cors=CORS)
    assert (response.status_code, response.text) == (200, "x")


def test_n_a_preflight_from_another_origin_gets_no_leave():
    response = answered(OK, method="OPTIONS", headers={**PREFLIGHT, "Origin": "https://evil.example"}, cors=CORS)
    assert (response.status_code, of_cors(response)) == (204, {})
    assert "'https://evil.example' is not among allow_origins" in response.extensions["lambda"].refusal.reason


def test_d_answers_have_the_configured_headers():
    response = answered(OK, headers={"Origin": SITE}, cors=CORS)
    assert of_cors(response) == {"allow-origin": SITE, "allow-credentials": "true", "expose-headers": "x-count"}


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}], ids=["no origin", "another origin"])
def test_d_other_requests_have_none(headers):
    response = answered(OK, headers=headers, cors=CORS)
    assert (response.status_code, of_cors(response)) == (200, {})


@pytest.mark.parametrize("payload_format", ["2.0", "1.0"])
@pytest.mark.parametrize("headers", [{}, {"Origin": SITE}], ids=["no origin", "origin"])
def test_d_headers_of_the_function_are_ignored(payload_format, headers):
    answer = {
        "statusCode": 200,
        "headers": {"Access-Control-Allow-Origin": "*", "access-control-max-age": "1", "X-A": "1"},
    }
    response = answered(answer, headers=headers, cors={"allow_origins": [SITE]}, payload_format=payload_format)
    assert of_cors(response) == ({"allow-origin": SITE} if headers else {})
    assert response.headers["x-a"] == "1"
    ignored = response.extensions["lambda"].ignored
    assert [(each.rule, each.field) for each in ignored] == [
        ("HTTP-cors", "headers.Access-Control-Allow-Origin"),
        ("HTTP-cors", "headers.access-control-max-age"),
    ]


def test_d_without_a_configuration_those_of_the_function_stand():
    answer = {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "*"}}
    response = answered(answer, headers={"Origin": SITE})
    assert of_cors(response) == {"allow-origin": "*"}
    assert response.extensions["lambda"].ignored == ()


@pytest.mark.parametrize(
    ("allowed", "origin", "sent"),
    [
        ("*", SITE, "*"),
        ("https://*", SITE, SITE),
        ("https://*", "http://example.com", None),
        ("http://*", "http://localhost:3000", "http://localhost:3000"),
        ("https://example.com", "https://example.com.evil.example", None),
        ("https://example.com", "https://example.com:8443", None),
    ],
)
def test_d_origins(allowed, origin, sent):
    response = answered(OK, headers={"Origin": origin}, cors={"allow_origins": ["https://other.example", allowed]})
    assert response.headers.get("access-control-allow-origin") == sent


def test_d_what_is_not_configured_is_not_said():
    response = answered(OK, method="OPTIONS", headers=PREFLIGHT, cors={"allow_origins": ["*"]})
    assert of_cors(response) == {"allow-origin": "*"}


def test_n_what_the_gateway_answers_by_itself_has_none():
    response = answered(OK, path="/cats", headers={"Origin": SITE}, cors=CORS, routes=["GET /pets"])
    assert (response.status_code, of_cors(response)) == (404, {})


@pytest.mark.parametrize(
    ("cors", "message"),
    [
        ("*", r"cors is '\*': expected a mapping"),
        ({"allowOrigins": ["*"]}, r"cors has 'allowOrigins', .* Did you mean 'allow_origins'\?"),
        ({"allow_origins": "*"}, r"cors\['allow_origins'\] is '\*': expected a list of texts"),
        ({"allow_methods": [1]}, r"cors\['allow_methods'\] is \[1\]: expected a list of texts"),
        ({"max_age": 90_000}, r"cors\['max_age'\] is 90000: expected seconds, -1 to 86400"),
        ({"max_age": "300"}, r"cors\['max_age'\] is '300'"),
        ({"allow_credentials": "true"}, r"cors\['allow_credentials'\] is 'true': expected True or False"),
        (
            {"allow_origins": ["*"], "allow_credentials": True},
            r"allows credentials for the origin '\*', which AWS refuses",
        ),
    ],
)
def test_configurations_that_aws_refuses(cors, message):
    with LambdaFunction(lambda event, context: OK) as function, pytest.raises(ConfigurationError, match=message):
        function.http_client("http-api", cors=cors)
