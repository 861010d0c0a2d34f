"""The kinds of front doors, by name."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Any

from pytest_lambda.errors import ConfigurationError, PytestLambdaError
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.gateway.door import Door
from pytest_lambda.runtime.function import LambdaFunction

#: kind -> the class of its doors, in a module of `pytest_lambda.gateway`
_KINDS = {
    "alb": ("alb.door", "LoadBalancer"),
    "function-url": ("function_url.door", "FunctionUrl"),
    "http-api": ("http_api.door", "HttpApi"),
    "rest-api": ("rest_api.door", "RestApi"),
}


def kinds() -> tuple[str, ...]:
    """The names of all kinds."""
    return tuple(_KINDS)


def door_class(kind: str) -> type[Door]:
    """The class of a kind's doors; its keyword-only parameters are the kind's settings.

    Raises:
        ConfigurationError: there is no such kind.
    """
    if not isinstance(kind, str) or kind not in _KINDS:
        raise ConfigurationError(
            f"kind is {kind!r}: expected one of {', '.join(map(repr, _KINDS))}.{nearest(kind, _KINDS)}"
        )
    module, name = _KINDS[kind]
    made: type[Door] = getattr(import_module(f"pytest_lambda.gateway.{module}"), name)
    return made


def settings_of(made: type[Door]) -> tuple[inspect.Parameter, ...]:
    """The settings of a class of doors."""
    parameters = inspect.signature(made).parameters.values()
    return tuple(each for each in parameters if each.kind is each.KEYWORD_ONLY)


def door_of(function: LambdaFunction, kind: str, settings: dict[str, Any]) -> Door:
    """A front door of a kind.

    Raises:
        ConfigurationError: there is no such kind, or it does not have such a setting.
    """
    __tracebackhide__ = True
    made: Any = door_class(kind)
    known = [each.name for each in settings_of(made)]
    for setting in settings:
        if setting not in known:
            raise ConfigurationError(
                f"{setting}= is no setting of kind {kind!r}.{nearest(setting, known)} Known: {', '.join(known)}."
            )
    try:
        door: Door = made(function, **settings)
    except PytestLambdaError as error:
        raise error.with_traceback(None) from error.__cause__  # what is wrong is in the call, not in the frames below
    return door
