"""One execution of a function's modules: what a new process of the runtime imports, sooner or later."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NamedTuple

from pytest_lambda.runtime.modules.appearance import wardrobe
from pytest_lambda.runtime.modules.contents import METADATA, contents, replace
from pytest_lambda.runtime.modules.origins import from_modules, may_be_patch
from pytest_lambda.runtime.modules.pool import Pool
from pytest_lambda.runtime.modules.rebinding import Change
from pytest_lambda.runtime.modules.record import Record
from pytest_lambda.runtime.modules.reexecution import is_loading, serve
from pytest_lambda.runtime.modules.stage import stage


class _Emptied(NamedTuple):
    """A module object as it was before it was executed again."""

    record: Record
    found: dict[str, Any]
    produced: dict[str, Any]
    plain: type[ModuleType]


class Execution:
    """Executes modules again in their old module objects."""

    def __init__(self) -> None:
        self._pool = Pool()
        self._emptied: dict[int, _Emptied] = {}
        self._loaded: set[int] = set()

    def keep(self, name: str, record: Record) -> None:
        """Have a module object ready for the time when its module is imported."""
        self._pool.add(name, record)

    def find(self, name: str, path: Sequence[str] | None) -> ModuleSpec | None:
        """What the function's import of a module finds; None for what has never been executed."""
        if not self._pool.may_have(name):
            return None
        spec = stage.finder.elsewhere(name, path)
        record = None if spec is None else self._pool.take(spec)
        if spec is None or record is None:
            return spec
        record.name = name
        return serve(spec, record, self)

    def fill(self, name: str, record: Record, found: Mapping[str, Any], plain: type[ModuleType]) -> None:
        """Put something into a module object as if its execution had produced that."""
        record.name = name
        self.begins(record)
        replace(record.module, dict(found))
        object.__setattr__(record.module, "__class__", plain)
        entries: dict[str, Any] = sys.modules
        entries[name] = record.module
        self.ends(record, name, record.module)

    def close(self) -> None:
        """No code of a module that has been begun will go on."""
        for emptied in list(self._emptied.values()):
            record = emptied.record
            if id(record.module) not in self._loaded:
                half = is_loading(record.module)
                self.ends(record, record.name, None if half else sys.modules.get(record.name))

    def loaded(self, record: Record) -> bool:
        """Whether a module object has been executed, and has got what test code set."""
        return id(record.module) in self._loaded

    def has_loaded(self, record: Record) -> None:
        """A module has been executed: put on what test code has set."""
        record.executions += 1
        self._loaded.add(id(record.module))
        stage.overrides.apply(record)
        stage.classes.apply(record)

    def changes(self) -> list[Change]:
        """What has been executed since the last call, before and after."""
        done = [each for number, each in self._emptied.items() if number in self._loaded]
        for each in done:
            del self._emptied[id(each.record.module)]
        return [
            Change(
                (each.record.name, str(each.found.get("__name__"))),
                each.produced,
                stage.overrides.produced(each.record),
            )
            for each in done
            if not each.record.private
        ]

    def begins(self, record: Record) -> None:
        """A module object is about to be emptied."""
        module = record.module
        if record.executions == 0 and record.saved is not None:
            self._notice_patches(record)
        inside = contents(module)
        found = inside.copy()
        produced = stage.overrides.produced(record)
        if produced is inside:
            produced = found
        self._emptied.setdefault(id(module), _Emptied(record, found, produced, wardrobe.plain_class(module)))
        self._loaded.discard(id(module))

    def ends(self, record: Record | None, name: str, shown: object) -> None:
        """A module has been loaded, or has failed."""
        assert record is not None
        if shown is record.module:
            self.has_loaded(record)
        elif shown is None and id(record.module) in self._emptied:
            self._put_back(self._emptied[id(record.module)])

    def _put_back(self, emptied: _Emptied) -> None:
        """A module that failed leaves its object as it was, for those who hold it."""
        record = emptied.record
        del self._emptied[id(record.module)]
        replace(record.module, emptied.found)
        wardrobe.restore_class(record.module, emptied.plain)
        self._pool.add(record.name, record)

    def _notice_patches(self, record: Record) -> None:
        """Find what fixtures of a wider scope have set before the function's modules were watched."""
        found = contents(record.module)
        for name, value in list(found.items()):
            if may_be_patch(value, found) and name not in METADATA and from_modules(value, stage.is_test_module):
                stage.overrides.found_in_place(record, name)
        stage.classes.found_in_place(record)
