"""The names of a builder's parameters, for error messages."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any


@cache
def parameters_of(builder: Callable[..., Any]) -> tuple[str, ...]:
    """The keywords that a builder takes besides AWS's field names."""
    return tuple(
        name
        for name, parameter in inspect.signature(builder).parameters.items()
        if parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
    )
