"""Where in a document something is, for messages and to be looked at with its type known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pytest_lambda.errors import ConfigurationError, NotSimulated


@dataclass(frozen=True, slots=True)
class Place:
    """A value in a document.

    Args:
        value: that is there.
        name: of the document: its file, or `openapi`.
        steps: from its root.
    """

    value: Any
    name: str
    steps: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " > ".join((self.name, *self.steps))

    def error(self, message: str) -> ConfigurationError:
        """An error that names the place."""
        return ConfigurationError(f"{self}: {message}")

    def not_simulated(self, message: str) -> NotSimulated:
        """What API Gateway has and this library has not."""
        return NotSimulated(f"{self}: {message}")

    def at(self, value: Any, *steps: object) -> Place:
        """Another value, so many steps further."""
        return Place(value, self.name, (*self.steps, *map(str, steps)))

    def get(self, key: str, *, default: Any = None) -> Place:
        """What a mapping has under a key."""
        return self.at(self.mapping().get(key, default), key)

    def items(self) -> Iterator[tuple[str, Place]]:
        """What a mapping has, by key; nothing if there is null."""
        for key, value in self.mapping().items():
            yield str(key), self.at(value, key)

    def each(self) -> Iterator[Place]:
        """What a list has."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self.error(f"expected a list, not {_shown(self.value)}.")
        for number, value in enumerate(self.value):
            yield self.at(value, number)

    def mapping(self) -> dict[Any, Any]:
        """The value, which is a mapping; null counts as an empty one."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.error(f"expected a mapping, not {_shown(self.value)}.")
        return self.value

    def text(self) -> str | None:
        """The value, which is text if there is one."""
        if self.value is not None and not isinstance(self.value, str):
            raise self.error(f"expected text, not {_shown(self.value)}.")
        return self.value

    def flag(self) -> bool:
        """The value, which is true or false; false if there is none."""
        if self.value is not None and not isinstance(self.value, bool):
            raise self.error(f"expected true or false, not {_shown(self.value)}.")
        return bool(self.value)

    def whole_number(self) -> int | None:
        """The value, which is a whole number if there is one."""
        if self.value is not None and (isinstance(self.value, bool) or not isinstance(self.value, int)):
            raise self.error(f"expected a whole number, not {_shown(self.value)}.")
        return self.value


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
