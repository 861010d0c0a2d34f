"""From the text of a pattern to what its leaves are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, Final, TypeAlias

from pytest_lambda.batches.filtering.alternative import Path
from pytest_lambda.batches.filtering.json_text import Repeated, decode_every_member
from pytest_lambda.batches.filtering.leaf import Leaf
from pytest_lambda.batches.filtering.refusal import PatternRefused

#: leaves by path that must all be right
Branch: TypeAlias = "tuple[tuple[Path, Leaf], ...]"

OR: Final = "$or"
#: EventBridge User Guide, quotas of `$or`: combinations of one pattern
MOST_BRANCHES: Final = 1_000
#: no key beside one another in `$or`, lest an operator be mistaken for a field (EventBridge User Guide)
_OPERATOR_WORDS: Final = frozenset(
    {"equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr"}
    | {"=", "<", "<=", ">", ">=", "regex"}
)


def branches_of_text(text: str) -> tuple[Branch, ...]:
    """Compile the JSON text of a pattern; its branches are alternatives.

    Raises:
        PatternRefused: AWS refuses it.
        NotSimulated: no source confirms one of its operators.
    """
    try:
        pattern = decode_every_member(text)
    except ValueError as error:
        raise PatternRefused(f"Pattern is not JSON ({error})") from None
    if not isinstance(pattern, (Mapping, Repeated)):
        raise PatternRefused("Filter is not an object")
    try:
        branches = _object(pattern, ())
    except RecursionError:
        raise PatternRefused("Pattern is nested too deeply") from None
    for branch in branches:
        _refuse_repetition(branch)
    return branches


def _refuse_repetition(branch: Branch) -> None:
    seen = set()
    for path, _ in branch:
        if path in seen:
            raise PatternRefused("this path is there twice, and both would have to be right", path)
        seen.add(path)


def _members(pattern: Mapping[str, Any] | Repeated) -> Iterable[tuple[str, Any]]:
    """Of an object; a key may come twice: Developer Guide, DynamoDB filtering, Boolean expressions."""
    return pattern if isinstance(pattern, Repeated) else pattern.items()


def _object(pattern: Mapping[str, Any] | Repeated, path: Path) -> tuple[Branch, ...]:
    if not pattern:
        raise PatternRefused("Empty patterns are not allowed", path)
    parts = [_or(inner, (*path, key)) if key == OR else _field(inner, (*path, key)) for key, inner in _members(pattern)]
    return _combined(parts, path)


def _field(inner: object, path: Path) -> tuple[Branch, ...]:
    if isinstance(inner, (Mapping, Repeated)):
        return _object(inner, path)
    if not isinstance(inner, list):
        raise PatternRefused(f'"{path[-1]}" must be an object or an array', path)
    return (((path, Leaf(inner, path)),),)


def _or(choices: object, path: Path) -> tuple[Branch, ...]:
    objects = isinstance(choices, list) and all(isinstance(each, (Mapping, Repeated)) for each in choices)
    if not isinstance(choices, list) or not objects or len(choices) < 2:
        raise PatternRefused(f"{OR} must be an array of at least two objects", path)
    branches: list[Branch] = []
    for choice in choices:
        for key, _ in _members(choice):
            if key in _OPERATOR_WORDS:
                raise PatternRefused(f'"{key}" is an operator and cannot be a field of {OR}', path)
        branches.extend(_object(choice, path[:-1]))
    return tuple(branches)


def _combined(parts: Sequence[tuple[Branch, ...]], path: Path) -> tuple[Branch, ...]:
    number = 1
    for part in parts:
        number *= len(part)
        if number > MOST_BRANCHES:
            raise PatternRefused(f"{OR} makes more than {MOST_BRANCHES:,} combinations", path)
    return tuple(tuple(leaf for branch in chosen for leaf in branch) for chosen in product(*parts))
