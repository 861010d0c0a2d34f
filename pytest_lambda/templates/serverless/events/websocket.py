"""`websocket`: routes of one WebSocket API, which all functions share."""

from __future__ import annotations

import re
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless import names
from pytest_lambda.templates.serverless.events.trigger import Trigger
from pytest_lambda.templates.serverless.project import Project, first, given, invocation_uri, known_only

_API = "WebsocketsApi"
_SELECTION = "$request.body.action"


def websocket(trigger: Trigger) -> None:
    """A route."""
    settings = trigger.either("route", ("authorizer", "route", "routeResponseSelectionExpression"))
    route = settings.get("route")
    project = trigger.project
    _add_api(project, trigger.settings)
    integration = trigger.add(f"{trigger.prefix}WebsocketsIntegration", "AWS::ApiGatewayV2::Integration", {
        "ApiId": {"Ref": _API}, "IntegrationType": "AWS_PROXY", "IntegrationUri": invocation_uri(trigger.target),
    })  # fmt: skip
    trigger.add(f"{_name(str(route.value))}WebsocketsRoute", "AWS::ApiGatewayV2::Route", {
        "ApiId": {"Ref": _API},
        "RouteKey": route,
        "Target": {"Fn::Join": ["/", ["integrations", {"Ref": integration}]]},
        "RouteResponseSelectionExpression": settings.get("routeResponseSelectionExpression"),
        **_authorization(trigger, settings.get("authorizer")),
    })  # fmt: skip


def _name(route: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", route.replace("$", "S", 1) if route.startswith("$") else route)


def _add_api(project: Project, place: Place) -> None:
    provider = project.provider
    project.add(_API, "AWS::ApiGatewayV2::Api", place, {
        "Name": first(provider.get("websocketsApiName"), place.at(f"{project.stage}-{project.service}-websockets")),
        "ProtocolType": "WEBSOCKET",
        "RouteSelectionExpression": first(
            provider.get("websocketsApiRouteSelectionExpression"), place.at(_SELECTION)
        ),
    })  # fmt: skip
    project.add("WebsocketsDeploymentStage", "AWS::ApiGatewayV2::Stage", place, {
        "ApiId": {"Ref": _API}, "StageName": project.stage, "AutoDeploy": True,
    })  # fmt: skip


def _authorization(trigger: Trigger, authorizer: Place) -> dict[str, Any]:
    written = authorizer.value
    if written is None:
        return {"AuthorizationType": "NONE"}
    if written == "aws_iam":
        return {"AuthorizationType": "AWS_IAM"}
    settings = authorizer if isinstance(written, dict) else authorizer.at({"name": authorizer})
    known_only(settings, ("arn", "identitySource", "name"), "authorizer")
    named = first(settings.get("arn"), settings.get("name"))
    name = str(settings.get("name").value or names.of_reference(named.value, "Authorizer"))
    sources = settings.get("identitySource")
    usual = authorizer.at("route.request.header.Auth")
    logical_id = f"{names.of_function(name)}WebsocketsAuthorizer"
    made = trigger.project.add(logical_id, "AWS::ApiGatewayV2::Authorizer", authorizer, {
        "ApiId": {"Ref": _API},
        "Name": name,
        "AuthorizerType": "REQUEST",
        "AuthorizerUri": invocation_uri(trigger.project.arn_of_function(named)),
        "IdentitySource": sources if isinstance(sources.value, list) else [first(sources, usual)],
    })  # fmt: skip
    return given({"AuthorizationType": "CUSTOM", "AuthorizerId": {"Ref": made}})
