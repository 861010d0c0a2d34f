"""The document of a REST API that a template builds of resources and methods."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.gateway.routes.openapi.operations import INTEGRATION
from pytest_lambda.templates.apis.authorizers import SCHEME_OF_SIGNED, SIGNED, scheme_with
from pytest_lambda.templates.apis.context import Context
from pytest_lambda.templates.apis.parts import Part, named, operation_of, without_nothing
from pytest_lambda.templates.resources.forms import FLAG
from pytest_lambda.templates.resources.json_properties import json_object

_PREFIX = "AWS::ApiGateway::"
_KEY = "api_key"
#: property of an authorizer -> its name in a document
_AUTHORIZER = {
    "AuthorizerResultTtlInSeconds": "authorizerResultTtlInSeconds",
    "AuthorizerUri": "authorizerUri",
    "IdentitySource": "identitySource",
    "IdentityValidationExpression": "identityValidationExpression",
    "ProviderARNs": "providerARNs",
    "Type": "type",
}
#: property of an integration -> its name in a document
_OF_INTEGRATION = {
    "ConnectionType": "connectionType",
    "IntegrationHttpMethod": "httpMethod",
    "RequestParameters": "requestParameters",
    "RequestTemplates": "requestTemplates",
    "TimeoutInMillis": "timeoutInMillis",
    "Type": "type",
    "Uri": "uri",
}
_OF_RESPONSE = {
    "ResponseParameters": "responseParameters",
    "ResponseTemplates": "responseTemplates",
    "StatusCode": "statusCode",
}
_LOCATIONS = {"header": "header", "path": "path", "querystring": "query"}


def document_of_methods(context: Context, api: Part) -> Place:
    """The document of an API, as API Gateway would export it."""
    parts = context.parts
    paths = _paths(context, api)
    made: dict[str, Any] = {
        "swagger": "2.0",
        "paths": {},
        "securityDefinitions": _schemes(context, api),
        "x-amazon-apigateway-request-validators": _validators(context, api),
    }
    for method in parts.belonging(f"{_PREFIX}Method", "RestApiId", api.ref):
        path = paths.get(str(method.get("ResourceId").value))
        if path is None:
            raise method.get("ResourceId").error(f"there is no resource {method.get('ResourceId').value!r} of the API.")
        name = operation_of(str(method.get("HttpMethod").value))
        made["paths"].setdefault(path, {})[name] = _operation(context, api, method)
    return api.properties.at(made)


def _paths(context: Context, api: Part) -> dict[str, str]:
    """Of each resource, by its id."""
    resources = {
        str(part.ref): part for part in context.parts.belonging(f"{_PREFIX}Resource", "RestApiId", api.ref)
    }

    def path(part: Part) -> str:
        parent = resources.get(str(part.get("ParentId").value))
        return f"{'' if parent is None else path(parent)}/{part.get('PathPart').value}"

    made = {ref: path(part) for ref, part in resources.items()}
    return {context.root_resource(api.logical_id): "/", **made}


def _operation(context: Context, api: Part, method: Part) -> Place:
    made: dict[str, Any] = {
        INTEGRATION: _integration(method),
        "operationId": method.get("OperationName"),
        "security": _security(method),
        "parameters": [*_parameters(method), *_bodies(context, api, method)],
        "x-amazon-apigateway-request-validator": method.get("RequestValidatorId"),
    }
    return method.properties.at(without_nothing(made))


def _integration(method: Part) -> Place | None:
    integration = method.get("Integration")
    if integration.value is None:
        return None
    made = named(integration, _OF_INTEGRATION)
    responses = {
        str(each.get("SelectionPattern").value or "default"): named(each, _OF_RESPONSE)
        for each in integration.get("IntegrationResponses").each()
    }
    if responses:
        made["responses"] = responses
    return integration.at(made)


def _security(method: Part) -> list[dict[str, Any]]:
    found: dict[str, Any] = {}
    kind = str(method.get("AuthorizationType").value or "NONE").upper()
    if kind == "AWS_IAM":
        found[SIGNED] = []
    elif kind != "NONE":
        found[str(method.get("AuthorizerId").value)] = [
            str(each.value) for each in method.get("AuthorizationScopes").each()
        ]
    if method.get("ApiKeyRequired").flag():
        found[_KEY] = []
    return [{name: scopes} for name, scopes in found.items()]


def _schemes(context: Context, api: Part) -> dict[str, Any]:
    made: dict[str, Any] = {
        SIGNED: SCHEME_OF_SIGNED,
        _KEY: {"type": "apiKey", "name": "x-api-key", "in": "header"},
    }
    for part in context.parts.belonging(f"{_PREFIX}Authorizer", "RestApiId", api.ref):
        made[str(part.ref)] = part.properties.at(scheme_with(named(part.properties, _AUTHORIZER)))
    return made


def _validators(context: Context, api: Part) -> dict[str, Any]:
    return {
        str(part.ref): {
            "validateRequestBody": part.get("ValidateRequestBody").flag(),
            "validateRequestParameters": part.get("ValidateRequestParameters").flag(),
        }
        for part in context.parts.belonging(f"{_PREFIX}RequestValidator", "RestApiId", api.ref)
    }


def _parameters(method: Part) -> list[dict[str, Any]]:
    made = []
    for name, required in method.get("RequestParameters").items():
        location, _, parameter = name.removeprefix("method.request.").partition(".")
        if location in _LOCATIONS:
            made.append({"name": parameter, "in": _LOCATIONS[location], "required": FLAG.read(required)})
    return made


def _bodies(context: Context, api: Part, method: Part) -> list[dict[str, Any]]:
    """What a model says of a request's body of JSON."""
    models = {str(each.ref): each for each in context.parts.belonging(f"{_PREFIX}Model", "RestApiId", api.ref)}
    model = models.get(method.get("RequestModels").get("application/json").text() or "")
    if model is None:
        return []
    schema = model.get("Schema")
    return [{"name": "body", "in": "body", "schema": json_object(schema, schema.value)}]
