"""How long what failed waits for its next attempt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Doubles from one second up to five minutes, as of throttled events: AWS documents the ends, not the steps (E6).

    Args:
        first_seconds: after the first failure.
        factor: from one to the next.
        most_seconds: at most.
    """

    first_seconds: float = 1.0
    factor: float = 2.0
    most_seconds: float = 300.0

    def delay_us(self, failures_before: int, crowd: int = 0) -> int:
        """Microseconds to wait.

        Args:
            failures_before: of the same event, message or batch, in a row.
            crowd: how many events of the function waited already when this one was throttled first. Alone an event
                waits the full time; a crowd is spread over the second half of it, or it would always come back
                together, be throttled together, and leave the function idle in between.
        """
        seconds = self.most_seconds
        if failures_before < 64:
            seconds = min(self.first_seconds * self.factor**failures_before, self.most_seconds)
        if crowd:
            seconds = max(seconds * (1 - _spread(crowd) / 2), min(self.first_seconds, seconds))
        return round(seconds * 1e6)


def _spread(number: int) -> float:
    """Fractions that fill the span from 0 to 1 evenly, however many there are: 1/2, 1/4, 3/4, 1/8, …"""
    return int(f"{number:b}"[::-1], 2) / (1 << number.bit_length())
