"""`AWS::ApiGatewayV2::Api` with the protocol WEBSOCKET."""

from __future__ import annotations

from typing import Any

from pytest_lambda.gateway.authorizers.rest_lambda import RequestAuthorizer
from pytest_lambda.gateway.websocket.api import WebSocketApi
from pytest_lambda.service.function import ServiceFunction
from pytest_lambda.templates.apis.authorizers import signed
from pytest_lambda.templates.apis.backends import function_at
from pytest_lambda.templates.apis.context import Context
from pytest_lambda.templates.apis.parts import Part, by_stage

_PREFIX = "AWS::ApiGatewayV2::"


def websocket_apis(context: Context, api: Part) -> dict[str, WebSocketApi]:
    """The doors of an API, one for each of its stages: the first one's is that of the API itself.

    Raises:
        ConfigurationError: API Gateway could not create it.
    """
    stages = context.parts.belonging(f"{_PREFIX}Stage", "ApiId", api.ref)
    return by_stage(api, stages, lambda stage: _door(context, api, stage))


def _door(context: Context, api: Part, stage: Part) -> WebSocketApi:
    routes = {
        str(route.get("RouteKey").value): _route(context, api, route)
        for route in context.parts.belonging(f"{_PREFIX}Route", "ApiId", api.ref)
    }
    if not routes:
        raise api.properties.error("the API has no routes: expected at least one, $default say.")
    function: ServiceFunction = next(iter(routes.values()))["function"]
    selection = api.get("RouteSelectionExpression").value
    return WebSocketApi(
        function,
        routes=routes,
        stage=str(stage.get("StageName").value),
        stage_variables=stage.get("StageVariables").mapping() or None,
        api_id=api.ref,
        **({} if selection is None else {"route_selection_expression": selection}),
    )


def _route(context: Context, api: Part, route: Part) -> dict[str, Any]:
    found = context.parts.integration(api, route)
    kind = found.get("IntegrationType").value
    if kind != "AWS_PROXY":
        raise found.get("IntegrationType").not_simulated(f"integrations of type {kind!r} are not simulated.")
    function, qualifier = function_at(context.service, found.get("IntegrationUri"))
    settings = {
        "function": function,
        "qualifier": qualifier,
        "timeout_in_millis": found.get("TimeoutInMillis").value,
        "route_response_selection_expression": route.get("RouteResponseSelectionExpression").value,
        "authorizer": _authorizer(context, api, route),
    }
    return {name: value for name, value in settings.items() if value is not None}


def _authorizer(context: Context, api: Part, route: Part) -> Any:
    kind = str(route.get("AuthorizationType").value or "NONE")
    if kind == "NONE":
        return None
    if kind == "AWS_IAM":
        return signed(context.service)
    authorizers = context.parts.belonging(f"{_PREFIX}Authorizer", "ApiId", api.ref)
    named = route.get("AuthorizerId")
    found = next((part for part in authorizers if part.ref == named.value), None)
    if found is None:
        raise named.error(f"there is no authorizer {named.value!r} of the API.")
    function, _ = function_at(context.service, found.get("AuthorizerUri"))
    sources = [str(each.value) for each in found.get("IdentitySource").each()]
    return RequestAuthorizer(function, identity_source=sources, authorizer_result_ttl_in_seconds=0)
