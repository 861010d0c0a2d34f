"""The text of values that are not text."""

from __future__ import annotations

from typing import Any


def as_text(value: Any) -> str | None:
    """What AWS makes of a value where text is expected: `true`, `5`, `1.5`; None if it has no text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return None
