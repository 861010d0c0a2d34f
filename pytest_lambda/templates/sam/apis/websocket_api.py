"""`AWS::Serverless::WebSocketApi`: no document, but a route and an integration for each key."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.apis.http_domain import http_domain
from pytest_lambda.templates.sam.apis.rest_api import authorizer_permission
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.intrinsics import is_intrinsic, ref, sub
from pytest_lambda.templates.sam.invalid import invalid_resource
from pytest_lambda.templates.sam.schema import FLAG, MAP, TEXT, TEXT_OR_MAP, Schema, kinds, present
from pytest_lambda.templates.sam.work import Work
from pytest_lambda.templates.template import Resource

_SCHEMA = Schema(
    "AWS::Serverless::WebSocketApi",
    {
        **kinds(TEXT, "ApiKeySelectionExpression Description IpAddressType Name RouteSelectionExpression"),
        **kinds(MAP, "AccessLogSettings Auth DefaultRouteSettings Domain Routes RouteSettings StageVariables Tags"),
        **kinds(FLAG, "DisableExecuteApiEndpoint DisableSchemaValidation FailOnWarnings PropagateTags"),
        "StageName": TEXT_OR_MAP,
    },
    ("Routes", "RouteSelectionExpression"),
)
CREATED_BY = "websocketapi:createdBy"
_SAME = (
    "ApiKeySelectionExpression", "Description", "DisableExecuteApiEndpoint", "DisableSchemaValidation",
    "IpAddressType", "RouteSelectionExpression",
)  # fmt: skip
_SPECIAL = ("$connect", "$disconnect", "$default")
_TYPES = ("NONE", "AWS_IAM", "CUSTOM")
_DEFAULT_STAGE = "default"
_INVOKE = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"


def websocket_api(work: Work, resource: Resource) -> list[Draft]:
    """The API, its routes, integrations and permissions, its stage, and what is around them."""
    name, properties = resource.logical_id, work.properties[resource.logical_id]
    _SCHEMA.check(properties, lambda place, message: invalid_resource(place, name, message))
    auth = work.known.resolved_place(properties.get("Auth"))
    routes = work.known.resolved_place(properties.get("Routes"))
    _check(name, properties, auth, routes)
    made = _api(resource, properties)
    drafts = [made]
    for key, route in routes.items():
        drafts += _route(name, key, route, auth, _stage_name(properties))
    # SAM does not share a group of records among WebSocket APIs: the last one's remains.
    around = http_domain({}, name, work.known.resolved_place(properties.get("Domain")), CREATED_BY, {})
    stage = _stage(resource, properties, [each.logical_id for each in drafts if each.type.endswith("::Route")])
    drafts += [*around, stage, *_authorizer(name, auth, made)]
    _propagate(drafts, properties)
    for draft in drafts:
        if draft.type in ("AWS::ApiGatewayV2::Stage", "AWS::ApiGatewayV2::DomainName"):
            work.references[name, draft.type.rsplit("::", 1)[1]] = draft.logical_id
    return drafts


def _check(name: str, properties: Place, auth: Place, routes: Place) -> None:
    if not routes.value:
        raise invalid_resource(routes, name, "WebSocket API must have at least one route.")
    kind = properties.get("IpAddressType")
    if kind.value is not None and not is_intrinsic(kind.value) and kind.value not in ("ipv4", "dualstack"):
        raise invalid_resource(kind, name, "IpAddressType must be 'ipv4' or 'dualstack'.")
    if properties.get("Domain").get("MutualTlsAuthentication").value:
        raise invalid_resource(
            properties.get("Domain"), name, "Mutual TLS domain name association is not supported for Websocket APIs."
        )
    if auth.value and "$connect" not in routes.mapping():
        raise invalid_resource(auth, name, "Authorization is only available if there is a $connect route.")
    if _stage_name(properties) == "$default":
        raise invalid_resource(properties.get("StageName"), name, "Stages cannot be named $default for WebSocket APIs.")
    if auth.value:
        _check_auth(name, auth)


def _check_auth(name: str, auth: Place) -> None:
    kind = auth.get("AuthType").value
    if not kind:
        raise invalid_resource(auth, name, "AuthType must be specified for additional auth configurations.")
    if kind not in _TYPES:
        raise invalid_resource(auth.get("AuthType"), name, f"AuthType '{kind}' is not one of AWS_IAM, CUSTOM or NONE.")
    if kind == "CUSTOM" and not auth.get("AuthArn").value:
        raise invalid_resource(auth, name, "AuthArn must be specified if AuthType is CUSTOM.")
    if kind != "CUSTOM" and len(auth.mapping()) > 1:
        raise invalid_resource(auth, name, f"No additional configurations supported for AuthType {kind}.")


def _api(resource: Resource, properties: Place) -> Draft:
    made = Draft(resource.logical_id, "AWS::ApiGatewayV2::Api", resource.place)
    given = properties.get("Name")
    made.depends_on = list(resource.depends_on)
    made.properties = {
        **present(properties, _SAME),
        "Name": given if given.value is not None else resource.logical_id,
        "ProtocolType": "WEBSOCKET",
        "Tags": {**dict(properties.get("Tags").items()), CREATED_BY: "SAM"},
    }
    return made


def _stage_name(properties: Place) -> Any:
    stage = properties.get("StageName")
    return _DEFAULT_STAGE if stage.value is None else plain(stage)


def _clean(api: str, key: str, route: Place) -> str:
    if key in _SPECIAL:
        return key.replace("$", "").capitalize()
    if key.isalnum():
        return key.capitalize()
    raise invalid_resource(
        route,
        api,
        f"Route key '{key}' must be alphanumeric. Only $connect, $disconnect, and $default special routes are "
        "supported.",
    )


def _route(api: str, key: str, route: Place, auth: Place, stage: Any) -> list[Draft]:
    prefix = f"{api}{_clean(api, key, route)}"
    function = route.get("FunctionArn")
    if function.value is None:
        raise invalid_resource(route, api, "Route must have associated function.")
    if route.get("RequestParameters").value and key != "$connect":
        raise invalid_resource(
            route, api, "Request parameters are only supported for the $connect route in WebSocket APIs."
        )
    names = ("ApiKeyRequired", "ModelSelectionExpression", "OperationName", "RequestModels")
    given: dict[str, Any] = present(route, (*names, "RequestParameters", "RouteResponseSelectionExpression"))
    target = {"Fn::Join": ["/", ["integrations", ref(f"{prefix}Integration")]]}
    made = Draft(
        f"{prefix}Route",
        "AWS::ApiGatewayV2::Route",
        route,
        {"ApiId": ref(api), "RouteKey": key, "Target": target, **given},
    )
    if auth.value and key == "$connect":
        made.properties["AuthorizationType"] = auth.get("AuthType")
        if auth.get("AuthType").value == "CUSTOM":
            made.properties["AuthorizerId"] = ref(f"{api}ConnectAuthorizer")
    timeout = route.get("IntegrationTimeout")
    integration: dict[str, Any] = {
        "ApiId": ref(api),
        "IntegrationType": "AWS_PROXY",
        "IntegrationUri": sub(f"{_INVOKE}${{FunctionArn}}/invocations", {"FunctionArn": function}),
    }
    if timeout.value is not None:
        integration["TimeoutInMillis"] = timeout
    permission = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": function,
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": _source(api, key, stage),
    }
    return [
        made,
        Draft(f"{prefix}Integration", "AWS::ApiGatewayV2::Integration", route, integration),
        Draft(f"{prefix}Permission", "AWS::Lambda::Permission", route, permission),
    ]


def _source(api: str, key: str, stage: Any) -> dict[str, Any]:
    arn = f"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{api}.ApiId}}/"
    if isinstance(stage, str):
        return sub(f"{arn}{stage}/{key}")
    return sub(f"{arn}${{__StageName__}}/{key}", {"__StageName__": stage})


def _stage(resource: Resource, properties: Place, routes: list[str]) -> Draft:
    api, name = resource.logical_id, _stage_name(properties)
    text = name if isinstance(name, str) else ""
    given = properties.get("StageName")
    stage = Draft(
        f"{api}{'Default' if text == _DEFAULT_STAGE else text}Stage",
        "AWS::ApiGatewayV2::Stage",
        resource.place,
        {
            "ApiId": ref(api),
            "StageName": name if given.value is None else given,
            "AutoDeploy": True,
            "Tags": {CREATED_BY: "SAM"},
            **present(properties, ("StageVariables", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings")),
        },
    )
    if properties.get("RouteSettings").value:
        stage.depends_on = routes
    return stage


def _authorizer(api: str, auth: Place, made: Draft) -> list[Draft]:
    if not auth.value or auth.get("AuthType").value != "CUSTOM":
        return []
    function, role = auth.get("AuthArn"), auth.get("InvokeRole")
    named = auth.get("Name")
    given: dict[str, Any] = {
        "ApiId": ref(api),
        "AuthorizerType": "REQUEST",
        "AuthorizerUri": sub(f"{_INVOKE}${{AuthArn}}/invocations", {"AuthArn": function}),
        "Name": named if named.value else f"{api}ConnectAuthorizer",
        **present(auth, ("IdentitySource",)),
    }
    if role.value is not None:
        given["AuthorizerCredentialsArn"] = role
    authorizer = Draft(f"{api}ConnectAuthorizer", "AWS::ApiGatewayV2::Authorizer", auth, given)
    if role.value:
        return [authorizer]
    return [authorizer, authorizer_permission(made, f"{api}AuthorizerPermission", function, {})]


def _propagate(drafts: list[Draft], properties: Place) -> None:
    if not properties.get("PropagateTags").value:
        return
    tags = {**dict(properties.get("Tags").items()), CREATED_BY: "SAM"}
    for draft in drafts:
        if draft.type in ("AWS::ApiGatewayV2::Stage", "AWS::ApiGatewayV2::DomainName"):
            draft.properties["Tags"] = tags
