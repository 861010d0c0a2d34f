"""`Auth` of a REST API: its authorizers, and what all its methods need."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.apis.body import Body, check_document
from pytest_lambda.templates.sam.apis.identity import identity_sources
from pytest_lambda.templates.sam.apis.resource_policy import add_custom_statements, add_resource_policy
from pytest_lambda.templates.sam.apis.rest_security import (
    define,
    require_api_key,
    set_api_key_required,
    set_default_authorizer,
)
from pytest_lambda.templates.sam.intrinsics import sub
from pytest_lambda.templates.sam.invalid import invalid_resource, of_kind

_KEYS = (
    "Authorizers", "DefaultAuthorizer", "InvokeRole", "AddDefaultAuthorizerToCorsPreflight",
    "AddApiKeyRequiredToCorsPreflight", "ApiKeyRequired", "ResourcePolicy", "UsagePlan",
)  # fmt: skip
_AUTHORIZER = "x-amazon-apigateway-authorizer"
_INVOKE = (
    "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations"
)

#: where a part of a request's identity is -> how API Gateway names it
_SOURCES = {
    "Headers": "method.request.header.",
    "QueryStrings": "method.request.querystring.",
    "StageVariables": "stageVariables.",
    "Context": "context.",
}


def add_auth(body: Body | None, auth: Place, logical_id: str, stage: Any) -> None:
    """`Auth` in the document.

    Raises:
        ConfigurationError: it is not as SAM has it.
    """
    if not auth.value:
        return
    if body is None:
        raise invalid_resource(
            auth, logical_id, "Auth works only with inline Swagger specified in 'DefinitionBody' property."
        )
    if not set(auth.mapping()) <= set(_KEYS):
        raise invalid_resource(auth, logical_id, "Invalid value for 'Auth' property")
    check_document(body.content, auth, logical_id, "Auth configuration", swagger=True)
    _add_authorizers(body, auth, logical_id)
    if auth.get("ApiKeyRequired").value:
        require_api_key(body)
        for path in body.paths:
            set_api_key_required(body, path, preflight=_wanted(auth, "AddApiKeyRequiredToCorsPreflight"))
    policy = auth.get("ResourcePolicy")
    if policy.value:
        if not isinstance(policy.value, dict):
            raise body.refusal("ResourcePolicy must be a map (ResourcePolicyStatement).")
        for path in body.paths:
            add_resource_policy(body, plain(policy), path, plain(stage))
        add_custom_statements(body, plain(policy).get("CustomStatements"))


def authorizer_functions(auth: Place) -> list[tuple[str, Place]]:
    """The functions of authorizers that API Gateway needs a permission for."""
    return [
        (name, each.get("FunctionArn"))
        for name, each in auth.get("Authorizers").items()
        if each.get("FunctionArn").value and not each.get("DisableFunctionDefaultPermissions").value
    ]


def _wanted(auth: Place, name: str) -> bool:
    return bool(auth.get(name, default=True).value)


def _add_authorizers(body: Body, auth: Place, logical_id: str) -> None:
    default, own = auth.get("DefaultAuthorizer"), auth.get("Authorizers")
    if own.value:
        of_kind(own, "map", logical_id, "Auth.Authorizers")
    names: dict[str, Any] = {"AWS_IAM": None} if default.value == "AWS_IAM" else {}
    for name, place in own.items():
        _check(place, name, logical_id)
        names[name] = plain(place.get("AuthorizationScopes"))
    for name in names:
        define(body, name, _scheme(own.get(name) if name in own.mapping() else None, logical_id, name), again=True)
    if not names or not default.value:
        return
    if not isinstance(default.value, str):
        raise invalid_resource(default, logical_id, "DefaultAuthorizer is not a string.")
    if default.value not in names:
        raise invalid_resource(
            default,
            logical_id,
            f"Unable to set DefaultAuthorizer because '{default.value}' was not defined in 'Authorizers'.",
        )
    for path in body.paths:
        preflight = _wanted(auth, "AddDefaultAuthorizerToCorsPreflight")
        set_default_authorizer(body, path, default.value, names, preflight=preflight)


def _check(place: Place, name: str, logical_id: str) -> None:
    of_kind(place, "map", logical_id, f"Auth.Authorizers.{name}")
    kind = place.get("FunctionPayloadType")
    if kind.value not in (None, "TOKEN", "REQUEST"):
        raise invalid_resource(kind, logical_id, f"{name} Authorizer has invalid 'FunctionPayloadType': {kind.value}.")
    if kind.value == "REQUEST" and not _is_identified(place.get("Identity"), name, logical_id):
        raise invalid_resource(
            place,
            logical_id,
            f"{name} Authorizer must specify Identity with at least one of Headers, QueryStrings, StageVariables, or "
            "Context.",
        )
    for key, expected in (("AuthorizationScopes", "list"), ("DisableFunctionDefaultPermissions", "boolean")):
        if place.get(key).value is not None:
            of_kind(place.get(key), expected, logical_id, f"Authorizers.{name}.{key}")


def _is_identified(identity: Place, name: str, logical_id: str) -> bool:
    if not identity.value:
        return False
    of_kind(identity, "map", logical_id, f"Authorizer.{name}.Identity")
    if any(identity.get(key).value for key in _SOURCES):
        return True
    try:
        return int(identity.get("ReauthorizeEvery").value) <= 0
    except (TypeError, ValueError):
        return False


def _scheme(place: Place | None, logical_id: str, name: str) -> dict[str, Any]:
    if place is None:
        return _header("Authorization", "awsSigv4")
    identity = place.get("Identity")
    if identity.value and not isinstance(identity.value, dict):
        raise invalid_resource(
            identity,
            logical_id,
            "Auth.Authorizers.<Authorizer>.Identity must be a dict (LambdaTokenAuthorizationIdentity, "
            "LambdaRequestAuthorizationIdentity or CognitoAuthorizationIdentity).",
        )
    header = identity.get("Header").value or "Authorization"
    pool = plain(place.get("UserPoolArn"))
    if pool:
        pools = pool if isinstance(pool, list) else [pool]
        authorizer: dict[str, Any] = {"type": "cognito_user_pools", "providerARNs": pools}
        return {**_header(header, "cognito_user_pools"), _AUTHORIZER: {**authorizer, **_validation(identity)}}
    if place.get("FunctionPayloadType").value == "REQUEST":
        sources = identity_sources(identity, _SOURCES, f"Auth.Authorizers.{name}.Identity", logical_id)
        found = {"identitySource": ", ".join(sources)} if sources else {}
        return {**_header("Unused", "custom"), _AUTHORIZER: {"type": "request", **_function(place), **found}}
    token = {"type": "token", **_function(place), **_validation(identity)}
    return {**_header(header, "custom"), _AUTHORIZER: token}


def _header(name: Any, kind: str) -> dict[str, Any]:
    return {"type": "apiKey", "name": name, "in": "header", "x-amazon-apigateway-authtype": kind}


def _validation(identity: Place) -> dict[str, Any]:
    expression = plain(identity.get("ValidationExpression"))
    return {"identityValidationExpression": expression} if expression else {}


def _function(place: Place) -> dict[str, Any]:
    found = {"authorizerUri": sub(_INVOKE, {"__FunctionArn__": plain(place.get("FunctionArn"))})}
    kept, role = plain(place.get("Identity").get("ReauthorizeEvery")), plain(place.get("FunctionInvokeRole"))
    if kept is not None:
        found["authorizerResultTtlInSeconds"] = kept
    if role and role != "NONE":
        found["authorizerCredentials"] = role
    return found
