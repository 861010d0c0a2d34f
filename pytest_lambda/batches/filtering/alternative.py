"""Places that must all be right, and whether they are in an event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, TypeAlias

from pytest_lambda.batches.filtering.leaf import Leaf

#: keys from the outside in
Path: TypeAlias = tuple[str, ...]
#: keys and indexes that lead to an array
_Place: TypeAlias = "tuple[str | int, ...]"
#: which element of each array on the way was taken
_Taken: TypeAlias = "tuple[tuple[_Place, int], ...]"
_MISSING: Final = object()
_SCALARS: Final = (str, int, float, type(None))


class Alternative:
    """The leaves of a pattern, or of one branch of its `$or`s: all must be right.

    Any element of an array may be right, at any depth; keys of one object must be right in one and the same element.

    Args:
        leaves: by path; the order of their paths decides which element of an array is looked at for what is absent.
    """

    __slots__ = ("_shared", "leaves")

    def __init__(self, leaves: Sequence[tuple[Path, Leaf]]) -> None:
        self.leaves = tuple(sorted(leaves, key=lambda each: each[0]))
        # How many keys a path shares with the next one; as paths are in order, with none of the later ones more.
        self._shared = (*(_common(one[0], other[0]) for one, other in pairwise(self.leaves)), -1)

    def matches(self, event: Any) -> bool:
        """Whether an event, or any JSON value, has all of it."""
        for path, leaf in self.leaves:
            value = event
            for step in path:
                if not isinstance(value, Mapping):
                    break
                value = value.get(step, _MISSING)
            else:
                if isinstance(value, _SCALARS):
                    if leaf.accepts(value):
                        continue
                    return False
                if isinstance(value, list) and value and all(isinstance(each, _SCALARS) for each in value):
                    # The usual array: no other path leads through it, so which element is right does not matter.
                    if any(leaf.accepts(each) for each in value):
                        continue
                    return False
            if isinstance(value, (list, tuple)):
                return self._matches_with_arrays(event)
            # An object, or nothing: there is no leaf here (A93).
            if not leaf.absent:
                return False
        return True

    def _matches_with_arrays(self, event: Any) -> bool:
        pending: list[tuple[int, _Taken]] = [(0, ())]
        seen = set(pending)
        while pending:
            number, taken = pending.pop()
            if number == len(self.leaves):
                return True
            path, leaf = self.leaves[number]
            there = False
            for value, now_taken in _found(event, path, taken):
                there = True
                if leaf.accepts(value):
                    state = (number + 1, self._needed(now_taken, number))
                    if state not in seen:
                        seen.add(state)
                        pending.append(state)
            if not there and leaf.absent:
                pending.append((number + 1, self._needed(taken, number)))
        return False

    def _needed(self, taken: _Taken, number: int) -> _Taken:
        """Without the arrays that no later path leads through."""
        shared = self._shared[number]
        return tuple(each for each in taken if _keys(each[0]) <= shared) if shared >= 0 else ()


def _common(one: Path, other: Path) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _keys(place: _Place) -> int:
    return sum(isinstance(step, str) for step in place)


def _found(event: Any, path: Path, taken: _Taken) -> Iterator[tuple[Any, _Taken]]:
    """The leaves at a path, each with the elements that lead to it; only through those taken already."""
    chosen = dict(taken)
    pending: list[tuple[Any, int, _Place, _Taken]] = [(event, 0, (), taken)]
    while pending:
        value, depth, place, now_taken = pending.pop()
        if isinstance(value, (list, tuple)):
            at = chosen.get(place)
            if at is not None:
                pending.append((value[at], depth, (*place, at), now_taken))
                continue
            for index, element in enumerate(value):
                pending.append((element, depth, (*place, index), (*now_taken, (place, index))))
        elif depth == len(path):
            if isinstance(value, _SCALARS):
                yield value, now_taken
        elif isinstance(value, Mapping):
            inner = value.get(path[depth], _MISSING)
            if inner is not _MISSING:
                pending.append((inner, depth + 1, (*place, path[depth]), now_taken))


def leaves_at(event: Any, path: Path) -> list[Any]:
    """All leaves at a path, of every element of the arrays on the way, in order."""
    return [value for value, _ in _found(event, path, ())][::-1]


def value_at(event: Any, path: Path) -> Any:
    """What is at a path that leads through no array; None if there is nothing."""
    for step in path:
        if not isinstance(event, Mapping):
            return None
        event = event.get(step)
    return event
