"""The rules that the events of one source keep, each by its name in the list of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pytest_lambda.events.judging.shape import Finding, misfits

#: takes an event, or one of its records; gives the field and what is wrong with it
Rule: TypeAlias = Callable[[Any], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that an event breaks, or a handler's answer to one.

    Attributes:
        rule: its name in the list of rules, `Q-md5` say.
        field: where in it, `Records[0].md5OfBody` say; empty for the event or the answer as a whole.
        reason: what is there and what was expected.
    """

    rule: str
    field: str
    reason: str

    def __str__(self) -> str:
        where = f" at {self.field}" if self.field else ""
        return f"{self.rule}{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule of a book: its name, its statement for people, and its check."""

    name: str
    statement: str
    check: Rule


class Rulebook:
    """The rules of one source.

    Args:
        source: the builder's name.
        shape: the `TypedDict` of the event.
        recognises: whether an event, of whatever kind, looks like one of the source.
        shape_rule: the name under which misfits of the shape are reported.
        records: the key of the list of records, for rules that concern each of them.
    """

    def __init__(
        self,
        source: str,
        shape: Any,
        recognises: Callable[[dict[str, Any]], bool],
        *,
        shape_rule: str,
        records: str = "Records",
    ) -> None:
        self.source = source
        self.recognises = recognises
        self.entries: list[Entry] = []
        self._shape = shape
        self._shape_rule = shape_rule
        self._records = records

    def rule(self, name: str, statement: str) -> Callable[[Rule], Rule]:
        """Add a rule about the event as a whole."""

        def add(check: Rule) -> Rule:
            self.entries.append(Entry(name, statement, check))
            return check

        return add

    def record_rule(self, name: str, statement: str) -> Callable[[Rule], Rule]:
        """Add a rule about each record; its findings are named from the record on."""

        def add(check: Rule) -> Rule:
            def check_each(event: Any) -> Iterator[Finding]:
                for number, record in enumerate(event[self._records]):
                    for field, reason in check(record):
                        yield f"{self._records}[{number}].{field}", reason

            self.entries.append(Entry(name, statement, check_each))
            return check

        return add

    def violations(self, event: Any) -> list[Violation]:
        """All that is wrong with an event, the shape first."""
        found = [Violation(self._shape_rule, field, reason) for field, reason in misfits(event, self._shape)]
        for entry in self.entries:
            found += _run(entry, event, tolerant=bool(found))
        return found


def _run(entry: Entry, event: Any, *, tolerant: bool) -> Sequence[Violation]:
    """Run one rule; of an event that is known to be wrong it may be unable to say anything."""
    try:
        return [Violation(entry.name, field, reason) for field, reason in entry.check(event)]
    except (LookupError, TypeError, ValueError, AttributeError):
        if not tolerant:
            raise
        return []
