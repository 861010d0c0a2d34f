"""What is wrong with a pattern."""

from __future__ import annotations


class PatternRefused(ValueError):
    """A pattern that AWS refuses.

    Args:
        reason: in words.
        path: of the key it is about, outermost first; empty for the pattern as a whole.
    """

    def __init__(self, reason: str, path: tuple[str, ...] = ()) -> None:
        super().__init__(reason, path)
        self.reason = reason
        self.path = path

    def __str__(self) -> str:
        return f"at {'.'.join(self.path)}: {self.reason}" if self.path else self.reason
