"""One place where Powertools keeps something, and how it is at a cold start."""

from __future__ import annotations

import copy
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: stands for an attribute that is not there
UNSET: Any = object()

#: puts the attribute of an owner, a module or a class, into the state it has after a first import
Begin = Callable[[Any, str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """An attribute of a module of Powertools, or of a class in it.

    Args:
        module: the module's whole name.
        path: `attribute` or `Class.attribute`.
        begin: how it is at a cold start.
        optional: whether some releases do not have it.
    """

    module: str
    path: str
    begin: Begin
    optional: bool = False

    def reset(self) -> None:
        """Begin again; nothing happens where the module is not imported or has no such attribute."""
        owner, name = self._place()
        if self._fits(owner, name):
            self.begin(owner, name)

    def is_unknown(self) -> bool:
        """Whether the module is imported and has no such attribute, in a release that should have it."""
        if self.optional or self.module not in sys.modules:
            return False
        return not self._fits(*self._place())

    def take(self) -> Any:
        """What the attribute holds, to be put back later."""
        owner, name = self._place()
        value = vars(owner).get(name, UNSET) if owner is not None else UNSET
        if self.begin is is_empty and value is not UNSET:
            return list(value) if isinstance(value, list) else dict(value)
        return value

    def put(self, value: Any) -> None:
        """Put back what `take` gave."""
        owner, name = self._place()
        if owner is None:
            return
        if value is UNSET:
            self.reset()
        elif self.begin is is_empty:
            is_empty(owner, name)
            container = getattr(owner, name)
            (container.extend if isinstance(container, list) else container.update)(value)
        else:
            setattr(owner, name, value)

    def _place(self) -> tuple[Any, str]:
        owner: Any = sys.modules.get(self.module)
        holder, _, name = self.path.rpartition(".")
        return (getattr(owner, holder, None) if holder else owner), name

    def _fits(self, owner: Any, name: str) -> bool:
        if self.begin is is_empty:
            return hasattr(getattr(owner, name, None), "clear")
        if self.begin is is_default_config:
            return hasattr(owner, "_default_config")
        if self.begin is is_absent:
            return hasattr(owner, name) or name in getattr(owner, "__annotations__", ())
        return hasattr(owner, name)


def is_true(owner: Any, name: str) -> None:
    """A flag that the first invocation lowers."""
    setattr(owner, name, True)


def is_none(owner: Any, name: str) -> None:
    """Nothing yet."""
    setattr(owner, name, None)


def is_absent(owner: Any, name: str) -> None:
    """Declared, and not set before the first invocation."""
    if name in vars(owner):
        delattr(owner, name)


def is_empty(owner: Any, name: str) -> None:
    """A collection, emptied in place because instances hold it too."""
    getattr(owner, name).clear()


def is_new_list(owner: Any, name: str) -> None:
    """A list that invocations replace."""
    setattr(owner, name, [])


def is_default_config(owner: Any, name: str) -> None:
    """A copy of the class's `_default_config`."""
    setattr(owner, name, copy.copy(owner._default_config))


def is_module_logger(owner: Any, name: str) -> None:
    """The logger of the module itself."""
    setattr(owner, name, logging.getLogger(owner.__name__))


def is_initialization_type(owner: Any, name: str) -> None:
    """`AWS_LAMBDA_INITIALIZATION_TYPE`, read at import."""
    setattr(owner, name, os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE"))


def is_true_unless_provisioned(owner: Any, name: str) -> None:
    """A flag that provisioned concurrency lowers at import, in releases that read the initialization type."""
    setattr(owner, name, getattr(owner, "initialization_type", None) != "provisioned-concurrency")
