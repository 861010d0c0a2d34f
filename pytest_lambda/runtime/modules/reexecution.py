"""Executing modules again in the same module objects, through the import system.

A spec that is served gets, for its loading, a loader that hands out the old module object, emptied, and steps
aside at once: the module's code is run by its own loader, so no frame of ours stands in a traceback (R098). The
end of the loading is told by the spec, whose `_initializing` the import system sets to False then.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Protocol

from pytest_lambda.runtime.modules.appearance import wardrobe
from pytest_lambda.runtime.modules.contents import contents
from pytest_lambda.runtime.modules.record import Record


class Loading(Protocol):
    """Who is told of a module's loading."""

    def begins(self, record: Record) -> None:
        """A module object is about to be emptied."""
        ...

    def ends(self, record: Record | None, name: str, shown: object) -> None:
        """A loading has ended; `sys.modules` shows this, or None if it failed."""
        ...


def serve(spec: ModuleSpec, record: Record | None, loading: Loading) -> ModuleSpec:
    """Let a spec be loaded into the module object of a record; None stands for a new object."""
    if record is not None:
        loader: Any = _Reusing(spec.loader, record, loading)
        spec.loader = loader
    if type(spec) is ModuleSpec:
        vars(spec)["_told"] = (loading, record)
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

    __slots__ = ("_loader", "_loading", "_record")

    def __init__(self, loader: Any, record: Record, loading: Loading) -> None:
        self._loader = loader
        self._record = record
        self._loading = loading

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The old module object as a new one; that of the module's own loader, if that makes one."""
        loader = spec.loader = self._loader
        own: ModuleType | None = loader.create_module(spec) if hasattr(loader, "create_module") else None
        if own is not None:
            return own
        module = self._record.module
        self._loading.begins(self._record)
        if not wardrobe.bare(module):
            return ModuleType(spec.name)
        module.__dict__.clear()
        ModuleType.__init__(module, spec.name)
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Never called: by then the spec has its own loader again."""
        self._loader.exec_module(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)


class _Initializing:
    """The attribute of a spec by which the import system says whether it loads the module."""

    def __get__(self, spec: ModuleSpec, owner: type[ModuleSpec]) -> Any:
        return vars(spec)["_initializing"]

    def __set__(self, spec: ModuleSpec, value: bool) -> None:
        names = vars(spec)
        names["_initializing"] = value
        if not value:
            loading, record = names.pop("_told")
            object.__setattr__(spec, "__class__", ModuleSpec)
            loading.ends(record, spec.name, sys.modules.get(spec.name))


class _TellingSpec(ModuleSpec):
    """A spec that tells when its module has been loaded, and is an ordinary one from then on."""

    _initializing = _Initializing()


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
