"""Route selection expressions: which part of a message says where it goes."""

from __future__ import annotations

import json
import re
from typing import Any

from pytest_lambda.errors import ConfigurationError

#: `\$`, `${request.body.action}`, `$request.body.action`
_PART = re.compile(r"\\\$|\$\{(?P<braced>[^{}]*)\}|\$(?P<bare>[A-Za-z_][\w.\-]*)")
_BODY = "request.body."


class RouteSelection:
    """A route selection expression (Developer Guide, WebSocket selection expressions).

    Args:
        expression: `$request.body.action`, `${request.body.kind}-${request.body.version}`, …

    Raises:
        ConfigurationError: it is none, or it asks for something else than the message.
    """

    __slots__ = ("_parts", "expression")

    def __init__(self, expression: object) -> None:
        if not isinstance(expression, str) or "$" not in expression:
            raise _malformed(expression, "expected '$request.body.action', say.")
        self.expression = expression
        self._parts = tuple(_parsed(expression))

    def key_of(self, message: str) -> str | None:
        """What the expression is of a message; None if it is no JSON, or has not what the expression asks for."""
        try:
            content = json.loads(message)
        except (ValueError, RecursionError):
            return None
        values = [part if isinstance(part, str) else _found(content, part) for part in self._parts]
        return None if None in values else "".join(map(str, values))


def _parsed(expression: str) -> list[str | list[str]]:
    """Text as it is, and paths into the message."""
    parts: list[str | list[str]] = []
    at = 0
    for found in _PART.finditer(expression):
        literal = expression[at : found.start()]
        if "$" in literal:
            break
        parts.append(literal)
        variable = found["bare"] if found["braced"] is None else found["braced"]
        parts.append("$" if variable is None else _path(variable, expression))
        at = found.end()
    rest = expression[at:]
    if "$" in rest:
        raise _malformed(expression, f"{rest!r} is no variable; a dollar sign that is none is written '\\$'.")
    return [*parts, rest]


def _path(variable: str, expression: str) -> list[str]:
    path = variable.removeprefix(_BODY)
    if path == variable or not all(path.split(".")):
        raise _malformed(expression, f"{variable!r} is no part of a message: expected 'request.body.' and its name.")
    return path.split(".")


def _found(content: Any, path: list[str]) -> str | None:
    """Text, or a number or a truth value as JSON writes it; not recorded for other than text."""
    for name in path:
        if not isinstance(content, dict) or name not in content:
            return None
        content = content[name]
    if isinstance(content, str):
        return content
    return json.dumps(content) if isinstance(content, (bool, int, float)) else None


def _malformed(expression: object, why: str) -> ConfigurationError:
    return ConfigurationError(f"route_selection_expression is {expression!r}: {why}")
