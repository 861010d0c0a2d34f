"""What happened when, as text."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from functools import lru_cache

from pytest_lambda.service.resources.moments import moment


class Entry:
    """Something that happened, once or several times in a row."""

    __slots__ = ("at_us", "last_us", "parts", "text", "times")

    def __init__(self, at_us: int, text: str, parts: tuple[object, ...]) -> None:
        self.at_us = self.last_us = at_us
        self.text = text
        self.parts = parts
        self.times = 1

    def line(self, first_us: int) -> str:
        """For people.

        Args:
            first_us: when the first entry that is shown happened.
        """
        line = f"{_seconds(self.at_us - first_us)}  {self.text.format(*self.parts)}"
        if self.times == 1:
            return line
        return f"{line} ({self.times:,} times, the last one at {_seconds(self.last_us - first_us).lstrip()})"


class Timeline:
    """The latest things that happened in a service.

    Args:
        most: how many are kept; what came earlier is counted only.
    """

    __slots__ = ("_dropped", "_entries", "_most")

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._entries: deque[Entry] = deque()
        self._dropped = 0

    def note(self, at_us: int, text: str, *parts: object) -> None:
        """Something happened; the text is made only when somebody reads it. What repeats itself is counted.

        Args:
            at_us: when, in microseconds since 1970.
            text: with `{}` for each part, as for `str.format`.
            parts: must not change any more.
        """
        entries = self._entries
        if entries:
            last = entries[-1]
            if last.text == text and last.parts == parts:
                last.times += 1
                last.last_us = at_us
                return
        if len(entries) == self._most:
            entries.popleft()
            self._dropped += 1
        entries.append(Entry(at_us, text, parts))

    def text(self, most: int | None = None) -> str:
        """One line for each thing that happened, oldest first: seconds since the first one kept, and what it was."""
        shown = list(self._entries)[-most:] if most is not None else list(self._entries)
        if not shown:
            return ""
        first_us = shown[0].at_us
        left_out = self._dropped + len(self._entries) - len(shown)
        lines = [f"({left_out:,} earlier entries are not shown)"] if left_out else []
        lines.append(f"from {_clock(moment(first_us))}")
        lines += [entry.line(first_us) for entry in shown]
        return "\n".join(lines)

    def __len__(self) -> int:
        return len(self._entries)


@lru_cache(maxsize=1024)
def counted(number: int, what: str) -> str:
    """`1 record`, `2 records`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _seconds(us: int) -> str:
    return f"{us / 1e6:+12.3f} s"


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"
