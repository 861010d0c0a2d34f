"""The resources of a REST API: a tree of path parts, and the methods of each."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.routes.route import DEFAULT, Route

#: what `ANY` stands for; other methods have no resource
METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
#: the table of an API that is given none
ALL = (Route("ANY", "/"), Route("ANY", "/{proxy+}"))

#: API reference, CreateResource
_PART = re.compile(r"[A-Za-z0-9._,:-]+|\{[A-Za-z0-9._:-]+\+?\}")


class Resource:
    """One route of a table, ready to be compared with requests.

    Args:
        route: with a template of API Gateway's.

    Attributes:
        path: the template, without a slash at the end: `resource` in the event.
        rank: the lower, the earlier it is asked: fixed parts come before variables, these before greedy ones, and a
            method of its own before ANY.
    """

    __slots__ = ("_names", "_pattern", "path", "rank", "route")

    def __init__(self, route: Route) -> None:
        self.route = route
        self.path = route.path.rstrip("/") or "/"
        parts = parts_of(self.path)
        self.rank = (tuple(_rank(part) for part in parts), route.method == "ANY")
        self._names = [part.strip("{+}") for part in parts if part.startswith("{")]
        self._pattern = re.compile("/" + "/".join(_pattern(part) for part in parts), re.DOTALL)

    def parameters(self, method: str, path: str) -> dict[str, str] | None:
        """What a request has in the places of the template's variables; None if it does not fit.

        Args:
            method: of the request.
            path: without slashes at the end; values are not decoded (recorded).
        """
        if method != self.route.method and (self.route.method != "ANY" or method not in METHODS):
            return None
        found = self._pattern.fullmatch(path)
        return None if found is None else dict(zip(self._names, found.groups(), strict=True))


class Resources:
    """The resource tree.

    Args:
        routes: of the API.

    Raises:
        ConfigurationError: API Gateway could not create these resources.
    """

    __slots__ = ("_resources",)

    def __init__(self, routes: Iterable[Route]) -> None:
        resources = [Resource(_checked(route)) for route in routes]
        _check_siblings(resources)
        _check_twice(resources)
        self._resources = sorted(resources, key=lambda resource: resource.rank)

    def find(self, method: str, path: str) -> tuple[Resource, dict[str, str] | None] | None:
        """The resource that a request reaches, and its path parameters; None if there is no such method.

        One that fits the path but does not have the method lets others try: recorded for `POST /test` beside
        `OPTIONS /{proxy+}`, and for `/part1/x` where `/part1` has no such child but there is a `/{proxy+}`.

        Args:
            method: of the request.
            path: below the stage.
        """
        path = path.rstrip("/") or "/"
        for resource in self._resources:
            parameters = resource.parameters(method, path)
            if parameters is not None:
                return resource, parameters or None
        return None


def parts_of(path: str) -> list[str]:
    """The parts of a path: none for the root."""
    return path[1:].split("/") if path != "/" else []


def _rank(part: str) -> int:
    if not part.startswith("{"):
        return 0
    return 2 if part.endswith("+}") else 1


def _pattern(part: str) -> str:
    return (re.escape(part), "([^/]+)", "([^/].*)")[_rank(part)]


def _checked(route: Route) -> Route:
    if route.path == DEFAULT:
        raise ConfigurationError(
            "routes has '$default', which only HTTP APIs have: expected 'ANY /{proxy+}' and 'ANY /' for all requests."
        )
    for part in parts_of(route.path.rstrip("/") or "/"):
        if not _PART.fullmatch(part):
            raise ConfigurationError(
                f"routes has {route.key!r}, of which the part {part!r} is no path part of a resource: expected "
                "letters, digits and any of ._-:, or one variable alone, '{name}' or '{name+}'."
            )
    return route


def _check_siblings(resources: list[Resource]) -> None:
    """One variable at each place of the tree, greedy ones included: AWS's own words."""
    variables: dict[tuple[str, ...], tuple[str, Route]] = {}
    for resource in resources:
        parts = parts_of(resource.path)
        for number, part in enumerate(parts):
            if not part.startswith("{"):
                continue
            before, route = variables.setdefault(tuple(parts[:number]), (part, resource.route))
            if before != part:
                raise ConfigurationError(
                    f"A sibling ({before}) of this resource already has a variable path part -- only one is allowed\n"
                    f"routes has {route.key!r} and {resource.route.key!r}: expected the same variable in both, or a "
                    "fixed part before one of them."
                )


def _check_twice(resources: list[Resource]) -> None:
    seen: dict[tuple[str, str], Route] = {}
    for resource in resources:
        before = seen.setdefault((resource.route.method, resource.path), resource.route)
        if before is not resource.route:
            raise ConfigurationError(
                f"routes has {before.key!r} and {resource.route.key!r}, which are one resource of a REST API: expected "
                "one of them."
            )
