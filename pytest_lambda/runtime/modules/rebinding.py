"""Names that test modules have imported from a function's modules follow to the new objects after an init.

`from app import Service` copies a reference: after `app` has been executed again the test module still has the
old class. Which names to rebind is told by the identity of the objects, and by the source of the test module
where identity proves nothing: two modules can both have a `TIMEOUT = 3` of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any, NamedTuple

from pytest_lambda.runtime.modules.contents import MISSING
from pytest_lambda.runtime.modules.imported_names import imported_names
from pytest_lambda.runtime.modules.overrides import is_common

Namespace = dict[str, Any]

_DEFINITIONS = (type, FunctionType, BuiltinFunctionType)


class Change(NamedTuple):
    """A module before and after it was executed again.

    Attributes:
        names: the names under which it can be imported.
        before: what was in it.
        after: what is in it.
        of_entries: whether it is `sys.modules` itself, in which a module may have put something in its place.
    """

    names: tuple[str, ...]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    of_entries: bool = False


class _Rebound:
    """One name that has been rebound, and what it was at first."""

    __slots__ = ("name", "namespace", "now", "original")

    def __init__(self, namespace: Namespace, name: str) -> None:
        self.namespace = namespace
        self.name = name
        self.original = self.now = namespace[name]

    def rebind(self, value: object) -> None:
        self.namespace[self.name] = self.now = value

    def undo(self) -> None:
        """Unless test code has bound the name to something else since."""
        if self.namespace.get(self.name, MISSING) is self.now:
            self.namespace[self.name] = self.original


class _Watched:
    """The globals of a test module, and which of them may have been imported by name."""

    __slots__ = ("_names", "_size", "names")

    def __init__(self, names: Namespace) -> None:
        self.names = names
        self._size = -1
        self._names: list[str] = []

    def sought(self) -> set[int]:
        """Ids of the objects that may have been imported by name."""
        names = self.names
        if len(names) != self._size:
            self._size = len(names)
            imported = imported_names(names)
            self._names = [name for name, value in names.items() if name in imported or self._may_be(value)]
        return {id(names.get(name)) for name in self._names}

    def _may_be(self, value: object) -> bool:
        if isinstance(value, FunctionType):
            return value.__globals__ is not self.names
        if isinstance(value, type) and value.__module__ == self.names.get("__name__"):
            return False
        return not (isinstance(value, ModuleType) or is_common(value))


class Rebinding:
    """Rebinds names in the given namespaces, and undoes it.

    Args:
        namespaces: the globals of test modules and conftests, and of what else imports the function by name.
    """

    def __init__(self, namespaces: Iterable[Namespace] = ()) -> None:
        self._namespaces: list[_Watched] = []
        self.add(namespaces)
        self._rebound: dict[tuple[int, str], _Rebound] = {}

    def add(self, namespaces: Iterable[Namespace]) -> None:
        """Rebind in further namespaces, too."""
        known = {id(watched.names) for watched in self._namespaces}
        self._namespaces += [_Watched(names) for names in namespaces if id(names) not in known]

    def any_name(self, modules: Sequence[Change]) -> bool:
        """Whether a namespace has a name that was imported from one of these modules."""
        return any(_has_name_of(watched, modules) for watched in self._namespaces)

    def modules_of_classes(self) -> set[str]:
        """Names of the modules whose classes the namespaces know."""
        values = [value for watched in self._namespaces for value in list(watched.names.values())]
        return {str(value.__module__) for value in values if isinstance(value, type)}

    def rebind(self, changes: Iterable[Change], further: Iterable[Namespace] = ()) -> None:
        """Let names follow to the new objects.

        Args:
            further: namespaces that are put back by somebody else.
        """
        further = list(further)
        sought = set[int]().union(
            *(watched.sought() for watched in self._namespaces), *(map(id, each.values()) for each in further)
        )
        near = [each for each in changes if each.of_entries or not sought.isdisjoint(map(id, each.before.values()))]
        index = _Index(near, _has_changed)
        for watched in self._namespaces:
            for name, value in index.follow(watched.names):
                rebound = self._rebound.setdefault((id(watched), name), _Rebound(watched.names, name))
                rebound.rebind(value)
        for namespace in further:
            namespace.update(list(index.follow(namespace)))

    def undo(self) -> None:
        """Bind all names again to what they were bound to at first."""
        for rebound in self._rebound.values():
            rebound.undo()
        self._rebound.clear()


def _has_name_of(watched: _Watched, modules: Sequence[Change]) -> bool:
    sought = watched.sought()
    near = [module for module in modules if not sought.isdisjoint(map(id, module.before.values()))]
    index = _Index(near)
    return any(index.origins(watched.names, name) for name in list(watched.names))


def _has_changed(change: Change, name: str, value: object) -> bool:
    new = change.after.get(name, MISSING)
    return new is not value and not (is_common(value) and type(new) is type(value) and new == value)


class _Index:
    """Where the objects that were in some modules are now."""

    def __init__(
        self, changes: Iterable[Change], counts: Callable[[Change, str, object], bool] = lambda *_: True
    ) -> None:
        self._places: dict[int, list[tuple[Change, str]]] = {}
        for change in changes:
            for name, value in change.before.items():
                if not counts(change, name, value):
                    continue
                if change.of_entries or not (isinstance(value, ModuleType) or _is_metadata(name)):
                    self._places.setdefault(id(value), []).append((change, name))

    def follow(self, namespace: Namespace) -> Iterable[tuple[str, Any]]:
        """Names of a namespace whose objects have successors."""
        if self._places.keys().isdisjoint(map(id, list(namespace.values()))):
            return
        for name, value in [(name, value) for name, value in namespace.items() if id(value) in self._places]:
            new = {id(each): each for each in self._successors(namespace, name)}
            if len(new) == 1 and id(value) not in new:
                yield name, next(iter(new.values()))

    def origins(self, namespace: Namespace, name: str) -> list[tuple[Change, str]]:
        """Where the object of a name was imported from: modules, and the name there."""
        value = namespace.get(name)
        places = self._places.get(id(value), [])
        if not places or _is_defined_elsewhere(value, places):
            return []
        if is_common(value):
            return self._by_source(namespace, name, places)
        return [place for place in places if place[1] == name] or places

    def _successors(self, namespace: Namespace, name: str) -> Iterable[Any]:
        for change, attribute in self.origins(namespace, name):
            after = change.after.get(attribute, MISSING)
            if after is not MISSING:
                yield after

    def _by_source(self, namespace: Namespace, name: str, places: list[tuple[Change, str]]) -> list[tuple[Change, str]]:
        module, attribute = imported_names(namespace).get(name, ("", ""))
        return [(change, each) for change, each in places if each == attribute and module in change.names]


def _is_metadata(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _is_defined_elsewhere(value: Any, places: list[tuple[Change, str]]) -> bool:
    """Whether a class or a function is one that the function's modules have imported from elsewhere themselves."""
    name = getattr(value, "__module__", None)
    if not isinstance(value, _DEFINITIONS) or any(
        name in (change.before.get("__name__"), *change.names) for change, _ in places
    ):
        return False
    found: Any = sys.modules.get(str(name))
    for part in value.__qualname__.split("."):
        found = getattr(found, part, None)
    return found is value
