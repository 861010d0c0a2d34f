"""Routes from OpenAPI documents, with the extensions of API Gateway (Developer Guide, OpenAPI extensions)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction, NotSimulated
from pytest_lambda.gateway.routes.openapi.document import document_of
from tests.gateway.routes.documents import LAMBDA_URI, openapi, swagger


def handler(event: object, context: object) -> None:
    return None


@pytest.fixture
def pets():
    return LambdaFunction(handler)


def keys(document):
    return [route.key for route in document_of(document).routes]


@pytest.mark.parametrize("version", ["3.0.0", "3.0.3", "3.1.0"])
def test_openapi_3(version):
    assert keys({**openapi({"/pets": {"get": {}}}), "openapi": version}) == ["GET /pets"]


@pytest.mark.parametrize("version", ["2.0", 2.0])
def test_swagger_2(version):
    assert keys({**swagger({"/pets": {"get": {}}}), "swagger": version}) == ["GET /pets"]


def test_routes_in_the_order_of_the_document():
    paths = {
        "/pets/{id}": {"put": {}, "get": {}},
        "/": {"x-amazon-apigateway-any-method": {}},
        "/{proxy+}": {"head": {}},
    }
    assert keys(openapi(paths)) == ["PUT /pets/{id}", "GET /pets/{id}", "ANY /", "HEAD /{proxy+}"]


def test_what_is_no_operation_of_a_path_is_no_route():
    paths = {"/pets": {"summary": "s", "servers": [], "parameters": [], "x-note": {}, "get": {}}, "x-note": {"get": {}}}
    assert keys(openapi(paths)) == ["GET /pets"]


@pytest.mark.parametrize("path", ["/$default", "$default"])
def test_the_default_route_by_its_path(path):
    assert keys(openapi({path: {"x-amazon-apigateway-any-method": {}}})) == ["$default"]


def test_the_default_route_by_its_flag():
    paths = {"/anything": {"x-amazon-apigateway-any-method": {"isDefaultRoute": True}}}
    assert keys(openapi(paths)) == ["$default"]


def test_a_path_behind_a_reference():
    document = {**openapi({"/pets": {"$ref": "#/x-paths/pets"}}), "x-paths": {"pets": {"get": {}}}}
    assert keys(document) == ["GET /pets"]


def test_an_integration_behind_a_reference():
    """HTTP APIs: `x-amazon-apigateway-integrations` among the components."""
    document = openapi({"/pets": {"get": {"x-amazon-apigateway-integration": {"$ref": "#/components/x-i/pets"}}}})
    document["components"] = {"x-i": {"pets": {"type": "AWS_PROXY", "timeoutInMillis": 100}}}
    assert document_of(document).routes[0].timeout_in_millis == 100


def test_an_integration():
    integration = {"type": "aws_proxy", "uri": LAMBDA_URI, "timeoutInMillis": 2000, "payloadFormatVersion": "1.0"}
    (route,) = document_of(openapi({"/": {"get": {"x-amazon-apigateway-integration": integration}}})).routes
    assert (route.timeout_in_millis, route.payload_format, route.qualifier) == (2000, "1.0", None)


@pytest.mark.parametrize("kind", ["http", "HTTP_PROXY", "aws"])
def test_other_integrations(kind):
    """They do not keep the rest of a document from being of use."""
    document = openapi({"/pets": {"options": {"x-amazon-apigateway-integration": {"type": kind}}, "get": {}}})
    other, simulated = document_of(document).routes
    simulated.check_simulated()
    with pytest.raises(NotSimulated, match=rf"paths > /pets > options > x-amazon-apigateway-integration: .*'{kind}'"):
        other.check_simulated()


@pytest.mark.parametrize("kind", ["rest-api", "http-api"])
def test_a_request_for_a_route_that_is_not_simulated(pets, kind):
    document = openapi({"/pets": {"options": {"x-amazon-apigateway-integration": {"type": "http"}}, "get": {}}})
    client = pets.http_client(kind, openapi=document)
    assert client.get("/pets").extensions["lambda"].route == "GET /pets"
    with pytest.raises(NotSimulated, match="integrations of type 'http' are not simulated"):
        client.options("/pets")
    assert len(pets.invocations) == 1


def test_parameter_mapping():
    integration = {"type": "aws_proxy", "requestParameters": {"append:header.x": "$request.path"}}
    (route,) = document_of(openapi({"/": {"get": {"x-amazon-apigateway-integration": integration}}})).routes
    with pytest.raises(NotSimulated, match="requestParameters > append:header.x: parameter mapping"):
        route.check_simulated()


@pytest.mark.parametrize(
    ("uri", "qualifier"),
    [
        (LAMBDA_URI, None),
        ("arn:aws:lambda:us-east-1:123456789012:function:pets", None),
        ("arn:aws:lambda:us-east-1:123456789012:function:pets:live", "live"),
        ("arn:aws:lambda:us-east-1:123456789012:function:pets:${stageVariables.alias}", None),
        (LAMBDA_URI.replace("pets", "pets:live"), "live"),
        ({"Fn::Sub": LAMBDA_URI}, None),
        ({"Fn::Sub": ["arn:aws:apigateway:x:lambda:path/2015-03-31/functions/${pets.Arn}/invocations", {}]}, None),
    ],
    ids=str,
)
def test_the_function_by_its_name(pets, uri, qualifier):
    document = openapi({"/": {"get": {"x-amazon-apigateway-integration": {"type": "aws_proxy", "uri": uri}}}})
    (route,) = document_of(document, functions={"pets": pets}).routes
    assert route.function is pets
    assert route.qualifier == qualifier


def test_the_function_by_the_operation(pets):
    document = openapi({"/pets": {"get": {"operationId": "listPets"}, "post": {}}})
    listed, other = document_of(document, functions={"listPets": pets}).routes
    assert (listed.function, listed.operation_name) == (pets, "listPets")
    assert other.function is None


def test_the_operation_is_nearer_than_the_name(pets):
    other = LambdaFunction(handler)
    integration = {"type": "aws_proxy", "uri": LAMBDA_URI}
    document = openapi({"/": {"get": {"operationId": "listPets", "x-amazon-apigateway-integration": integration}}})
    assert document_of(document, functions={"pets": other, "listPets": pets}).routes[0].function is pets


def test_a_function_that_nobody_asks_for(pets):
    document = openapi({"/": {"get": {"operationId": "listPets"}}})
    with pytest.raises(ConfigurationError, match="functions has 'listPet', .*Did you mean 'listPets'"):
        document_of(document, functions={"listPet": pets})


@pytest.mark.parametrize("functions", [{"pets": handler}, [handler]])
def test_functions_are_functions(functions):
    with pytest.raises(ConfigurationError, match=r"functions.* is .*: expected a"):
        document_of(openapi({"/": {"get": {}}}), functions=functions)


def test_settings_of_the_api():
    document = {
        **openapi({"/": {"get": {}}}),
        "x-amazon-apigateway-binary-media-types": ["image/png", "application/*"],
        "x-amazon-apigateway-gateway-responses": {
            "DEFAULT_4XX": {"statusCode": "400", "responseTemplates": {"application/json": "{}"}}
        },
        "x-amazon-apigateway-cors": {"allowOrigins": ["https://a"], "maxAge": 9, "allowCredentials": True},
    }
    found = document_of(document)
    assert found.binary_media_types == ("image/png", "application/*")
    assert found.gateway_responses == {
        "DEFAULT_4XX": {"status_code": "400", "response_templates": {"application/json": "{}"}}
    }
    assert found.cors == {"allow_origins": ["https://a"], "max_age": 9, "allow_credentials": True}


def test_a_document_without_settings():
    found = document_of(openapi({"/": {"get": {}}}))
    assert (found.binary_media_types, found.gateway_responses, found.cors, found.authorizers) == ((), {}, None, {})


@pytest.mark.parametrize("as_path", [str, Path])
def test_a_file_of_json(tmp_path, as_path):
    file = tmp_path / "api.json"
    file.write_text(json.dumps(openapi({"/pets": {"get": {}}})), encoding="utf-8")
    assert keys(as_path(file)) == ["GET /pets"]


@pytest.mark.parametrize("name", ["api.yaml", "api.YML"])
def test_a_file_of_yaml(tmp_path, name):
    file = tmp_path / name
    file.write_text(
        "openapi: 3.0.1\npaths:\n  /sizes/{id}:\n    get: {summary: Größe, responses: {200: {}}}\n", encoding="utf-8"
    )
    assert keys(file) == ["GET /sizes/{id}"]
