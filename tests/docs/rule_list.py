"""Writes `docs/event-rules.md` from the rule books: `python -m tests.docs.rule_list`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pytest_lambda.events.judging.checking import books
from pytest_lambda.events.judging.response_checking import response_books

PAGE = Path(__file__).parents[2] / "docs" / "event-rules.md"

BEGIN = """\
# The rules of events

`pytest_lambda.events.check(event)` reports by these names. Every source has one more rule, for its shape: which keys there
are, of which types, and which of them may be null or absent. This page is made from the rules themselves.
"""

RESPONSES = """\

# The rules of answers

`pytest_lambda.events.check_response(source, response)` reports by these names.
"""


def rule_list() -> str:
    """The page."""
    return BEGIN + _sections(books()) + RESPONSES + _sections(response_books())


def _sections(found: Mapping[str, Any]) -> str:
    return "".join(_section(source, found[source].entries) for source in sorted(found))


def _section(source: str, entries: Iterable[Any]) -> str:
    rows = "".join(f"| {each.name} | {each.statement} |\n" for each in entries)
    table = f"| rule | statement |\n| --- | --- |\n{rows}" if rows else "Its shape only.\n"
    return f"\n## `{source}`\n\n{table}"


if __name__ == "__main__":
    PAGE.write_text(rule_list(), encoding="utf-8")
