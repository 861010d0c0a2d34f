"""Finds every broken rule of an event."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import Any

from pytest_lambda.errors import EventError
from pytest_lambda.events import rules
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.events.judging.rulebook import Rulebook, Violation


def check(event: Any, source: str | None = None) -> list[Violation]:
    """All rules that an event breaks: none, if it could come from AWS.

    Args:
        event: as the handler would get it.
        source: the name of the builder whose events it should be like, `"sqs"` say; guessed if not given.

    Raises:
        EventError: the source is not known, or could not be guessed.
    """
    return book_for(event, source).violations(event)


def book_for(event: Any, source: str | None = None) -> Rulebook:
    """The rules for an event."""
    known = books()
    if source is not None:
        if source not in known:
            raise EventError(
                f"source is {source!r}, of which no rules are known.{nearest(source, known)} "
                f"Known: {', '.join(sorted(known))}."
            )
        return known[source]
    if isinstance(event, dict):
        for book in known.values():
            if _recognises(book, event):
                return book
    raise EventError(
        "The source of the event could not be guessed: it looks like none of those that are known. "
        f"Name it: check(event, source=...). Known: {', '.join(sorted(known))}."
    )


@cache
def books() -> dict[str, Rulebook]:
    """All rule books, by source."""
    found: dict[str, Rulebook] = {}
    for module in pkgutil.iter_modules(rules.__path__):
        for each in getattr(import_module(f"{rules.__name__}.{module.name}"), "BOOKS", ()):
            found[each.source] = each
    return found


def _recognises(book: Rulebook, event: dict[str, Any]) -> bool:
    try:
        return book.recognises(event)
    except (LookupError, TypeError, ValueError, AttributeError):
        return False
