"""What a document's text consists of, with the lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: the key of YAML whose value's own keys belong to the mapping around it
MERGE = "<<"


@dataclass(slots=True, eq=False)
class Node:
    """One value in a document's text: a scalar has `text`, a list `items`, a mapping `pairs`.

    Args:
        line: where it begins, from 1; that of its key if it has one.
        column: where it begins, from 1.
        text: of a scalar.
        items: of a list.
        pairs: of a mapping: keys and values.
        tag: `!Sub` say; None if there is none.
        plain: of a scalar: it has no quotes, so that its text may stand for a number.
        size: how many values it is, with those in it; what several aliases name counts as often.
    """

    line: int
    column: int
    text: str | None = None
    items: list[Node] | None = None
    pairs: list[tuple[Node, Node]] | None = None
    tag: str | None = None
    plain: bool = False
    size: int = 1

    @property
    def is_merge(self) -> bool:
        """Whether this is the key of a merge."""
        return self.text == MERGE and self.plain

    def found(self, step: str) -> tuple[int, Node] | None:
        """The line and the node of what is one step further; None if nothing is."""
        if self.tag is not None and step == spelled_out(self.tag):
            return self.line, self
        if self.items is not None:
            number = int(step) if step.isdecimal() else len(self.items)
            return (self.items[number].line, self.items[number]) if number < len(self.items) else None
        for key, value in self.pairs or ():
            if key.text == step and not key.is_merge:
                return key.line, value
        return next(filter(None, (each.found(step) for each in self._merged())), None)

    def _merged(self) -> Iterator[Node]:
        for key, value in self.pairs or ():
            if key.is_merge:
                yield from [value] if value.items is None else value.items


def spelled_out(tag: str) -> str:
    """`!Sub` -> `Fn::Sub`: what CloudFormation's templates have in place of a tag in JSON."""
    name = tag.lstrip("!")
    return name if name in ("Ref", "Condition") else f"Fn::{name}"


def line_at(root: Node, steps: Iterable[str]) -> int:
    """The line of what is so many steps from the root, or of what comes nearest."""
    line, node = root.line, root
    for step in steps:
        further = node.found(step)
        if further is None:
            break
        line, node = further
    return line
