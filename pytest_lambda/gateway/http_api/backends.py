"""What stands behind a route of an HTTP API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.authorizers.authorizer import Authorizer
from pytest_lambda.gateway.authorizers.choice import authorizer_of
from pytest_lambda.gateway.integration import Integration
from pytest_lambda.gateway.routes.route import Route
from pytest_lambda.runtime.function import LambdaFunction

_FORMATS = ("1.0", "2.0")
#: milliseconds; API Gateway API reference, CreateIntegration, TimeoutInMillis
TIMEOUT_IN_MILLIS = (50, 30_000)


@dataclass(frozen=True, slots=True)
class Backend:
    """The function behind a route, and how it is reached.

    Args:
        integration: with the function.
        timeout_in_millis: how long the gateway waits for it.
        payload_format: of events and answers.
        authorizer: who is asked first; None for nobody.
    """

    integration: Integration
    timeout_in_millis: int
    payload_format: str
    authorizer: Authorizer | None


def backend_of(
    route: Route,
    function: LambdaFunction,
    qualifier: str | None,
    payload_format: str,
    timeout_in_millis: int,
    authorizer: Any,
    authorizers: Mapping[str, Any],
) -> Backend:
    """What stands behind a route: what it says itself, or else what the API says for all routes.

    Raises:
        ConfigurationError: AWS would refuse one of these settings.
    """
    timeout = timeout_in_millis if route.timeout_in_millis is None else route.timeout_in_millis
    version = route.payload_format or payload_format
    return Backend(
        Integration(
            route.function or function,
            qualifier=route.qualifier or (qualifier if route.function is None else None),
            timeout_in_millis=_milliseconds(timeout),
        ),
        timeout,
        checked_format(version),
        authorizer_of(route, kind="http-api", default=authorizer, named=authorizers),
    )


def checked_format(payload_format: Any) -> str:
    """A payload format that HTTP APIs know.

    Raises:
        ConfigurationError: they do not.
    """
    if payload_format not in _FORMATS:
        raise ConfigurationError(f"payload_format is {payload_format!r}: expected '2.0' or '1.0'.")
    return str(payload_format)


def _milliseconds(timeout: Any) -> int:
    low, high = TIMEOUT_IN_MILLIS
    if not isinstance(timeout, int) or isinstance(timeout, bool) or not low <= timeout <= high:
        raise ConfigurationError(
            f"timeout_in_millis is {timeout!r}: expected {low} to {high:,} milliseconds, as HTTP APIs wait."
        )
    return timeout
