"""The classes that a module defines, and what has changed in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any, NamedTuple

from pytest_lambda.runtime.modules.contents import MISSING, contents

_PLAIN_DESCRIPTORS = (FunctionType, BuiltinFunctionType, property, staticmethod, classmethod, type)


class ClassContent(NamedTuple):
    """What was in a class at some moment."""

    qualname: str
    owner: type
    attributes: dict[str, object]


class Change(NamedTuple):
    """An attribute of a class that is not what it was."""

    qualname: str
    owner: type
    attribute: str
    value: object
    before: object


def take(module: ModuleType) -> list[ClassContent]:
    """What is in the classes that a module has defined, nested ones included."""
    found = contents(module)
    name = found.get("__name__")
    taken: dict[int, ClassContent] = {}
    places: list[dict[str, Any]] = [found]
    for place in places:
        for value in list(place.values()):
            if isinstance(value, type) and value.__dict__.get("__module__") == name and id(value) not in taken:
                attributes = dict(value.__dict__)
                taken[id(value)] = ClassContent(value.__qualname__, value, attributes)
                places.append(attributes)
    return list(taken.values())


def changes(content: ClassContent) -> Iterator[Change]:
    """What has been set in or deleted from a class since."""
    qualname, owner, before = content
    if _same(owner, before):
        return
    now: Mapping[str, object] = vars(owner)
    for attribute, value in list(now.items()):
        if before.get(attribute, MISSING) is not value:
            yield Change(qualname, owner, attribute, value, before.get(attribute, MISSING))
    for attribute in before.keys() - now.keys():
        yield Change(qualname, owner, attribute, MISSING, before[attribute])


def is_of_a_library(change: Change) -> bool:
    """Whether a change looks like one that a library makes on first use, not like a patch.

    pydantic completes its models late, ORMs put instrumented attributes in place, `__annotations__` appears
    when it is asked for.
    """
    value = change.value
    if change.attribute.startswith("__") and change.attribute.endswith("__"):
        return value is not MISSING and not callable(value)
    is_descriptor = hasattr(type(value), "__get__") and not isinstance(value, _PLAIN_DESCRIPTORS)
    return is_descriptor and not type(value).__module__.startswith(("functools", "unittest.mock", "mock."))


def class_of(found: Mapping[str, object], qualname: str) -> type | None:
    """The class of a qualified name in a module's contents."""
    value: Any = MISSING
    for part in qualname.split("."):
        value = found.get(part, MISSING)
        if not isinstance(value, type):
            return None
        found = vars(value)
    return value if isinstance(value, type) and value.__qualname__ == qualname else None


def _same(owner: type, before: Mapping[str, object]) -> bool:
    """Whether nothing has changed, as far as that is cheap to tell."""
    try:
        return bool(vars(owner) == before)
    except Exception:  # some value does not let itself be compared: so it is not the one that was there
        return False
