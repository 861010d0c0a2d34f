"""Somebody who looks on: a report of the run, say. As long as nobody does, nothing is written down for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_lambda.batches.record import BatchRecord
    from pytest_lambda.runtime.result import InvocationResult
    from pytest_lambda.service.call import Call
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping
    from pytest_lambda.service.revision import Revision

#: what kind of thing happened to an event, a message or a record
Happening: TypeAlias = Literal[
    "note", "throttle", "system error", "retry", "dead letter", "destination", "given up", "lost", "filtered", "batch"
]
NOTE: Final = "note"


class Observer(Protocol):
    """Is told what happens in a service, at the moment it happens. Its methods must not wait."""

    def executed(self, call: Call, revision: Revision, result: InvocationResult) -> None:
        """An execution is over; what it is billed is known."""
        ...

    def refused(self, call: Call) -> None:
        """A request was throttled."""
        ...

    def judged(
        self, mapping: EventSourceMapping, records: Sequence[BatchRecord], result: InvocationResult
    ) -> None:
        """What has become of the records that a mapping invoked with: `result.outcome`."""
        ...

    def noted(self, at_us: int, kind: Happening, function: str, about: str, text: str, parts: Sequence[object]) -> None:
        """Something happened besides.

        Args:
            at_us: when, in microseconds since 1970.
            kind: of what.
            function: the name of the function whose event or record it is.
            about: the request id of an event, or the name of a mapping's source.
            text: with `{}` for each part.
            parts: of the text.
        """
        ...
