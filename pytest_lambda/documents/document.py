"""One document, which finds the line of each of its values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pytest_lambda.documents.node import Node, line_at


@dataclass(slots=True, eq=False)
class Document:
    """What a user has written, or given as a mapping.

    Args:
        name: for messages: of its file, or of the setting that it was given for.
        text: as it is in the file; None if there is no file.
        path: of the file, or None.
        root: its value.
        outline: makes the nodes of the text, which messages need for their lines.
    """

    name: str
    text: str | None = None
    path: Path | None = None
    root: Any = None
    outline: Callable[[], Node] | None = None
    _node: Node | None = field(default=None, init=False, repr=False)

    def line_of(self, steps: Iterable[str]) -> int | None:
        """The line, from 1, of a value that is so many steps from the root, or of what comes nearest to it.

        Returns:
            None if the document is no file.
        """
        if self._node is None and self.outline is not None:
            self._node = self.outline()
        return None if self._node is None else line_at(self._node, steps)
