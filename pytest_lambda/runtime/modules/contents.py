"""Reading and writing what is in a module, past all that watches it."""

from __future__ import annotations

from enum import Enum
from types import ModuleType
from typing import Any, Final


class Missing(Enum):
    """The value of a name that does not exist."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING

#: what the import system and the interpreter keep in a module; reading it is no touch, setting it no override
METADATA = frozenset(
    {
        "__annotate__",
        "__annotations__",
        "__builtins__",
        "__cached__",
        "__class__",
        "__conditional_annotations__",
        "__doc__",
        "__file__",
        "__loader__",
        "__name__",
        "__package__",
        "__path__",
        "__spec__",
        "__warningregistry__",
    }
)


def contents(module: object) -> dict[str, Any]:
    """The dict of a module; an empty one for what is no module and has none."""
    try:
        found = object.__getattribute__(module, "__dict__")
    except AttributeError:
        return {}
    return found if isinstance(found, dict) else {}


def put(module: ModuleType, name: str, value: object) -> None:
    """Set or, for MISSING, delete a name, if need be."""
    if value is MISSING:
        contents(module).pop(name, None)
    else:
        contents(module)[name] = value


def replace(module: ModuleType, new: dict[str, Any]) -> None:
    """Exchange all that is in a module."""
    found = contents(module)
    found.clear()
    found.update(new)
