"""Tracked modules: what test code sets in them is noticed; reading them costs nothing extra."""

from __future__ import annotations

import sys
from types import FrameType, ModuleType
from typing import Any, Protocol

from pytest_lambda.runtime.modules.acting import acting, is_freezegun, is_tool
from pytest_lambda.runtime.modules.appearance import wardrobe
from pytest_lambda.runtime.modules.contents import METADATA, MISSING, contents


class Watch(Protocol):
    """Who is told what test code does to a module."""

    def is_functions(self, names: dict[str, Any]) -> bool:
        """Whether these are the globals of a function's own module, whose code test code has called."""
        ...

    def test_code_sets(self, module: ModuleType, name: str, value: object) -> None:
        """Test code sets a name, or deletes it: MISSING."""
        ...

    def tool_sets(self, module: ModuleType, name: str, value: object) -> None:
        """A tool has exchanged a value for the time of a test, or put it back."""
        ...


class Tracked(ModuleType):
    """Wears this: a module of a function that has been initialised for the running test."""

    def __setattr__(self, name: str, value: object) -> None:
        __tracebackhide__ = True
        if name in METADATA or not acting.test_code() or _has_setter(self, name):
            wardrobe.write(self, name, value)
            return
        frame, watch = sys._getframe(1), _watch(self)
        if not is_tool(frame) and not watch.is_functions(frame.f_globals):
            watch.test_code_sets(self, name, value)
            return
        wardrobe.write(self, name, value)
        tell_watch(self, name, value, frame)

    def __delattr__(self, name: str) -> None:
        __tracebackhide__ = True
        frame, watch = sys._getframe(1), _watch(self)
        unwatched = name in METADATA or name not in contents(self) or not acting.test_code()
        if unwatched or is_tool(frame) or watch.is_functions(frame.f_globals):
            wardrobe.delete(self, name)
        else:
            watch.test_code_sets(self, name, MISSING)


class Mirror(ModuleType):
    """Wears this: another module object of a file that the function has executed under another name.

    Everything but its metadata is the executed module's.
    """

    def __getattribute__(self, name: str) -> object:
        target = wardrobe.payload(self, Mirror)
        return wardrobe.read(self, name) if target is None or name in METADATA else getattr(target, name)

    def __setattr__(self, name: str, value: object) -> None:
        __tracebackhide__ = True
        if name in METADATA or is_tool(sys._getframe(1)):
            wardrobe.write(self, name, value)
        else:
            setattr(wardrobe.payload(self, Mirror), name, value)

    def __delattr__(self, name: str) -> None:
        __tracebackhide__ = True
        delattr(wardrobe.payload(self, Mirror), name)


def tell_watch(module: ModuleType, name: str, value: object, frame: FrameType) -> None:
    """A tool has set a name. freezegun's sets hold for what will be restored, too, if the module has been executed."""
    watch: Watch | None = wardrobe.payload(module, Tracked)
    if watch is not None and is_freezegun(frame):
        watch.tool_sets(module, name, value)


def _watch(module: ModuleType) -> Watch:
    watch: Watch = wardrobe.payload(module, Tracked)
    return watch


def _has_setter(module: ModuleType, name: str) -> bool:
    """Whether a module with a class of its own takes this name itself."""
    return hasattr(getattr(type(module), name, None), "__set__")
