"""Where a value was defined."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from types import FunctionType, GetSetDescriptorType, MethodType, ModuleType
from typing import Any

_MOCKS = ("unittest.mock", "mock.mock")


#: what is never a patch, or only one by chance
_PLAIN = frozenset({ModuleType, GetSetDescriptorType, *map(type, (None, True, 0, 0.0, "", b"", (), [], {}, set()))})


def may_be_patch(value: object, found: dict[str, Any]) -> bool:
    """Whether `from_modules` is worth its time for a value in a module or in one of its classes.

    Args:
        found: what is in the module.
    """
    kind = type(value)
    if kind is FunctionType:
        return value.__globals__ is not found  # type: ignore[attr-defined]
    return kind not in _PLAIN


def is_mock(value: object) -> bool:
    """Whether a value was made by a mocking library."""
    return type(value).__module__ in _MOCKS or type(getattr(value, "mock", None)).__module__ in _MOCKS


def defined_in(value: object) -> Iterator[str]:
    """Names of the modules that a value's code, or its type's, comes from."""
    for part in _parts(value):
        module = part.__globals__.get("__name__") if isinstance(part, FunctionType) else None
        if module is None:
            module = getattr(part if isinstance(part, type) else type(part), "__module__", None)
        if isinstance(module, str):
            yield module


def from_modules(value: object, tells: Callable[[str], bool]) -> bool:
    """Whether a value is a mock or was defined in a module that `tells` knows."""
    try:
        return is_mock(value) or any(map(tells, defined_in(value)))
    except Exception:  # an object that does not let itself be looked at is nobody's
        return False


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, (staticmethod, classmethod, MethodType)):
        yield from _parts(value.__func__)
    elif isinstance(value, (functools.partial, functools.partialmethod)):
        yield from _parts(value.func)
    elif isinstance(value, property):
        for function in (value.fget, value.fset, value.fdel):
            if function is not None:
                yield from _parts(function)
    else:
        yield value
