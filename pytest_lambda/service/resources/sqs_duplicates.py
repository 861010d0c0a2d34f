"""FIFO queues take a message of one deduplication id once in five minutes."""

from __future__ import annotations

from collections import deque

from pytest_lambda.service.resources.moments import MICROSECONDS
from pytest_lambda.service.resources.sqs_message import Life

#: SQS Developer Guide, exactly-once processing
DEDUPLICATION_US = 300 * MICROSECONDS


class Duplicates:
    """The messages of the last five minutes by their deduplication ids, deleted ones too."""

    __slots__ = ("_ends", "_known")

    def __init__(self) -> None:
        self._known: dict[str, Life] = {}
        self._ends: deque[tuple[int, str]] = deque()

    def first(self, deduplication_id: str, now: int) -> Life | None:
        """The message that one with this id would be a duplicate of."""
        while self._ends and self._ends[0][0] <= now:
            del self._known[self._ends.popleft()[1]]
        return self._known.get(deduplication_id)

    def remember(self, deduplication_id: str, life: Life, now: int) -> None:
        """A message was sent under a new id."""
        self._known[deduplication_id] = life
        self._ends.append((now + DEDUPLICATION_US, deduplication_id))
