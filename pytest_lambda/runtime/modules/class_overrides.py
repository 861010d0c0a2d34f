"""What test code has set on classes that a function's modules define.

Nobody is told when a class changes, so classes are compared with what was in them:

- from the end of an init to the first invocation only test code runs, so every difference is test code's
  (but for those that libraries make on first use);
- at a cold start after that, only mocks and what is defined outside the function's modules and outside
  installed packages is taken for test code's: the function sets attributes on its classes, too.

Patches are carried to the class of the same qualified name that a cold start makes. Their undoing changes the
class that was patched; it is noticed before the next invocation and then done to the new class, too.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Container
from typing import NamedTuple

from pytest_lambda.runtime.modules.contents import MISSING, contents
from pytest_lambda.runtime.modules.origins import from_modules, may_be_patch
from pytest_lambda.runtime.modules.overrides import CopiesOf
from pytest_lambda.runtime.modules.owned_classes import Change, ClassContent, changes, class_of, is_of_a_library, take
from pytest_lambda.runtime.modules.record import Record

_Slot = tuple[str, str, str]  # key of the file, qualified name of the class, attribute


class _Patch:
    """What test code has set on one class: the one that its undoing will be done to."""

    __slots__ = ("before", "owner", "value", "watched")

    def __init__(self, change: Change, *, watched: bool) -> None:
        self.owner = change.owner
        self.value = change.value
        self.before = change.before
        self.watched = watched


class _Place:
    """A class that a patch was carried to.

    Attributes:
        beneath: what the class itself has there.
        put: what was put there last; test code may have put something else there since.
    """

    __slots__ = ("beneath", "owner", "put")

    def __init__(self, owner: type, beneath: object) -> None:
        self.owner = owner
        self.beneath = self.put = beneath


class _Taken(NamedTuple):
    record: Record
    classes: list[ClassContent]


class ClassOverrides:
    """All patches on classes, by file, class and attribute.

    Args:
        copies_of: gives the records of all module objects of a file.
        is_test_code: tells names of modules that are neither the function's nor installed.
        is_test_module: tells names of test modules and conftests.
    """

    def __init__(
        self, copies_of: CopiesOf, is_test_code: Callable[[str], bool], is_test_module: Callable[[str], bool]
    ) -> None:
        self._copies_of = copies_of
        self._is_test_module = is_test_module
        self._is_test_code = is_test_code
        self._patches: dict[_Slot, list[_Patch]] = {}
        self._places: dict[_Slot, dict[int, _Place]] = {}
        self._taken: dict[int, _Taken] = {}
        self._only_test_code_ran: set[int] = set()

    def watch(self, record: Record) -> None:
        """From now on, and until `function_runs`, only test code runs that could change a module's classes."""
        classes = take(record.module)
        if classes:
            self._taken[id(record.module)] = _Taken(record, classes)
            self._only_test_code_ran.add(id(record.module))

    def function_runs(self, player: object) -> None:
        """A function is about to run: what has changed in its classes until now is test code's."""
        for number in list(self._only_test_code_ran):
            record = self._taken[number].record
            if record.owner in (None, player):
                self.look(record)
                self._only_test_code_ran.discard(number)

    def look(self, record: Record) -> None:
        """Find what test code has set on a module's classes."""
        taken = self._taken.get(id(record.module))
        if taken is None:
            return
        surely = id(record.module) in self._only_test_code_ran
        for content in taken.classes:
            for change in changes(content):
                if self._is_test_codes(change, surely):
                    self._note(record, change, watched=True)
                    _remember(content, change.attribute, change.value)

    def look_at_others(self, player: object, keys: Container[str] | None = None) -> None:
        """A function is about to run that has, or will have, private modules of others' files.

        Args:
            keys: those files, where they are known.
        """
        for taken in list(self._taken.values()):
            if taken.record.owner is not player and (keys is None or taken.record.key in keys):
                self.look(taken.record)

    def found_in_place(self, record: Record) -> None:
        """Find what was set before anyone watched: mocks, and what test modules define."""
        found = contents(record.module)
        for content in take(record.module):
            for attribute, value in content.attributes.items():
                if may_be_patch(value, found) and from_modules(value, self._is_test_module):
                    change = Change(content.qualname, content.owner, attribute, value, MISSING)
                    self._note(record, change, watched=False)

    def apply(self, record: Record) -> None:
        """A module has just been executed: patch its new classes."""
        for slot in self._patches:
            if slot[0] == record.key:
                self._place(slot, record)

    def notice_undone(self) -> None:
        """Do to the current classes what test code has undone on those that it patched."""
        for slot in list(self._patches):
            patches = self._patches[slot] = [patch for patch in self._patches[slot] if self._stands(patch, slot[2])]
            if self._show(slot) and not patches:
                del self._patches[slot]
                self._places.pop(slot, None)

    def forget(self, record: Record) -> None:
        """A module object is no function's any more."""
        self._taken.pop(id(record.module), None)
        self._only_test_code_ran.discard(id(record.module))
        for places in self._places.values():
            places.pop(id(record.module), None)

    def clear(self) -> None:
        """The test is over."""
        self._patches.clear()
        self._places.clear()
        self._taken.clear()
        self._only_test_code_ran.clear()

    def _is_test_codes(self, change: Change, surely: bool) -> bool:
        if is_of_a_library(change):
            return from_modules(change.value, self._is_test_module)
        return surely or from_modules(change.value, self._is_test_code)

    def _note(self, record: Record, change: Change, *, watched: bool) -> None:
        slot = (record.key, change.qualname, change.attribute)
        patches = self._patches.setdefault(slot, [])
        if not any(patch.owner is change.owner for patch in patches):
            patches.append(_Patch(change, watched=watched))
            for copy in self._copies_of(record.key):
                if id(copy.module) not in self._places.get(slot, {}):
                    self._place(slot, copy)
            self._show(slot)

    def _place(self, slot: _Slot, record: Record) -> None:
        """Carry a patch to the class that a module object has now."""
        owner = class_of(contents(record.module), slot[1])
        if owner is not None and not any(patch.owner is owner for patch in self._patches[slot]):
            beneath = vars(owner).get(slot[2], MISSING)
            self._places.setdefault(slot, {})[id(record.module)] = _Place(owner, beneath)
            self._show(slot)

    def _stands(self, patch: _Patch, attribute: str) -> bool:
        shown = _shown(patch.owner, attribute)
        if shown is patch.value:
            return True
        patch.value = shown
        self._know(patch.owner, attribute)
        return shown is not patch.before if patch.watched else from_modules(shown, self._is_test_code)

    def _show(self, slot: _Slot) -> bool:
        """Put on all classes of a slot what the last patch says, or what they have themselves.

        Returns:
            Whether they have that now; one on which test code has put something else is left alone.
        """
        patches = self._patches[slot]
        settled = True
        for place in self._places.get(slot, {}).values():
            value = patches[-1].value if patches else place.beneath
            shown = _shown(place.owner, slot[2])
            if shown is not value and shown is place.put:
                place.put = value
                _set(place.owner, slot[2], value)
                self._know(place.owner, slot[2])
            settled &= place.put is value
        return settled

    def _know(self, owner: type, attribute: str) -> None:
        """What a class has now is known: it is no change to be found."""
        for taken in self._taken.values():
            for content in taken.classes:
                if content.owner is owner:
                    _remember(content, attribute, _shown(owner, attribute))


def _shown(owner: type, attribute: str) -> object:
    return vars(owner).get(attribute, MISSING)


def _set(owner: type, attribute: str, value: object) -> None:
    # A metaclass may refuse for the new class what it allowed for the old one.
    with contextlib.suppress(AttributeError, TypeError):
        if value is MISSING:
            delattr(owner, attribute)
        else:
            setattr(owner, attribute, value)


def _remember(content: ClassContent, attribute: str, value: object) -> None:
    if value is MISSING:
        content.attributes.pop(attribute, None)
    else:
        content.attributes[attribute] = value
