"""What may take the place of a door while the server goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Successor(Protocol):
    """Waits for its turn."""

    @property
    def files(self) -> frozenset[Path]:
        """What says what is served: a template, an API's document. Their changes are asked about."""
        ...

    def is_due(self) -> bool:
        """Whether something else is to be served than is now, by what the files say; asked after each change.

        Raises:
            PytestLambdaError: they make no sense. What is served now goes on.
        """
        ...
