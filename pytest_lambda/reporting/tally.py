"""The figures of one function: counts, durations, and what it was billed."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from decimal import Decimal
from typing import Any

from pytest_lambda.reporting.outcomes import OUTCOMES


class Tally:
    """Adds up invocations of one function."""

    __slots__ = ("_durations_us", "billed_ms", "cold", "cost", "events", "memory", "outcomes")

    def __init__(self) -> None:
        self._durations_us = array("q")
        self.cold = 0
        self.billed_ms = 0
        self.outcomes: Counter[int] = Counter()
        #: throttles, retries, dead letters and the like
        self.events: Counter[str] = Counter()
        self.memory: set[int] = set()
        self.cost: Decimal | None = None

    def add(self, duration_us: int, billed_ms: int, outcome: int, *, cold: bool) -> None:
        """An invocation."""
        self._durations_us.append(duration_us)
        self.billed_ms += billed_ms
        self.outcomes[outcome] += 1
        self.cold += cold

    def add_cost(self, dollars: str) -> None:
        """What a test has cost."""
        self.cost = (self.cost or Decimal(0)) + Decimal(dollars)

    def join(self, other: Tally) -> None:
        """Those of another test."""
        self._durations_us.extend(other._durations_us)
        self.cold += other.cold
        self.billed_ms += other.billed_ms
        self.outcomes.update(other.outcomes)
        self.events.update(other.events)
        self.memory |= other.memory
        if other.cost is not None:
            self.add_cost(str(other.cost))

    def figures(self) -> dict[str, Any]:
        """For the page; durations in milliseconds, costs in US dollars."""
        durations = sorted(self._durations_us)
        count = len(durations)
        return {
            "count": count,
            "cold": self.cold,
            "errors": count - self.outcomes[0],
            "outcomes": [self.outcomes[number] for number in range(len(OUTCOMES))],
            "events": dict(sorted(self.events.items())),
            "durations": [_percentile(durations, share) for share in (0.5, 0.9, 0.99, 1.0)],
            "billed": self.billed_ms,
            "memory": sorted(self.memory),
            "cost": None if self.cost is None else f"{self.cost:f}",
        }


def _percentile(ordered: list[int], share: float) -> float | None:
    """The nearest rank, in milliseconds."""
    if not ordered:
        return None
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] / 1000
