"""What is due on virtual time, in the order in which it happens."""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter, deque
from collections.abc import Callable

#: AWS's order of what happens at one moment is not defined: `random` shuffles it, by a seed
SCHEDULES = ("fifo", "random")


class Entry:
    """Something that will happen at a moment.

    Attributes:
        due_us: microseconds since 1970.
        label: what it is, for people: "retry of orders".
        housekeeping: whether `run()` does not wait for it.
    """

    __slots__ = ("action", "due_us", "housekeeping", "label")

    def __init__(self, due_us: int, action: Callable[[], object], label: str, housekeeping: bool) -> None:
        self.due_us = due_us
        self.action: Callable[[], object] | None = action
        self.label = label
        self.housekeeping = housekeeping


class Agenda:
    """Entries in their order: what is to happen at once stands in a line, the rest in a heap.

    Adding an entry to the heap and taking its first one costs O(log n); in the line both cost the same however long
    it is. Most of what happens in a simulation happens at once.

    Args:
        schedule: `fifo`: entries of one moment in the order in which they were made; `random`: shuffled.
        seed: of the shuffling.
    """

    __slots__ = ("_heap", "_line", "_number", "_rank", "business")

    def __init__(self, *, schedule: str = "fifo", seed: int | str = 0) -> None:
        shuffled = random.Random(f"schedule {seed}").random
        self._heap: list[tuple[int, float, int, Entry]] = []
        self._line: deque[tuple[int, float, int, Entry]] | None = None if schedule == "random" else deque()
        self._number = itertools.count()
        self._rank: Callable[[], float] = shuffled if schedule == "random" else _same
        #: how many entries are not housekeeping
        self.business = 0

    def add(self, due_us: int, action: Callable[[], object], label: str, housekeeping: bool) -> Entry:
        """Let something happen at a moment."""
        entry = Entry(due_us, action, label, housekeeping)
        heapq.heappush(self._heap, (due_us, self._rank(), next(self._number), entry))
        if not housekeeping:
            self.business += 1
        return entry

    def add_at_once(self, now_us: int, action: Callable[[], object], label: str) -> Entry:
        """Let something happen now, after what is due already; `now_us` is never less than in an earlier call."""
        if self._line is None:
            return self.add(now_us, action, label, False)
        entry = Entry(now_us, action, label, False)
        self._line.append((now_us, 0.0, next(self._number), entry))
        self.business += 1
        return entry

    def cancel(self, entry: Entry) -> None:
        """It will not happen; cancelling what has happened changes nothing."""
        if entry.action is not None:
            entry.action = None
            self.business -= not entry.housekeeping

    def clear(self) -> None:
        """Nothing of it will happen, and who keeps an entry keeps nothing else by it."""
        for row in (*(self._line or ()), *self._heap):
            row[3].action = None
        if self._line is not None:
            self._line.clear()
        self._heap.clear()
        self.business = 0

    def next_due(self) -> int | None:
        """When the first entry is due; None: there is none."""
        line, heap = self._line, self._heap
        while line and line[0][3].action is None:
            line.popleft()
        while heap and heap[0][3].action is None:
            heapq.heappop(heap)
        if not line:
            return heap[0][0] if heap else None
        return line[0][0] if not heap or line[0] < heap[0] else heap[0][0]

    def take(self) -> Callable[[], object]:
        """What happens first, after `next_due`; there must be something."""
        line, heap = self._line, self._heap
        row = line.popleft() if line and (not heap or line[0] < heap[0]) else heapq.heappop(heap)
        entry = row[3]
        action, entry.action = entry.action, None
        self.business -= not entry.housekeeping
        assert action is not None
        return action

    def labels(self) -> Counter[str]:
        """What is due, by label, without housekeeping."""
        entries = (row[3] for row in (*(self._line or ()), *self._heap))
        return Counter(entry.label for entry in entries if entry.action is not None and not entry.housekeeping)


def _same() -> float:
    return 0.0
