"""Where in a request a caller's identity is: `method.request.header.Authorization`, `$request.querystring.key`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.authorizers.authorizer import AuthorizerCall

_REST = re.compile(r"(?:(?:method|route)\.request\.(header|querystring)|(context|stageVariables))\.(.+)")
_HTTP = re.compile(r"\$(?:request\.(header|querystring)|(context|stageVariables))\.(.+)")
_REST_EXAMPLES = "'method.request.header.Authorization', 'method.request.querystring.key', 'context.identity.sourceIp'"
_HTTP_EXAMPLES = "'$request.header.Authorization', '$request.querystring.key', '$context.routeKey'"
#: names of context variables of HTTP APIs that the event spells otherwise (AWS: "Customize HTTP API access logs")
_HTTP_CONTEXT = {
    "httpMethod": "http.method",
    "identity.sourceIp": "http.sourceIp",
    "identity.userAgent": "http.userAgent",
    "path": "http.path",
    "protocol": "http.protocol",
    "requestTime": "time",
    "requestTimeEpoch": "timeEpoch",
}


@dataclass(frozen=True, slots=True)
class IdentitySource:
    """One part of a request that says who calls.

    Args:
        text: as AWS writes it.
        place: `header`, `querystring`, `context` or `stageVariables`.
        name: of what is there.
        joined: whether all values of a repeated name count, as with HTTP APIs, or the last one.
    """

    text: str
    place: str
    name: str
    joined: bool

    def value(self, call: AuthorizerCall, context: Mapping[str, Any]) -> str | None:
        """What the request has there; None if it has nothing, or nothing but emptiness.

        Args:
            call: the request.
            context: `requestContext` of the event.
        """
        return self._found(call, context) or None

    def _found(self, call: AuthorizerCall, context: Mapping[str, Any]) -> str | None:
        if self.place == "header":
            return self._one_of(call.http.headers.get(self.name.lower(), ("", []))[1])
        if self.place == "querystring":
            return self._one_of([value for name, value in call.http.pairs if name == self.name])
        if self.place == "stageVariables":
            return (call.stage_variables or {}).get(self.name)
        found: Any = context
        for step in (_HTTP_CONTEXT.get(self.name, self.name) if self.joined else self.name).split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
        return None if found is None else str(found)

    def _one_of(self, values: list[str]) -> str | None:
        if not values:
            return None
        return ",".join(values) if self.joined else values[-1]


def rest_sources(given: str | Iterable[str]) -> tuple[IdentitySource, ...]:
    """Identity sources of a REST API or a WebSocket API, which may be one text with commas.

    Raises:
        ConfigurationError: one is none.
    """
    return _sources(given, _REST, _REST_EXAMPLES, joined=False)


def http_sources(given: str | Iterable[str]) -> tuple[IdentitySource, ...]:
    """Identity sources of an HTTP API.

    Raises:
        ConfigurationError: one is none.
    """
    return _sources(given, _HTTP, _HTTP_EXAMPLES, joined=True)


def values_of(
    sources: Iterable[IdentitySource], call: AuthorizerCall, context: Mapping[str, Any]
) -> tuple[tuple[str, ...], str | None]:
    """The values of all sources, and the first source that is missing, if one is."""
    values = []
    for source in sources:
        value = source.value(call, context)
        if value is None:
            return (), source.text
        values.append(value)
    return tuple(values), None


def pattern_of(expression: str | None) -> re.Pattern[str] | None:
    """An `identity_validation_expression`.

    Raises:
        ConfigurationError: it is no regular expression.
    """
    try:
        if expression is not None and not isinstance(expression, str):
            raise TypeError("it is no text")
        return None if expression is None else re.compile(expression)
    except (re.error, TypeError) as error:
        raise ConfigurationError(
            f"identity_validation_expression is {expression!r}: expected a regular expression ({error})."
        ) from None


def _sources(
    given: str | Iterable[str], pattern: re.Pattern[str], examples: str, *, joined: bool
) -> tuple[IdentitySource, ...]:
    if isinstance(given, bytes) or not isinstance(given, (str, Iterable)):
        raise ConfigurationError(f"identity_source is {given!r}: expected such as {examples}.")
    listed: list[Any] = [each.strip() for each in given.split(",")] if isinstance(given, str) else list(given)
    made = []
    for text in listed:
        found = pattern.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            raise ConfigurationError(f"identity_source has {text!r}: expected such as {examples}.")
        made.append(IdentitySource(text, found[1] or found[2], found[3], joined))
    return tuple(made)
