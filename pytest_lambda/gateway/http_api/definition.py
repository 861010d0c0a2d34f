"""What an HTTP API is defined by: a route table, an OpenAPI document, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.payload_v2.cors import Cors, cors_of
from pytest_lambda.gateway.routes.openapi.document import OpenApiGiven, document_of
from pytest_lambda.gateway.routes.route import DEFAULT, Route, RoutesGiven, routes_of
from pytest_lambda.runtime.function import LambdaFunction

#: settings of routes that REST APIs alone have; of a document, API Gateway imports the rest
_REST_ONLY = ("request_validator", "request_parameters", "request_models")


@dataclass(frozen=True, slots=True)
class Definition:
    """An API as it is defined.

    Args:
        routes: in any order.
        cors: None if it is not configured.
    """

    routes: tuple[Route, ...]
    cors: Cors | None


def definition_of(
    routes: RoutesGiven | None,
    openapi: OpenApiGiven | None,
    functions: Mapping[str, LambdaFunction] | None,
    cors: Mapping[str, Any] | None,
    authorizers: Mapping[str, Any],
) -> Definition:
    """The API that a caller's settings define.

    Raises:
        ConfigurationError: they contradict each other, or one is malformed.
    """
    if openapi is None:
        if functions is not None:
            raise ConfigurationError("functions= is about the operations of openapi=, which is not given.")
        table = (Route("ANY", DEFAULT),) if routes is None else routes_of(routes)
        for route in table:
            _check(route)
        return Definition(table, None if cors is None else cors_of(cors))
    if routes is not None:
        raise ConfigurationError("routes= and openapi= are both given: expected one of them.")
    document = document_of(openapi, functions=functions)
    document.check_authorizers(authorizers)
    given = document.cors if cors is None else cors
    return Definition(tuple(map(_without_mock, document.routes)), None if given is None else cors_of(given))


def _without_mock(route: Route) -> Route:
    if route.fixed_answer is None:
        return route
    return replace(route, fixed_answer=None, not_simulated=f"{route.key}: HTTP APIs have no mock integrations.")


def _check(route: Route) -> None:
    for name in _REST_ONLY:
        if getattr(route, name) is not None:
            raise ConfigurationError(f"Route {route.key!r} has {name}, which HTTP APIs do not know: REST APIs do.")
