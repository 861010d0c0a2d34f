"""Where every event of a simulation is: nothing is lost unexplained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_lambda.errors import EventsUnaccountedFor

#: where an event can come to rest
SUCCEEDED = "succeeded"
AT_DESTINATION = "at a destination"
IN_DEAD_LETTER_QUEUE = "in a dead-letter queue"
#: AWS's own rules by which events are lost
DISCARDED = "discarded by AWS: retries or age used up, and neither a destination nor a dead-letter queue (E3, E5)"
NOT_DELIVERED = "lost by AWS: the dead-letter queue or destination refused it (E30, E45)"
_LEFT_NOTHING = ("", DISCARDED, NOT_DELIVERED)


@dataclass(slots=True)
class Entry:
    """One event.

    Attributes:
        request_id: of its invocation.
        function: its name.
        state: `queued`, `in flight`, `waiting for a retry`, or how it ended.
        places: ARNs of where its record or itself was delivered.
        copies: how many executions of it are under way or queued; two for a duplicate (E10).
        ended: how the copies that are over ended; the event is as well off as the best of them.
    """

    request_id: str
    function: str
    state: str = "queued"
    places: tuple[str, ...] = ()
    copies: int = 1
    ended: str = ""


class Ledger:
    """Keeps account of asynchronous events by double entry: what was accepted, and what has become of it."""

    __slots__ = ("_accepted", "_deliveries", "_ended", "_open")

    def __init__(self) -> None:
        self._open: dict[str, Entry] = {}
        self._accepted = 0
        self._ended: Counter[str] = Counter()
        self._deliveries: Counter[str] = Counter()

    def accept(self, request_id: str, function: str) -> Entry:
        """An event came in."""
        self._accepted += 1
        entry = self._open[request_id] = Entry(request_id, function)
        return entry

    def end(self, entry: Entry, state: str, places: tuple[str, ...] = ()) -> None:
        """One copy of an event has come to rest."""
        entry.copies -= 1
        if places:
            self._deliveries.update(places)
        if entry.ended not in _LEFT_NOTHING:
            state = entry.ended
        if entry.copies == 0:
            del self._open[entry.request_id]
            self._ended[state] += 1
        else:
            entry.ended = state

    @property
    def accepted(self) -> int:
        """How many events came in."""
        return self._accepted

    @property
    def ended(self) -> Counter[str]:
        """How many ended in which way."""
        return Counter(self._ended)

    @property
    def deliveries(self) -> Counter[str]:
        """How many records or events were delivered where, by ARN."""
        return Counter(self._deliveries)

    def __iter__(self) -> Iterator[Entry]:
        """Those that have not ended."""
        return iter(tuple(self._open.values()))

    def __len__(self) -> int:
        return len(self._open)

    def __repr__(self) -> str:
        states = Counter(entry.state for entry in self._open.values()) + self._ended
        shown = ", ".join(f"{number:,} {state}" for state, number in states.items()) or "no events"
        return f"<Ledger {self._accepted:,} accepted: {shown}>"

    def check(self, queued: set[str]) -> None:
        """Compare the account with what is there.

        Args:
            queued: request ids of the events that are in the queue or in flight.

        Raises:
            EventsUnaccountedFor: with the events that are missing.
        """
        missing = [entry for entry in self._open.values() if entry.request_id not in queued]
        unknown = sorted(queued - self._open.keys())
        total = len(self._open) + sum(self._ended.values())
        if not missing and not unknown and total == self._accepted:
            return
        lines = [f"  {entry.function}: {entry.request_id} was last {entry.state}" for entry in missing]
        lines += [f"  {request_id} is queued but was never accepted, or has ended" for request_id in unknown]
        raise EventsUnaccountedFor(
            f"The ledger does not balance: {self._accepted:,} events were accepted, {total:,} are accounted for.\n"
            + "\n".join(lines)
        )
