"""JWT authorizers of HTTP APIs (AWS: "Control access to HTTP APIs with JWT authorizers")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.authorizers.authorizer import Authorized, AuthorizerCall
from pytest_lambda.gateway.authorizers.choice import checked
from pytest_lambda.gateway.authorizers.claims import bare, go_text, scopes_of, time_problem
from pytest_lambda.gateway.authorizers.http_contexts import http_context
from pytest_lambda.gateway.authorizers.identity_sources import http_sources
from pytest_lambda.gateway.authorizers.requests import HTTP_API, in_format_2
from pytest_lambda.gateway.door import Refused


class JwtAuthorizer:
    """A JWT authorizer of an HTTP API: it checks signature, issuer, audience, times and scopes of a token.

    Needs the extra `jwt`. Scopes belong to routes: `authorization_scopes`, of which a token needs one.

    Args:
        issuer: what the claim `iss` must be.
        audience: of which the claim `aud` must have one, or `client_id` where there is no `aud`.
        keys: of the issuer: a `TokenIssuer`, a JSON web key set, or a public RSA key as PEM. Nothing is fetched.
        identity_source: where the token is, with `Bearer ` before it or not.

    Raises:
        ConfigurationError: one of them is malformed, or PyJWT is not installed.
    """

    kinds: ClassVar[frozenset[str]] = frozenset({HTTP_API})

    def __init__(
        self,
        issuer: str,
        audience: str | Iterable[str],
        *,
        keys: Any,
        identity_source: str = "$request.header.Authorization",
    ) -> None:
        from pytest_lambda.gateway.authorizers.signed_tokens import VerificationKeys

        self.issuer = issuer
        if not isinstance(audience, (str, list, tuple, set, frozenset)):
            raise ConfigurationError(f"audience is {audience!r}: expected a text, or several.")
        self.audience = (audience,) if isinstance(audience, str) else tuple(audience)
        self._sources = http_sources(identity_source)
        self._keys = VerificationKeys(keys)
        if not isinstance(issuer, str) or not issuer.startswith("https://"):
            raise ConfigurationError(f"issuer is {issuer!r}: expected an address such as 'https://issuer.example.com'.")
        if not self.audience or not all(isinstance(each, str) for each in self.audience):
            raise ConfigurationError(f"audience is {audience!r}: expected a text, or several.")
        if len(self._sources) != 1:
            raise ConfigurationError(f"identity_source is {identity_source!r}: expected one.")

    def authorize(self, call: AuthorizerCall) -> Authorized:
        """Let a request pass. See `Authorizer`."""
        checked(self, call.door.kind)
        claims = self._verified(call)
        scopes = scopes_of(claims)
        wanted = call.route.authorization_scopes
        if wanted and not set(wanted) & set(scopes):
            reason = f"the token has none of the scopes {', '.join(wanted)}"
            raise Refused(
                "ACCESS_DENIED", "JWT-scope", reason, headers=_challenge(reason, "insufficient_scope", wanted)
            )
        texts = {name: go_text(value) for name, value in claims.items() if value is not None}
        return Authorized(http_context(call, "jwt", {"claims": texts, "scopes": list(scopes) if wanted else None}))

    def _verified(self, call: AuthorizerCall) -> Mapping[str, Any]:
        from pytest_lambda.gateway.authorizers.signed_tokens import TokenRefused

        source = self._sources[0]
        context = in_format_2(call)["requestContext"] if source.place == "context" else {}
        given = source.value(call, context)
        if given is None:
            headers = (("www-authenticate", "Bearer"),)
            raise Refused("UNAUTHORIZED", "AUTH-identity", f"the request has no {source.text}", headers=headers)
        try:
            claims = self._keys.claims_of(bare(given))
        except TokenRefused as refused:
            raise _invalid("JWT-signature", str(refused)) from None
        self._check(claims, call.door.function.clock.epoch())
        return claims

    def _check(self, claims: Mapping[str, Any], now: float) -> None:
        if claims.get("iss") != self.issuer:
            raise _invalid("JWT-issuer", "the token does not have a valid issuer")
        said = claims.get("aud", claims.get("client_id"))
        if not set(said if isinstance(said, list) else [said]) & set(self.audience):
            raise _invalid("JWT-audience", "the token does not have a valid audience")
        problem = time_problem(claims, now)
        if problem is not None:
            raise _invalid("JWT-time", problem)


def _invalid(rule: str, reason: str) -> Refused:
    return Refused("UNAUTHORIZED", rule, reason, headers=_challenge(reason, "invalid_token", ()))


def _challenge(reason: str, error: str, scopes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The header of a refusal; AWS's page has it for a wrong audience, the other descriptions are not recorded."""
    text = reason.replace('"', "'").encode("ascii", "replace").decode()
    value = f'Bearer scope="{" ".join(scopes)}" error="{error}" error_description="{text}"'
    return (("www-authenticate", value),)
