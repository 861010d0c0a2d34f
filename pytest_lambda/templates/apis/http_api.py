"""`AWS::ApiGatewayV2::Api` with the protocol HTTP: by its document, by its routes, or with one function alone."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.gateway.http_api.door import HttpApi
from pytest_lambda.service.settings.nested_forms import snake_case
from pytest_lambda.templates.apis.authorizers import authorizers_of
from pytest_lambda.templates.apis.backends import functions_of
from pytest_lambda.templates.apis.context import Context
from pytest_lambda.templates.apis.parts import Part

_KIND = "http-api"
_PREFIX = "AWS::ApiGatewayV2::"
_INTEGRATION = "x-amazon-apigateway-integration"
_DEFAULT = "$default"
_SIGNED = "sigv4"
_IN_A_HEADER = {"type": "apiKey", "name": "Authorization", "in": "header"}
_TARGET = "integrations/"


def http_apis(context: Context, api: Part) -> dict[str, HttpApi]:
    """The doors of an API, one for each of its stages: the first one's is that of the API itself.

    Raises:
        ConfigurationError: API Gateway could not create it.
        NotSimulated: its document lies in a bucket.
    """
    document = _document(context, api)
    stages = context.parts.belonging(f"{_PREFIX}Stage", "ApiId", api.ref)
    if not stages and api.get("Target").value is not None:
        return {api.logical_id: _door(context, api, document, None)}  # "quick create" makes the default stage
    return {
        stage.logical_id if number else api.logical_id: _door(context, api, document, stage)
        for number, stage in enumerate(stages)
    }


def _document(context: Context, api: Part) -> Place:
    if api.get("BodyS3Location").value is not None:
        raise api.get("BodyS3Location").not_simulated("a document in a bucket is not read: expected Body.")
    body = api.get("Body")
    return body if body.value is not None else _document_of_routes(context, api)


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
    """In a template `MaxAge` is a number, or text for one."""
    if place.value is None:
        return None
    made = {snake_case(name): value.value for name, value in place.items()}
    if isinstance(made.get("max_age"), str):
        made["max_age"] = int(made["max_age"])
    return made


def _document_of_routes(context: Context, api: Part) -> Place:
    """The document of an API, as API Gateway would export it."""
    integrations = {
        str(part.ref): part for part in context.parts.belonging(f"{_PREFIX}Integration", "ApiId", api.ref)
    }
    paths: dict[str, dict[str, Any]] = {}
    for route in context.parts.belonging(f"{_PREFIX}Route", "ApiId", api.ref):
        method, path = _key(str(route.get("RouteKey").value))
        paths.setdefault(path, {})[method] = _operation(route, integrations)
    if api.get("Target").value is not None:
        method, path = _key(str(api.get("RouteKey").value or _DEFAULT))
        target = {_INTEGRATION: {"type": "aws_proxy", "uri": api.get("Target"), "payloadFormatVersion": "2.0"}}
        paths.setdefault(path, {})[method] = {**target, "isDefaultRoute": path == f"/{_DEFAULT}"}
    return api.properties.at({
        "openapi": "3.0.1", "paths": paths, "components": {"securitySchemes": _schemes(context, api)},
    })  # fmt: skip


def _key(key: str) -> tuple[str, str]:
    """A route's method and path as a document has them."""
    if key == _DEFAULT:
        return "x-amazon-apigateway-any-method", f"/{_DEFAULT}"
    method, _, path = key.partition(" ")
    return ("x-amazon-apigateway-any-method" if method == "ANY" else method.lower()), path


def _operation(route: Part, integrations: dict[str, Part]) -> Place:
    target = str(route.get("Target").value or "")
    integration = integrations.get(target.removeprefix(_TARGET))
    if integration is None:
        raise route.properties.error(f"Target is {target!r}: expected {_TARGET!r} and the id of one of the API's.")
    made: dict[str, Any] = {
        _INTEGRATION: _integration(integration),
        "security": _security(route),
        "isDefaultRoute": route.get("RouteKey").value == _DEFAULT,
        "operationId": route.get("OperationName"),
    }
    return route.properties.at({name: value for name, value in made.items() if not _is_nothing(value)})


def _is_nothing(value: Any) -> bool:
    return (value.value if isinstance(value, Place) else value) is None


def _integration(part: Part) -> Place:
    made = {
        "type": part.get("IntegrationType"),
        "uri": part.get("IntegrationUri"),
        # API reference, CreateIntegration: 1.0 unless something else is said
        "payloadFormatVersion": str(part.get("PayloadFormatVersion").value or "1.0"),
        "timeoutInMillis": part.get("TimeoutInMillis"),
        "requestParameters": part.get("RequestParameters"),
    }
    return part.properties.at({name: value for name, value in made.items() if not _is_nothing(value)})


def _security(route: Part) -> list[dict[str, Any]]:
    kind = str(route.get("AuthorizationType").value or "NONE")
    if kind == "NONE":
        return []
    if kind == "AWS_IAM":
        return [{_SIGNED: []}]
    scopes = [str(each.value) for each in route.get("AuthorizationScopes").each()]
    return [{str(route.get("AuthorizerId").value): scopes}]


def _schemes(context: Context, api: Part) -> dict[str, Any]:
    made: dict[str, Any] = {
        _SIGNED: {**_IN_A_HEADER, "x-amazon-apigateway-authtype": "awsSigv4"}
    }
    for part in context.parts.belonging(f"{_PREFIX}Authorizer", "ApiId", api.ref):
        about = {**_IN_A_HEADER, "x-amazon-apigateway-authorizer": _authorizer(part)}
        made[str(part.ref)] = part.properties.at(about)
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
    return part.properties.at({name: value for name, value in made.items() if not _is_nothing(value)})
