"""`Auth` of an HTTP API."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.apis.body import INTEGRATION, Body, check_document, method_key
from pytest_lambda.templates.sam.apis.identity import identity_sources
from pytest_lambda.templates.sam.apis.rest_security import iam_scheme
from pytest_lambda.templates.sam.intrinsics import branches, is_no_value, sub
from pytest_lambda.templates.sam.invalid import invalid_resource, of_kind

_KEYS = ("Authorizers", "DefaultAuthorizer", "EnableIamAuthorizer")
_AUTHORIZER = "x-amazon-apigateway-authorizer"
_INVOKE = (
    "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations"
)

#: where a part of a request's identity is -> how API Gateway names it
_SOURCES = {
    "Headers": "$request.header.",
    "QueryStrings": "$request.querystring.",
    "StageVariables": "$stageVariables.",
    "Context": "$context.",
}
_JWT, _LAMBDA = "OAuth2 Authorizer", "Lambda Authorizer"
_ONLY = {
    "AuthorizationScopes": _JWT,
    "JwtConfiguration": _JWT,
    "IdentitySource": f"{_JWT}. For Lambda Authorizer, use the 'Identity' property instead",
    "FunctionArn": _LAMBDA,
    "FunctionInvokeRole": _LAMBDA,
    "Identity": _LAMBDA,
    "AuthorizerPayloadFormatVersion": _LAMBDA,
    "EnableSimpleResponses": _LAMBDA,
    "EnableFunctionDefaultPermissions": _LAMBDA,
}


def add_auth(body: Body | None, auth: Place, logical_id: str) -> None:
    """Authorizers in the document.

    Raises:
        ConfigurationError: they are not as SAM has them.
    """
    if not auth.value:
        return
    if body is None:
        raise invalid_resource(
            auth, logical_id, "Auth works only with inline OpenApi specified in the 'DefinitionBody' property."
        )
    if not set(auth.mapping()) <= set(_KEYS):
        raise invalid_resource(auth, logical_id, "Invalid value for 'Auth' property")
    check_document(body.content, auth, logical_id, "Auth configuration", swagger=False)
    schemes = {"AWS_IAM": iam_scheme()} if auth.get("EnableIamAuthorizer").value is True else {}
    own = auth.get("Authorizers")
    if own.value:
        of_kind(own, "map", logical_id, "Auth.Authorizers")
    schemes |= {name: _scheme(name, place, logical_id) for name, place in own.items()}
    components = body.content.get("components") or {}
    known = components.get("securitySchemes") or {}
    if schemes or known:
        body.content["components"] = {**components, "securitySchemes": {**known, **schemes}}
    _set_default(body, auth, schemes, logical_id)


def authorizer_functions(auth: Place) -> list[tuple[str, Place]]:
    """The functions of authorizers that ask for a permission."""
    return [
        (name, each.get("FunctionArn"))
        for name, each in auth.get("Authorizers").items()
        if each.get("FunctionArn").value and each.get("EnableFunctionDefaultPermissions").value
    ]


def _set_default(body: Body, auth: Place, schemes: dict[str, Any], logical_id: str) -> None:
    default = auth.get("DefaultAuthorizer")
    if not default.value or is_no_value(default.value):
        return
    name = of_kind(default, "string", logical_id, "Auth.DefaultAuthorizer")
    if name not in schemes:
        raise invalid_resource(
            default,
            logical_id,
            f"Unable to set DefaultAuthorizer because '{name}' was not defined in 'Authorizers'.",
        )
    scopes = plain(auth.get("Authorizers").get(name).get("AuthorizationScopes")) if name != "AWS_IAM" else None
    for path in body.paths:
        for item in body.items_of(path):
            for method, value in item.items():
                if method_key(method) not in ("parameters", "options"):
                    _secure(body, branches(value), name, scopes or [], f"'{method}' for path '{path}'")


def _secure(body: Body, operations: list[Any], name: str, scopes: list[Any], called: str) -> None:
    for operation in operations:
        if not isinstance(operation, dict):
            raise body.refusal(f"Definition of method {called} should be a map.")
        if operation.get(INTEGRATION) and not operation.get("security"):
            operation["security"] = [{name: scopes}]


def _scheme(name: str, place: Place, logical_id: str) -> dict[str, Any]:
    _check(name, place, logical_id)
    jwt = place.get("JwtConfiguration")
    if jwt.value:
        of_kind(jwt, "map", logical_id, "JwtConfiguration")
        settings = {
            "jwtConfiguration": {key.lower(): plain(each) for key, each in jwt.items()},
            "identitySource": plain(place.get("IdentitySource")),
            "type": "jwt",
        }
        return {"type": "oauth2", _AUTHORIZER: settings}
    return {"type": "apiKey", "name": "Unused", "in": "header", _AUTHORIZER: _lambda(name, place, logical_id)}


def _lambda(name: str, place: Place, logical_id: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "request",
        "authorizerUri": sub(_INVOKE, {"__FunctionArn__": plain(place.get("FunctionArn"))}),
        "authorizerPayloadFormatVersion": plain(place.get("AuthorizerPayloadFormatVersion")),
    }
    role, identity = plain(place.get("FunctionInvokeRole")), place.get("Identity")
    if role and role != "NONE":
        made["authorizerCredentials"] = role
    if place.get("EnableSimpleResponses").value:
        made["enableSimpleResponses"] = plain(place.get("EnableSimpleResponses"))
    if identity.value:
        of_kind(identity, "map", logical_id, f"Auth.Authorizers.{name}.Identity")
        if identity.get("ReauthorizeEvery").value is not None:
            made["authorizerResultTtlInSeconds"] = plain(identity.get("ReauthorizeEvery"))
        made["identitySource"] = identity_sources(identity, _SOURCES, f"Authorizers.{name}.Identity", logical_id)
    return made


def _check(name: str, place: Place, logical_id: str) -> None:
    of_kind(place, "map", logical_id, f"Auth.Authorizers.{name}")
    if "OpenIdConnectUrl" in place.mapping():
        raise invalid_resource(
            place,
            logical_id,
            f"'OpenIdConnectUrl' is no longer a supported property for authorizer '{name}'. "
            "Please refer to the AWS SAM documentation.",
        )
    scopes, is_jwt = place.get("AuthorizationScopes"), bool(place.get("JwtConfiguration").value)
    if scopes.value is not None and not isinstance(scopes.value, list):
        raise invalid_resource(scopes, logical_id, "AuthorizationScopes must be a list.")
    for key, called in _ONLY.items():
        if place.get(key).value is not None and called.startswith(_LAMBDA if is_jwt else _JWT):
            raise invalid_resource(place.get(key), logical_id, f"{key} is only supported for {called}.")
    needed = ("IdentitySource",) if is_jwt else ("FunctionArn", "AuthorizerPayloadFormatVersion")
    for key in needed:
        if not place.get(key).value:
            kind = _JWT if is_jwt else _LAMBDA
            raise invalid_resource(place, logical_id, f"{name} {kind} must define '{key}'.")
    permissions = place.get("EnableFunctionDefaultPermissions")
    if permissions.value is not None:
        of_kind(permissions, "boolean", logical_id, f"Authorizers.{name}.EnableFunctionDefaultPermissions")
