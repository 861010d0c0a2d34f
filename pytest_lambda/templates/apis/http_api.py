"""`AWS::ApiGatewayV2::Api` with the protocol HTTP: by its document, by its routes, or with one function alone."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.gateway.http_api.door import HttpApi
from pytest_lambda.gateway.routes.openapi.operations import ANY, INTEGRATION
from pytest_lambda.service.settings.nested_forms import snake_case
from pytest_lambda.templates.apis.authorizers import SCHEME_OF_SIGNED, SIGNED, authorizers_of, scheme_with
from pytest_lambda.templates.apis.backends import functions_of
from pytest_lambda.templates.apis.context import Context
from pytest_lambda.templates.apis.parts import Part, by_stage, document_given, operation_of, without_nothing
from pytest_lambda.templates.resources.forms import CORS

_KIND = "http-api"
_PREFIX = "AWS::ApiGatewayV2::"
_DEFAULT = "$default"


def http_apis(context: Context, api: Part) -> dict[str, HttpApi]:
    """The doors of an API, one for each of its stages: the first one's is that of the API itself.

    Raises:
        ConfigurationError: API Gateway could not create it.
        NotSimulated: its document lies in a bucket.
    """
    document = document_given(api) or _document_of_routes(context, api)
    stages = context.parts.belonging(f"{_PREFIX}Stage", "ApiId", api.ref)
    if not stages and api.get("Target").value is not None:
        return {api.logical_id: _door(context, api, document, None)}  # "quick create" makes the default stage
    return by_stage(api, stages, lambda stage: _door(context, api, document, stage))


def _door(context: Context, api: Part, document: Place, stage: Part | None) -> HttpApi:
    functions = functions_of(context.service, document)
    function = next(iter(functions.values()), None) or context.default_function(document)
    return HttpApi(
        function,
        openapi=document,
        functions=functions,
        authorizers=authorizers_of(context.service, document, _KIND, context.issuers),
        stage=_DEFAULT if stage is None else str(stage.get("StageName").value),
        stage_variables=None if stage is None else stage.get("StageVariables").mapping() or None,
        api_id=api.ref,
        cors=_cors(api.get("CorsConfiguration")),
    )


def _cors(place: Place) -> dict[str, Any] | None:
    if place.value is None:
        return None
    return {snake_case(name): value for name, value in CORS.read(place).items()}


def _document_of_routes(context: Context, api: Part) -> Place:
    """The document of an API, as API Gateway would export it."""
    paths: dict[str, dict[str, Any]] = {}
    for route in context.parts.belonging(f"{_PREFIX}Route", "ApiId", api.ref):
        method, path = _key(str(route.get("RouteKey").value))
        paths.setdefault(path, {})[method] = _operation(context, api, route)
    if api.get("Target").value is not None:
        method, path = _key(str(api.get("RouteKey").value or _DEFAULT))
        target = {INTEGRATION: {"type": "aws_proxy", "uri": api.get("Target"), "payloadFormatVersion": "2.0"}}
        paths.setdefault(path, {})[method] = {**target, "isDefaultRoute": path == f"/{_DEFAULT}"}
    return api.properties.at({
        "openapi": "3.0.1", "paths": paths, "components": {"securitySchemes": _schemes(context, api)},
    })  # fmt: skip


def _key(key: str) -> tuple[str, str]:
    """A route's method and path as a document has them."""
    if key == _DEFAULT:
        return ANY, f"/{_DEFAULT}"
    method, _, path = key.partition(" ")
    return operation_of(method), path


def _operation(context: Context, api: Part, route: Part) -> Place:
    made: dict[str, Any] = {
        INTEGRATION: _integration(context.parts.integration(api, route)),
        "security": _security(route),
        "isDefaultRoute": route.get("RouteKey").value == _DEFAULT,
        "operationId": route.get("OperationName"),
    }
    return route.properties.at(without_nothing(made))


def _integration(part: Part) -> Place:
    made = {
        "type": part.get("IntegrationType"),
        "uri": part.get("IntegrationUri"),
        # API reference, CreateIntegration: 1.0 unless something else is said
        "payloadFormatVersion": str(part.get("PayloadFormatVersion").value or "1.0"),
        "timeoutInMillis": part.get("TimeoutInMillis"),
        "requestParameters": part.get("RequestParameters"),
    }
    return part.properties.at(without_nothing(made))


def _security(route: Part) -> list[dict[str, Any]]:
    kind = str(route.get("AuthorizationType").value or "NONE")
    if kind == "NONE":
        return []
    if kind == "AWS_IAM":
        return [{SIGNED: []}]
    scopes = [str(each.value) for each in route.get("AuthorizationScopes").each()]
    return [{str(route.get("AuthorizerId").value): scopes}]


def _schemes(context: Context, api: Part) -> dict[str, Any]:
    made: dict[str, Any] = {SIGNED: SCHEME_OF_SIGNED}
    for part in context.parts.belonging(f"{_PREFIX}Authorizer", "ApiId", api.ref):
        made[str(part.ref)] = part.properties.at(scheme_with(_authorizer(part)))
    return made


def _authorizer(part: Part) -> Place:
    jwt = part.get("JwtConfiguration")
    version = part.get("AuthorizerPayloadFormatVersion").value
    sources = part.get("IdentitySource")
    made = {
        "type": str(part.get("AuthorizerType").value).lower(),
        "authorizerUri": part.get("AuthorizerUri"),
        "authorizerPayloadFormatVersion": None if version is None else str(version),
        "enableSimpleResponses": part.get("EnableSimpleResponses").value,
        "authorizerResultTtlInSeconds": part.get("AuthorizerResultTtlInSeconds").value,
        "identitySource": sources.value,
        "jwtConfiguration": None
        if jwt.value is None
        else {"issuer": jwt.get("Issuer").value, "audience": jwt.get("Audience").value},
    }
    return part.properties.at(without_nothing(made))
