"""The modules that one environment has executed, among all that `sys.modules` shows."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any

from pytest_lambda.runtime.modules.appearance import wardrobe
from pytest_lambda.runtime.modules.contents import contents
from pytest_lambda.runtime.modules.execution import Execution
from pytest_lambda.runtime.modules.ownership import Ownership
from pytest_lambda.runtime.modules.rebinding import Change, Namespace
from pytest_lambda.runtime.modules.record import Record
from pytest_lambda.runtime.modules.reexecution import is_loading
from pytest_lambda.runtime.modules.stage import Player, stage
from pytest_lambda.runtime.modules.tracking import Mirror
from pytest_lambda.runtime.modules.view import View

Kept = tuple[str, ModuleType, dict[str, Any], type[ModuleType]]


class Holdings:
    """Whose the modules are, and what is shown of them.

    Attributes:
        execution: the one whose modules these are.
        live: what the function's code sees of its own modules, by name.
        private_keys: files of modules that test code does not see, because another function's are on stage.
    """

    __slots__ = (
        "_claimed", "_last", "_left", "_loading", "_ownership", "_player", "_replaced", "_size",
        "_unwatched", "_version",
        "_view", "execution", "live", "private_keys",
    )  # fmt: skip

    def __init__(self, ownership: Ownership, player: Player) -> None:
        self._ownership = ownership
        self._player = player
        self._view = View()
        self._claimed: dict[str, object] = {}
        self._version = -1
        self._size = 0
        self._last = ""
        self._loading = False
        self._replaced: dict[str, tuple[object, object]] = {}
        self._left: dict[str, ModuleType] = {}
        self._unwatched: list[Record] = []
        self.live: dict[str, object] = {}
        self.private_keys: set[str] = set()
        self.execution = Execution()

    def records(self) -> Iterator[Record]:
        """The records of the modules that have been executed."""
        for module in self._claimed.values():
            record = stage.known(module)
            if record is not None:
                yield record

    def show(self) -> None:
        """The function's code sees its own modules."""
        if self._version != stage.version:
            self._survey()
        self._view.show()
        self._mark()

    def leave(self) -> bool:
        """Test code sees what is on stage, and runs: what it does to classes can be told from now on.

        Returns:
            Whether modules have been executed since it ran last.
        """
        unwatched, self._unwatched = self._unwatched, []
        for record in unwatched:
            stage.classes.watch(record)
        self._view.leave()
        return bool(unwatched)

    def have_grown(self) -> bool:
        """Whether something has been imported since `show`."""
        return self._loading or len(sys.modules) != self._size

    def forget(self) -> None:
        """A new process begins: nothing is imported, and the module objects are free for its modules."""
        imported = {**self.live, **self._imported()}
        self.execution.close()
        self.execution = Execution()
        for name, module in imported.items():
            sys.modules.pop(name, None)
            if name not in self._view.inside and not is_loading(module):
                self._view.outside[name] = module
        orphans = dict(stage.orphans.items())
        for name, module in {**orphans, **self._view.outside, **self._view.inside}.items():
            if isinstance(module, ModuleType) and self._may_execute(name, module):
                self.execution.keep(name, stage.record(name, module, self._player))
        self._view.inside.clear()
        self.live, self._claimed = {}, {}
        self.private_keys.clear()
        self._mark()

    def settle(self) -> None:
        """An init is over; what it left half loaded, because it was cut, goes."""
        self.live.update(self._imported())
        for name in [name for name, module in self.live.items() if is_loading(module)]:
            sys.modules.pop(name, None)
            self._view.inside.pop(name, None)
            self._release(self.live.pop(name))
        self.execution.close()
        self._take_in()
        self._arrange()

    def _release(self, module: object) -> None:
        record = stage.known(module)
        if record is not None and record.owner is self._player:
            record.owner = None

    def adopt(self) -> None:
        """What the function has imported is its own."""
        if self._take_in():
            self._arrange()

    def _take_in(self) -> bool:
        self.live.update(self._imported())
        self._mark()
        self._loading = False
        new = {name: module for name, module in self.live.items() if self._claimed.get(name) is not module}
        for name, module in new.items():
            if not is_loading(module):
                self._claim(name, module)
            else:  # its import has been interrupted, and may go on
                self._loading = True
                self._reserve(name, module)
        return bool(new)

    def _reserve(self, name: str, module: object) -> None:
        """A module object that is half loaded is nobody else's, and stands where it will stand."""
        if self._is_private(name, self._view.outside.get(name)):
            self._view.inside[name] = module
        else:
            self._view.outside.pop(name, None)
        if isinstance(module, ModuleType):
            stage.record(name, module, self._player).owner = self._player

    def _arrange(self) -> None:
        self._left = self._find_left()
        self._mirror()
        self._view.hide(self._view.outside, self._packages())
        self._version = stage.changed(self._version)

    def watch_classes(self, name: str, module: object) -> None:
        """Test code has classes of a module that has not been executed in this test, and may patch them."""
        if isinstance(module, ModuleType) and self._may_execute(name, module):
            stage.classes.watch(stage.record(name, module, self._player))

    def kept(self) -> list[Kept]:
        """What is in the function's modules, to be brought back in a later test."""
        return [
            (
                name,
                module,
                dict(stage.overrides.produced(stage.record(name, module, None))),
                wardrobe.plain_class(module),
            )
            for name, module in self._claimed.items()
            if isinstance(module, ModuleType)
        ]

    def bring_back(self, kept: Iterable[Kept]) -> None:
        """Show what was in the modules as if an execution had produced that."""
        for name, module, found, plain in kept:
            self.execution.fill(name, stage.record(name, module, self._player), found, plain)

    def changes(self) -> Iterator[Change]:
        """What the modules on stage were before, and what they are, for names that refer to their contents."""
        yield from self.execution.changes()
        if self._replaced:
            before = {name: former for name, (former, _) in self._replaced.items()}
            after = {name: module for name, (_, module) in self._replaced.items()}
            yield Change((), before, after, of_entries=True)
            self._replaced = {}
        for name, module in self._left.items():
            target = wardrobe.payload(module, Mirror)
            if target is not None:
                yield Change((name,), contents(module), stage.overrides.produced(stage.record(name, target, None)))

    def left(self) -> Iterator[Namespace]:
        """Contents of modules that only test code has imported: they have names of re-executed ones, too."""
        for module in self._left.values():
            if wardrobe.payload(module, Mirror) is None:
                yield contents(module)

    def _mark(self) -> None:
        """Remember what is in `sys.modules` now: what comes later stands behind that."""
        self._size = len(sys.modules)
        self._last = next(reversed(sys.modules))

    def _imported(self) -> dict[str, object]:
        """Modules of the function that have come since."""
        names = itertools.takewhile(lambda name: name != self._last, reversed(list(sys.modules)))
        return dict(reversed(self._ownership.among(names).items()))

    def _survey(self) -> None:
        """Find what the function must not see."""
        self._version = stage.version
        found = {**dict(self._ownership.shadowed()), **self._ownership.modules()}
        unseen = {name: module for name, module in found.items() if self.live.get(name) is not module}
        self._view.hide(unseen, self._packages())

    def _claim(self, name: str, module: object) -> None:
        self._claimed[name] = module
        former = self._view.outside.get(name)
        private = self._is_private(name, former)
        if private:
            self._view.inside[name] = module
        elif former is not None:
            del self._view.outside[name]
            if former is not module:
                self._replaced[name] = (former, module)
        if not isinstance(module, ModuleType):
            return
        record = stage.record(name, module, self._player)
        record.name, record.owner, record.private = name, self._player, private
        if private:
            self.private_keys.add(record.key)
        else:
            stage.track(record)
        if not self.execution.loaded(record):
            self.execution.has_loaded(record)
        self._unwatched.append(record)

    def _is_private(self, name: str, former: object) -> bool:
        if former is None:
            return name.rpartition(".")[0] in self._view.inside
        if isinstance(former, ModuleType):
            return not self._may_execute(name, former)
        return any(player.has(former) for player in stage.players if player is not self._player)

    def has(self, module: object) -> bool:
        """Whether the function has executed what `sys.modules` shows."""
        return any(module is each for each in self._claimed.values())

    def _may_execute(self, name: str, module: object) -> bool:
        """Whether a module object is free for this function's module."""
        if not isinstance(module, ModuleType):
            return False
        record = stage.known(module)
        if record is not None and record.owner is not None:
            return record.owner is self._player
        return self._ownership.owns(name, module)

    def _mirror(self) -> None:
        """Further module objects of a file that has been executed show what the executed one has."""
        executed = {record.key: record.module for record in self.records() if not record.private}
        for name, module in self._left.items():
            target = executed.get(stage.record(name, module, self._player).key)
            if target is not None and target is not module:
                wardrobe.wear(module, Mirror, target)

    def _find_left(self) -> dict[str, ModuleType]:
        """Modules of the function that only test code has imported."""
        return {
            name: module
            for name, module in self._view.outside.items()
            if isinstance(module, ModuleType) and self._may_execute(name, module)
        }

    def _packages(self) -> Mapping[str, object]:
        return {name: module for name, module in self._claimed.items() if name not in self._view.inside}
