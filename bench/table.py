"""Prints what was measured, with the design's budget beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bench.measure import Timing, ratio


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a figure, what it may be at most, and how it came about."""

    what: str
    figure: float
    budget: float | None = None
    unit: str = "×"
    detail: str = ""

    @property
    def verdict(self) -> str:
        """Whether the figure keeps its budget."""
        if self.budget is None:
            return ""
        return "ok" if self.figure <= self.budget else "OVER"


def compared(what: str, ours: Timing, theirs: Timing, budget: float | None = None) -> Row:
    """A row for two rivals."""
    detail = f"{_time(ours.median)} : {_time(theirs.median)}"
    return Row(what, ratio(ours, theirs), budget, detail=detail)


def _time(seconds: float) -> str:
    return f"{seconds * 1e3:,.2f} ms" if abs(seconds) >= 1e-3 else f"{seconds * 1e6:,.1f} µs"


def printed(title: str, rows: Iterable[Row]) -> None:
    """Print one part of the table."""
    print(f"\n{title}\n{'':2}{'what':<66} {'measured':>11} {'at most':>9}        {'median times'}")
    for row in rows:
        budget = "" if row.budget is None else f"{row.budget:g} {row.unit}"
        figure = f"{row.figure:.2f} {row.unit}" if row.unit != "modules" else f"{row.figure:.0f} {row.unit}"
        print(f"{'':2}{row.what:<66} {figure:>11} {budget:>9}  {row.verdict:<4}  {row.detail}".rstrip())
