"""Which route of an HTTP API a request takes: AWS's page "Create routes for HTTP APIs in API Gateway"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pytest_lambda.errors import ConfigurationError, EventError
from pytest_lambda.events.building.route_templates import path_parameters
from pytest_lambda.gateway.routes.route import DEFAULT, Route

_VARIABLE = re.compile(r"\{[^{}+]*(\+?)\}")
_LITERAL, _PARAMETER, _GREEDY = range(3)


class Taken(NamedTuple):
    """The route that a request takes, and what its path has in the places of the route's parameters."""

    route: Route
    parameters: dict[str, str] | None


class RouteTable:
    """The routes of an API, the most specific one first.

    A route that fits the whole path comes before one with a greedy variable, and this before `$default`; of one path a
    method of its own comes before `ANY`. AWS does not say which of two routes with variables in different places is
    the more specific one: here it is the one with the first literal segment.

    Args:
        routes: in any order.

    Raises:
        ConfigurationError: two routes take the same requests.
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(sorted(routes, key=_specificity))
        seen: dict[tuple[str, str], Route] = {}
        for route in self.routes:
            before = seen.setdefault((route.method, _VARIABLE.sub(r"{\1}", route.path)), route)
            if before is not route:
                raise ConfigurationError(
                    f"routes has {before.key!r} and {route.key!r}, which take the same requests: expected one of them."
                )

    def taken(self, method: str, path: str) -> Taken | None:
        """The route that a request takes; None if there is none.

        Args:
            method: of the request.
            path: within the stage, decoded.
        """
        for route in self.routes:
            if route.method in (method, "ANY"):
                if route.path == DEFAULT:
                    return Taken(route, None)
                try:
                    parameters = path_parameters(route.path, path)
                except EventError:  # the path does not fit
                    continue
                return Taken(route, _without_slashes(route.path, parameters) or None)
        return None


def _without_slashes(template: str, parameters: dict[str, str]) -> dict[str, str]:
    """A greedy variable has no slash at its beginning: recorded for REST APIs (facts 2.1), taken to be so here."""
    return {name: value.lstrip("/") if f"{{{name}+}}" in template else value for name, value in parameters.items()}


def _specificity(route: Route) -> tuple[bool, bool, tuple[int, ...], bool]:
    kinds = tuple(_kind(segment) for segment in route.path.split("/")[1:])
    return route.path == DEFAULT, _GREEDY in kinds, kinds, route.method == "ANY"


def _kind(segment: str) -> int:
    found = _VARIABLE.fullmatch(segment)
    if found is None:
        return _LITERAL
    return _GREEDY if found[1] else _PARAMETER
