"""A method of a resource: who may call it, what a request must have, and the function behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.errors import InvokeError, RequestEntityTooLargeException
from pytest_lambda.gateway.authorizers.authorizer import AuthorizerCall
from pytest_lambda.gateway.authorizers.choice import authorizer_of
from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.exchange import Exchange
from pytest_lambda.gateway.integration import Integration, IntegrationTimedOut
from pytest_lambda.gateway.rest_api.settings import timeout_of
from pytest_lambda.gateway.rest_api.validators import RequestValidator
from pytest_lambda.gateway.routes.route import Route
from pytest_lambda.runtime.function import LambdaFunction

#: the method of Lambda's Invoke API
_POST = "POST"


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the methods of an API have that say nothing else.

    Args:
        function: of the API.
        qualifier: of that function.
        timeout: in milliseconds.
        edge: whether the API is edge-optimized.
        authorizer: of the API.
        authorizers: by their names.
    """

    function: LambdaFunction
    qualifier: str | None
    timeout: int
    edge: bool
    authorizer: Any
    authorizers: Mapping[str, Any]


class Method:
    """What is behind one route.

    Args:
        route: whose settings count first.
        defaults: of the API.

    Raises:
        ConfigurationError: a setting of the route is malformed.
    """

    __slots__ = ("_authorizer", "_http_method", "_integration", "_validator")

    def __init__(self, route: Route, defaults: Defaults) -> None:
        named, own = defaults.authorizers, route.timeout_in_millis
        self._authorizer = authorizer_of(route, kind="rest-api", default=defaults.authorizer, named=named)
        self._validator = RequestValidator(route)
        self._http_method = (route.integration_http_method or _POST).upper()
        self._integration = Integration(
            route.function or defaults.function,
            qualifier=route.qualifier or (defaults.qualifier if route.function is None else None),
            timeout_in_millis=defaults.timeout if own is None else timeout_of(route, own, edge=defaults.edge),
        )

    def admit(self, call: AuthorizerCall, event: Any) -> None:
        """Ask the authorizer, which completes the event, and then the validator.

        Raises:
            Refused: by one of them.
        """
        if self._authorizer is not None:
            authorized = self._authorizer.authorize(call)
            context = event["requestContext"]
            if authorized.context is not None:
                context["authorizer"] = authorized.context
            context["identity"].update(authorized.identity or {})
        self._validator.check(call.http, call.path_parameters)

    def invoke(self, event: Any, exchange: Exchange) -> None:
        """Invoke the function with an event.

        Raises:
            Refused: there is no answer in time, or Lambda refuses the request.
        """
        if self._http_method != _POST:  # recorded, but for the type of the gateway response
            reason = f"the integration calls Lambda with {self._http_method}, expected POST"
            raise Refused("API_CONFIGURATION_ERROR", "REST-integration-method", reason)
        exchange.event = event
        try:
            exchange.result = self._integration.invoke(event)
        except IntegrationTimedOut as late:
            exchange.result = late.result
            limit = self._integration.timeout_in_millis
            raise Refused("INTEGRATION_TIMEOUT", "REST-timeout", f"no answer within {limit:,} ms") from None
        except InvokeError as error:
            exchange.event = None
            if isinstance(error, RequestEntityTooLargeException):
                raise Refused("REQUEST_TOO_LARGE", "REST-event-size", str(error)) from None
            # that all others, throttles among them, make a 500, and of which type, is not recorded
            raise Refused("API_CONFIGURATION_ERROR", "REST-invoke", str(error)) from None
