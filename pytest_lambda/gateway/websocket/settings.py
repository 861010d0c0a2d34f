"""Settings of WebSocket APIs, checked."""

from __future__ import annotations

from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.authorizers.choice import named_authorizers
from pytest_lambda.runtime.function import LambdaFunction

#: milliseconds: the least and the most that an API waits for its function (Developer Guide, WebSocket quotas)
_TIMEOUT = (50, 29_000)
_DEFAULT = "$default"


def checked_timeout(name: str, value: object) -> int:
    """Milliseconds that an API may wait."""
    if isinstance(value, bool) or not isinstance(value, int) or not _TIMEOUT[0] <= value <= _TIMEOUT[1]:
        raise ConfigurationError(f"{name} is {value!r}: expected {_TIMEOUT[0]} to {_TIMEOUT[1]:,} milliseconds.")
    return value


def checked_response(name: str, value: object) -> str | None:
    """A route response selection expression: `$default` is the only one that AWS has."""
    if value not in (None, _DEFAULT):
        raise ConfigurationError(
            f"{name} is {value!r}: expected '$default', with which answers reach the client, or None."
        )
    return None if value is None else _DEFAULT


def checked_function(name: str, value: object) -> LambdaFunction:
    """The function behind a route."""
    if not isinstance(value, LambdaFunction):
        raise ConfigurationError(f"{name} is {value!r}: expected a LambdaFunction.")
    return value


def checked_authorizers(named: Any) -> dict[str, Any]:
    """Authorizers by their names."""
    return named_authorizers(named, "websocket")
