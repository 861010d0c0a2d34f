"""What test code has set in a function's modules: it stays until test code undoes it.

Test code's sets are kept by the module's file, so that they reach every module object of that file: the one
that is executed again at a cold start, and the private ones of further environments.

An override is undone when test code sets the name back to a value that it found there: patchers write back
what they have saved. After a cold start that value is stale, and what the current execution of the module
has produced for the name is put in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from typing import Any, TypeAlias

from pytest_lambda.runtime.modules.contents import MISSING, contents, put
from pytest_lambda.runtime.modules.record import Record

CopiesOf: TypeAlias = Callable[[str], Iterable[Record]]

#: types of values of which one object serves many names: that two names show the same one proves nothing
_COMMON_TYPES = frozenset(map(type, (None, True, 0, 0.0, 0j, "", b"", ..., NotImplemented, MISSING)))


def is_common(value: object) -> bool:
    """Whether two names may have the same object as value by chance."""
    return type(value) in _COMMON_TYPES or (type(value) in (tuple, frozenset) and not value)


class Override:
    """One name of one file that test code has set.

    Attributes:
        value: what test code set last; MISSING when it deleted the name.
        found: what test code found there when it began, so what its undoing writes; empty when nobody watched.
        beneath: by id of the module object: what the module itself has under the override.
        outlives: whether it was made by a fixture that outlives the running test.
    """

    __slots__ = ("beneath", "found", "outlives", "value")

    def __init__(self, value: object, found: list[object], *, outlives: bool) -> None:
        self.value = value
        self.found = found
        self.beneath: dict[int, object] = {}
        self.outlives = outlives


class Overrides:
    """All overrides, by file and name.

    Args:
        copies_of: gives the records of all module objects of a file.
        from_test_code: tells values that were defined in test code.

    Attributes:
        outliving: whether those that are made now belong to a fixture of a scope wider than the test.
    """

    def __init__(self, copies_of: CopiesOf, from_test_code: Callable[[object], bool]) -> None:
        self._copies_of = copies_of
        self._from_test_code = from_test_code
        self._active: dict[str, dict[str, Override]] = {}
        self._undone: dict[tuple[str, str], list[tuple[object, int]]] = {}
        self.outliving = False

    def of(self, key: str) -> dict[str, Override]:
        """The active overrides in a file, by name."""
        return self._active.get(key, {})

    def change(self, record: Record, name: str, value: object) -> None:
        """Test code sets a name, or deletes it: MISSING."""
        override = self.of(record.key).get(name)
        if override is not None:
            if self._undoes(override, value):
                self._undo(record, name, override, value)
            else:
                self._exchange(record.key, name, override, value)
        elif not self._is_stale(record, name, value):
            self._begin(record, name, value)

    def apply(self, record: Record) -> None:
        """A module object has just been executed: put on what test code has set."""
        for name, override in self.of(record.key).items():
            override.beneath[id(record.module)] = contents(record.module).get(name, MISSING)
            put(record.module, name, override.value)

    def produced(self, record: Record) -> dict[str, Any]:
        """What the module itself has, without what test code has set. Not to be changed."""
        if record.key not in self._active:
            return contents(record.module)
        found = dict(contents(record.module))
        for name, override in self.of(record.key).items():
            if id(record.module) in override.beneath:
                _save(found, name, override.beneath[id(record.module)])
        return found

    def found_in_place(self, record: Record, name: str, *original: object) -> None:
        """A name was set before anyone watched; `original` is what it replaced, where that is known."""
        if name not in self.of(record.key):
            value = contents(record.module).get(name, MISSING)
            override = self._add(record.key, name, Override(value, list(original), outlives=True))
            for each in original:
                override.beneath[id(record.module)] = record.beneath[name] = each

    def remember(self, record: Record) -> None:
        """A test begins with overrides in place: keep what the module itself has beneath them."""
        for name, override in self.of(record.key).items():
            if id(record.module) in override.beneath:
                record.beneath[name] = override.beneath[id(record.module)]

    def reapply(self, record: Record) -> None:
        """A module has been restored while other functions may still execute it."""
        if record.users:
            self.apply(record)

    def settle(self, gone: Iterable[Record], kept: Container[str], *, all_stay: bool) -> set[int]:
        """The test is over and its modules are restored: drop what was its own.

        Args:
            gone: the records of restored modules.
            kept: files that other functions still have.
            all_stay: whether the test goes on, only without the function.

        Returns:
            The ids of restored modules with overrides.
        """
        places: dict[str, list[Record]] = {}
        for record in gone:
            places.setdefault(record.key, []).append(record)
        left: dict[str, dict[str, Override]] = {}
        patched: set[int] = set()
        for key, name, override in self._all():
            override.outlives |= all_stay
            put_on = [] if key in kept else _outlive(override, name, places.get(key, ()))
            patched.update(put_on)
            if put_on or key in kept or key not in places:
                left.setdefault(key, {})[name] = override
        self._active = left
        if not kept:
            self._undone.clear()
        return patched

    def _all(self) -> Iterator[tuple[str, str, Override]]:
        for key, by_name in self._active.items():
            for name, override in by_name.items():
                yield key, name, override

    def _add(self, key: str, name: str, override: Override) -> Override:
        return self._active.setdefault(key, {}).setdefault(name, override)

    def _begin(self, record: Record, name: str, value: object) -> None:
        found = contents(record.module).get(name, MISSING)
        if found is value:
            return
        override = self._add(record.key, name, Override(value, [found], outlives=self.outliving))
        for copy in self._copies_of(record.key):
            override.beneath[id(copy.module)] = contents(copy.module).get(name, MISSING)
            put(copy.module, name, value)

    def _undoes(self, override: Override, value: object) -> bool:
        if override.found:
            return any(value is each for each in override.found)
        return not self._from_test_code(value)

    def _exchange(self, key: str, name: str, override: Override, value: object) -> None:
        for copy in self._copies_of(key):
            if copy.saved is not None and copy.saved.get(name, MISSING) is override.value:
                _save(copy.saved, name, value)
            put(copy.module, name, value)
        override.value = value

    def _undo(self, record: Record, name: str, override: Override, written: object) -> None:
        for copy in self._copies_of(record.key):
            if copy.saved is not None and copy.saved.get(name, MISSING) is override.value:
                _save(copy.saved, name, copy.beneath.pop(name, written))
            if id(copy.module) in override.beneath or copy is record:
                put(copy.module, name, override.beneath.get(id(copy.module), written))
        del self._active[record.key][name]
        stale = self._undone.setdefault((record.key, name), [])
        stale.extend((each, record.executions) for each in override.found)

    def _is_stale(self, record: Record, name: str, value: object) -> bool:
        """Whether a value is written back for a second time, after a cold start: that says nothing new."""
        undone = self._undone.get((record.key, name), ())
        return not is_common(value) and any(
            value is each and executions < record.executions for each, executions in undone
        )


def _outlive(override: Override, name: str, places: Iterable[Record]) -> list[int]:
    """Put an override on restored modules, if it is not the test's own; the ids of those modules."""
    put_on: dict[int, object] = {}
    for record in places:
        if record.saved is None:
            continue
        before = record.saved.get(name, MISSING)
        if override.outlives or before is override.value:
            put_on[id(record.module)] = record.beneath.get(name, before)
            put(record.module, name, override.value)
    override.beneath = {number: value for number, value in put_on.items() if value is not override.value}
    return list(put_on)


def _save(saved: dict[str, Any], name: str, value: object) -> None:
    if value is MISSING:
        saved.pop(name, None)
    else:
        saved[name] = value
