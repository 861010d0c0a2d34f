"""The routes of a WebSocket API, as callers give them, and which one a message takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.gateway.routes.settings import checked_qualifier
from pytest_lambda.gateway.websocket.route_selection import RouteSelection
from pytest_lambda.gateway.websocket.settings import (
    checked_function,
    checked_response,
    checked_timeout,
)
from pytest_lambda.runtime.function import LambdaFunction

#: what a caller may give: keys alone, or keys with a function or settings each
RoutesGiven: TypeAlias = "Iterable[str] | Mapping[str, LambdaFunction | Mapping[str, Any] | None]"

CONNECT, DISCONNECT, DEFAULT = "$connect", "$disconnect", "$default"
_PREDEFINED = (CONNECT, DISCONNECT, DEFAULT)


@dataclass(frozen=True, slots=True)
class WebSocketRoute:
    """One route of a WebSocket API.

    Args:
        key: `$connect`, `$disconnect`, `$default`, or what the route selection expression gives.
        function: behind this route; None for the API's.
        qualifier: version or alias of that function.
        route_response_selection_expression: `"$default"` for a route whose answers reach the client; None for the
            API's own setting.
        authorizer: of `$connect`: an authorizer, the name of one of the API's `authorizers`, `"NONE"`, or None for
            the API's own.
        timeout_in_millis: how long the API waits for the function; None for as long as the API's setting.
    """

    key: str
    function: LambdaFunction | None = None
    qualifier: str | None = None
    route_response_selection_expression: str | None = None
    authorizer: Any = None
    timeout_in_millis: int | None = None


_SETTINGS = tuple(each.name for each in fields(WebSocketRoute) if each.name != "key")


class RouteTable:
    """The routes of an API.

    Args:
        given: see `RoutesGiven`; None for the three predefined ones.
        expression: the route selection expression.

    Raises:
        ConfigurationError: a route or the expression is malformed.
    """

    __slots__ = ("_routes", "_selection")

    def __init__(self, given: RoutesGiven | None, expression: object) -> None:
        self._selection = RouteSelection(expression)
        self._routes = _routes(_PREDEFINED if given is None else given)

    def __getitem__(self, key: str) -> WebSocketRoute | None:
        """A route by its key; None if there is none."""
        return self._routes.get(key)

    def __iter__(self) -> Any:
        return iter(self._routes.values())

    def of(self, message: str) -> WebSocketRoute | None:
        """The route that a message takes: that of its key, else `$default`; None if there is neither."""
        key = self._selection.key_of(message)
        if key is None or key in (CONNECT, DISCONNECT) or key not in self._routes:
            key = DEFAULT
        return self._routes.get(key)


def checked_authorizer(routes: RouteTable, authorizer: object) -> None:
    """An authorizer needs the route that it guards."""
    if authorizer is not None and routes[CONNECT] is None:
        raise ConfigurationError(
            f"authorizer is {authorizer!r}, but there is no route '$connect': a WebSocket API authorizes there only."
        )


def _routes(given: Any) -> dict[str, WebSocketRoute]:
    if isinstance(given, (str, bytes)) or not isinstance(given, (Mapping, Iterable)):
        raise ConfigurationError(
            f"routes is {given!r}: expected keys such as ['$connect', '$disconnect', '$default', 'sendmessage'], or a "
            "mapping of keys to functions or settings."
        )
    made: dict[str, WebSocketRoute] = {}
    for key, settings in given.items() if isinstance(given, Mapping) else [(key, None) for key in given]:
        if not isinstance(key, str) or not key or (key[0] == "$" and key not in _PREDEFINED):
            raise ConfigurationError(
                f"routes has {key!r}: expected {', '.join(map(repr, _PREDEFINED))}, or what the route selection "
                f"expression gives, 'sendmessage' say.{nearest(str(key), _PREDEFINED)}"
            )
        if key in made:
            raise ConfigurationError(f"routes has {key!r} twice: expected each key once.")
        made[key] = WebSocketRoute(key, **_settings(key, settings))
    if not made:
        raise ConfigurationError("routes is empty: expected at least one, '$default' say; leave it out for all three.")
    return made


def _settings(key: str, given: object) -> dict[str, Any]:
    if given is None:
        return {}
    if isinstance(given, LambdaFunction):
        return {"function": given}
    where = f"routes[{key!r}]"
    if not isinstance(given, Mapping):
        raise ConfigurationError(f"{where} is {given!r}: expected a Lambda function, a mapping of settings, or None.")
    settings: dict[str, Any] = dict(given)
    for name in settings:
        if name not in _SETTINGS:
            raise ConfigurationError(
                f"{where} has {name!r}, which is no setting of a route.{nearest(name, _SETTINGS)} "
                f"Known: {', '.join(_SETTINGS)}."
            )
    if settings.get("authorizer") is not None and key != CONNECT:
        raise ConfigurationError(f"{where} has an authorizer: a WebSocket API authorizes on '$connect' only.")
    for name, check in _CHECKS.items():
        if settings.get(name) is not None:
            check(f"{where}[{name!r}]", settings[name])
    return settings


_CHECKS: dict[str, Callable[[str, Any], object]] = {
    "function": checked_function,
    "qualifier": checked_qualifier,
    "route_response_selection_expression": checked_response,
    "timeout_in_millis": checked_timeout,
}
