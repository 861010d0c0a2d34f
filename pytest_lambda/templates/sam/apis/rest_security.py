"""`security` of the operations of a REST API's document."""

from __future__ import annotations

from typing import Any

from pytest_lambda.templates.sam.apis.body import Body

#: keys of a path that are no methods
NO_METHODS = ("summary", "description", "parameters")
_DEFINITIONS = "securityDefinitions"


def require(body: Body, path: str, method: str, name: str, scopes: Any) -> None:
    """One more scheme for a method of a path."""
    for operation in body.operations(path, method):
        operation["security"] = [*_schemes(body, operation, path, method), {name: scopes}]


def define(body: Body, name: str, scheme: dict[str, Any], *, again: bool = False) -> None:
    """A scheme of the document.

    Args:
        body: the document.
        name: of the scheme.
        scheme: as the document has it.
        again: whether one that is there already is replaced.
    """
    schemes = body.content.get(_DEFINITIONS) or {}
    if not isinstance(schemes, dict):
        raise body.refusal("securityDefinitions must be a dictionary.")
    if again or name not in schemes:
        schemes[name] = scheme
    body.content[_DEFINITIONS] = schemes


def require_iam(body: Body) -> None:
    """The scheme of requests that are signed."""
    define(body, "AWS_IAM", iam_scheme())


def require_api_key(body: Body) -> None:
    """The scheme of requests that have an API key."""
    define(body, "api_key", {"type": "apiKey", "name": "x-api-key", "in": "header"})


def iam_scheme() -> dict[str, Any]:
    """The scheme of requests that are signed."""
    return {"x-amazon-apigateway-authtype": "awsSigv4", "type": "apiKey", "name": "Authorization", "in": "header"}


def set_default_authorizer(body: Body, path: str, name: str, authorizers: dict[str, Any], *, preflight: bool) -> None:
    """The authorizer of all methods of a path that say nothing of one.

    Args:
        body: the document.
        path: in it.
        name: of the authorizer.
        authorizers: of the API; what they say of scopes.
        preflight: whether OPTIONS has it, too.
    """
    known = {"AWS_IAM", *authorizers}
    for method, operation in body.all_operations(path, without=NO_METHODS):
        if method == "options" and not preflight:
            continue
        schemes = _schemes(body, operation, path, method)
        own = [each for each in schemes if not known.isdisjoint(each)]
        others = [each for each in schemes if known.isdisjoint(each)]
        nobody = next((each for each in others if "NONE" in each), None)
        if nobody is not None:
            others.remove(nobody)
            chosen = []
        else:
            chosen = own or [{name: authorizers.get(name) or []}]
        if others or chosen:
            operation["security"] = [*others, *chosen]
            if "AWS_IAM" in operation["security"][0]:
                require_iam(body)


def set_api_key_required(body: Body, path: str, *, preflight: bool) -> None:
    """All methods of a path need an API key, if they do not say that they do not."""
    for method, operation in body.all_operations(path, without=NO_METHODS):
        schemes = _schemes(body, operation, path, method)
        others = [each for each in schemes if {"api_key", "api_key_false"}.isdisjoint(each)]
        own = [each for each in schemes if each not in others]
        wanted: list[Any] = [] if any("api_key_false" in each for each in own) else [{"api_key": []}]
        security = others if method == "options" and not preflight else [*others, *wanted]
        if security != schemes:
            operation["security"] = security


def _schemes(body: Body, operation: dict[str, Any], path: str, method: str) -> list[Any]:
    schemes = operation.get("security", [])
    if not isinstance(schemes, list):
        raise body.refusal(f"Type of security for path {path} method {method} must be a list")
    for each in schemes:
        if not isinstance(each, dict):
            raise body.refusal(f"{each} in Security for path {path} method {method} is not a valid dictionary.")
    return schemes
