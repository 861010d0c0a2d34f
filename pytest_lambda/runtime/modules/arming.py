"""Armed modules: the first touch by test code is the cold start.

While a function's modules are armed, the first attribute that test code reads, sets or deletes in one of them
calls the function's `on_touch`, once; all its modules are disarmed before. What tools read, and what any other
thread reads, is no touch (see `acting.py`). Whatever `on_touch` raises comes out where the test touched.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from types import ModuleType

from pytest_lambda.runtime.modules.acting import acting, is_tool
from pytest_lambda.runtime.modules.appearance import wardrobe
from pytest_lambda.runtime.modules.contents import METADATA, contents
from pytest_lambda.runtime.modules.tracking import tell_watch


class Arming:
    """The armed modules of one function.

    Args:
        on_touch: called at the first touch, without arguments.
        handler_module: name of the module whose handler the function calls, where known.
    """

    __slots__ = ("_modules", "_on_touch", "armed", "handler_module")

    def __init__(self, on_touch: Callable[[], object], handler_module: str | None) -> None:
        self._on_touch = on_touch
        self._modules: list[ModuleType] = []
        self.handler_module = handler_module
        self.armed = False

    def arm(self, modules: Iterable[object]) -> None:
        """Watch modules from now on."""
        self.armed = True
        for module in modules:
            if isinstance(module, ModuleType):
                watchers = wardrobe.payload(module, Armed) or ()
                wardrobe.wear(module, Armed, (*watchers, self))
                self._modules.append(module)

    def disarm(self) -> None:
        """Stop watching."""
        self.armed = False
        modules, self._modules = self._modules, []
        for module in modules:
            _stop_watching(module, self)

    def fire(self) -> None:
        """The modules have been touched."""
        __tracebackhide__ = True
        if self.armed:
            self.disarm()
            self._on_touch()


class Armed(ModuleType):
    """Wears this: a module of a function that has not been initialised for the running test."""

    def __getattribute__(self, name: str) -> object:
        __tracebackhide__ = True
        if name in METADATA or not acting.test_code() or is_tool(sys._getframe(1)) or _is_submodule(self, name):
            return wardrobe.read(self, name)
        touch(self)
        return getattr(self, name)

    def __setattr__(self, name: str, value: object) -> None:
        __tracebackhide__ = True
        if name in METADATA or not acting.test_code() or is_tool(sys._getframe(1)):
            wardrobe.write(self, name, value)
            tell_watch(self, name, value, sys._getframe(1))
        else:
            touch(self)
            setattr(self, name, value)

    def __delattr__(self, name: str) -> None:
        __tracebackhide__ = True
        if name in METADATA or not acting.test_code() or is_tool(sys._getframe(1)):
            wardrobe.delete(self, name)
        else:
            touch(self)
            delattr(self, name)


def touch(module: ModuleType) -> None:
    """Fire what watches a module: if the module is some function's handler module, only that function."""
    __tracebackhide__ = True
    name = module.__name__
    watchers: tuple[Arming, ...] = wardrobe.payload(module, Armed) or ()
    concerned = [watcher for watcher in watchers if watcher.handler_module == name] or watchers
    for watcher in concerned:
        watcher.fire()
    for watcher in watchers:  # this module has been touched; those that were not concerned wait for another
        _stop_watching(module, watcher)


def _is_submodule(module: ModuleType, name: str) -> bool:
    """Whether an attribute is a submodule: that one watches for itself."""
    found = contents(module)
    value = found.get(name)
    return isinstance(value, ModuleType) and sys.modules.get(f"{found.get('__name__')}.{name}") is value


def _stop_watching(module: ModuleType, watcher: Arming) -> None:
    watchers = wardrobe.payload(module, Armed) or ()
    left = tuple(each for each in watchers if each is not watcher)
    if left:
        wardrobe.wear(module, Armed, left)
    else:
        wardrobe.take_off(module, Armed)
