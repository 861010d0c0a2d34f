"""How long a stream's batch waits for its next attempt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pacing:
    """Delays of retries. The first one was measured (C30); that they double, and the cap, no source confirms (C31).

    Args:
        first_seconds: after the first failure.
        factor: from one to the next.
        most_seconds: at most.
    """

    first_seconds: float = 0.2
    factor: float = 2.0
    most_seconds: float = 60.0

    def delay_us(self, failures_before: int) -> int:
        """Microseconds to wait.

        Args:
            failures_before: of the same batch, in a row.
        """
        seconds = self.most_seconds
        if failures_before < 64:
            seconds = min(self.first_seconds * self.factor**failures_before, self.most_seconds)
        return round(seconds * 1e6)
