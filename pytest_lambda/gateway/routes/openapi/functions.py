"""Which function is behind an operation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.runtime.function import LambdaFunction

#: `…:function:pets:live/invocations`, or the same without what is around it
FUNCTION_ARN = re.compile(r":function:([A-Za-z0-9_-]+)(?::(\$LATEST|[A-Za-z0-9_-]+))?")
#: `${PetsFunction.Arn}` or `${PetsAlias}` of a template
_REFERENCE = re.compile(r"/functions/\$\{([A-Za-z0-9_]+)(?:\.\w+)?\}")


class Backends:
    """Functions by the names that a document has for them.

    Args:
        functions: an operation's id, or a function's name -> the function.
    """

    __slots__ = ("_functions", "_known")

    def __init__(self, functions: Mapping[str, LambdaFunction]) -> None:
        if not isinstance(functions, Mapping):
            raise ConfigurationError(f"functions is {functions!r}: expected a mapping of names to Lambda functions.")
        for name, function in functions.items():
            if not isinstance(function, LambdaFunction):
                raise ConfigurationError(f"functions[{name!r}] is {function!r}: expected a Lambda function.")
        self._functions = functions
        self._known: list[str] = []

    def behind(self, operation_id: str | None, uri: Place) -> tuple[LambdaFunction | None, str | None]:
        """The function of an operation, None for the API's; and its version or alias, None if the uri has none."""
        name, qualifier = _named(uri)
        known = [each for each in (operation_id, name) if each is not None]
        self._known += known
        found = [self._functions[each] for each in known if each in self._functions]
        return (found[0] if found else None), qualifier

    def check_used(self) -> None:
        """Every function that was given is behind an operation.

        Raises:
            ConfigurationError: one is not.
        """
        for name in self._functions:
            if name not in self._known:
                raise ConfigurationError(
                    f"functions has {name!r}, which is neither the id of an operation nor a function's name in the "
                    f"uri of an integration.{nearest(name, self._known)}"
                )


def _named(uri: Place) -> tuple[str | None, str | None]:
    value: Any = uri.value
    if isinstance(value, dict):  # of a template: {"Fn::Sub": "arn:…"} or {"Fn::Sub": ["arn:…", {…}]}
        value = value.get("Fn::Sub")
        value = value[0] if isinstance(value, list) and value else value
    if not isinstance(value, str):
        return None, None
    found = FUNCTION_ARN.search(value)
    if found is not None:
        return found[1], found[2]
    referred = _REFERENCE.search(value)
    return (referred[1] if referred is not None else None), None
