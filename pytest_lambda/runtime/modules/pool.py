"""Module objects of former executions, in which their files will be executed again."""

from __future__ import annotations

from importlib.machinery import ModuleSpec
from types import ModuleType

from pytest_lambda.runtime.modules.ownership import file_key


class Pool:
    """Module objects by the name of their module, and by their file."""

    __slots__ = ("_by_key", "_by_name", "_tails")

    def __init__(self) -> None:
        self._by_name: dict[str, tuple[ModuleType, str]] = {}
        self._by_key: dict[str, dict[str, ModuleType]] = {}
        self._tails: set[str] = set()

    def add(self, name: str, module: ModuleType, key: str) -> None:
        """Keep a module object for the next execution."""
        self._by_name[name] = (module, key)
        self._by_key.setdefault(key, {})[name] = module
        self._tails.add(_tail(name))

    def may_have(self, name: str) -> bool:
        """Whether `take` could find something; costs little."""
        return _tail(name) in self._tails

    def take(self, spec: ModuleSpec) -> ModuleType | None:
        """The module object for a module that is about to be loaded: that of its name, else that of its file."""
        name = spec.name
        if name not in self._by_name:
            names = self._by_key.get(file_key(name, spec.origin if spec.has_location else None))
            if not names:
                return None
            name = next(iter(names))
        module, key = self._by_name.pop(name)
        del self._by_key[key][name]
        for other, (same, _) in list(self._by_name.items()):  # one object can have had two names
            if same is module:
                del self._by_name[other]
                del self._by_key[key][other]
        return module


def _tail(name: str) -> str:
    return name.rpartition(".")[2]
