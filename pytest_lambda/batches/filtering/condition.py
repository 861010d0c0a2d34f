"""What one branch of a filter wants of a record: of its fields, and of its data in the right format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pytest_lambda.batches.filtering.alternative import Alternative, Path
from pytest_lambda.batches.filtering.leaf import Leaf
from pytest_lambda.batches.filtering.pattern import Branch
from pytest_lambda.batches.filtering.refusal import PatternRefused
from pytest_lambda.batches.filtering.sources import FilteredSource, View

#: what a pattern expects at a data key: an object for JSON, an array for text that is none
Expected: TypeAlias = Literal["JSON", "text"]
#: match expressions that EventBridge's table has and Lambda's has not (A91)
_OF_EVENTBRIDGE: frozenset[str] = frozenset(
    {
        "anything-but prefix",
        "anything-but suffix",
        "anything-but equals-ignore-case",
        "prefix equals-ignore-case",
        "suffix equals-ignore-case",
    }
)


@dataclass(frozen=True, slots=True)
class DataCondition:
    """What is wanted at one data key.

    Args:
        key: the data key.
        expected: format of the data; another one matches nothing (A97).
        alternative: paths are those below the key.
    """

    key: str
    expected: Expected
    alternative: Alternative

    def matches(self, view: View) -> bool:
        """Whether the data of a record is right."""
        found, value = view.data(self.key)
        if found == self.expected:
            return self.alternative.matches(value)
        # A Kafka record without a value: a place without a leaf.
        return found == "nothing" and self.expected == "text" and self.alternative.matches({})


@dataclass(frozen=True, slots=True)
class Condition:
    """One branch of one filter.

    Args:
        fields: of what is not data; None if nothing is wanted of it.
        data: by data key.
        doubts: what no source confirms.
    """

    fields: Alternative | None
    data: tuple[DataCondition, ...]
    doubts: tuple[str, ...]

    def matches(self, view: View) -> bool:
        """Whether a record is right."""
        for each in self.data:
            if not each.matches(view):
                return False
        return self.fields is None or self.fields.matches(view.fields)


def conditions_of(branches: Sequence[Branch], source: FilteredSource) -> tuple[Condition, ...]:
    """The branches of a filter for the records of a source.

    Raises:
        PatternRefused: the source has no text that is no JSON, and the pattern wants such.
    """
    return tuple(_condition(branch, source) for branch in branches)


def _condition(branch: Branch, source: FilteredSource) -> Condition:
    fields: list[tuple[Path, Leaf]] = []
    data: dict[tuple[str, Expected], list[tuple[Path, Leaf]]] = {}
    for path, leaf in branch:
        if len(path) == 1 and not source.plain and path[0] in (*source.data_keys, source.documented[0]):
            raise PatternRefused(
                f'"{path[0]}" is always JSON here, so its pattern must be an object, not an array', path
            )
        if path[0] in source.data_keys:
            data.setdefault((path[0], "JSON" if len(path) > 1 else "text"), []).append((path[1:], leaf))
        else:
            fields.append((path, leaf))
    return Condition(
        Alternative(fields) if fields else None,
        tuple(DataCondition(key, expected, Alternative(leaves)) for (key, expected), leaves in data.items()),
        tuple(_doubts(branch, source)),
    )


def _doubts(branch: Branch, source: FilteredSource) -> Iterator[str]:
    for path, leaf in branch:
        for name in leaf.operators:
            if name in _OF_EVENTBRIDGE:
                yield f"{name} (at {'.'.join(path)}) is EventBridge's; Lambda's table of operators lacks it (A91)."
        if source.documented and path[0] not in source.documented:
            yield f"{path[0]} filters here, though AWS's page says that only {source.documented[0]} does (A94)."
        elif source.only_fields_decide and path[0] in source.data_keys:
            yield (
                f"A record whose {path[0]} has not the format that the pattern expects is filtered out (A98), though "
                "AWS's page says that only the other keys of the pattern decide then."
            )
        if len(path) == 1 and path[0] in source.data_keys and not source.only_fields_decide:
            yield f"A pattern for text that is no JSON (at {path[0]}) is documented, but was never recorded (A97)."
