"""Routes of APIs, as callers give them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeAlias

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.events.building.route_templates import parameter_names
from pytest_lambda.gateway.routes.fixed_answer import FixedAnswer
from pytest_lambda.gateway.routes.settings import checked_settings
from pytest_lambda.runtime.function import LambdaFunction

#: what a caller may give: keys alone, or keys with a function or settings each
RoutesGiven: TypeAlias = "Iterable[str] | Mapping[str, LambdaFunction | Mapping[str, Any] | None]"

DEFAULT = "$default"
_METHODS = ("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


@dataclass(frozen=True, slots=True)
class Route:
    """One route of an API.

    Args:
        method: `GET`, …, or `ANY`.
        path: a template, `/pets/{id}` or `/{proxy+}`; `$default` for whatever no other route takes (HTTP APIs).
        function: behind this route; None for the API's.
        qualifier: version or alias of the function, if it belongs to a service; a plain one has none.
        authorizer: of this route: one of `pytest_lambda.gateway.authorizers`, or the name of one of the API's
            `authorizers`; `"NONE"` for none; None for the API's own.
        authorization_scopes: of which a token needs one (JWT, Cognito).
        operation_name: of a REST API's method.
        request_validator: what of a request a REST API checks: `body`, `params`, `all`; None for nothing.
        request_parameters: of a REST API: `method.request.querystring.page` -> whether it is required.
        request_models: of a REST API: media type -> JSON schema.
        timeout_in_millis: how long the gateway waits for the function; None for the kind's own.
        integration_http_method: with which a REST API calls Lambda; all but `POST` make a 500. None for `POST`.
        payload_format: of an HTTP API's events: `1.0` or `2.0`; None for the API's own.
        not_simulated: why nothing can be asked of this route; None if something can.
        fixed_answer: what a REST API answers by itself, after authorizer and validator; None if a function does.
    """

    method: str
    path: str
    function: LambdaFunction | None = None
    qualifier: str | None = None
    authorizer: Any = None
    authorization_scopes: tuple[str, ...] = ()
    operation_name: str | None = None
    request_validator: str | None = None
    request_parameters: Mapping[str, bool] | None = None
    request_models: Mapping[str, Any] | None = None
    timeout_in_millis: int | None = None
    integration_http_method: str | None = None
    payload_format: str | None = None
    not_simulated: str | None = None
    fixed_answer: FixedAnswer | None = None

    @property
    def key(self) -> str:
        """As AWS writes it: `GET /pets/{id}`, `$default`."""
        return DEFAULT if self.path == DEFAULT else f"{self.method} {self.path}"

    def check_simulated(self) -> None:
        """A door does so before it asks an authorizer or a function.

        Raises:
            NotSimulated: what API Gateway does behind this route is not known here.
        """
        if self.not_simulated is not None:
            raise NotSimulated(self.not_simulated)


#: settings of methods and integrations of REST APIs that are not covered
_NOT_SIMULATED = ("api_key_required", "request_templates", "response_templates")
#: of a route that are no settings
_OF_DOCUMENTS = ("method", "path", "not_simulated", "fixed_answer")
_SETTINGS = tuple(each.name for each in fields(Route) if each.name not in _OF_DOCUMENTS)


def routes_of(given: RoutesGiven) -> tuple[Route, ...]:
    """The routes that a caller gives, in their order.

    Raises:
        ConfigurationError: one is malformed, or is there twice.
        NotSimulated: one has an API key or mapping templates.
    """
    if isinstance(given, (str, bytes)) or not isinstance(given, (Mapping, Iterable)):
        raise ConfigurationError(
            f"routes is {given!r}: expected keys such as ['GET /pets/{{id}}', '$default'], or a mapping of keys to "
            "functions or settings."
        )
    items = given.items() if isinstance(given, Mapping) else [(key, None) for key in given]
    routes = tuple(_with(route_of_key(key), key, settings) for key, settings in items)
    if not routes:
        raise ConfigurationError("routes is empty: expected at least one, 'GET /pets' say; leave it out for all paths.")
    seen: set[str] = set()
    for route in routes:
        if route.key in seen:
            raise ConfigurationError(f"routes has {route.key!r} twice: expected each method and path once.")
        seen.add(route.key)
    return routes


def route_of_key(key: object) -> Route:
    """A route by its key.

    Raises:
        ConfigurationError: it is none.
    """
    if key == DEFAULT:
        return Route("ANY", DEFAULT)
    method, space, path = key.partition(" ") if isinstance(key, str) else ("", "", "")
    if not space:
        method, path = "ANY", method
    method = method.upper()
    if not path.startswith("/") or method not in _METHODS:
        raise ConfigurationError(
            f"routes has {key!r}: expected a method and a path such as 'GET /pets/{{id}}', 'ANY /{{proxy+}}', or "
            f"'$default'. Methods: {', '.join(_METHODS)}."
        )
    parameter_names(path)  # raises an error of its own
    return Route(method, path)


def _with(route: Route, key: str, settings: object) -> Route:
    if settings is None:
        return route
    if isinstance(settings, LambdaFunction):
        return replace(route, function=settings)
    if not isinstance(settings, Mapping):
        raise ConfigurationError(
            f"routes[{key!r}] is {settings!r}: expected a Lambda function, a mapping of settings, or None."
        )
    for name in settings:
        if name in _NOT_SIMULATED:
            raise NotSimulated(f"routes[{key!r}] has {name!r}: API keys and mapping templates are not simulated.")
        if name not in _SETTINGS:
            raise ConfigurationError(
                f"routes[{key!r}] has {name!r}, which is no setting of a route.{nearest(name, _SETTINGS)} "
                f"Known: {', '.join(_SETTINGS)}."
            )
    return replace(route, **checked_settings(key, settings))
