"""How far a shard is read and done, and what has become of its records."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, fields


@dataclass(slots=True)
class Account:
    """What has become of the records that were read.

    Attributes:
        succeeded: the function is done with them.
        filtered: no filter accepts them (A96).
        at_destination: given up, and their description was delivered (C70).
        dropped: given up without a destination, or refused by it (C37, C76).
        expired: no longer retained by the stream before they were done (C25).
    """

    succeeded: int = 0
    filtered: int = 0
    at_destination: int = 0
    dropped: int = 0
    expired: int = 0

    @property
    def settled(self) -> int:
        """All of them."""
        return sum(getattr(self, field.name) for field in fields(self))


class Progress:
    """The checkpoint of a shard: the lowest position that is not done.

    Args:
        start: the position where reading begins.

    Attributes:
        start: see above.
        position: the checkpoint.
        sequence_number: of the last record before it that was read; None if there was none.
    """

    __slots__ = ("_ahead", "position", "sequence_number", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.position = start
        self.sequence_number: str | None = None
        #: what is done beyond the checkpoint: begin, end, last sequence number
        self._ahead: list[tuple[int, int, str]] = []

    def done(self, begin: int, end: int, sequence_number: str = "") -> None:
        """Positions from `begin` up to `end` are done; the number is empty if the records were not read."""
        if begin != self.position:
            heapq.heappush(self._ahead, (begin, end, sequence_number))
            return
        self._move(end, sequence_number)
        while self._ahead and self._ahead[0][0] == self.position:
            _, end, sequence_number = heapq.heappop(self._ahead)
            self._move(end, sequence_number)

    @property
    def ahead(self) -> int:
        """How many records are done beyond the checkpoint."""
        return sum(end - begin for begin, end, _ in self._ahead)

    def _move(self, end: int, sequence_number: str) -> None:
        self.position = end
        if sequence_number:
            self.sequence_number = sequence_number
