"""The rules that a handler's answer to one source keeps, each by its name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any, TypeAlias

from pytest_lambda.errors import EventError
from pytest_lambda.events.judging.rulebook import Violation
from pytest_lambda.events.judging.shape import UNKNOWN, Finding, misfits

#: takes an answer; gives the field and what is wrong with it
AnswerRule: TypeAlias = Callable[[Any], Iterator[Finding]]
#: takes an answer and the event that it answers
Relation: TypeAlias = Callable[[Any, Any], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """One rule of a book.

    Attributes:
        name: of the rule.
        statement: for people.
        check: finds what breaks it.
        takes_event, needs_event: whether the check takes the event, and cannot do without.
        refuses: whether the service refuses an answer for it; else it ignores a part of the answer.
    """

    name: str
    statement: str
    check: Callable[..., Iterator[Finding]]
    takes_event: bool
    needs_event: bool = False
    refuses: bool = True


class ResponseBook:
    """The rules for the answers to one source.

    Args:
        source: the builder's name.
        consequence: what the service does with an answer that it cannot use, `API Gateway answers 502` say.
        shape: the `TypedDict` of the answer; by default anything goes.
        shape_rule: the name under which misfits of the shape are reported.
        unknown: what happens to a key that the shape does not have; None if the service does not mind.
        variant: gives another book for some events, for another payload version say; None for this one.
    """

    def __init__(
        self,
        source: str,
        consequence: str,
        *,
        shape: Any = Any,
        shape_rule: str = "ANSWER-shape",
        unknown: str | None = None,
        variant: Callable[[Any], ResponseBook | None] | None = None,
    ) -> None:
        self.source = source
        self.consequence = consequence
        self.entries: list[AnswerEntry] = []
        self._shape = shape
        self._shape_rule = shape_rule
        self._unknown = unknown
        self._variant = variant

    def rule(self, name: str, statement: str, *, refuses: bool = True) -> Callable[[AnswerRule], AnswerRule]:
        """Add a rule about the answer alone; `refuses` as of `AnswerEntry`."""

        def add(check: AnswerRule) -> AnswerRule:
            self.entries.append(AnswerEntry(name, statement, check, takes_event=False, refuses=refuses))
            return check

        return add

    def event_rule(
        self, name: str, statement: str, *, needed: bool = True, refuses: bool = True
    ) -> Callable[[Relation], Relation]:
        """Add a rule about the answer and the event; without an event it is left out, or gets None if not needed."""

        def add(check: Relation) -> Relation:
            self.entries.append(AnswerEntry(name, statement, check, True, needs_event=needed, refuses=refuses))
            return check

        return add

    def book_for(self, event: Any) -> ResponseBook:
        """The book for the answer to an event: this one, or that of its variant."""
        if self._variant is None or not isinstance(event, dict):
            return self
        try:
            return self._variant(event) or self
        except AttributeError:  # a part of it is no object: the rules will say so
            return self

    def violations(self, answer: Any, event: Any = None) -> list[Violation]:
        """All that is wrong with an answer, the shape first."""
        found = [Violation(self._shape_rule, field, reason) for field, reason in self._misfits(answer)]
        for entry in self.entries:
            if event is not None or not entry.needs_event:
                found += self._run(entry, answer, event, tolerant=bool(found))
        return found

    def refusal(self, answer: Any, event: Any = None) -> tuple[Violation | None, tuple[Violation, ...]]:
        """The first thing for which the service refuses an answer, and what it ignores of one that it takes.

        What Lambda hands on without it being JSON (R007, R008) is refused, as `check_response` says; not recorded.
        """
        if not _is_json(answer):
            return Violation("ANSWER-json", "", f"is not JSON: {self.consequence}"), ()
        ignored: list[Violation] = []
        for entry in self.entries:
            if event is None and entry.needs_event:
                continue
            found = self._run(entry, answer, event, tolerant=False)
            if found and entry.refuses:
                return found[0], ()
            ignored += found
        return None, tuple(ignored)

    def _misfits(self, answer: Any) -> Iterator[Finding]:
        for field, reason in misfits(answer, self._shape):
            if reason is not UNKNOWN:
                yield field, f"{reason}: {self.consequence}"
            elif self._unknown is not None:
                yield field, self._unknown

    def _run(self, entry: AnswerEntry, answer: Any, event: Any, *, tolerant: bool) -> list[Violation]:
        """Run one rule; of an answer that is known to be wrong it may be unable to say anything."""
        try:
            findings = entry.check(answer, event) if entry.takes_event else entry.check(answer)
            return [Violation(entry.name, field, reason) for field, reason in findings]
        except (LookupError, TypeError, ValueError, AttributeError) as problem:
            if tolerant:
                return []
            if not entry.takes_event:
                raise
            raise EventError(
                f"The event is not one of {self.source!r}: rule {entry.name} could not read it ({problem!r}). "
                "Give the event that the handler got, or none."
            ) from problem


def _is_json(answer: Any) -> bool:
    """Whether an answer that was read has no bytes, NaN or infinity at any depth."""
    waiting = [answer]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, bytes) or (isinstance(value, float) and not isfinite(value)):
            return False
    return True


def json_size(value: Any) -> int:
    """The bytes of a value's shortest JSON, in UTF-8."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass"))
