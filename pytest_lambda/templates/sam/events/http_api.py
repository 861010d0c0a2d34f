"""`HttpApi`: a route of an HTTP API."""

from __future__ import annotations

import re
from typing import Any

from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.apis.body import ANY_METHOD, INTEGRATION, Body, is_document, method_key
from pytest_lambda.templates.sam.apis.gathering import HTTP, api_id
from pytest_lambda.templates.sam.apis.rest_methods import check_authorizer
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.events.api import integration_uri, source_arn
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.intrinsics import NO_VALUE, branches, ref
from pytest_lambda.templates.sam.invalid import invalid_resource, of_kind
from pytest_lambda.templates.sam.schema import MAP, TEXT, WHOLE, Schema, kinds
from pytest_lambda.templates.sam.work import Api

_SCHEMA = Schema(
    "HttpApi",
    {
        **kinds(TEXT, "Path Method ApiId Stage PayloadFormatVersion"),
        **kinds(MAP, "Auth RouteSettings"),
        "TimeoutInMillis": WHOLE,
    },
)
_DEFAULT = "$default"
_VARIABLE = re.compile(r"\{([a-zA-Z0-9._-]+|proxy\+)\}")
_NAME = re.compile(r"\{(.*?)\}")
_FUNCTION = re.compile(r"([A-Za-z0-9]+)\.Arn")


def http_api(event: Event) -> list[Draft]:
    """The permission; and the route in the API's document."""
    event.check(_SCHEMA)
    named = event.get("ApiId")
    api = event.work.apis[HTTP.implicit if named.value is None else api_id(named.value)]
    path, method = route(event)
    if api.body is not None:
        if not is_document(api.body.content, swagger=False):
            raise invalid_resource(
                api.body.place,
                api.resource.logical_id,
                "Structure of the SAM template is invalid. Invalid OpenApi document. Invalid values or missing keys "
                "for 'openapi' or 'paths' in 'DefinitionBody'.",
            )
        _integrate(event, api, api.body, path, method)
    return _permission(event, api.body, path, method)


def route(event: Event) -> tuple[str, str]:
    """The path and method of an event; the default route if it names neither."""
    path, method = event.get("Path").value, event.get("Method").value
    return (path, method.lower()) if path or method else (_DEFAULT, ANY_METHOD)


def _permission(event: Event, body: Body | None, path: str, method: str) -> list[Draft]:
    path = re.sub(r"^(.+)/$", r"\1", path)
    if path == _DEFAULT:
        path = ""
    elif body is not None and _has_default_route(body, event):
        # Its permission for the default route is one for every route.
        return []
    path = _VARIABLE.sub("*", path)
    verb = "*" if method in ("any", ANY_METHOD) else method.upper()
    named = event.get("ApiId")
    api = ref(HTTP.implicit) if named.value is None else named
    resource = path if (method, path) == ("any", f"/{_DEFAULT}") else f"/{verb}{path}"
    return [event.permission("apigateway.amazonaws.com", SourceArn=source_arn(api, resource))]


def _has_default_route(body: Body, event: Event) -> bool:
    """Whether the default route invokes the same function already."""
    if not body.has_integration(_DEFAULT, ANY_METHOD):
        return False
    for operation in body.operations(_DEFAULT, ANY_METHOD):
        uri = operation[INTEGRATION].get("uri")
        if not isinstance(uri, dict):
            return False
        for each in branches(uri):
            text = each.get("Fn::Sub", "")
            found = _FUNCTION.search(text if isinstance(text, str) else "")
            if found is None or found[1] != event.target.logical_id:
                return False
    return True


def _integrate(event: Event, api: Api, body: Body, path: str, method: str) -> None:
    if api.managed and body.has_integration(path, method):
        raise event.refusal(event.place, f"API method '{method}' defined multiple times for path '{path}'.")
    if not body.has_integration(path, method):
        body.add(path, method, event.place)
        body.integrate(path, method, _operation(event, path, method), event.target.condition)
    if event.get("Auth").value:
        _take_auth(event, api, body, path, method)
    for operation in body.operations(path, method):
        _take_settings(event, operation, path)


def _operation(event: Event, path: str, method: str) -> dict[str, Any]:
    uri: Any = integration_uri(event)
    if event.target.condition is not None:
        uri = {"Fn::If": [event.target.condition, uri, dict(NO_VALUE)]}
    integration = {"type": "aws_proxy", "httpMethod": "POST", "payloadFormatVersion": "2.0", "uri": uri}
    default = {"isDefaultRoute": True} if (path, method_key(method)) == (_DEFAULT, ANY_METHOD) else {}
    return {INTEGRATION: integration, **default, "responses": {}}


def _take_settings(event: Event, operation: dict[str, Any], path: str) -> None:
    for name, key in (("TimeoutInMillis", "timeoutInMillis"), ("PayloadFormatVersion", "payloadFormatVersion")):
        if event.get(name).value:
            operation[INTEGRATION][key] = plain(event.get(name))
    for name in _NAME.findall(path):
        parameters = operation.setdefault("parameters", [])
        known = next((each for each in parameters if each.get("name") == name), None)
        if known is None:
            known = {"name": name}
            parameters.append(known)
        known |= {"in": "path", "required": True}


def _take_auth(event: Event, api: Api, body: Body, path: str, method: str) -> None:
    general_place = api.properties.get("Auth")
    if general_place.value is not None:
        of_kind(general_place, "map", api.resource.logical_id, "Auth")
    auth, general = plain(event.get("Auth")), plain(general_place) or {}
    name = auth.get("Authorizer") or general.get("DefaultAuthorizer")
    if not name:
        raise event.refusal(
            event.get("Auth"),
            "'Auth' section requires either an explicit 'Authorizer' set or a 'DefaultAuthorizer' configured on the "
            "HttpApi.",
        )
    if name != "AWS_IAM" or general.get("EnableIamAuthorizer") is not True:
        check_authorizer(event, f"API method [{method}] for path [{path}]", {"Authorizer": name}, general, iam=False)
    scopes = auth.get("AuthorizationScopes")
    if scopes and not isinstance(scopes, list):
        raise event.refusal(
            event.get("Auth").get("AuthorizationScopes"),
            f"Unable to set Authorizer on API method [{method}] for path [{path}] because 'AuthorizationScopes' must "
            "be a list of strings.",
        )
    known = (general.get("Authorizers") or {}).get(name, {}) if name not in ("NONE", "AWS_IAM") else {}
    if not isinstance(known, dict):
        raise body.refusal(f"Type of authorizer '{name}' must be a dictionary")
    wanted = scopes or known.get("AuthorizationScopes") or []
    for operation in body.operations(path, method):
        schemes = operation.get("security", [])
        if not isinstance(schemes, list):
            raise body.refusal(f"Type of security for path {path} method {method} must be a list")
        operation["security"] = [*schemes, {name: [] if name in ("NONE", "AWS_IAM") else wanted}]
