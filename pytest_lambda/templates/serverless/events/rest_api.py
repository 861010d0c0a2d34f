"""`http`: methods of one REST API, which all functions share."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless import names
from pytest_lambda.templates.serverless.events.rest_cors import add_cors
from pytest_lambda.templates.serverless.events.rest_requests import request_of
from pytest_lambda.templates.serverless.events.trigger import Trigger
from pytest_lambda.templates.serverless.project import (
    Project,
    api_name,
    expected,
    first,
    given,
    invocation_uri,
    known_only,
)

_API = "ApiGatewayRestApi"
_SETTINGS = (
    "async", "authorizer", "connectionId", "connectionType", "cors", "integration", "method", "operationId", "path",
    "private", "request", "response",
)  # fmt: skip
_METHODS = frozenset({"any", "delete", "get", "head", "options", "patch", "post", "put"})
_OTHERS = {"http-proxy": "HTTP_PROXY", "http_proxy": "HTTP_PROXY", "lambda": "AWS"}
_LEFT_OUT = {
    "async": "the API waits for the function.",
    "response": "the API gives the function's answer as it is, when it is whole.",
}
_AUTHORIZER = (
    "arn", "authorizerId", "claims", "identitySource", "identityValidationExpression", "managedExternally", "name",
    "resultTtlInSeconds", "scopes", "type",
)  # fmt: skip
_PROXY = ("lambda-proxy", "lambda_proxy", "aws_proxy", "aws-proxy")


def http(trigger: Trigger) -> None:
    """A method of a resource, with that of CORS if it is asked for."""
    settings, method, path = _route(trigger)
    project = trigger.project
    api = _api(project, trigger.settings)
    resource = _resource(project, trigger.settings, api, path)
    integration = str(settings.get("integration").value or "lambda-proxy").lower()
    name = f"ApiGatewayMethod{names.of_path(path)}"
    trigger.add(f"{name}{names.letters(method)}", "AWS::ApiGateway::Method", {
        "RestApiId": api,
        "ResourceId": resource,
        "HttpMethod": method.upper(),
        "ApiKeyRequired": settings.get("private").flag(),
        "OperationName": settings.get("operationId"),
        "Integration": {
            "Type": "AWS_PROXY" if integration in _PROXY else _OTHERS.get(integration, integration.upper()),
            "IntegrationHttpMethod": "POST",
            "Uri": invocation_uri(trigger.target),
        },
        **_authorization(trigger, settings.get("authorizer"), api),
        **request_of(trigger, settings.get("request"), api, f"{name}{names.letters(method)}"),
    })  # fmt: skip
    for left_out, why in _LEFT_OUT.items():
        project.leave_out(settings.get(left_out), why)
    if settings.get("cors").value not in (None, False):
        add_cors(trigger, f"{name}Options", api, resource, settings.get("cors"), method)


def _route(trigger: Trigger) -> tuple[Place, str, str]:
    if isinstance(trigger.settings.value, dict):
        settings = trigger.checked(_SETTINGS)
        method, path = settings.get("method").value, settings.get("path").value
    else:
        settings = trigger.settings.at({})
        parts = str(trigger.settings.value).split()
        method, path = parts if len(parts) == 2 else (None, None)
    if not isinstance(path, str) or not isinstance(method, str):
        raise expected(trigger.settings, "a method and a path")
    method = "any" if method == "*" else method.lower()
    if method not in _METHODS:
        raise expected(trigger.settings, f"one of the methods {', '.join(sorted(_METHODS))}")
    return settings, method, path.strip("/")


def _api(project: Project, place: Place) -> Any:
    gateway = project.provider.get("apiGateway")
    if gateway.get("restApiId").value is not None:
        return gateway.get("restApiId")
    endpoint = first(project.provider.get("endpointType"), project.provider.at("EDGE"))
    project.add(_API, "AWS::ApiGateway::RestApi", place, {
        "Name": first(project.provider.get("apiName"), place.at(api_name(project, gateway))),
        "EndpointConfiguration": {"Types": [str(endpoint.value).upper()]},
        "BinaryMediaTypes": gateway.get("binaryMediaTypes"),
        "Description": gateway.get("description"),
    })  # fmt: skip
    project.add("ApiGatewayDeploymentlocal", "AWS::ApiGateway::Deployment", place, {
        "RestApiId": {"Ref": _API}, "StageName": first(gateway.get("stage"), place.at(project.stage)),
    })  # fmt: skip
    return {"Ref": _API}


def _resource(project: Project, place: Place, api: Any, path: str) -> Any:
    """The resource of a path, with those above it."""
    gateway = project.provider.get("apiGateway")
    root = gateway.get("restApiRootResourceId")
    parent: Any = {"Fn::GetAtt": [_API, "RootResourceId"]} if root.value is None else root
    walked: list[str] = []
    for part in filter(None, path.split("/")):
        walked.append(part)
        logical_id = f"ApiGatewayResource{names.of_path('/'.join(walked))}"
        project.add(logical_id, "AWS::ApiGateway::Resource", place, {
            "RestApiId": api, "ParentId": parent, "PathPart": part,
        })  # fmt: skip
        parent = {"Ref": logical_id}
    return parent


def _authorization(trigger: Trigger, authorizer: Place, api: Any) -> dict[str, Any]:
    written = authorizer.value
    if written is None:
        return {"AuthorizationType": "NONE"}
    settings = authorizer if isinstance(written, dict) else authorizer.at({})
    known_only(settings, _AUTHORIZER, "authorizer")
    if str(written).lower() == "aws_iam" or str(settings.get("type").value).lower() == "aws_iam":
        return {"AuthorizationType": "AWS_IAM"}
    if settings.get("authorizerId").value is not None:
        kind = str(settings.get("type").value or "CUSTOM").upper()
        return {"AuthorizationType": kind, "AuthorizerId": settings.get("authorizerId")}
    named = authorizer if isinstance(written, str) else first(settings.get("arn"), settings.get("name"))
    pool = ":userpool/" in str(named.value) or "cognito" in str(settings.get("type").value).lower()
    said = settings.get("name").value or (named.value if _is_name(named.value) else None)
    name = str(said or names.of_reference(named.value, "Authorizer"))
    logical_id = f"{names.of_function(name)}ApiGatewayAuthorizer"
    source = first(settings.get("identitySource"), authorizer.at("method.request.header.Authorization"))
    kind = "COGNITO_USER_POOLS" if pool else str(settings.get("type").value or "token").upper()
    trigger.project.add(logical_id, "AWS::ApiGateway::Authorizer", authorizer, {
        "RestApiId": api,
        "Name": name,
        "Type": kind,
        "IdentitySource": source,
        "IdentityValidationExpression": settings.get("identityValidationExpression"),
        "AuthorizerResultTtlInSeconds": settings.get("resultTtlInSeconds"),
        "ProviderARNs": [named] if pool else None,
        "AuthorizerUri": None if pool else invocation_uri(trigger.project.arn_of_function(named)),
    })  # fmt: skip
    return given({
        "AuthorizationType": "COGNITO_USER_POOLS" if pool else "CUSTOM",
        "AuthorizerId": {"Ref": logical_id},
        "AuthorizationScopes": settings.get("scopes"),
    })  # fmt: skip


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and not value.startswith("arn:")
