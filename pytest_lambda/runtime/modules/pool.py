"""Module objects of former executions, in which their files will be executed again."""

from __future__ import annotations

from importlib.machinery import ModuleSpec

from pytest_lambda.runtime.modules.ownership import file_key
from pytest_lambda.runtime.modules.record import Record


class Pool:
    """Records of module objects by the name of their module, and by their file."""

    __slots__ = ("_by_key", "_by_name", "_tails")

    def __init__(self) -> None:
        self._by_name: dict[str, Record] = {}
        self._by_key: dict[str, dict[str, Record]] = {}
        self._tails: set[str] = set()

    def add(self, name: str, record: Record) -> None:
        """Keep a module object for the next execution."""
        self._by_name[name] = record
        self._by_key.setdefault(record.key, {})[name] = record
        self._tails.add(_tail(name))

    def may_have(self, name: str) -> bool:
        """Whether `take` could find something; costs little."""
        return name in self._by_name or _tail(name) in self._tails

    def take(self, spec: ModuleSpec) -> Record | None:
        """The module object for a module that is about to be loaded: that of its name, else that of its file."""
        name = spec.name
        if name not in self._by_name:
            names = self._by_key.get(file_key(name, spec.origin if spec.has_location else None))
            if not names:
                return None
            name = next(iter(names))
        record = self._by_name.pop(name)
        names = self._by_key[record.key]
        del names[name]
        for other in [other for other, same in names.items() if same is record]:
            del names[other], self._by_name[other]  # one object can have had two names
        return record


def _tail(name: str) -> str:
    return name.rpartition(".")[2]
