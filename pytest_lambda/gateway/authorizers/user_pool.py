"""Authorizers of REST APIs that look at tokens of a Cognito user pool."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.authorizers.authorizer import Authorized, AuthorizerCall
from pytest_lambda.gateway.authorizers.choice import checked
from pytest_lambda.gateway.authorizers.claims import bare, pool_text, scopes_of, time_problem
from pytest_lambda.gateway.authorizers.identity_sources import pattern_of, rest_sources
from pytest_lambda.gateway.authorizers.requests import REST_API
from pytest_lambda.gateway.door import Refused

_POOL_ID = re.compile(r"([a-z]{2}(?:-[a-z]+)+-\d)_[0-9A-Za-z]+")
_EXPIRED = "The incoming token has expired"


class CognitoAuthorizer:
    """An authorizer of type COGNITO_USER_POOLS, of a REST API.

    Either `claims` declares who calls, and every token that is not empty passes as theirs; or tokens are verified,
    with `user_pool_id` and `keys`.

    Args:
        claims: what the function gets to know of the caller: `{"sub": …, "cognito:groups": ["admins"]}`.
        user_pool_id: `us-east-1_AbCdEfGhI`: tokens are from its issuer.
        keys: of the user pool: a `TokenIssuer`, a JSON web key set, or a public RSA key as PEM. Needs the extra `jwt`.
        identity_source: the header with the token.
        identity_validation_expression: a regular expression for the token's `aud`.

    Raises:
        ConfigurationError: one of them is malformed, or there is too much or too little of them.
    """

    kinds: ClassVar[frozenset[str]] = frozenset({REST_API})

    def __init__(
        self,
        *,
        claims: Mapping[str, Any] | None = None,
        user_pool_id: str | None = None,
        keys: Any = None,
        identity_source: str = "method.request.header.Authorization",
        identity_validation_expression: str | None = None,
    ) -> None:
        self._sources = rest_sources(identity_source)
        if len(self._sources) != 1 or self._sources[0].place != "header":
            raise ConfigurationError(f"identity_source is {identity_source!r}: expected one header.")
        if (claims is None) == (keys is None) or (keys is None) != (user_pool_id is None):
            raise ConfigurationError("Expected either claims=, or both user_pool_id= and keys=.")
        if claims is not None and not isinstance(claims, Mapping):
            raise ConfigurationError(f"claims is {claims!r}: expected a mapping of names to values.")
        self._claims = claims
        self._pattern = pattern_of(identity_validation_expression)
        if keys is not None:
            self._issuer = issuer_of(user_pool_id)
            from pytest_lambda.gateway.authorizers.signed_tokens import VerificationKeys

            self._keys = VerificationKeys(keys)

    def authorize(self, call: AuthorizerCall) -> Authorized:
        """Let a request pass. See `Authorizer`."""
        checked(self, call.door.kind)
        source = self._sources[0]
        token = source.value(call, {})
        if token is None:
            raise Refused("UNAUTHORIZED", "AUTH-identity", f"the request has no {source.text}")
        claims = self._verified(bare(token), call) if self._claims is None else self._claims
        wanted = call.route.authorization_scopes
        if wanted and not set(wanted) & set(scopes_of(claims)):
            raise Refused("UNAUTHORIZED", "COGNITO-scope", f"the token has none of the scopes {', '.join(wanted)}")
        return Authorized(
            {"claims": {name: pool_text(name, each) for name, each in claims.items() if each is not None}}
        )

    def _verified(self, token: str, call: AuthorizerCall) -> Mapping[str, Any]:
        from pytest_lambda.gateway.authorizers.signed_tokens import TokenRefused

        try:
            claims = self._keys.claims_of(token)
        except TokenRefused as refused:
            raise Refused("UNAUTHORIZED", "COGNITO-signature", str(refused)) from None
        if claims.get("iss") != self._issuer:
            raise Refused("UNAUTHORIZED", "COGNITO-issuer", f"the token's iss is not {self._issuer}")
        problem = time_problem(claims, call.door.function.clock.epoch())
        if problem is not None:
            message = _EXPIRED if "expired" in problem else None
            raise Refused("UNAUTHORIZED", "COGNITO-time", problem, message=message)
        use = "access" if call.route.authorization_scopes else "id"
        if claims.get("token_use", use) != use:
            raise Refused("UNAUTHORIZED", "COGNITO-use", f"the token is no {use} token")
        if self._pattern is not None and not self._pattern.match(str(claims.get("aud", ""))):
            reason = f"the token's aud does not match {self._pattern.pattern!r}"
            raise Refused("UNAUTHORIZED", "COGNITO-audience", reason)
        return claims


def issuer_of(user_pool_id: Any) -> str:
    """The issuer of a user pool's tokens.

    Raises:
        ConfigurationError: there is no such id.
    """
    found = _POOL_ID.fullmatch(user_pool_id) if isinstance(user_pool_id, str) else None
    if found is None:
        raise ConfigurationError(f"user_pool_id is {user_pool_id!r}: expected such as 'us-east-1_AbCdEfGhI'.")
    return f"https://cognito-idp.{found[1]}.amazonaws.com/{user_pool_id}"
