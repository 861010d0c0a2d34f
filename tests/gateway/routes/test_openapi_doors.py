"""A document behind the kinds that take one: what it says is what requests meet."""

from __future__ import annotations

import base64
import json
import time

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction, LambdaService, events
from pytest_lambda.gateway.authorizers import LambdaAuthorizer
from tests.gateway.routes.documents import LAMBDA_URI, openapi, swagger

VALIDATORS = {
    "x-amazon-apigateway-request-validators": {"all": {"validateRequestBody": True, "validateRequestParameters": True}},
    "x-amazon-apigateway-request-validator": "all",
}


def echo(event, context):
    return {"statusCode": 200, "body": json.dumps(event)}


def other(event, context):
    return {"statusCode": 200, "body": "other"}


@pytest.fixture
def function():
    with LambdaFunction(echo) as made:
        yield made


@pytest.fixture(params=["rest-api", "http-api"])
def kind(request):
    return request.param


def test_routes_and_parameters(function, kind):
    document = openapi({"/pets/{id}": {"get": {}}, "/files/{path+}": {"x-amazon-apigateway-any-method": {}}})
    client = function.http_client(kind, openapi=document)
    pet, file = client.get("/pets/7").json(), client.put("/files/a/b").json()
    assert events.check(pet) == events.check(file) == []
    assert (pet["pathParameters"], file["pathParameters"]) == ({"id": "7"}, {"path": "a/b"})
    missing = client.post("/pets/7")
    assert missing.status_code == (403 if kind == "rest-api" else 404)
    assert missing.extensions["lambda"].refusal.rule.endswith("-no-route")


def test_functions(function, kind):
    document = openapi(
        {
            "/pets": {
                "get": {"operationId": "listPets"},
                "post": {"x-amazon-apigateway-integration": {"type": "aws_proxy", "uri": LAMBDA_URI}},
                "put": {},
            }
        }
    )
    behind = LambdaFunction(other)
    client = function.http_client(kind, openapi=document, functions={"listPets": behind, "pets": behind})
    assert client.get("/pets").text == client.post("/pets").text == "other"
    assert client.put("/pets").text != "other"


def test_the_name_of_an_operation_is_in_events_of_rest_apis(function):
    document = openapi({"/pets": {"get": {"operationId": "listPets"}}})
    event = function.http_client("rest-api", openapi=document).get("/pets").json()
    assert event["requestContext"]["operationName"] == "listPets"
    assert events.check(event) == []


@pytest.mark.parametrize("make", [openapi, swagger])
def test_validators_of_rest_apis(function, make):
    schema = {"$ref": "#/definitions/Pet" if make is swagger else "#/components/schemas/Pet"}
    pet = {"type": "object", "required": ["name"], "properties": {"owner": schema}}
    operation = {"parameters": [{"name": "page", "in": "query", "required": True}]}
    if make is swagger:
        operation["parameters"].append({"name": "pet", "in": "body", "schema": schema})
        parts = {"definitions": {"Pet": pet}}
    else:
        operation["requestBody"] = {"content": {"application/json": {"schema": schema}}}
        parts = {"components": {"schemas": {"Pet": pet}}}
    client = function.http_client("rest-api", openapi=make({"/pets": {"post": operation}}, **parts, **VALIDATORS))
    assert client.post("/pets", json={}).json() == {"message": "Missing required request parameters: [page]"}
    for wrong in ({}, {"name": "Rex", "owner": {}}):
        assert client.post("/pets?page=1", json=wrong).json() == {"message": "Invalid request body"}
    assert client.post("/pets?page=1", json={"name": "Rex", "owner": {"name": "Jo"}}).status_code == 200


def test_gateway_responses_of_rest_apis(function):
    document = openapi(
        {"/pets": {"get": {}}},
        **{
            "x-amazon-apigateway-gateway-responses": {
                "MISSING_AUTHENTICATION_TOKEN": {
                    "statusCode": 404,
                    "responseParameters": {"gatewayresponse.header.X-Team": "'pets'"},
                    "responseTemplates": {"application/json": '{"error": $context.error.messageString}'},
                }
            }
        },
    )
    response = function.http_client("rest-api", openapi=document).get("/cats")
    assert (response.status_code, response.json()) == (404, {"error": "Missing Authentication Token"})
    assert response.headers["x-team"] == "pets"


def test_binary_media_types_of_rest_apis(function):
    document = openapi({"/pets": {"post": {}}}, **{"x-amazon-apigateway-binary-media-types": ["image/png"]})
    client = function.http_client("rest-api", openapi=document)
    event = client.post("/pets", content=b"\x89PNG", headers={"Content-Type": "image/png"}).json()
    assert base64.b64decode(event["body"]) == b"\x89PNG"


def test_a_callers_own_setting_goes_before_the_documents(function):
    document = openapi({"/pets": {"post": {}}}, **{"x-amazon-apigateway-binary-media-types": ["text/plain"]})
    client = function.http_client("rest-api", openapi=document, binary_media_types=[])
    assert client.post("/pets", content=b"a", headers={"Content-Type": "text/plain"}).json()["body"] == "a"


