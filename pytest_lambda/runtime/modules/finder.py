"""One finder, first on `sys.meta_path` while functions have modules: it sees every import that is not cached."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Protocol

from pytest_lambda.runtime.modules.acting import acting


class Imports(Protocol):
    """Who decides what becomes of an import."""

    def of_function(self, name: str, path: Sequence[str] | None) -> ModuleSpec | None:
        """Code of the function that runs imports a module."""
        ...

    def of_test_code(self, name: str, path: Sequence[str] | None) -> ModuleSpec | None:
        """Test code imports a module."""
        ...


class Finder:
    """The finder; `Imports` decides."""

    def __init__(self, imports: Imports) -> None:
        self._imports = imports

    def install(self) -> None:
        """Be the first to be asked."""
        self.remove()
        finder: Any = self
        sys.meta_path.insert(0, finder)

    def remove(self) -> None:
        """Be asked no more."""
        sys.meta_path[:] = [finder for finder in sys.meta_path if finder is not self]

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """What the import system asks; a reload (it has a target) takes its ordinary way."""
        __tracebackhide__ = True
        if acting.function is not None:
            return self._imports.of_function(name, path) if target is None else None
        if target is not None or not acting.test_code() or not _is_import():
            return None
        return self._imports.of_test_code(name, path)

    def elsewhere(self, name: str, path: Sequence[str] | None) -> ModuleSpec | None:
        """What the finders after this one find."""
        for finder in list(sys.meta_path):
            find: Any = getattr(finder, "find_spec", None)
            if finder is not self and find is not None:
                spec: ModuleSpec | None = find(name, path, None)
                if spec is not None:
                    return spec
        return None


def _is_import() -> bool:
    """Whether the module will be loaded, not only looked for as `importlib.util.find_spec` does."""
    frame: Any = sys._getframe(2)
    return frame.f_back is not None and frame.f_back.f_code.co_name == "_find_and_load_unlocked"
