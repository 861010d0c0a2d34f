"""`httpApi`: routes of one HTTP API, which all functions share."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless import names
from pytest_lambda.templates.serverless.cors import cors_of
from pytest_lambda.templates.serverless.events.trigger import Trigger
from pytest_lambda.templates.serverless.project import (
    Project,
    api_name,
    expected,
    first,
    given,
    invocation_uri,
    known_only,
    unknown,
)

_API, _STAGE = "HttpApi", "HttpApiStage"
_METHODS = frozenset({"any", "delete", "get", "head", "options", "patch", "post", "put"})
_AUTHORIZER = (
    "audience", "enableSimpleResponses", "functionArn", "functionName", "identitySource", "issuerUrl",
    "managedExternally", "name", "payloadVersion", "resultTtlInSeconds", "type",
)  # fmt: skip
_EVERYBODY = {
    "AllowOrigins": ["*"],
    "AllowHeaders": [
        "Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token", "X-Amz-User-Agent",
        "X-Amzn-Trace-Id",
    ],
    "AllowMethods": ["OPTIONS", "GET", "POST", "PUT", "PATCH", "HEAD", "DELETE"],
}  # fmt: skip


def http_api(trigger: Trigger) -> None:
    """A route."""
    settings = _settings(trigger)
    method, path = str(settings.get("method").value), str(settings.get("path").value)
    project = trigger.project
    api = _api(project, trigger.settings)
    integration = trigger.add(f"HttpApiIntegration{trigger.prefix}", "AWS::ApiGatewayV2::Integration", {
        "ApiId": api,
        "IntegrationType": "AWS_PROXY",
        "IntegrationUri": trigger.target,
        "PayloadFormatVersion": first(
            trigger.declared.get("httpApi").get("payload"),
            project.provider.get("httpApi").get("payload"),
            trigger.settings.at("2.0"),
        ),
        "TimeoutInMillis": 30_000,
    })  # fmt: skip
    whole = path == "*"
    name = "Default" if whole else f"{names.letters(method.lower())}{names.of_http_path(path)}"
    trigger.add(f"HttpApiRoute{name}", "AWS::ApiGatewayV2::Route", {
        "ApiId": api,
        "RouteKey": "$default" if whole else f"{method.upper()} {path}",
        "Target": {"Fn::Join": ["/", ["integrations", {"Ref": integration}]]},
        **_authorization(trigger, settings.get("authorizer"), api),
    })  # fmt: skip


def _settings(trigger: Trigger) -> Place:
    settings = trigger.settings
    if isinstance(settings.value, dict):
        settings = trigger.checked(("authorizer", "method", "path"))
        found = settings.get("path").value
        method = settings.get("method").value or "*"
    else:
        parts = str(settings.value).split()
        method, found = ("*", parts[0]) if len(parts) == 1 else (parts[0], parts[-1])
    if not isinstance(found, str) or (found != "*" and not found.startswith("/")):
        raise expected(trigger.settings, "a path that begins with '/', after a method, or '*'")
    method = "any" if method == "*" else str(method)
    if method.lower() not in _METHODS:
        raise expected(trigger.settings, f"one of the methods {', '.join(sorted(_METHODS))}")
    said = settings.mapping() if isinstance(settings.value, dict) else {}
    return settings.at({**said, "method": method, "path": found})


def _api(project: Project, place: Place) -> Any:
    """The API: the project's own, or the one that the provider names."""
    provider = project.provider.get("httpApi")
    if provider.get("id").value is not None:
        return provider.get("id")
    name = first(provider.get("name"), provider.at(api_name(project, provider)))
    project.add(_API, "AWS::ApiGatewayV2::Api", provider, {
        "Name": name,
        "ProtocolType": "HTTP",
        "CorsConfiguration": cors_of(provider.get("cors"), _EVERYBODY),
        "DisableExecuteApiEndpoint": provider.get("disableDefaultEndpoint"),
    })  # fmt: skip
    project.add(_STAGE, "AWS::ApiGatewayV2::Stage", provider, {
        "ApiId": {"Ref": _API}, "StageName": "$default", "AutoDeploy": True,
    })  # fmt: skip
    return {"Ref": _API}


def _authorization(trigger: Trigger, authorizer: Place, api: Any) -> dict[str, Any]:
    if authorizer.value is None:
        return {}
    settings = authorizer.at({"name": authorizer}) if isinstance(authorizer.value, str) else authorizer
    known_only(settings, ("id", "name", "scopes", "type"), "authorizer")
    named = settings.get("name")
    if "aws_iam" in (named.value, settings.get("type").value):
        return {"AuthorizationType": "AWS_IAM"}
    if settings.get("id").value is not None:
        jwt = settings.get("type").value != "request"
        return _authorized(jwt, settings.get("id"), settings)
    declared = trigger.project.provider.get("httpApi").get("authorizers")
    if named.value not in declared.mapping():
        raise unknown(named, str(named.value), declared.mapping(), "provider.httpApi.authorizers")
    about = declared.get(str(named.value))
    known_only(about, _AUTHORIZER, "an authorizer")
    logical_id = f"HttpApiAuthorizer{names.letters(str(named.value))}"
    jwt = about.get("type").value != "request"
    trigger.project.add(logical_id, "AWS::ApiGatewayV2::Authorizer", about, {
        "ApiId": api,
        "Name": first(about.get("name"), named),
        **(_jwt(about) if jwt else _request(trigger.project, about)),
    })  # fmt: skip
    return _authorized(jwt, {"Ref": logical_id}, settings)


def _authorized(jwt: bool, authorizer: Any, settings: Place) -> dict[str, Any]:
    return given({
        "AuthorizationType": "JWT" if jwt else "CUSTOM",
        "AuthorizerId": authorizer,
        "AuthorizationScopes": settings.get("scopes"),
    })  # fmt: skip


def _jwt(about: Place) -> dict[str, Any]:
    audience = about.get("audience")
    return {
        "AuthorizerType": "JWT",
        "IdentitySource": [first(about.get("identitySource"), about.at("$request.header.Authorization"))],
        "JwtConfiguration": {
            "Issuer": about.get("issuerUrl"),
            "Audience": audience if isinstance(audience.value, list) else [audience],
        },
    }


def _request(project: Project, about: Place) -> dict[str, Any]:
    function = first(about.get("functionArn"), about.get("functionName"))
    arn = project.arn_of_function(function)
    source = about.get("identitySource")
    return {
        "AuthorizerType": "REQUEST",
        "AuthorizerUri": invocation_uri(arn),
        "AuthorizerPayloadFormatVersion": first(about.get("payloadVersion"), about.at("2.0")),
        "EnableSimpleResponses": about.get("enableSimpleResponses"),
        "AuthorizerResultTtlInSeconds": about.get("resultTtlInSeconds"),
        "IdentitySource": None if source.value is None else source if isinstance(source.value, list) else [source],
    }
