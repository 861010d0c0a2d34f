"""Executing modules again in the same module objects, through the import system.

A spec that is served gets, for its loading, a loader that hands out the old module object, emptied, and steps
aside at once: the module's code is run by its own loader, so no frame of ours stands in a traceback (R098). The
end of the loading is told by the spec, whose `_initializing` the import system sets to False then.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from pytest_lambda.runtime.modules.appearance import wardrobe
from pytest_lambda.runtime.modules.contents import contents

#: called at the end of a loading with the name and what `sys.modules` shows under it, None if it failed
Loaded = Callable[[str, object], None]


def serve(
    spec: ModuleSpec, module: ModuleType | None, emptying: Callable[[ModuleType], None], loaded: Loaded
) -> ModuleSpec:
    """Let a spec be loaded into a module object.

    Args:
        module: None for a new object.
        emptying: called before the module is emptied.
        loaded: called when the loading has ended.
    """
    if module is not None:
        loader: Any = _Reusing(spec.loader, module, emptying)
        spec.loader = loader
    if type(spec) is ModuleSpec:
        vars(spec)["_told"] = loaded
        spec.__class__ = _TellingSpec
    return spec


def already_loaded(name: str, shown: object) -> ModuleSpec:
    """A spec whose loading gives what has been loaded meanwhile, for an import that was anticipated."""
    loader: Any = _AlreadyLoaded(shown)
    return ModuleSpec(name, loader)


def is_loading(module: object) -> bool:
    """Whether the code of a module has not come to its end."""
    return bool(getattr(contents(module).get("__spec__"), "_initializing", False))


class _Reusing:
    """Stands in for a loader until the module object is asked for."""

    __slots__ = ("_emptying", "_loader", "_module")

    def __init__(self, loader: Any, module: ModuleType, emptying: Callable[[ModuleType], None]) -> None:
        self._loader = loader
        self._module = module
        self._emptying = emptying

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The old module object as a new one; that of the module's own loader, if that makes one."""
        loader = spec.loader = self._loader
        own: ModuleType | None = loader.create_module(spec) if hasattr(loader, "create_module") else None
        if own is not None:
            return own
        module = self._module
        if not wardrobe.bare(module):
            return ModuleType(spec.name)
        self._emptying(module)
        contents(module).clear()
        ModuleType.__init__(module, spec.name)
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Never called: by then the spec has its own loader again."""
        self._loader.exec_module(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)


class _TellingSpec(ModuleSpec):
    """A spec that tells when its module has been loaded, and is an ordinary one from then on."""

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name == "_initializing" and value is False:
            loaded: Loaded = vars(self).pop("_told")
            object.__setattr__(self, "__class__", ModuleSpec)
            loaded(self.name, sys.modules.get(self.name))


class _AlreadyLoaded:
    """Replaces the module that is being loaded, as a module can do with itself."""

    __slots__ = ("_shown",)

    def __init__(self, shown: object) -> None:
        self._shown = shown

    def create_module(self, spec: ModuleSpec) -> None:
        """The default: an empty module, which nobody will see."""

    def exec_module(self, module: ModuleType) -> None:
        """Show the other one."""
        entries: dict[str, Any] = sys.modules
        entries[contents(module)["__name__"]] = self._shown
