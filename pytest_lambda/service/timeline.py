"""What happened when, as text."""

from __future__ import annotations

from collections import deque
from datetime import datetime

from pytest_lambda.service.resources.moments import moment


class Timeline:
    """The latest things that happened in a service.

    Args:
        most: how many are kept; what came earlier is counted only.
    """

    __slots__ = ("_dropped", "_entries", "_most")

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._entries: deque[tuple[int, str, tuple[object, ...]]] = deque()
        self._dropped = 0

    def note(self, at_us: int, text: str, *parts: object) -> None:
        """Something happened; the text is made only when somebody reads it.

        Args:
            at_us: when, in microseconds since 1970.
            text: with `{}` for each part, as for `str.format`.
            parts: must not change any more.
        """
        if len(self._entries) == self._most:
            self._entries.popleft()
            self._dropped += 1
        self._entries.append((at_us, text, parts))

    def text(self, most: int | None = None) -> str:
        """One line for each thing that happened, oldest first: seconds since the first one kept, and what it was."""
        shown = list(self._entries)[-most:] if most is not None else list(self._entries)
        if not shown:
            return ""
        first_us = shown[0][0]
        left_out = self._dropped + len(self._entries) - len(shown)
        lines = [f"({left_out:,} earlier entries are not shown)"] if left_out else []
        lines.append(f"from {_clock(moment(first_us))}")
        lines += [f"{(at_us - first_us) / 1e6:+12.3f} s  {text.format(*parts)}" for at_us, text, parts in shown]
        return "\n".join(lines)

    def __len__(self) -> int:
        return len(self._entries)


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"
