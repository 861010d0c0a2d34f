"""Receives and deletes messages as services of AWS do, by the thousand: without an object for each receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pytest_lambda.service.resources.moments import MICROSECONDS
from pytest_lambda.service.resources.sqs_dead_letters import DeadLetters
from pytest_lambda.service.resources.sqs_message import LIVING, Life
from pytest_lambda.service.resources.sqs_order import Order
from pytest_lambda.service.resources.sqs_settings import QueueSettings
from pytest_lambda.service.resources.sqs_storage import Storage
from pytest_lambda.service.resources.watchers import Watchers


@dataclass(slots=True)
class Taken:
    """What came of asking for messages.

    Attributes:
        lives: received, in order; each is leased until its `until_us`, as long as its `receives_here` stays.
        moved: to the dead-letter queue, instead of being received once more (A32).
        declined: whether there was a message that did not fit.
    """

    lives: list[Life] = field(default_factory=list)
    moved: list[Life] = field(default_factory=list)
    declined: bool = False


class Leases:
    """What can be received of a queue, and what was.

    Args:
        settings: of the queue.
        storage: its messages.
        order: of these.
        dead_letters: where they go that were received too often.
        watchers: of the queue.
    """

    __slots__ = ("_dead_letters", "_order", "_settings", "_storage", "_watchers")

    def __init__(
        self,
        settings: QueueSettings,
        storage: Storage,
        order: Order,
        dead_letters: DeadLetters,
        watchers: Watchers,
    ) -> None:
        self._settings = settings
        self._storage = storage
        self._order = order
        self._dead_letters = dead_letters
        self._watchers = watchers

    def reconfigure(self, settings: QueueSettings, dead_letters: DeadLetters) -> None:
        """Go by other settings from now on."""
        self._settings = settings
        self._dead_letters = dead_letters

    def candidates(self, now: int, moved: list[Life] | None = None) -> Iterator[Life]:
        """What may be received, in order; each is received, or the last one, before the next is asked for.

        Args:
            now: microseconds since 1970.
            moved: gets what went to the dead-letter queue on the way (A32).
        """
        limit = self._settings.max_receive_count
        for life in self._order.candidates():
            if limit is None or life.receives_here < limit:
                yield life
                continue
            self._storage.end(life, "dead_letter", now, "dead_letter")
            self._dead_letters.take(life, now)
            if moved is not None:
                moved.append(life)

    def take(self, most: int, fits: Callable[[Life], bool] | None = None) -> Taken:
        """Receive messages; more than ten of them are what several receipts in a row give.

        Args:
            most: messages.
            fits: whether another one fits in; the first that does not stays where it is.
        """
        now = self._storage.settle()
        until = now + self._settings.visibility_timeout * MICROSECONDS
        taken = Taken()
        if most < 1:
            return taken
        for life in self.candidates(now, taken.moved):
            if fits is not None and not fits(life):
                self._order.declined(life)
                taken.declined = True
                break
            self._storage.receive(life, now, until)
            taken.lives.append(life)
            if len(taken.lives) == most:
                break
        return taken

    def holds(self, life: Life, receipt: int) -> bool:
        """Whether a message is in flight still, by this receipt."""
        self._storage.settle()
        return life.state == "in_flight" and life.receives_here == receipt

    def delete(self, receipts: Iterable[tuple[Life, int]]) -> int:
        """Delete messages by their receipts, and tell who watches the queue.

        Returns:
            How many were deleted: an outdated receipt deletes nothing, and if the queue is FIFO, neither does one
            whose visibility timeout is over.
        """
        now, number = self._storage.settle(), 0
        for life, receipt in receipts:
            if life.receives_here != receipt or life.state not in LIVING:
                continue
            if self._settings.fifo_queue and life.state == "visible":
                continue
            self._storage.end(life, "deleted", now, "deleted")
            number += 1
        self._watchers.tell()
        return number

    def hold(self, groups: Iterable[str]) -> None:
        """Hand out nothing of message groups until they are released, so that none is in two hands (B2)."""
        for group in groups:
            self._order.hold(group)

    def release(self, groups: Iterable[str]) -> None:
        """See `hold`."""
        for group in groups:
            self._order.release(group)
        self._watchers.tell()

    def next_visible_us(self) -> int | None:
        """When the next message can be received, in microseconds since 1970: now, later, or never; O(log n)."""
        now = self._storage.settle()
        return now if self._order.any else self._storage.next_change_us()
