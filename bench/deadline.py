"""How long after its deadline a function is cut."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bench.apps import slow
from bench.table import Row

WAYS = ("sleep", "busy loop", "lock", "regular expression")
ROUNDS = 3
TIMEOUT = 1


def rows(folder: Path) -> Iterator[Row]:
    from pytest_lambda import LambdaFunction

    with LambdaFunction(slow(folder, "slow_app"), task_root=folder, timeout=TIMEOUT) as function:
        for way in WAYS:
            delays = [delay(function, way) for _ in range(ROUNDS)]
            detail = f"largest of {ROUNDS}: {max(delays):.2f} ms"
            yield Row(
                f"{way}: result in hand after the deadline",
                statistics.median(delays),
                unit="ms",
                detail=detail,
            )


def delay(function, way: str) -> float:
    """Milliseconds from the deadline until the test has the result."""
    started = time.perf_counter()
    result = function.invoke({"way": way})
    late = (time.perf_counter() - started - TIMEOUT) * 1000
    assert result.timed_out
    return late
