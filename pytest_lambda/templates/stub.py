"""Functions that cannot run here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pytest_lambda.errors import NotSimulated


@dataclass(frozen=True, slots=True)
class Stub:
    """The handler of a function that cannot run: it says so.

    Args:
        why: it cannot, and where it is in the template.
    """

    why: str

    def __call__(self, event: Any, context: Any) -> Any:
        """Fail."""
        raise NotSimulated(self.why)
