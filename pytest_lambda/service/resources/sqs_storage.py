"""The messages of a queue and the states that they pass through.

Nothing happens here by a timer: whoever looks or asks first lets happen what is due by then, in the order of time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush

from pytest_lambda.service.resources.sqs_message import PASSING, Life, State
from pytest_lambda.service.resources.sqs_order import Order

#: a moment and the number of a message are one number here: a million of them take a third of the memory of pairs
_NUMBER_BITS = 40
_NUMBER = (1 << _NUMBER_BITS) - 1


class Storage:
    """Every message that ever was in a queue.

    Args:
        now: gives the time in microseconds since 1970.
        order: in which messages are handed out.
        retain: how many messages of each state that have ended are kept; None: all.

    Attributes:
        came: how many messages there have ever been.
        lives: those that are known, by their number.
        living: those that can still be received, by their number, oldest first.
        ended: the others, by their state.
    """

    __slots__ = ("_changes", "_expiries", "_now", "_order", "_retain", "came", "ended", "lives", "living")

    def __init__(self, now: Callable[[], int], order: Order, retain: int | None = None) -> None:
        self._now = now
        self._order = order
        self._retain = retain
        self.came = 0
        self._expiries: list[int] = []
        #: ends of delays and of visibility timeouts; entries that no longer hold are passed over
        self._changes: list[int] = []
        self.lives: dict[int, Life] = {}
        self.living: dict[int, Life] = {}
        self.ended: dict[State, deque[Life]] = {"deleted": deque(), "expired": deque(), "dead_letter": deque()}

    def settle(self) -> int:
        """Let everything happen that is due, and say what time it is, in microseconds since 1970."""
        now = self._now()
        limit = (now + 1) << _NUMBER_BITS
        expiries, changes = self._expiries, self._changes
        while True:
            expires = expiries[0] if expiries else limit
            changing = changes[0] if changes else limit
            if expires >= limit and changing >= limit:
                return now
            # what comes first when both are due at one moment: the end
            if expires >> _NUMBER_BITS <= changing >> _NUMBER_BITS:
                self._expire(heappop(expiries))
            else:
                self._change(heappop(changes))

    def next_change_us(self) -> int | None:
        """When the next message becomes visible again, or for the first time, or expires before that."""
        self._forget_expiries()
        changes = self._changes
        while changes:
            life = self.living.get(changes[0] & _NUMBER)
            at = changes[0] >> _NUMBER_BITS
            if life is not None and life.state in PASSING and at in (life.until_us, life.expires_us):
                return at
            heappop(changes)
        return None

    def admit(self, life: Life, state: State) -> None:
        """A message comes into the queue, visible or delayed."""
        life.home = self
        life.state = state
        life.until_us = life.received_us = life.receives_here = 0
        number = life.number = self.came
        self.came += 1
        self.lives[number] = self.living[number] = life
        heappush(self._expiries, life.expires_us << _NUMBER_BITS | number)
        self._order.arrived(life)

    def receive(self, life: Life, now: int, until: int) -> None:
        """A visible message goes in flight, until that time."""
        life.state = "in_flight"
        life.receive_count += 1
        life.receives_here += 1
        life.received_us = now
        if life.first_received_us is None:
            life.first_received_us = now
        life.report(now, "received")
        self._order.taken(life)
        self.pass_at(life, until)

    def pass_at(self, life: Life, until: int) -> None:
        """Let the state of a message, delayed or in flight, end at that time and no other."""
        life.until_us = until
        heappush(self._changes, min(until, life.expires_us) << _NUMBER_BITS | life.number)

    def keep_for(self, retention_us: int) -> None:
        """Let the messages that there are expire after another time than so far."""
        self.settle()
        for life in self.living.values():
            life.expires_us = life.sent_us + retention_us
            heappush(self._expiries, life.expires_us << _NUMBER_BITS | life.number)
            if life.state in PASSING:  # which may have been to end by expiring, or expires before its end now
                self.pass_at(life, life.until_us)

    def end(self, life: Life, state: State, at: int, event: str) -> None:
        """A message leaves the queue for good."""
        was_in_flight = life.state == "in_flight"
        life.state = state
        life.report(at, event)
        del self.living[life.number]
        ended = self.ended[state]
        ended.append(life)
        if self._retain is not None and len(ended) > self._retain:
            del self.lives[ended.popleft().number]
        self._order.gone(life, was_in_flight=was_in_flight)

    def _expire(self, entry: int) -> None:
        life, at = self.living.get(entry & _NUMBER), entry >> _NUMBER_BITS
        if life is not None and life.expires_us <= at:  # it may have got more time since
            self.end(life, "expired", at, "expired")

    def _change(self, entry: int) -> None:
        life, at = self.living.get(entry & _NUMBER), entry >> _NUMBER_BITS
        if life is not None and life.state in PASSING and life.until_us == at:
            life.state = "visible"
            life.report(at, "visible")
            self._order.became_visible(life)

    def _forget_expiries(self) -> None:
        expiries = self._expiries
        while expiries and expiries[0] & _NUMBER not in self.living:
            heappop(expiries)
