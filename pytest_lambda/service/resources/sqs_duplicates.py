"""FIFO queues take a message of one deduplication id once in five minutes."""

from __future__ import annotations

from collections import deque

from pytest_lambda.service.resources.moments import MICROSECONDS
from pytest_lambda.service.resources.sqs_message import Life

#: SQS Developer Guide, exactly-once processing
DEDUPLICATION_US = 300 * MICROSECONDS


class Duplicates:
    """The messages of the last five minutes by their deduplication ids, deleted ones too.

    With the scope of message groups the group is part of the key, else the first part is empty.
    """

    __slots__ = ("_ends", "_known")

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Life] = {}
        self._ends: deque[tuple[int, tuple[str, str]]] = deque()

    def first(self, key: tuple[str, str], now: int) -> Life | None:
        """The message that one with this key would be a duplicate of."""
        while self._ends and self._ends[0][0] <= now:
            del self._known[self._ends.popleft()[1]]
        return self._known.get(key)

    def remember(self, key: tuple[str, str], life: Life, now: int) -> None:
        """A message was sent under a new id."""
        self._known[key] = life
        self._ends.append((now + DEDUPLICATION_US, key))
