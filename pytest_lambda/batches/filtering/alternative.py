"""Places that must all be right, and whether they are in an event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from pytest_lambda.batches.filtering.leaf import Leaf

#: keys from the outside in
Path: TypeAlias = tuple[str, ...]
#: which element of each array on the way was taken; an array is known by the keys and indexes that lead to it
_Taken: TypeAlias = "frozenset[tuple[tuple[str | int, ...], int]]"
_NOTHING_TAKEN: Final[_Taken] = frozenset()
_MISSING: Final = object()
_SCALARS: Final = (str, int, float, type(None))


class Alternative:
    """The leaves of a pattern, or of one branch of its `$or`s: all must be right.

    Any element of an array may be right, at any depth; keys of one object must be right in one and the same element.

    Args:
        leaves: by path; the order of their names decides which element of an array is looked at for what is absent.
    """

    __slots__ = ("leaves",)

    def __init__(self, leaves: Sequence[tuple[Path, Leaf]]) -> None:
        self.leaves = tuple(sorted(leaves, key=lambda each: ".".join(each[0])))

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
        pending: list[tuple[int, _Taken]] = [(0, _NOTHING_TAKEN)]
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
                    state = (number + 1, self._needed(now_taken, number + 1))
                    if state not in seen:
                        seen.add(state)
                        pending.append(state)
            if not there and leaf.absent:
                pending.append((number + 1, self._needed(taken, number + 1)))
        return False

    def _needed(self, taken: _Taken, number: int) -> _Taken:
        """Without the arrays that no later path leads through."""
        if not taken or number == len(self.leaves):
            return _NOTHING_TAKEN
        later = [path for path, _ in self.leaves[number:]]
        return frozenset(each for each in taken if any(_leads_through(path, each[0]) for path in later))


def _leads_through(path: Path, array: tuple[str | int, ...]) -> bool:
    keys = tuple(step for step in array if isinstance(step, str))
    return len(path) > len(keys) and path[: len(keys)] == keys


def _found(event: Any, path: Path, taken: _Taken) -> Iterator[tuple[Any, _Taken]]:
    """The leaves at a path, each with the elements that lead to it; only through those taken already."""
    chosen = dict(taken)
    pending: list[tuple[Any, int, tuple[str | int, ...], _Taken]] = [(event, 0, (), taken)]
    while pending:
        value, depth, place, now_taken = pending.pop()
        if isinstance(value, (list, tuple)):
            at = chosen.get(place)
            for index in range(len(value)) if at is None else (at,):
                pending.append((value[index], depth, (*place, index), now_taken | {(place, index)}))
        elif depth == len(path):
            if isinstance(value, _SCALARS):
                yield value, now_taken
        elif isinstance(value, Mapping) and path[depth] in value:
            pending.append((value[path[depth]], depth + 1, (*place, path[depth]), now_taken))


def leaves_at(event: Any, path: Path) -> list[Any]:
    """All leaves at a path, of every element of the arrays on the way, in order."""
    return [value for value, _ in _found(event, path, _NOTHING_TAKEN)][::-1]


def value_at(event: Any, path: Path) -> Any:
    """What is at a path that leads through no array; None if there is nothing."""
    for step in path:
        if not isinstance(event, Mapping):
            return None
        event = event.get(step)
    return event
