"""From the text of a pattern to what its leaves are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, Final, TypeAlias

from pytest_lambda.batches.filtering.alternative import Path
from pytest_lambda.batches.filtering.json_text import DuplicateKey, decode_strictly
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
        pattern = decode_strictly(text)
    except DuplicateKey as error:
        raise PatternRefused(f'the key "{error}" is there twice') from None
    except ValueError as error:
        raise PatternRefused(f"Pattern is not JSON ({error})") from None
    if not isinstance(pattern, Mapping):
        raise PatternRefused("Filter is not an object")
    try:
        return _object(pattern, ())
    except RecursionError:
        raise PatternRefused("Pattern is nested too deeply") from None


def _object(pattern: Mapping[str, Any], path: Path) -> tuple[Branch, ...]:
    if not pattern:
        raise PatternRefused("Empty patterns are not allowed", path)
    parts = [_or(inner, (*path, key)) if key == OR else _field(inner, (*path, key)) for key, inner in pattern.items()]
    return _combined(parts, path)


def _field(inner: object, path: Path) -> tuple[Branch, ...]:
    if isinstance(inner, Mapping):
        return _object(inner, path)
    if not isinstance(inner, list):
        raise PatternRefused(f'"{path[-1]}" must be an object or an array', path)
    return (((path, Leaf(inner, path)),),)


def _or(choices: object, path: Path) -> tuple[Branch, ...]:
    if not isinstance(choices, list) or len(choices) < 2 or not all(isinstance(each, Mapping) for each in choices):
        raise PatternRefused(f"{OR} must be an array of at least two objects", path)
    branches: list[Branch] = []
    for choice in choices:
        for key in choice:
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
