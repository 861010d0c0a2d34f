"""The tree of a document's nodes, built flat: no nesting and no alias can exhaust the process."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_lambda.documents.node import Node
from pytest_lambda.errors import ConfigurationError

#: deeper than any document that people write, and shallow enough for functions that call themselves
DEEPEST = 100
#: values of a document in which each alias counts as what it stands for: a megabyte has fewer
MOST_VALUES = 500_000


@dataclass(slots=True)
class _Open:
    """A list or mapping that has not ended."""

    node: Node
    key: Node | None = None
    keys: set[str] = field(default_factory=set)


class Builder:
    """Takes the nodes of one document in the order of its text.

    Args:
        name: of the document, for messages.

    Attributes:
        root: of the document; None until it is there.
    """

    __slots__ = ("_name", "_open", "root")

    def __init__(self, name: str) -> None:
        self.root: Node | None = None
        self._name = name
        self._open: list[_Open] = []

    def begin(self, node: Node) -> None:
        """A list or a mapping, whose values follow.

        Raises:
            ConfigurationError: it is nested too deep.
        """
        if len(self._open) >= DEEPEST:
            raise self.error(node, f"this is nested more than {DEEPEST} levels deep.")
        self._open.append(_Open(node))

    def end(self) -> None:
        """The innermost list or mapping is complete."""
        self.add(self._open.pop().node)

    def add(self, node: Node, *, here: Node | None = None) -> None:
        """A value, or the key of a mapping.

        Args:
            node: that it is.
            here: what stands in the text for it: an alias.

        Raises:
            ConfigurationError: it is one too many, or a key for the second time.
        """
        if not self._open:
            if self.root is not None:
                raise self.error(node, "a second document begins here: expected one document in a file.")
            self.root = node
            return
        parent = self._open[-1]
        parent.node.size += node.size
        if parent.node.size > MOST_VALUES:
            raise self.error(here or node, f"with its aliases this has more than {MOST_VALUES:,} values.")
        if parent.node.items is not None:
            parent.node.items.append(node)
        elif parent.key is None:
            self._check_key(parent, node, here or node)
            parent.key = node
        else:
            assert parent.node.pairs is not None
            parent.node.pairs.append((parent.key, node))
            parent.key = None

    def is_open(self, node: Node) -> bool:
        """Whether a node is not complete yet."""
        return any(each.node is node for each in self._open)

    def error(self, node: Node, message: str) -> ConfigurationError:
        """An error that names the node's line."""
        return ConfigurationError(f"{self._name}, line {node.line}, column {node.column}: {message}")

    def _check_key(self, parent: _Open, key: Node, here: Node) -> None:
        if key.text is None:
            raise self.error(here, "a key is a mapping or a list: expected text.")
        # PyYAML, and Python's json, take the last of several equal keys without a word.
        if key.text in parent.keys and not key.is_merge:
            raise self.error(here, f"{key.text!r} is twice in one mapping: the first would be lost.")
        parent.keys.add(key.text)
