"""Which authorizer a route has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.gateway.authorizers.authorizer import Authorizer
from pytest_lambda.gateway.routes.route import Route

#: for a route without an authorizer, where the API has one
NONE = "NONE"


def authorizer_of(route: Route, *, kind: str, default: Any, named: Mapping[str, Any]) -> Authorizer | None:
    """The authorizer of a route; None if it has none.

    Args:
        route: whose own word counts first.
        kind: of the API.
        default: for routes that say nothing: an authorizer, a name, `"NONE"`, or None.
        named: authorizers by their names.

    Raises:
        ConfigurationError: there is no such authorizer, it is none, or it is one of another kind of API.
    """
    given = default if route.authorizer is None else route.authorizer
    if given is None or given == NONE:
        return None
    if isinstance(given, str):
        if given not in named:
            raise ConfigurationError(
                f"Route {route.key!r} has the authorizer {given!r}, which is not among authorizers=."
                f"{nearest(given, named)} Known: {', '.join(named) or 'none'}."
            )
        given = named[given]
    return checked(given, kind)


def named_authorizers(given: Any, kind: str) -> dict[str, Any]:
    """The authorizers of an API by their names, as its caller gives them.

    Raises:
        ConfigurationError: it is no mapping, or one of them is none for this kind of API.
    """
    if given is not None and not (isinstance(given, Mapping) and all(isinstance(name, str) for name in given)):
        raise ConfigurationError(f"authorizers is {given!r}: expected a mapping of names to authorizers.")
    return {name: checked(each, kind) for name, each in (given or {}).items()}


def checked(given: Any, kind: str) -> Authorizer:
    """An authorizer that a kind of API can have.

    Raises:
        ConfigurationError: it cannot.
    """
    if not callable(getattr(given, "authorize", None)):
        raise ConfigurationError(
            f"authorizer is {given!r}: expected one of pytest_lambda.gateway.authorizers, or an object with a method "
            "authorize(call)."
        )
    kinds = getattr(given, "kinds", None)
    if kinds is not None and kind not in kinds:
        raise ConfigurationError(
            f"{type(given).__name__} is no authorizer of kind {kind!r}: it belongs to {', '.join(sorted(kinds))}."
        )
    authorizer: Authorizer = given
    return authorizer
