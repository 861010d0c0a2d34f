"""What all functions of the process share: `sys.modules`, and what is known of the modules in it.

Test code sees what is on stage. A module object belongs to the function that executes it first; another
function with a module of the same file or name executes a private one, which is on stage only while it runs.
"""

from __future__ import annotations

import sys
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Protocol

from pytest_lambda.runtime.modules.acting import acting
from pytest_lambda.runtime.modules.appearance import wardrobe
from pytest_lambda.runtime.modules.arming import Armed, Arming
from pytest_lambda.runtime.modules.class_overrides import ClassOverrides
from pytest_lambda.runtime.modules.contents import contents
from pytest_lambda.runtime.modules.finder import Finder
from pytest_lambda.runtime.modules.origins import from_modules
from pytest_lambda.runtime.modules.overrides import Overrides
from pytest_lambda.runtime.modules.ownership import Ownership, file_key
from pytest_lambda.runtime.modules.record import Record
from pytest_lambda.runtime.modules.reexecution import already_loaded, serve
from pytest_lambda.runtime.modules.tracking import Mirror, Tracked

wardrobe.rank((Armed, Mirror, Tracked))


class Player(Protocol):
    """A function's module state."""

    ownership: Ownership
    arming: Arming

    def of_function(self, name: str, path: Sequence[str] | None) -> ModuleSpec | None:
        """Code of the function imports a module."""
        ...

    def has(self, module: object) -> bool:
        """Whether the function has executed what `sys.modules` shows."""
        ...

    def step_aside(self) -> None:
        """Another function runs."""
        ...

    def step_back(self) -> None:
        """The other function has run."""
        ...

    def takes(self, record: Record, name: str, value: object) -> bool:
        """Whether a set of a module's name is dealt with by the function itself."""
        ...


