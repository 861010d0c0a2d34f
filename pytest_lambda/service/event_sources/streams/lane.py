"""One of the invocations that a shard may have at a time, with the records that wait for it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from pytest_lambda.limits import REQUEST_BYTES
from pytest_lambda.service.event_sources.appointment import Appointment
from pytest_lambda.service.event_sources.streams.piece import Item, Piece

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.streams.shard_reader import ShardReader

#: of a request, for what is around the records
_ENVELOPE_BYTES = 1_024
_BATCH_BYTES = REQUEST_BYTES - _ENVELOPE_BYTES


class Lane:
    """Hands over the records of some partition keys, in order (C20).

    Args:
        reader: of the shard.

    Attributes:
        busy: whether the function runs.
        gathered: how many records of the event wait to be part of a batch.
    """

    __slots__ = ("_bytes", "_next", "_pieces", "_queue", "_reader", "_since_us", "busy", "gathered")

    def __init__(self, reader: ShardReader) -> None:
        self._reader = reader
        self._queue: deque[Item] = deque()
        self._bytes = 0
        self.gathered = 0
        #: of the batch that is tried now, the first one next
        self._pieces: deque[Piece] = deque()
        self._since_us: int | None = None
        self._next = Appointment(reader.mapping.function.service.clock)
        self.busy = False

    @property
    def in_hand(self) -> int:
        """How many records of the shard are neither done nor given up."""
        return len(self._queue) + sum(len(piece.items) for piece in self._pieces)

    @property
    def idle(self) -> bool:
        """Whether it has nothing to do."""
        return not (self.busy or self._pieces or self._queue)

    @property
    def wanted(self) -> int:
        """How many records more its next batch takes; 0 as long as it is at work on one."""
        if self.busy or self._pieces or self.full:
            return 0
        return self._reader.mapping.settings.batch_size - self.gathered

    @property
    def full(self) -> bool:
        """Whether a whole batch is there: by number, by size (G30), or as the next record is of another window."""
        if self.gathered >= self._reader.mapping.settings.batch_size or self._bytes > _BATCH_BYTES:
            return True
        window, queue = self._reader.window, self._queue
        return window is not None and len(queue) > 1 and not window.same(queue[0], queue[-1])

    def add(self, item: Item) -> None:
        """Let a record wait for its batch."""
        self._queue.append(item)
        self._bytes += item.size
        self.gathered += len(item.events)

    def proceed(self) -> None:
        """Do what is due: the next attempt, or a batch if it is full or was gathered long enough."""
        if self.busy:
            return
        if self._pieces:
            self._try_at(self._pieces[0].due_us)
            return
        reader, now_us = self._reader, self._reader.now_us
        window, first = reader.window, self._queue[0] if self._queue else None
        if window is not None and window.is_over(first, now_us, shard_is_over=reader.is_read):
            self._begin(Piece((), final=True))
        elif first is None:
            self._since_us = None
            if window is not None and window.is_open:
                self._look_at(window.closes_us, "the end of a window")
        else:
            self._gather(now_us)

    def put_back(self) -> None:
        """Forget what was tried, and how often: it waits for a batch again (C36)."""
        self._next.cancel()
        self._since_us = None
        if self.busy:
            return
        for piece in reversed(self._pieces):
            for item in reversed(piece.items):
                self._queue.appendleft(item)
                self._bytes += item.size
                self.gathered += len(item.events)
        self._pieces.clear()

    def emptied(self) -> list[Item]:
        """What waits, which it does not have any more."""
        items = list(self._queue)
        self._queue.clear()
        self._bytes = self.gathered = 0
        return items

    def _gather(self, now_us: int) -> None:
        """C22; the time begins anew when an invocation has ended (C23)."""
        if self._since_us is None:
            self._since_us = now_us
        due_us = self._since_us + round(self._reader.mapping.settings.maximum_batching_window_in_seconds * 1e6)
        if now_us >= due_us or self.full or self._reader.far_ahead:
            self._begin(self._batch())
        else:
            self._look_at(due_us, "a batching window")

    def _batch(self) -> Piece:
        reader, queue = self._reader, self._queue
        first = queue[0]
        most, window = reader.mapping.settings.batch_size, reader.window
        items: list[Item] = []
        number = size = 0
        while queue:
            item = queue[0]
            if items and (number + len(item.events) > most or size + item.size > _BATCH_BYTES):
                break
            if window is not None and not window.same(first, item):
                break
            items.append(queue.popleft())
            number += len(item.events)
            size += item.size
        self.gathered -= number
        self._bytes -= size
        return Piece(items)

    def _begin(self, piece: Piece) -> None:
        self._since_us = None
        self._pieces.append(piece)
        self._try_at(self._reader.now_us)

    def _try_at(self, due_us: int) -> None:
        self._plan(due_us, self._attempt, "a batch", task=True)

    def _look_at(self, due_us: int, what: str) -> None:
        self._plan(due_us, self._look, what, task=False)

    def _plan(self, due_us: int, action: Callable[[], object], what: str, *, task: bool) -> None:
        label = f"{what} of {self._reader.source.name}"
        if self._next.label != label:
            self._next.cancel()  # what is planned is something else
        self._next.plan(due_us, action, label, task=task)

    def _look(self) -> None:
        self._reader.advance()

    def _attempt(self) -> None:
        piece = self._pieces[0]
        self.busy = True
        try:
            instead = self._reader.attempts.make(piece)
        finally:
            self.busy = False
        self._pieces.popleft()
        self._pieces.extendleft(reversed(instead))
        if not self._reader.running:
            self.put_back()
        self._reader.advance()
