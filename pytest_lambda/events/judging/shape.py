"""Whether a value has the shape that a `TypedDict` describes: keys, types, and what may be null or absent."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias

#: a path into an event and what is wrong there
Finding: TypeAlias = tuple[str, str]
Check: TypeAlias = Callable[[Any, str], Iterator[Finding]]

#: what is said of a key that the shape does not have
UNKNOWN = "is a field that AWS does not send there"

_NAMES = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dict: "an object",
    list: "a list",
    type(None): "null",
}


def misfits(value: object, shape: Any) -> Iterator[Finding]:
    """What does not fit.

    Args:
        value: of JSON.
        shape: a `TypedDict`, or what may stand in one: `list[…]`, `dict[str, …]`, `Literal`, a union, a plain type.
    """
    return checker(shape)(value, "")


@cache
def checker(shape: Any) -> Check:
    """What checks a value against a shape."""
    if typing.is_typeddict(shape):
        return _object_check(shape)
    origin, arguments = typing.get_origin(shape), typing.get_args(shape)
    if origin in (typing.Union, types.UnionType):
        return _union_check(shape, arguments)
    if origin is typing.Literal:
        return _literal_check(arguments)
    if origin is list:
        return _list_check(checker(arguments[0]))
    if origin is dict:
        return _map_check(checker(arguments[1]))
    if shape in (Any, object):
        return lambda value, path: iter(())
    return _plain_check(shape)


def _object_check(shape: Any) -> Check:
    fields: dict[str, Check] | None = None
    required, optional = shape.__required_keys__, shape.__optional_keys__

    def check(value: Any, path: str) -> Iterator[Finding]:
        nonlocal fields
        if not isinstance(value, dict):
            yield path, f"is {_kind(value)}, expected an object"
            return
        if fields is None:  # not earlier: shapes may contain themselves
            fields = {name: checker(hint) for name, hint in _hints_of(shape).items()}
        for name in sorted(required - value.keys()):
            yield _join(path, name), "is missing"
        for name in sorted(value.keys() - required - optional):
            yield _join(path, name), UNKNOWN
        for name, inner in fields.items():
            if name in value:
                yield from inner(value[name], _join(path, name))

    return check


def _hints_of(shape: Any) -> dict[str, Any]:
    import_module(shape.__module__)  # whose names they are: a plugin's test of its own may have dropped it by now
    return typing.get_type_hints(shape)


def _union_check(shape: Any, members: tuple[Any, ...]) -> Check:
    checks = [checker(member) for member in members]

    def check(value: Any, path: str) -> Iterator[Finding]:
        best: list[Finding] | None = None
        for each in checks:
            found = list(each(value, path))
            if not found:
                return
            if best is None or (found[0][0] != path, -len(found)) > (best[0][0] != path, -len(best)):
                best = found
        if best is not None and best[0][0] != path:
            yield from best  # it was nearly that member
        else:
            yield path, f"is {_kind(value)}, expected {_described(shape)}"

    return check


def _literal_check(allowed: tuple[Any, ...]) -> Check:
    def check(value: Any, path: str) -> Iterator[Finding]:
        if not any(value == each and type(value) is type(each) for each in allowed):
            yield path, f"is {value!r}, expected {' or '.join(map(repr, allowed))}"

    return check


def _list_check(item: Check) -> Check:
    def check(value: Any, path: str) -> Iterator[Finding]:
        if not isinstance(value, list):
            yield path, f"is {_kind(value)}, expected a list"
            return
        for number, each in enumerate(value):
            yield from item(each, f"{path}[{number}]")

    return check


def _map_check(item: Check) -> Check:
    def check(value: Any, path: str) -> Iterator[Finding]:
        if not isinstance(value, dict):
            yield path, f"is {_kind(value)}, expected an object"
            return
        for name, each in value.items():
            yield from item(each, _join(path, name))

    return check


def _plain_check(shape: Any) -> Check:
    if shape is None:
        shape = type(None)

    def check(value: Any, path: str) -> Iterator[Finding]:
        fits = isinstance(value, (int, float) if shape is float else shape)
        if not fits or (isinstance(value, bool) and shape is not bool):
            yield path, f"is {_kind(value)}, expected {_NAMES.get(shape, shape.__name__)}"

    return check


def _join(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)


def _kind(value: object) -> str:
    return _NAMES.get(type(value), type(value).__name__)


def _described(shape: Any) -> str:
    names = [_NAMES.get(member, getattr(member, "__name__", str(member))) for member in typing.get_args(shape)]
    return " or ".join(names)
