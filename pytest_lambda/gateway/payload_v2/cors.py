"""Cross-origin resource sharing, as HTTP APIs and function URLs configure it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.gateway.exchange import GatewayRequest

#: of answers; lower case
CORS_HEADERS = frozenset({
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-expose-headers",
    "access-control-max-age",
})  # fmt: skip
_LISTS = ("allow_origins", "allow_methods", "allow_headers", "expose_headers")
#: seconds
_MAX_AGE = (-1, 86_400)


@dataclass(frozen=True, slots=True)
class Cors:
    """Who may read answers from a page of another origin.

    Args:
        allow_origins: `https://example.com`, `*`, or all of one scheme: `https://*`.
        allow_methods: of requests, or `*`.
        allow_headers: that requests may have, or `*`.
        expose_headers: of answers that a page may read, or `*`.
        max_age: seconds for which a browser may remember the answer to a preflight; None to say nothing.
        allow_credentials: whether requests may have cookies.
    """

    allow_origins: tuple[str, ...] = ()
    allow_methods: tuple[str, ...] = ()
    allow_headers: tuple[str, ...] = ()
    expose_headers: tuple[str, ...] = ()
    max_age: int | None = None
    allow_credentials: bool = False

    def origin_for(self, request: GatewayRequest) -> str | None:
        """The origin that the answer allows; None if the request names none, or another one."""
        origin = request.header("origin")
        if origin is None:
            return None
        if "*" in self.allow_origins:
            return "*"
        if origin in self.allow_origins or f"{origin.partition('://')[0]}://*" in self.allow_origins:
            return origin
        return None

    def of_answer(self, request: GatewayRequest) -> list[tuple[str, str]]:
        """The headers that an answer has for a request of another origin."""
        origin = self.origin_for(request)
        if origin is None:
            return []
        headers = [("Access-Control-Allow-Origin", origin)]
        if self.allow_credentials:
            headers.append(("Access-Control-Allow-Credentials", "true"))
        if self.expose_headers:
            headers.append(("Access-Control-Expose-Headers", ",".join(self.expose_headers)))
        return headers

    def of_preflight(self, request: GatewayRequest) -> list[tuple[str, str]]:
        """The headers of the answer to a preflight request."""
        headers = self.of_answer(request)
        if headers:
            if self.allow_methods:
                headers.append(("Access-Control-Allow-Methods", ",".join(self.allow_methods)))
            if self.allow_headers:
                headers.append(("Access-Control-Allow-Headers", ",".join(self.allow_headers)))
            if self.max_age is not None:
                headers.append(("Access-Control-Max-Age", str(self.max_age)))
        return headers


def is_preflight(request: GatewayRequest) -> bool:
    """Whether a browser asks for leave before a request."""
    return (
        request.method == "OPTIONS"
        and request.header("origin") is not None
        and request.header("access-control-request-method") is not None
    )


def cors_of(given: Mapping[str, Any]) -> Cors:
    """The configuration that a caller gives.

    Raises:
        ConfigurationError: AWS would refuse it.
    """
    if not isinstance(given, Mapping):
        raise ConfigurationError(f"cors is {given!r}: expected a mapping such as {{'allow_origins': ['*']}}.")
    known = [each.name for each in fields(Cors)]
    for name in given:
        if name not in known:
            raise ConfigurationError(
                f"cors has {name!r}, which is no setting of CORS.{nearest(name, known)} Known: {', '.join(known)}."
            )
    for name in _LISTS:
        _check_list(name, given.get(name, ()))
    _check_numbers(given)
    if given.get("allow_credentials") and "*" in given.get("allow_origins", ()):
        raise ConfigurationError("cors allows credentials for the origin '*', which AWS refuses: name the origins.")
    made: dict[str, Any] = {name: tuple(value) if name in _LISTS else value for name, value in given.items()}
    return Cors(**made)


def _check_list(name: str, value: Any) -> None:
    if not isinstance(value, (list, tuple)) or not all(isinstance(each, str) for each in value):
        raise ConfigurationError(f"cors[{name!r}] is {value!r}: expected a list of texts.")


def _check_numbers(given: Mapping[str, Any]) -> None:
    age = given.get("max_age")
    if age is not None and (not isinstance(age, int) or isinstance(age, bool) or not _MAX_AGE[0] <= age <= _MAX_AGE[1]):
        raise ConfigurationError(f"cors['max_age'] is {age!r}: expected seconds, {_MAX_AGE[0]} to {_MAX_AGE[1]}.")
    credentials = given.get("allow_credentials", False)
    if not isinstance(credentials, bool):
        raise ConfigurationError(f"cors['allow_credentials'] is {credentials!r}: expected True or False.")
