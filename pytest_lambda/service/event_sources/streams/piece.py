"""Records in hand: one by one, and as batches that are tried until they are done or given up."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_lambda.batches.record import BatchRecord
from pytest_lambda.service.event_sources.streams.source import StreamRecord


class Item:
    """A record of a shard that was read and is not done yet.

    Args:
        position: in its shard.
        record: of the stream.
        events: what the event holds for it.

    Attributes:
        size: bytes that it takes in the event, about.
    """

    __slots__ = ("events", "position", "record", "size")

    def __init__(self, position: int, record: StreamRecord, events: Sequence[BatchRecord]) -> None:
        self.position = position
        self.record = record
        self.events = events
        self.size = record.size


class Piece:
    """A batch, or what is left of one: it begins at a checkpoint and has a retry budget of its own (C27, C47).

    Args:
        items: in order; none in the last invocation of a window.
        final: whether it ends a tumbling window (C83).

    Attributes:
        attempts: how often the function failed on it, or it could not be sent (C33).
        refusals: how often in a row the function did not run (C32).
        request_id: the same one as long as it is unchanged (C29); None before the first attempt.
        due_us: not to be tried before.
    """

    __slots__ = ("attempts", "due_us", "final", "items", "refusals", "request_id")

    def __init__(self, items: Sequence[Item], *, final: bool = False) -> None:
        self.items = items
        self.final = final
        self.attempts = 0
        self.refusals = 0
        self.request_id: str | None = None
        self.due_us = 0

    @property
    def records(self) -> list[BatchRecord]:
        """As the event holds them."""
        return [event for item in self.items for event in item.events]

    def halves(self) -> list[Piece]:
        """The first half, rounded down, and the rest (C41)."""
        middle = len(self.items) // 2
        return pieces(self.items[:middle], self.items[middle:])

    def index_of(self, record_id: object) -> int:
        """Which item a function means; 0 if none."""
        for index, item in enumerate(self.items):
            if any(event.id == record_id for event in item.events):
                return index
        return 0


def pieces(*parts: Sequence[Item]) -> list[Piece]:
    """A piece of each part that is not empty."""
    return [Piece(part) for part in parts if part]
