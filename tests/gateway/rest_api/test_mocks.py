"""Mock integrations of a REST API: what it answers by itself."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pytest_lambda import ConfigurationError, LambdaFunction, NotSimulated
from pytest_lambda.gateway.authorizers import RequestAuthorizer

CORS = {
    "type": "mock",
    "requestTemplates": {"application/json": '{"statusCode": 200}'},
    "responses": {
        "default": {
            "statusCode": "200",
            "responseParameters": {
                "method.response.header.Access-Control-Allow-Origin": "'*'",
                "method.response.header.Access-Control-Allow-Methods": "'GET,OPTIONS'",
            },
            "responseTemplates": {"application/json": "{}\n"},
        }
    },
}


@pytest.fixture
def function(lambda_function_factory: Any) -> LambdaFunction:
    return lambda_function_factory(lambda event, context: {"statusCode": 201})


def document(mock: dict[str, Any], **operation: Any) -> dict[str, Any]:
    options = {"x-amazon-apigateway-integration": mock, **operation}
    return {"openapi": "3.0.1", "paths": {"/pets": {"get": {}, "options": options}}}


def preflight(function: LambdaFunction, mock: dict[str, Any]) -> httpx.Response:
    return function.http_client("rest-api", openapi=document(mock)).options("/pets")


def test_cors_is_answered_without_the_function(function: LambdaFunction) -> None:
    answer = preflight(function, CORS)
    assert (answer.status_code, answer.text) == (200, "{}")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET,OPTIONS"
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-amzn-requestid"] == answer.extensions["lambda"].request_id
    assert (answer.extensions["lambda"].route, answer.extensions["lambda"].result) == ("OPTIONS /pets", None)
    assert function.invocations == ()


def test_the_other_methods_have_their_function(function: LambdaFunction) -> None:
    assert function.http_client("rest-api", openapi=document(CORS)).get("/pets").status_code == 201


@pytest.mark.parametrize(
    "template", ['{"statusCode": 200}', "{statusCode:200}", "{ statusCode: 200 }", "{'statusCode':200}", '\n{"statusCode": 200,}']
)
def test_the_status_may_be_written_in_many_ways(function: LambdaFunction, template: str) -> None:
    assert preflight(function, {**CORS, "requestTemplates": {"application/json": template}}).status_code == 200


def test_the_response_is_chosen_by_the_status(function: LambdaFunction) -> None:
    responses = {"2\\d{2}": {"statusCode": "204"}, "404": {"statusCode": 404}, "default": {"statusCode": "500"}}
    for status, sent in (200, 204), (404, 404), (302, 500):
        template = {"application/json": f'{{"statusCode": {status}}}'}
        mock = {"type": "MOCK", "requestTemplates": template, "responses": responses}
        assert preflight(function, mock).status_code == sent


def test_an_authorizer_comes_first(function: LambdaFunction) -> None:
    scheme = {"type": "apiKey", "in": "header", "name": "x", "x-amazon-apigateway-authorizer": {"type": "request"}}
    openapi = {**document(CORS, security=[{"own": []}]), "components": {"securitySchemes": {"own": scheme}}}
    client = function.http_client("rest-api", openapi=openapi, authorizers={"own": RequestAuthorizer(function)})
    assert client.options("/pets").status_code == 401


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"requestTemplates": {}}, "only a request template such as"),
        ({"requestTemplates": {"application/json": '{"statusCode": $input.x}'}}, "mapping templates are not simulated"),
        ({"responses": {"default": {"responseParameters": {"method.response.header.A": "context.b"}}}}, "headers are simulated if"),
        ({"responses": {"default": {"responseTemplates": {"application/json": "$context.x"}}}}, "a fixed text"),
    ],
)
def test_what_is_not_simulated(function: LambdaFunction, change: dict[str, Any], message: str) -> None:
    with pytest.raises(NotSimulated, match=message):
        preflight(function, {**CORS, **change})


def test_a_status_without_a_response(function: LambdaFunction) -> None:
    with pytest.raises(ConfigurationError, match="no response for 200, and no default one"):
        preflight(function, {**CORS, "responses": {"404": {}}})


def test_a_pattern_that_is_none(function: LambdaFunction) -> None:
    with pytest.raises(ConfigurationError, match=r"responses > \*: '\*' is no regular expression of statuses"):
        preflight(function, {**CORS, "responses": {"*": {}}})


def test_http_apis_have_none(function: LambdaFunction) -> None:
    client = function.http_client("http-api", openapi=document(CORS))
    with pytest.raises(NotSimulated, match="OPTIONS /pets: HTTP APIs have no mock integrations"):
        client.options("/pets")
