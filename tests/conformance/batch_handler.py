"""The handler that a case with an event source mapping describes, and what it saw."""

from __future__ import annotations

import copy
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from .async_case import UnknownKey
from .scripted_handler import play

_ID = re.compile(r"\$id\(([^)]+)\)")
#: longer than any function runs
_FOREVER_S = 10_000
#: longer than a window's state may be (C85)
_STATE_CHARS = 1_048_640


class Source(Protocol):
    """What a handler has to know of where its records come from."""

    def records(self, event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Those of an event, in order."""
        ...

    def key(self, record: Mapping[str, Any]) -> str:
        """Of the message in a record."""
        ...

    def identifier(self, record: Mapping[str, Any]) -> Any:
        """What `itemIdentifier` calls it."""
        ...

    def identifier_of(self, key: str) -> Any:
        """The same, of a message."""
        ...

    def resend(self, record: Mapping[str, Any]) -> None:
        """Put the message into its source once more."""
        ...


@dataclass(slots=True)
class Call:
    """One call of the handler."""

    event: Mapping[str, Any]
    request_id: str
    arn: str
    at: datetime
    answer: Any = None


@dataclass(slots=True)
class Script:
    """A handler that keeps what it saw.

    Args:
        script: `handler` of the case.
        source: of the records.
        duration_s: how long each invocation takes.
        now: the moment it is.

    Attributes:
        calls: in the order of their beginnings.
        protests: what should not have happened.
        broken: that the script was not understood; the function would only fail.
    """

    script: Mapping[str, Any]
    source: Source
    duration_s: float
    now: Callable[[], datetime]
    calls: list[Call] = field(default_factory=list)
    protests: list[str] = field(default_factory=list)
    broken: UnknownKey | None = None
    _failed: Counter[str] = field(default_factory=Counter)
    _first: int = 0

    def change(self, script: Mapping[str, Any]) -> None:
        """Follow another script from now on."""
        self.script, self._first = script, len(self.calls)

    def __call__(self, event: Any, context: Any) -> Any:
        call = Call(copy.deepcopy(event), context.aws_request_id, context.invoked_function_arn, self.now())
        self.calls.append(call)
        number = len(self.calls) - self._first
        if self.protests or self.broken:
            return None  # come to an end
        if self.duration_s:
            time.sleep(self.duration_s)
        try:
            call.answer = _MODES[self.script["mode"]](self, event, number)
        except UnknownKey as broken:
            self.broken = broken
            raise
        return call.answer

    def poisonous(self, record: Mapping[str, Any]) -> bool:
        """Whether the record makes this invocation fail; `times` says how often it does."""
        key = self.source.key(record)
        self._failed[key] += key in self.script["poison"]
        return 0 < self._failed[key] <= self.script.get("times", sys.maxsize)

    def protest(self, text: str) -> None:
        """Note and raise it: a function's error alone would only be retried."""
        self.protests.append(text)
        raise AssertionError(text)


def _sequence(self: Script, event: Any, number: int) -> Any:
    steps = self.script.get("steps") or ()
    if not steps or (number > len(steps) and not self.script.get("last_repeats", True)):
        self.protest(f"The handler was called {number} times, and the case has {len(steps)} steps.")
    step = steps[min(number, len(steps)) - 1]
    return play({name: _filled(value, self.source) for name, value in step.items()})


def _none(self: Script, event: Any, number: int) -> Any:
    self.protest("The handler was called, and the case says that it never is.")


def _poison(self: Script, event: Any, number: int) -> Any:
    bad = [record for record in self.source.records(event) if self.poisonous(record)]
    style = self.script.get("style", "raise")
    if style == "report":
        return {"batchItemFailures": [{"itemIdentifier": self.source.identifier(record)} for record in bad]}
    if bad and style == "timeout":
        time.sleep(_FOREVER_S)
    if bad and style == "exit":
        sys.exit(1)
    if bad:
        raise RuntimeError(f"{', '.join(self.source.key(record) for record in bad)}: poison")
    return None


def _resend(self: Script, event: Any, number: int) -> None:
    if number < self.script.get("stop_after", sys.maxsize):
        for record in self.source.records(event):
            self.source.resend(record)


def _count(self: Script, event: Any, number: int) -> Any:
    return {"state": {"n": event["state"].get("n", 0) + len(event["Records"])}}


def _oversize(self: Script, event: Any, number: int) -> Any:
    if event["isFinalInvokeForWindow"]:
        return None
    return {"state": {"long": "x" * (self.script.get("state_chars", _STATE_CHARS) - len('{"long": ""}'))}}


_MODES: Mapping[str, Callable[[Script, Any, int], Any]] = {
    "sequence": _sequence,
    "none": _none,
    "poison": _poison,
    "resend_to_same_queue": _resend,
    "tumbling_counter": _count,
    "tumbling_oversize": _oversize,
}


def _filled(value: Any, source: Source) -> Any:
    """The value with identifiers in the place of `$id(key)`."""
    if isinstance(value, str):
        whole = _ID.fullmatch(value)
        if whole:
            return source.identifier_of(whole[1])
        return _ID.sub(lambda match: str(source.identifier_of(match[1])), value)
    if isinstance(value, Mapping):
        return {name: _filled(each, source) for name, each in value.items()}
    if isinstance(value, Sequence):
        return [_filled(each, source) for each in value]
    return value
