"""How many cases matched, in outcome and in logs, printed at the end of a run (also under xdist)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

PROPERTY = "conformance"


def verdict(*, outcome: bool, log: bool) -> dict[str, bool]:
    """What a test records about its case under the name `PROPERTY`."""
    return {"outcome": outcome, "log": log}


def write(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the totals, nothing if no case was replayed."""
    totals = Counter[str]()
    for entry in _recorded(terminalreporter):
        totals["cases"] += 1
        totals.update(part for part in ("outcome", "log") if entry[part])
    if not totals["cases"]:
        return
    terminalreporter.section("conformance")
    terminalreporter.write_line(f"cases: {totals['cases']}")
    for part, title in (("outcome", "payload matches"), ("log", "log matches")):
        terminalreporter.write_line(f"{title}: {totals[part]} ({totals[part] / totals['cases']:.1%})")


def _recorded(terminalreporter: pytest.TerminalReporter) -> Iterator[dict[str, bool]]:
    for reports in list(terminalreporter.stats.values()):
        for report in reports:
            properties: list[tuple[str, Any]] = getattr(report, "user_properties", [])
            if getattr(report, "when", None) == "call":
                yield from (value for name, value in properties if name == PROPERTY)
