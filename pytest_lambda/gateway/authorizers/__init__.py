"""Authorizers of APIs: who may reach a route, and what the function gets to know of them.

The public names are loaded when they are first used: JSON web tokens need a library of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.gateway.authorizers.authorizer import Authorized, Authorizer, AuthorizerCall
    from pytest_lambda.gateway.authorizers.http_jwt import JwtAuthorizer
    from pytest_lambda.gateway.authorizers.http_lambda import LambdaAuthorizer
    from pytest_lambda.gateway.authorizers.iam import IamAuthorizer
    from pytest_lambda.gateway.authorizers.rest_lambda import RequestAuthorizer, TokenAuthorizer
    from pytest_lambda.gateway.authorizers.token_issuer import TokenIssuer
    from pytest_lambda.gateway.authorizers.user_pool import CognitoAuthorizer

#: public name -> the module of this package that holds it
_HOMES = {
    "Authorized": "authorizer",
    "Authorizer": "authorizer",
    "AuthorizerCall": "authorizer",
    "CognitoAuthorizer": "user_pool",
    "IamAuthorizer": "iam",
    "JwtAuthorizer": "http_jwt",
    "LambdaAuthorizer": "http_lambda",
    "RequestAuthorizer": "rest_lambda",
    "TokenAuthorizer": "rest_lambda",
    "TokenIssuer": "token_issuer",
}

__all__ = [
    "Authorized",
    "Authorizer",
    "AuthorizerCall",
    "CognitoAuthorizer",
    "IamAuthorizer",
    "JwtAuthorizer",
    "LambdaAuthorizer",
    "RequestAuthorizer",
    "TokenAuthorizer",
    "TokenIssuer",
]


def __getattr__(name: str) -> object:
    import sys

    home = _HOMES.get(name)
    # freezegun asks every module for everything: it must not load all of this
    if home is None or sys._getframe(1).f_globals.get("__name__") == "freezegun.api":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
