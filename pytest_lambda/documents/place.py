"""Where in a document something is, for messages and to be looked at with its type known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pytest_lambda.documents.document import Document
from pytest_lambda.errors import ConfigurationError, NotSimulated

_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Place:
    """A value in a document.

    A value that comes from elsewhere, another document say, may be a place itself, also among the values of a
    mapping or a list: `get`, `items` and `each` give it with its own document and steps.

    Args:
        value: that is there.
        document: in which it is.
        steps: from the document's root.
    """

    value: Any
    document: Document
    steps: tuple[str, ...] = ()

    def __str__(self) -> str:
        line = self.document.line_of(self.steps) if self.steps else None
        if line is None:
            return " > ".join((self.document.name, *self.steps))
        return f"{self.document.name}, line {line} ({' > '.join(self.steps)})"

    def error(self, message: str) -> ConfigurationError:
        """An error that names the place."""
        return ConfigurationError(f"{self}: {message}")

    def not_simulated(self, message: str) -> NotSimulated:
        """What AWS has and this library has not."""
        return NotSimulated(f"{self}: {message}")

    def at(self, value: Any, *steps: object) -> Place:
        """Another value, so many steps further."""
        if isinstance(value, Place):
            return value
        return Place(value, self.document, (*self.steps, *map(str, steps)))

    def get(self, key: str, *, default: Any = None) -> Place:
        """What a mapping has under a key."""
        return self.at(self.mapping().get(key, default), key)

    def items(self) -> Iterator[tuple[str, Place]]:
        """What a mapping has, by key; nothing if there is null."""
        for key, value in self.mapping().items():
            yield str(key), self.at(value, key)

    def each(self) -> Iterator[Place]:
        """What a list has; nothing if there is null."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self.error(f"expected a list, not {shown(self.value)}.")
        for number, value in enumerate(self.value):
            yield self.at(value, number)

    def mapping(self) -> dict[Any, Any]:
        """The value, which is a mapping; null counts as an empty one."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.error(f"expected a mapping, not {shown(self.value)}.")
        return self.value

    def text(self) -> str | None:
        """The value, which is text if there is one."""
        if self.value is not None and not isinstance(self.value, str):
            raise self.error(f"expected text, not {shown(self.value)}.")
        return self.value

    def flag(self) -> bool:
        """The value, which is true or false; false if there is none."""
        if self.value is not None and not isinstance(self.value, bool):
            raise self.error(f"expected true or false, not {shown(self.value)}.")
        return bool(self.value)

    def whole_number(self) -> int | None:
        """The value, which is a whole number if there is one."""
        if self.value is not None and (isinstance(self.value, bool) or not isinstance(self.value, int)):
            raise self.error(f"expected a whole number, not {shown(self.value)}.")
        return self.value


def shown(value: Any) -> str:
    """A value in a message, shortened."""
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}..."
