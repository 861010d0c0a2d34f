"""What is due on virtual time, in the order in which it happens."""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter
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
    """A heap of entries: adding one and taking the first costs O(log n).

    Args:
        schedule: `fifo`: entries of one moment in the order in which they were made; `random`: shuffled.
        seed: of the shuffling.
    """

    __slots__ = ("_heap", "_number", "_rank", "business")

    def __init__(self, *, schedule: str = "fifo", seed: int | str = 0) -> None:
        shuffled = random.Random(f"schedule {seed}").random
        self._heap: list[tuple[int, float, int, Entry]] = []
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

    def cancel(self, entry: Entry) -> None:
        """It will not happen; cancelling what has happened changes nothing."""
        if entry.action is not None:
            entry.action = None
            self.business -= not entry.housekeeping

    def next_due(self) -> int | None:
        """When the first entry is due; None: there is none."""
        heap = self._heap
        while heap and heap[0][3].action is None:
            heapq.heappop(heap)
        return heap[0][0] if heap else None

    def take(self) -> Callable[[], object]:
        """What happens first; there must be something."""
        entry = heapq.heappop(self._heap)[3]
        action, entry.action = entry.action, None
        self.business -= not entry.housekeeping
        assert action is not None
        return action

    def labels(self) -> Counter[str]:
        """What is due, by label, without housekeeping."""
        entries = (row[3] for row in self._heap)
        return Counter(entry.label for entry in entries if entry.action is not None and not entry.housekeeping)


def _same() -> float:
    return 0.0
