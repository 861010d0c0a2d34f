"""Settings of routes, as callers give them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.function import LambdaFunction

#: of a version or an alias: Lambda API reference, Invoke, Qualifier
_QUALIFIER = re.compile(r"\$LATEST|[A-Za-z0-9_-]{1,128}")


def checked_qualifier(where: str, value: Any) -> str | None:
    """A version or an alias, or None.

    Args:
        where: the setting, as its caller knows it.
        value: of the setting.

    Raises:
        ConfigurationError: no function can have such a qualifier.
    """
    if value is not None and not (isinstance(value, str) and _QUALIFIER.fullmatch(value)):
        raise ConfigurationError(f"{where} is {value!r}: expected the name of an alias, a version's number, or None.")
    qualifier: str | None = value
    return qualifier


def checked_settings(key: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of one route, of which the names are known; doors check what only they know.

    Raises:
        ConfigurationError: one cannot be used.
    """
    return {name: _CHECKS.get(name, _anything)(f"routes[{key!r}][{name!r}]", given[name]) for name in given}


def _anything(where: str, value: Any) -> Any:
    return value


def _function(where: str, value: Any) -> Any:
    return _expected(where, value, LambdaFunction, "a Lambda function")


def _text(where: str, value: Any) -> Any:
    return _expected(where, value, str, "text")


def _mapping(where: str, value: Any) -> Any:
    return _expected(where, value, Mapping, "a mapping")


def _expected(where: str, value: Any, kind: type, words: str) -> Any:
    if value is not None and not isinstance(value, kind):
        raise ConfigurationError(f"{where} is {value!r}: expected {words}, or None.")
    return value


def _scopes(where: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(each, str) for each in value):
        raise ConfigurationError(f"{where} is {value!r}: expected a list of texts.")
    return tuple(value)


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "authorization_scopes": _scopes,
    "function": _function,
    "integration_http_method": _text,
    "operation_name": _text,
    "payload_format": _text,
    "qualifier": checked_qualifier,
    "request_models": _mapping,
    "request_parameters": _mapping,
}
