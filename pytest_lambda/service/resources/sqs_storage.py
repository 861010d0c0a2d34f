"""The messages of a queue and the states that they pass through.

Nothing happens here by a timer: whoever looks or asks first lets happen what is due by then, in the order of time.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from pytest_lambda.service.resources.sqs_message import LIVING, PASSING, Life, State
from pytest_lambda.service.resources.sqs_order import Order

#: what comes first when both are due at one moment
_EXPIRY, _CHANGE = 0, 1


class Storage:
    """Every message that ever was in a queue.

    Args:
        now: gives the time in microseconds since 1970.
        order: in which messages are handed out.

    Attributes:
        lives: all messages, by their number.
        living: those that can still be received, by their number, oldest first.
        ended: the others, by their state.
    """

    __slots__ = ("_due", "_now", "_order", "ended", "lives", "living")

    def __init__(self, now: Callable[[], int], order: Order) -> None:
        self._now = now
        self._order = order
        self._due: list[tuple[int, int, int]] = []
        self.lives: list[Life] = []
        self.living: dict[int, Life] = {}
        self.ended: dict[State, list[Life]] = {"deleted": [], "expired": [], "dead_letter": []}

    def settle(self) -> int:
        """Let everything happen that is due, and say what time it is, in microseconds since 1970."""
        now = self._now()
        while self._due and self._due[0][0] <= now:
            at, kind, number = heappop(self._due)
            life = self.lives[number]
            if kind == _EXPIRY:
                if life.state in LIVING:
                    self.end(life, "expired", at, "expired")
            elif life.state in PASSING and life.until_us == at:
                life.state = "visible"
                life.report(at, "visible")
                self._order.became_visible(life)
        return now

    def admit(self, life: Life, state: State) -> None:
        """A message comes into the queue, visible or delayed."""
        life.home = self
        life.state = state
        life.until_us = life.received_us = life.receives_here = 0
        life.number = len(self.lives)
        self.lives.append(life)
        self.living[life.number] = life
        heappush(self._due, (life.expires_us, _EXPIRY, life.number))
        self._order.arrived(life)

    def receive(self, life: Life, now: int) -> None:
        """A visible message goes in flight."""
        life.state = "in_flight"
        life.receive_count += 1
        life.receives_here += 1
        life.received_us = now
        if life.first_received_us is None:
            life.first_received_us = now
        life.report(now, "received")
        self._order.taken(life)

    def pass_at(self, life: Life, until: int) -> None:
        """Let the state of a message, delayed or in flight, end at that time and no other."""
        life.until_us = until
        heappush(self._due, (until, _CHANGE, life.number))

    def end(self, life: Life, state: State, at: int, event: str) -> None:
        """A message leaves the queue for good."""
        was_in_flight = life.state == "in_flight"
        life.state = state
        life.report(at, event)
        del self.living[life.number]
        self.ended[state].append(life)
        self._order.gone(life, was_in_flight=was_in_flight)