class Stage:
    """What all functions of the process share.

    Attributes:
        version: changes when a function's modules do.
        orphans: module objects that left `sys.modules` at the end of a test and that somebody still holds.
    """

    def __init__(self) -> None:
        self.players: list[Player] = []
        self.version = 0
        self.overrides = Overrides(self.copies_of, self._is_from_test_code)
        self.classes = ClassOverrides(self.copies_of, self.is_test_code, self.is_test_module)
        self.finder = Finder(self)
        self.orphans: weakref.WeakValueDictionary[str, ModuleType] = weakref.WeakValueDictionary()
        self._entries: dict[int, dict[str, object]] = {}
        self._ownerships: list[Ownership] = []
        self._records: dict[int, Record] = {}
        self._patched: dict[int, Record] = {}

    def enter(self, player: Player) -> None:
        """A function has modules from now on."""
        if player in self.players:
            return
        acting.thread = threading.get_ident()
        if not self.players:
            self._ownerships.clear()
        self._ownerships.append(player.ownership)
        self._entries[id(player)] = self._entries_before(player.ownership.modules())
        self.players.append(player)
        self.finder.install()

    def leave(self, player: Player, *, overrides_stay: bool = False) -> None:
        """A function's modules are as they were before it came.

        Args:
            overrides_stay: whether what test code has set stays in place.
        """
        if player not in self.players:
            return
        self.players.remove(player)
        self._restore_entries(player)
        for record in [record for record in self._records.values() if _lets_go(record, player)]:
            record.restore()
            self.overrides.reapply(record)
        self._drop_unused(overrides_stay)
        if not self.players:
            self.classes.clear()
            self.finder.remove()
        self.version += 1

    def changed(self, known: int) -> int:
        """A function's modules have changed.

        Args:
            known: the version that the function knows.

        Returns:
            The version that it knows now.
        """
        self.version += 1
        return self.version if known == self.version - 1 else known

    def record(self, name: str, module: ModuleType, player: Player | None) -> Record:
        """The record of a module object, made when it is needed first."""
        record = self._records.get(id(module))
        if record is None:
            file = contents(module).get("__file__")
            key = file_key(name, file if isinstance(file, str) else None)
            existed = any(entries.get(name) is module for entries in self._entries.values())
            record = Record(module, key, name, existed=existed)
            self._records[id(module)] = record
            self.overrides.remember(record)
        if player is not None:
            record.users.add(id(player))
        return record

    def known(self, module: object) -> Record | None:
        """The record of a module object, if there is one."""
        return self._records.get(id(module))

    def copies_of(self, key: str) -> Iterator[Record]:
        """The records of all module objects of a file."""
        for record in {**self._patched, **self._records}.values():
            if record.key == key:
                yield record

    def is_test_code(self, name: str) -> bool:
        """Whether a module is none of any function's, and not installed."""
        return all(ownership.is_test_code(name) for ownership in self._ownerships)

    def is_test_module(self, name: str) -> bool:
        """Whether a module is a test module or a conftest."""
        return any(ownership.is_test_module(name) for ownership in self._ownerships)

    def of_function(self, name: str, path: Sequence[str] | None) -> ModuleSpec | None:
        """An import by code of the function that runs."""
        player: Player | None = acting.function
        return None if player is None else player.of_function(name, path)

    def of_test_code(self, name: str, path: Sequence[str] | None) -> ModuleSpec | None:
        """An import by test code: the first touch, another name of a known file, or an ordinary one."""
        __tracebackhide__ = True
        spec = self.finder.elsewhere(name, path)
        if spec is None:
            return None
        owners = [player for player in self.players if player.ownership.owns_spec(spec)]
        if not owners:
            return spec
        self._touch(name, [player.arming for player in owners])
        shown = sys.modules.pop(name, None) or self._other_name(name, spec)
        if shown is not None:
            return already_loaded(name, shown)
        return serve(spec, None, self)

    def begins(self, record: Record) -> None:
        """Never called: what test code imports for the first time is loaded into new objects."""

    def ends(self, record: Record | None, name: str, shown: object) -> None:
        """Test code has imported a module of a function."""
        if isinstance(shown, ModuleType):
            record = self.record(name, shown, None)
            record.name = name
            self.track(record)
            self.version += 1

    def is_functions(self, names: dict[str, Any]) -> bool:
        """Whether these are the globals of a function's own module."""
        module = sys.modules.get(str(names.get("__name__")))
        return id(module) in self._records and contents(module) is names

    def test_code_sets(self, module: ModuleType, name: str, value: object) -> None:
        """Test code sets or deletes a name in a module on stage."""
        __tracebackhide__ = True
        record = self._records.get(id(module)) or self._patched[id(module)]
        if not any(player.takes(record, name, value) for player in self.players):
            self.overrides.change(record, name, value)
            self._forget_patched()

    def tool_sets(self, module: ModuleType, name: str, value: object) -> None:
        """A tool has exchanged a value, or put it back: that holds for what will be restored, too."""
        record = self._records.get(id(module))
        if record is not None and record.saved is not None and name in record.saved:
            record.saved[name] = value

    def track(self, record: Record) -> None:
        """Notice what test code sets in a module."""
        wardrobe.wear_only(record.module, Tracked, self)

    def _forget_patched(self) -> None:
        """Modules of former tests are ordinary ones again when the last override is undone."""
        for number, record in list(self._patched.items()):
            if not self.overrides.of(record.key):
                del self._patched[number]
                if number not in self._records:
                    wardrobe.take_off(record.module, Tracked)

    def _is_from_test_code(self, value: object) -> bool:
        return from_modules(value, self.is_test_code)

    def _touch(self, name: str, armings: Iterable[Arming]) -> None:
        __tracebackhide__ = True
        armed = [arming for arming in armings if arming.armed]
        for arming in [each for each in armed if each.handler_module == name] or armed:
            arming.fire()

    def _other_name(self, name: str, spec: ModuleSpec) -> ModuleType | None:
        if not spec.has_location:
            return None
        for record in self.copies_of(file_key(name, spec.origin)):
            if record.owner is not None and not record.private and record.name != name:
                return record.module
        return None

    def entries(self, player: Player) -> dict[str, object]:
        """What `sys.modules` shows of a function's own, as it was before any function came."""
        return self._entries[id(player)]

    def _entries_before(self, modules: dict[str, object]) -> dict[str, object]:
        found = {}
        for name, module in modules.items():
            earlier = [entries[name] for entries in self._entries.values() if name in entries]
            record = self.known(module)
            if earlier:
                found[name] = earlier[0]
            elif record is None or record.saved is not None:
                found[name] = module
        return found

    def _restore_entries(self, player: Player) -> None:
        entries = self._entries.pop(id(player))
        used = {name for other in self._entries.values() for name in other}
        for name, module in player.ownership.modules().items():
            if any(other.has(module) for other in self.players):
                continue
            if name in entries:
                sys.modules[name] = entries[name]  # type: ignore[assignment]
            elif name not in used:
                self._remove(name, module)
        for name in entries.keys() - sys.modules.keys():
            sys.modules[name] = entries[name]  # type: ignore[assignment]

    def _remove(self, name: str, module: object) -> None:
        del sys.modules[name]
        if isinstance(module, ModuleType):
            self.orphans[name] = module
        parent, _, child = name.rpartition(".")
        siblings = contents(sys.modules.get(parent))
        if siblings.get(child) is module:
            del siblings[child]

    def _drop_unused(self, overrides_stay: bool) -> None:
        unused = [record for record in self._records.values() if not record.users]
        for record in unused:
            del self._records[id(record.module)]
            self.classes.forget(record)
        kept = {record.key for record in self._records.values()}
        patched = self.overrides.settle(unused, kept, all_stay=overrides_stay)
        for record in unused:
            wardrobe.take_off(record.module, Mirror)
            if id(record.module) in patched:
                self._patched[id(record.module)] = record
            else:
                wardrobe.take_off(record.module, Tracked)
        self._forget_patched()


def _lets_go(record: Record, player: Player) -> bool:
    """Whether a function that leaves is the one that a module was executed or kept for."""
    record.users.discard(id(player))
    return record.owner is player or not record.users


stage = Stage()
