"""Resources of a stack by their logical ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

_T = TypeVar("_T")

#: what the CDK puts behind the names of constructs: CDK Developer Guide, "Identifiers and the AWS CDK", logical IDs
_HASH = re.compile("[0-9A-F]{8}")


def logical_id_of(name: str, known: Mapping[str, object]) -> str:
    """The logical id that a name stands for: itself, or a construct's of the CDK, if there is one of that name only.

    Args:
        name: a logical id, or one without the eight characters that the CDK puts behind it.
        known: the logical ids that there are.
    """
    if name in known:
        return name
    found = [each for each in known if each[:-8] == name and _HASH.fullmatch(each[-8:])]
    return found[0] if len(found) == 1 else name


class ByLogicalId(Mapping[str, _T]):
    """A mapping whose keys are logical ids; those of the CDK can be left without their last eight characters.

    Args:
        known: by logical id.
        explain: why there is nothing under a name.
    """

    __slots__ = ("_explain", "_known")

    def __init__(self, known: Mapping[str, _T], explain: Callable[[str], str]) -> None:
        self._known = dict(known)
        self._explain = explain

    def __getitem__(self, name: str) -> _T:
        logical_id = logical_id_of(name, self._known)
        if logical_id not in self._known:
            raise KeyError(self._explain(name))
        return self._known[logical_id]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and logical_id_of(name, self._known) in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __repr__(self) -> str:
        return repr(self._known)
