"""Authorizers of an API's document: those with functions, tokens, user pools and signatures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.gateway.authorizers.http_jwt import JwtAuthorizer
from pytest_lambda.gateway.authorizers.http_lambda import LambdaAuthorizer
from pytest_lambda.gateway.authorizers.iam import IamAuthorizer
from pytest_lambda.gateway.authorizers.rest_lambda import RequestAuthorizer, TokenAuthorizer
from pytest_lambda.gateway.authorizers.user_pool import CognitoAuthorizer, issuer_of
from pytest_lambda.gateway.routes.openapi.security import AUTHORIZER, AUTHTYPE, schemes_of
from pytest_lambda.service.service import LambdaService
from pytest_lambda.templates.apis.backends import function_at
from pytest_lambda.templates.apis.issuers import Issuers, Later

#: the scheme of signed requests, in the documents that are made of a template's resources
SIGNED = "sigv4"
_IN_A_HEADER = {"type": "apiKey", "name": "Authorization", "in": "header"}
SCHEME_OF_SIGNED: Mapping[str, Any] = {**_IN_A_HEADER, AUTHTYPE: "awsSigv4"}


@dataclass(frozen=True, slots=True)
class Scheme:
    """A security scheme that is an authorizer.

    Args:
        name: of it.
        kind: of API: `rest-api` or `http-api`.
        place: of the scheme.
        service: has the functions.
        issuers: of tokens.
    """

    name: str
    kind: str
    place: Place
    service: LambdaService
    issuers: Issuers

    @property
    def authorizer(self) -> Place:
        """What the scheme says of the authorizer."""
        return self.place.get(AUTHORIZER)

    def settings(self, **names: str) -> dict[str, Any]:
        """Settings by their names here; those that are not there are left out."""
        found = {ours: self.authorizer.get(theirs).value for ours, theirs in names.items()}
        return {name: value for name, value in found.items() if value is not None}


def authorizers_of(service: LambdaService, document: Place, kind: str, issuers: Issuers) -> dict[str, Any]:
    """The authorizers of a document, by the names of its security schemes.

    Args:
        service: has the functions.
        document: of OpenAPI.
        kind: of API: `rest-api` or `http-api`.
        issuers: of the tokens.

    Raises:
        ConfigurationError: one is malformed, or its function does not exist.
    """
    made = {}
    for name, place in schemes_of(document).items():
        scheme = Scheme(name, kind, place, service, issuers)
        type_name = str(scheme.authorizer.get("type").value or place.get(AUTHTYPE).value or "").lower()
        if type_name:
            made[name] = _of_type(scheme, type_name)
    return made


def scheme_with(authorizer: object) -> dict[str, Any]:
    """The scheme of an authorizer, in a document that is made of a template's resources."""
    return {**_IN_A_HEADER, AUTHORIZER: authorizer}


def signed(service: LambdaService) -> IamAuthorizer:
    """The authorizer of requests that somebody of the account has to sign."""
    world = service.world
    return IamAuthorizer(f"arn:{world.partition}:iam::{world.account}:user/alice", require_signature=True)


def _of_type(scheme: Scheme, type_name: str) -> Any:
    if type_name not in _TYPES:
        known = ", ".join(sorted(_TYPES))
        raise scheme.place.error(f"there is no authorizer of type {type_name!r}. Expected one of {known}.")
    return _TYPES[type_name](scheme)


def _token(scheme: Scheme) -> TokenAuthorizer:
    function, _ = function_at(scheme.service, scheme.authorizer.get("authorizerUri"))
    header = scheme.place.get("name").value or "Authorization"
    return TokenAuthorizer(function, **{
        "identity_source": f"method.request.header.{header}",
        **scheme.settings(
            identity_source="identitySource",
            identity_validation_expression="identityValidationExpression",
            authorizer_result_ttl_in_seconds="authorizerResultTtlInSeconds",
        ),
    })  # fmt: skip


def _request(scheme: Scheme) -> RequestAuthorizer | LambdaAuthorizer:
    function, _ = function_at(scheme.service, scheme.authorizer.get("authorizerUri"))
    settings = scheme.settings(
        identity_source="identitySource", authorizer_result_ttl_in_seconds="authorizerResultTtlInSeconds"
    )
    if scheme.kind == "rest-api":
        return RequestAuthorizer(function, **settings)
    settings |= scheme.settings(
        authorizer_payload_format_version="authorizerPayloadFormatVersion",
        enable_simple_responses="enableSimpleResponses",
    )
    if isinstance(settings.get("authorizer_payload_format_version"), (int, float)):
        settings["authorizer_payload_format_version"] = f"{settings['authorizer_payload_format_version']:.1f}"
    return LambdaAuthorizer(function, **{"identity_source": (), **settings})


def _jwt(scheme: Scheme) -> Later:
    configuration = scheme.authorizer.get("jwtConfiguration")
    issuer = str(configuration.get("issuer").text())
    scheme.issuers.know(issuer, scheme.name)
    settings = scheme.settings(identity_source="identitySource")
    if isinstance(settings.get("identity_source"), list):
        [settings["identity_source"]] = settings["identity_source"]
    settings |= {"issuer": issuer, "audience": configuration.get("audience").value}
    return Later(JwtAuthorizer, settings, scheme.issuers, issuer)


def _user_pool(scheme: Scheme) -> Later:
    pools = [str(each.value).rpartition("/")[2] for each in scheme.authorizer.get("providerARNs").each()]
    if len(pools) != 1:
        raise scheme.authorizer.not_simulated(f"expected one user pool, not {len(pools)}.")
    [pool] = pools
    issuer = issuer_of(pool)
    scheme.issuers.know(issuer, scheme.name, pool)
    header = scheme.place.get("name").value or "Authorization"
    settings = {
        "identity_source": f"method.request.header.{header}",
        **scheme.settings(
            identity_source="identitySource", identity_validation_expression="identityValidationExpression"
        ),
        "user_pool_id": pool,
    }
    return Later(CognitoAuthorizer, settings, scheme.issuers, issuer)


_TYPES: dict[str, Callable[[Scheme], Any]] = {
    "awssigv4": lambda scheme: signed(scheme.service),
    "cognito_user_pools": _user_pool,
    "jwt": _jwt,
    "request": _request,
    "token": _token,
}
