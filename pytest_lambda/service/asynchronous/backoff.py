"""How long a throttled event waits for its next attempt (E6)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Doubles from one second up to five minutes; AWS documents the ends, not the steps.

    Args:
        first_seconds: after the first throttle.
        factor: from one to the next.
        most_seconds: at most.
    """

    first_seconds: float = 1.0
    factor: float = 2.0
    most_seconds: float = 300.0

    def delay_us(self, throttles_before: int) -> int:
        """Microseconds to wait."""
        seconds = self.most_seconds
        if throttles_before < 64:
            seconds = min(self.first_seconds * self.factor**throttles_before, self.most_seconds)
        return round(seconds * 1e6)
