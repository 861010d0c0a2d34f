"""Authorizers of APIs: who may reach a route, and what the function gets to know of them.

The public names are loaded when they are first used: JSON web tokens need a library of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.lazy_names import lazily

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

__getattr__, __dir__ = lazily(__name__, _HOMES)
