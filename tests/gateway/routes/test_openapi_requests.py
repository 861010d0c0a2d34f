"""What a document says of requests: parameters, models, validators, security."""

from __future__ import annotations

import jsonschema
import pytest

from pytest_lambda import ConfigurationError
from pytest_lambda.gateway.routes.openapi.document import document_of
from tests.gateway.routes.documents import openapi, swagger

PET = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}


def only_route(document):
    (route,) = document_of(document).routes
    return route


def parameter(name, where, **more):
    return {"name": name, "in": where, **more}


def test_parameters():
    listed = [
        parameter("page", "query", required=True),
        parameter("X-Team", "header"),
        parameter("id", "path", required=True),
        parameter("session", "cookie", required=True),
    ]
    assert only_route(openapi({"/pets/{id}": {"get": {"parameters": listed}}})).request_parameters == {
        "method.request.querystring.page": True,
        "method.request.header.X-Team": False,
        "method.request.path.id": True,
    }


def test_parameters_of_a_path_are_those_of_its_operations():
    item = {
        "parameters": [parameter("page", "query"), parameter("size", "query")],
        "get": {"parameters": [parameter("page", "query", required=True)]},
    }
    assert only_route(openapi({"/pets": item})).request_parameters == {
        "method.request.querystring.page": True,
        "method.request.querystring.size": False,
    }


def test_parameters_behind_references():
    document = openapi({"/pets": {"get": {"parameters": [{"$ref": "#/components/parameters/a~1b"}]}}})
    document["components"] = {
        "parameters": {"a/b": {"$ref": "#/components/parameters/Page"}, "Page": parameter("page", "query")}
    }
    assert only_route(document).request_parameters == {"method.request.querystring.page": False}


def test_no_parameters():
    route = only_route(openapi({"/pets": {"get": {}}}))
    assert (route.request_parameters, route.request_models) == (None, None)


def test_models_of_openapi_3():
    content = {"application/json": {"schema": PET}, "text/plain": {}}
    assert only_route(openapi({"/pets": {"post": {"requestBody": {"content": content}}}})).request_models == {
        "application/json": PET
    }


@pytest.mark.parametrize(
    ("of_operation", "of_document", "types"),
    [
        (None, None, ["application/json"]),
        (None, ["application/xml"], ["application/xml"]),
        (["a/b", "c/d"], ["application/xml"], ["a/b", "c/d"]),
    ],
)
def test_models_of_swagger_2(of_operation, of_document, types):
    operation = {"parameters": [parameter("pet", "body", schema=PET)], "consumes": of_operation}
    document = swagger({"/pets": {"post": operation}}, consumes=of_document)
    assert only_route(document).request_models == dict.fromkeys(types, PET)


def test_a_model_brings_what_it_refers_to():
    body = {
        "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}}}
    }
    document = openapi({"/pets": {"post": {"requestBody": {"$ref": "#/components/requestBodies/Pets"}}}})
    document["components"] = {
        "requestBodies": {"Pets": body},
        "schemas": {
            "Pet": {**PET, "properties": {"owner": {"$ref": "#/components/schemas/Owner"}}},
            "Owner": {"type": "string"},
        },
    }
    schema = only_route(document).request_models["application/json"]
    jsonschema.validate([{"name": "Rex", "owner": "Jo"}], schema)
    for wrong in ([{}], [{"name": "Rex", "owner": 7}]):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_a_model_may_contain_itself():
    tree = {"type": "object", "properties": {"children": {"type": "array", "items": {"$ref": "#/definitions/Tree"}}}}
    operation = {"parameters": [parameter("tree", "body", schema={"$ref": "#/definitions/Tree"})]}
    document = swagger({"/trees": {"post": operation}}, definitions={"Tree": tree})
    schema = only_route(document).request_models["application/json"]
    jsonschema.validate({"children": [{"children": [{}]}]}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"children": [{"children": [7]}]}, schema)


@pytest.mark.parametrize("name", ["$ref", "definitions"])
def test_a_property_may_have_any_name(name):
    schema = {"type": "object", "properties": {name: {"type": "string"}}}
    body = {"content": {"application/json": {"schema": schema}}}
    assert only_route(openapi({"/": {"post": {"requestBody": body}}})).request_models == {"application/json": schema}


VALIDATORS = {
    "nothing": {},
    "body": {"validateRequestBody": True},
    "parameters": {"validateRequestParameters": True},
    "everything": {"validateRequestBody": True, "validateRequestParameters": True},
}


@pytest.mark.parametrize(
    ("of_document", "of_operation", "checks"),
    [
        (None, None, None),
        ("nothing", None, None),
        ("body", None, "body"),
        ("parameters", None, "params"),
        ("everything", None, "all"),
        ("everything", "body", "body"),
        (None, "everything", "all"),
        ("everything", "nothing", None),
    ],
)
def test_validators(of_document, of_operation, checks):
    name = "x-amazon-apigateway-request-validator"
    document = openapi({"/": {"get": {name: of_operation}}}, **{name: of_document, f"{name}s": VALIDATORS})
    assert only_route(document).request_validator == checks


def secured(kind, scheme, *, of_document=None, of_operation=None):
    document = kind({"/": {"get": {"security": of_operation}}}, security=of_document)
    schemes = {"tokens": scheme, "plain": {"type": "http", "scheme": "bearer"}}
    document["securityDefinitions" if kind is swagger else "components"] = (
        schemes if kind is swagger else {"securitySchemes": schemes}
    )
    return document_of(document)


AUTHORIZER = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "x-amazon-apigateway-authorizer": {"type": "token"},
}
JWT = {"type": "oauth2", "x-amazon-apigateway-authorizer": {"type": "jwt"}}
IAM = {"type": "apiKey", "name": "Authorization", "x-amazon-apigateway-authtype": "awsSigv4"}


@pytest.mark.parametrize("kind", [swagger, openapi])
@pytest.mark.parametrize(
    ("of_document", "of_operation", "authorizer", "scopes"),
    [
        (None, None, None, ()),
        (None, [{"tokens": []}], "tokens", ()),
        ([{"tokens": ["read"]}], None, "tokens", ("read",)),
        ([{"tokens": []}], [{"tokens": ["write", "admin"]}], "tokens", ("write", "admin")),
        ([{"tokens": []}], [], "NONE", ()),
        ([{"tokens": []}], [{}], "NONE", ()),
        (None, [{"plain": []}], "NONE", ()),
    ],
)
def test_security(kind, of_document, of_operation, authorizer, scopes):
    (route,) = secured(kind, AUTHORIZER, of_document=of_document, of_operation=of_operation).routes
    assert (route.authorizer, route.authorization_scopes) == (authorizer, scopes)


@pytest.mark.parametrize(("scheme", "kind"), [(AUTHORIZER, "token"), (JWT, "jwt"), (IAM, "awsSigv4")])
def test_authorizers_must_be_supplied(scheme, kind):
    document = secured(openapi, scheme, of_operation=[{"tokens": []}])
    assert document.authorizers == {"tokens": kind}
    document.check_authorizers({"tokens": object()})
    with pytest.raises(
        ConfigurationError, match=rf"the authorizer 'tokens' \(type {kind}\), which is not among authorizers="
    ):
        document.check_authorizers({})


def test_an_authorizer_that_no_route_has_need_not_be_supplied():
    assert secured(openapi, AUTHORIZER).authorizers == {}
