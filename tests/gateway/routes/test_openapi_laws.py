"""Whatever is wrong in a document, there is one clear error that names the place, and never another exception."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import ConfigurationError, LambdaFunction
from pytest_lambda.gateway.routes.openapi.document import ApiDocument, document_of
from tests.gateway.routes.documents import LAMBDA_URI, openapi, swagger

INTEGRATION = {
    "type": "aws_proxy",
    "uri": LAMBDA_URI,
    "httpMethod": "POST",
    "timeoutInMillis": 2000,
    "payloadFormatVersion": "2.0",
    "requestParameters": {"integration.request.path.id": "method.request.path.id"},
}
EXTENSIONS = {
    "x-amazon-apigateway-request-validators": {"all": {"validateRequestBody": True, "validateRequestParameters": True}},
    "x-amazon-apigateway-request-validator": "all",
    "x-amazon-apigateway-binary-media-types": ["image/png"],
    "x-amazon-apigateway-gateway-responses": {"DEFAULT_4XX": {"statusCode": "400"}},
    "x-amazon-apigateway-cors": {"allowOrigins": ["*"]},
}
PARAMETER = {"name": "id", "in": "path", "required": True, "type": "string"}
TREE = {"type": "object", "properties": {"children": {"type": "array", "items": {"$ref": "#/definitions/Tree"}}}}
SCHEME = {"type": "apiKey", "name": "Authorization", "x-amazon-apigateway-authorizer": {"type": "token"}}
OPERATION = {
    "operationId": "getPet",
    "security": [{"tokens": ["read"]}],
    "x-amazon-apigateway-request-validator": "all",
    "x-amazon-apigateway-integration": INTEGRATION,
}
SWAGGER = swagger(
    {
        "/pets/{id}": {
            "parameters": [{"$ref": "#/parameters/Id"}],
            "get": OPERATION,
            "put": {"parameters": [{"name": "tree", "in": "body", "schema": {"$ref": "#/definitions/Tree"}}]},
        },
        "/{proxy+}": {"x-amazon-apigateway-any-method": {"isDefaultRoute": False}},
    },
    parameters={"Id": PARAMETER},
    definitions={"Tree": TREE},
    consumes=["application/json"],
    securityDefinitions={"tokens": SCHEME},
    **EXTENSIONS,
)
OPENAPI = openapi(
    {
        "/pets/{id}": {
            "get": {**OPERATION, "parameters": [{"$ref": "#/components/parameters/Id"}]},
            "put": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/definitions/Tree"}}}}},
        }
    },
    components={"parameters": {"Id": PARAMETER}, "securitySchemes": {"tokens": SCHEME}},
    definitions={"Tree": TREE},
    **EXTENSIONS,
)


def places(value, steps=()):
    """The steps to everything in a document."""
    yield steps
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*steps, key))


PLACES = {id(document): list(places(document))[1:] for document in (SWAGGER, OPENAPI)}
scraps = st.sampled_from(
    [None, True, 0, -1, 1.5, "", "x", "/", "{", "2.0", [], {}, [None], [{}], {"a": None}, {"$ref": None}, {"$ref": "#"}]
    + [{"$ref": f"#/{name}"} for name in ("", "paths", "definitions/Tree", "a~2b", "paths/~1pets~1{id}")]
)


@pytest.mark.parametrize("document", [SWAGGER, OPENAPI], ids=["swagger", "openapi"])
def test_a_whole_document_can_be_read(document):
    assert isinstance(document_of(document), ApiDocument)


@given(data=st.data(), original=st.sampled_from([SWAGGER, OPENAPI]), value=scraps)
def test_a_document_with_a_wrong_part(data, original, value):
    *steps, last = data.draw(st.sampled_from(PLACES[id(original)]))
    document = copy.deepcopy(original)
    parent = document
    for step in steps:
        parent = parent[step]
    parent[last] = value
    try:
        made = document_of(document)
    except ConfigurationError as error:
        assert str(error).startswith("openapi")
        assert len(str(error)) < 500
    else:
        for kind in ("rest-api", "http-api"):
            check_door(made, document, kind)


def check_door(made, document, kind):
    """What can be read makes an API, or an error of the settings that it would have."""
    with LambdaFunction(lambda event, context: {"statusCode": 200}) as function:
        supplied = dict.fromkeys(made.authorizers, Anybody())
        try:
            client = function.http_client(kind, openapi=document, authorizers=supplied)
        except ConfigurationError:
            return
        assert client.patch("/nowhere/at/all").status_code in (200, 400, 403, 404)


class Anybody:
    """An authorizer that lets nobody in."""

    def authorize(self, call):
        raise AssertionError("no request of this test has a route with an authorizer")


@given(st.recursive(st.none() | st.integers() | st.text(max_size=3), lambda x: st.dictionaries(st.text(max_size=8), x)))
def test_anything_at_all(value):
    with pytest.raises(ConfigurationError, match="openapi"):
        document_of(value)


@given(text=st.text("{}[]:-,#&*!|>'\"\n /paths$ref0123 openapi", max_size=40), ending=st.sampled_from(["json", "yaml"]))
def test_any_file(tmp_path_factory, text, ending):
    file = tmp_path_factory.getbasetemp() / f"any.{ending}"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=f"any.{ending}"):
        document_of(file)


@pytest.mark.parametrize("document", [SWAGGER, OPENAPI], ids=["swagger", "openapi"])
def test_files_and_mappings_say_the_same(tmp_path, document):
    (tmp_path / "api.json").write_text(json.dumps(document), encoding="utf-8")
    (tmp_path / "api.yaml").write_text(json.dumps(document), encoding="utf-8")  # JSON is YAML
    wanted = document_of(document)
    for name in ("api.json", "api.yaml"):
        assert document_of(tmp_path / name).routes == wanted.routes
