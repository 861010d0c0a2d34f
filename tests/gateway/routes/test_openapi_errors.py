"""Documents that cannot be used: one clear error each, with the place."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pytest_lambda import ConfigurationError, NotSimulated
from pytest_lambda.gateway.routes.openapi.document import document_of
from tests.gateway.routes.documents import openapi, swagger


def operation(**parts):
    return openapi({"/pets": {"get": parts}})


CASES = {
    "nothing": ({}, r"^openapi: this is no OpenAPI document: .* found nothing"),
    "another document": ({"Resources": {}}, r"no OpenAPI document: expected 'openapi' or 'swagger'.* found 'Resources'.*DefinitionBody"),
    "old Swagger": ({"swagger": "1.2", "paths": {}}, r"swagger is '1.2': expected '2.0'"),
    "new OpenAPI": ({"openapi": "4.0", "paths": {}}, r"openapi is '4.0': expected 3.0 or 3.1"),
    "no version": ({"openapi": None, "paths": {}}, r"openapi is '': expected 3.0 or 3.1"),
    "no paths": ({"openapi": "3.0.1"}, r"^openapi: there are no 'paths'"),
    "no operation": (openapi({"/pets": {"summary": "s"}}), r"^openapi > paths: there is no operation"),
    "paths null": (openapi(None), r"^openapi > paths: there is no operation"),
    "paths a list": (openapi([1]), r"^openapi > paths: expected a mapping, not \[1\]"),
    "path a text": (openapi({"/pets": "x"}), r"^openapi > paths > /pets: expected a mapping, not 'x'"),
    "operation a text": (openapi({"/pets": {"get": "x"}}), r"paths > /pets > get: expected a mapping, not 'x'"),
    "path without slash": (openapi({"pets": {"get": {}}}), r"paths > pets > get: .* expected a method and a path"),
    "template": (openapi({"/pets/{id": {"get": {}}}), r"paths > /pets/\{id > get: .*'\{id' is no parameter"),
    "TRACE": (openapi({"/pets": {"trace": {}}}), r"paths > /pets > trace: API Gateway has no method TRACE"),
    "overlap": (
        openapi({"/pets/{id}": {"get": {}}, "/pets/{name}": {"put": {}}}),
        r"paths > /pets/\{name\}: this overlaps '/pets/\{id\}'",
    ),
    "overlap with a slash": (openapi({"/pets": {"get": {}}, "/pets/": {"get": {}}}), r"/pets/: this overlaps '/pets'"),
    "operation id": (operation(operationId=7), r"get > operationId: expected text, not 7"),
    "timeout": (
        operation(**{"x-amazon-apigateway-integration": {"timeoutInMillis": "9"}}),
        r"timeoutInMillis: expected a whole number, not '9'",
    ),
    "payload format": (
        operation(**{"x-amazon-apigateway-integration": {"payloadFormatVersion": "3.0"}}),
        r"payloadFormatVersion: expected '1.0' or '2.0', not '3.0'",
    ),
    "validator": (
        operation(**{"x-amazon-apigateway-request-validator": "bodie"})
        | {"x-amazon-apigateway-request-validators": {"body": {"validateRequestBody": True}}},
        r"get > x-amazon-apigateway-request-validator: there is no request validator 'bodie'. Did you mean 'body'",
    ),
    "validator's check": (
        operation() | {"x-amazon-apigateway-request-validators": {"body": {"validateRequestBody": "yes"}}},
        r"body > validateRequestBody: expected true or false, not 'yes'",
    ),
    "binary types": (
        operation() | {"x-amazon-apigateway-binary-media-types": "image/png"},
        r"binary-media-types: expected a list, not 'image/png'",
    ),
    "parameter": (operation(parameters=[{"in": "query"}]), r"get > parameters > 0: a parameter needs 'name'"),
    "reference nowhere": (
        operation(parameters=[{"$ref": "#/components/parameters/Pge"}])
        | {"components": {"parameters": {"Page": {}}}},
        r"parameters > 0: \$ref '#/components/parameters/Pge' leads nowhere: "
        r"openapi > components > parameters has no 'Pge'. Did you mean 'Page'",
    ),
    "reference to a file": (
        openapi({"/pets": {"$ref": "pets.yaml#/pets"}}),
        r"paths > /pets: \$ref is 'pets.yaml#/pets': expected a place in this document",
    ),
    "reference that is none": (openapi({"/pets": {"$ref": 7}}), r"paths > /pets: \$ref is 7: expected a place"),
    "circular references": (
        openapi({"/pets": {"$ref": "#/x-a"}}) | {"x-a": {"$ref": "#/x-b"}, "x-b": {"$ref": "#/x-a"}},
        r"\$ref leads in a circle: #/x-a -> #/x-b -> #/x-a",
    ),
    "circular schemas": (
        swagger({"/pets": {"post": {"parameters": [
            {"in": "body", "name": "pet", "schema": {"$ref": "#/definitions/Pet"}}]}}})
        | {"definitions": {"Pet": {"$ref": "#/definitions/Pet"}}},
        r"\$ref leads in a circle: #/definitions/Pet -> #/definitions/Pet",
    ),
    "schema nowhere, deep inside": (
        swagger({"/pets": {"post": {"parameters": [
            {"in": "body", "name": "pet", "schema": {"$ref": "#/definitions/Pet"}}]}}})
        | {"definitions": {"Pet": {"properties": {"owner": {"$ref": "#/definitions/Owner"}}}}},
        r"definitions > Pet > properties > owner: \$ref '#/definitions/Owner' leads nowhere",
    ),
    "security scheme": (
        operation(security=[{"tokens": []}]),
        r"security > 0 > tokens: there is no security scheme of this name. Schemes: none",
    ),
    "several authorizers": (
        operation(security=[{"a": []}, {"b": []}])
        | {"components": {"securitySchemes": {
            name: {"type": "apiKey", "x-amazon-apigateway-authorizer": {"type": "token"}} for name in "ab"}}},
        r"get > security: a method has one authorizer, not several: 'a', 'b'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_one_clear_error_each(case):
    document, message = CASES[case]
    with pytest.raises(ConfigurationError, match=message):
        document_of(document)


def test_api_keys():
    document = operation(security=[{"keys": []}])
    document["components"] = {"securitySchemes": {"keys": {"type": "apiKey", "name": "x-api-key", "in": "header"}}}
    (route,) = document_of(document).routes
    with pytest.raises(NotSimulated, match="security > 0 > keys: API keys"):
        route.check_simulated()


@pytest.mark.parametrize("given", [7, None, ["/pets"]])
def test_what_is_neither_a_path_nor_a_mapping(given):
    with pytest.raises(ConfigurationError, match=r"openapi is .*: expected the path of a .json or .yaml file"):
        document_of(given)


def test_a_mapping_that_contains_itself():
    document = operation()
    document["x-self"] = document
    with pytest.raises(ConfigurationError, match="^openapi: this is no document that JSON could have"):
        document_of(document)


FILES = {
    "another ending": ("api.txt", "", r"api.txt': expected a file whose name ends in .json, .yaml or .yml"),
    "JSON": ("api.json", '{\n"openapi": }', r"^api.json, line 2, column 12: this is no JSON: Expecting value"),
    "JSON with a key twice": ("api.json", '{"paths": {"/a": {}, "/a": {}}}', r"^api.json, line 1, column 22: '/a' is twice in one mapping"),
    "JSON of another kind": (
        "api.json",
        "[]",
        r"^api.json: expected a mapping with 'openapi' or 'swagger', and 'paths'",
    ),
    "no UTF-8": ("api.json", b"\xff", r"^api.json: '.*api.json' cannot be read: 'utf-8' codec.* Save it as UTF-8"),
    "YAML": (
        "api.yaml",
        "openapi: 3.0.1\npaths: [",
        r"^api.yaml, line 2, column 9: this is no YAML that can be read: ",
    ),
    "YAML with a tag": ("api.yaml", "a: !Sub x", r"^api.yaml, line 1, column 4: the tag '!Sub' is not known: expected plain values"),
    "YAML with a key twice": ("api.yaml", "paths:\n  /a: {}\n  /a: {}\n", r"^api.yaml, line 3, column 3: '/a' is twice"),
    "YAML that contains itself": ("api.yaml", "a: &a [*a]", r"^api.yaml, line 1, column 8: the alias \*a stands inside of what it names"),
    "YAML of another kind": ("api.yaml", "- a", r"^api.yaml: expected a mapping"),
    "YAML with nothing": ("api.yaml", "", r"^api.yaml: this is empty"),
}


@pytest.mark.parametrize("case", FILES)
def test_files(case, tmp_path):
    name, content, message = FILES[case]
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ConfigurationError, match=message):
        document_of(tmp_path / name)


def test_no_file(tmp_path):
    with pytest.raises(ConfigurationError, match=r"^api.json: '.*api.json' cannot be read: No such file"):
        document_of(tmp_path / "api.json")


def test_errors_of_a_file_name_it(tmp_path):
    (tmp_path / "pets.yaml").write_text('openapi: 3.0.1\npaths:\n  "/pets/{id": {get: {}}\n')
    with pytest.raises(ConfigurationError, match=r"^pets.yaml, line 3 \(paths > /pets/\{id > get\): "):
        document_of(tmp_path / "pets.yaml")


def test_a_missing_library(tmp_path):
    (tmp_path / "pets.yaml").write_text("openapi: 3.0.1\n")
    program = (
        "import sys; sys.modules['yaml'] = None\n"
        "from pytest_lambda.gateway.routes.openapi.document import document_of\n"
        f"document_of({str(tmp_path / 'pets.yaml')!r})"
    )
    outcome = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert "ConfigurationError: pets.yaml: YAML needs PyYAML, which is not installed." in outcome.stderr
    assert "pip install 'pytest-aws-lambda[templates]'" in outcome.stderr