def test_cors_of_http_apis(function):
    document = openapi({"/pets": {"get": {}}}, **{"x-amazon-apigateway-cors": {"allowOrigins": ["https://a.example"]}})
    client = function.http_client("http-api", openapi=document)
    response = client.get("/pets", headers={"Origin": "https://a.example"})
    assert response.headers["access-control-allow-origin"] == "https://a.example"


def test_payload_formats_of_http_apis(function):
    def integration(version):
        return {"x-amazon-apigateway-integration": {"type": "aws_proxy", "payloadFormatVersion": version}}

    document = openapi({"/pets": {"get": integration("1.0"), "post": integration("2.0"), "put": {}}})
    client = function.http_client("http-api", openapi=document, payload_format="1.0")
    found = [client.request(method, "/pets").json()["version"] for method in ("GET", "POST", "PUT")]
    assert found == ["1.0", "2.0", "1.0"]


def test_the_default_route_of_http_apis(function):
    document = openapi(
        {"/$default": {"x-amazon-apigateway-any-method": {"isDefaultRoute": True}}, "/pets": {"get": {}}}
    )
    client = function.http_client("http-api", openapi=document)
    assert [client.get(path).json()["routeKey"] for path in ("/pets", "/cats")] == ["GET /pets", "$default"]


def test_the_default_route_is_none_of_rest_apis(function):
    document = openapi({"/$default": {"x-amazon-apigateway-any-method": {"isDefaultRoute": True}}})
    with pytest.raises(ConfigurationError, match=r"\$default"):
        function.http_client("rest-api", openapi=document)


def test_timeouts(kind):
    def handler(event, context):
        time.sleep(2)
        return other(event, context)

    integration = {"x-amazon-apigateway-integration": {"type": "aws_proxy", "timeoutInMillis": 1500}}
    document = openapi({"/pets": {"get": integration, "put": {}}})
    with LambdaService() as service:
        function = service.create_function("pets", handler=handler, timeout=30)
        client = function.http_client(kind, openapi=document)
        assert client.get("/pets").extensions["lambda"].refusal.rule.endswith("-timeout")
        assert client.put("/pets").text == "other"


def test_a_timeout_that_no_gateway_has(function, kind):
    integration = {"x-amazon-apigateway-integration": {"type": "aws_proxy", "timeoutInMillis": 10}}
    with pytest.raises(ConfigurationError, match="timeout_in_millis is 10: expected 50"):
        function.http_client(kind, openapi=openapi({"/pets": {"get": integration}}))


def test_another_method_than_post_of_rest_apis(function):
    """Recorded (facts 3.1): a mistake that is easily made in documents."""
    integration = {"x-amazon-apigateway-integration": {"type": "aws_proxy", "httpMethod": "GET"}}
    client = function.http_client("rest-api", openapi=openapi({"/pets": {"get": integration}}))
    response = client.get("/pets")
    assert (response.status_code, response.json()) == (500, {"message": "Internal server error"})


def test_authorizers_are_supplied(function, kind):
    document = openapi({"/pets": {"get": {"security": [{"tokens": []}]}, "put": {}}})
    document["components"] = {
        "securitySchemes": {"tokens": {"type": "apiKey", "x-amazon-apigateway-authorizer": {"type": "token"}}}
    }
    with pytest.raises(ConfigurationError, match=r"the authorizer 'tokens' \(type token\), which is not among"):
        function.http_client(kind, openapi=document)


def test_an_authorizer_is_asked(function):
    schemes = {"tokens": {"type": "apiKey", "x-amazon-apigateway-authorizer": {"type": "request"}}}
    paths = {"/pets": {"get": {}, "put": {"security": []}}}
    document = openapi(paths, components={"securitySchemes": schemes}, security=[{"tokens": []}])
    tokens = LambdaAuthorizer(
        LambdaFunction(lambda event, context: {"isAuthorized": event["identitySource"] == ["good"]}),
        enable_simple_responses=True,
    )
    client = function.http_client("http-api", openapi=document, authorizers={"tokens": tokens})
    statuses = [client.get("/pets", headers={"Authorization": token}).status_code for token in ("good", "bad")]
    assert [*statuses, client.get("/pets").status_code, client.put("/pets").status_code] == [200, 403, 401, 200]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"openapi": {}}, "openapi: this is no OpenAPI document"),
        ({"openapi": openapi({"/": {"get": {}}}), "routes": ["GET /"]}, "routes= and openapi= are both given"),
        ({"functions": {}}, "functions= .*openapi=, which is not given"),
    ],
    ids=["no document", "routes as well", "functions alone"],
)
def test_one_clear_error_each(function, kind, settings, message):
    with pytest.raises(ConfigurationError, match=message):
        function.http_client(kind, **settings)
