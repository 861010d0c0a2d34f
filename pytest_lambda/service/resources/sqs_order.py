"""In which order a queue hands out its messages. Every step costs O(log n)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import islice, takewhile
from typing import Protocol

from pytest_lambda.service.resources.sqs_message import Life

#: ReceiveMessage, MaxNumberOfMessages
MOST_AT_ONCE = 10


class Order(Protocol):
    """What a queue tells about its messages, and asks."""

    def arrived(self, life: Life) -> None:
        """A message is new; it may be visible already."""
        ...

    def became_visible(self, life: Life) -> None:
        """Its delay or its visibility timeout is over."""
        ...

    def taken(self, life: Life) -> None:
        """It is in flight from now on."""
        ...

    def gone(self, life: Life, *, was_in_flight: bool) -> None:
        """It was deleted, moved, or has expired."""
        ...

    def candidates(self) -> Iterator[Life]:
        """What may be received now, in order. The queue takes or moves each before it asks for the next."""
        ...


class StandardOrder:
    """Oldest first. AWS promises no order at all."""

    __slots__ = ("_visible",)

    def __init__(self) -> None:
        self._visible: list[tuple[int, Life]] = []

    def arrived(self, life: Life) -> None:
        """See `Order`."""
        if life.state == "visible":
            heappush(self._visible, (life.number, life))

    def became_visible(self, life: Life) -> None:
        """See `Order`."""
        heappush(self._visible, (life.number, life))

    def taken(self, life: Life) -> None:
        """See `Order`."""

    def gone(self, life: Life, *, was_in_flight: bool) -> None:
        """See `Order`. Its entry is passed over when it comes up."""

    def candidates(self) -> Iterator[Life]:
        """See `Order`."""
        while self._visible:
            life = heappop(self._visible)[1]
            if life.state == "visible":
                yield life


class _Group:
    """The living messages of a message group, in order."""

    __slots__ = ("in_flight", "lives", "offered")

    def __init__(self) -> None:
        self.lives: OrderedDict[int, Life] = OrderedDict()
        self.in_flight = 0
        self.offered: int | None = None

    @property
    def head(self) -> Life:
        return next(iter(self.lives.values()))


class FifoOrder:
    """Each message group in order, and closed while one of its messages is in flight (B2, B9).

    A receipt gets as many messages of one group as it can before it goes on to another.
    """

    __slots__ = ("_groups", "_heads")

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}
        #: number of the first message, and its group; entries that no longer hold are passed over
        self._heads: list[tuple[int, str]] = []

    def arrived(self, life: Life) -> None:
        """See `Order`."""
        group = self._groups.setdefault(life.group, _Group())
        group.lives[life.number] = life
        self._offer(life.group, group)

    def became_visible(self, life: Life) -> None:
        """See `Order`. Only what was received counts as in flight, not what was delayed."""
        group = self._groups[life.group]
        if life.receives_here:
            group.in_flight -= 1
        self._offer(life.group, group)

    def taken(self, life: Life) -> None:
        """See `Order`."""
        self._groups[life.group].in_flight += 1

    def gone(self, life: Life, *, was_in_flight: bool) -> None:
        """See `Order`."""
        group = self._groups[life.group]
        del group.lives[life.number]
        group.in_flight -= was_in_flight
        if group.lives:
            self._offer(life.group, group)
        else:
            del self._groups[life.group]

    def candidates(self) -> Iterator[Life]:
        """See `Order`."""
        while self._heads:
            number, name = heappop(self._heads)
            group = self._groups.get(name)
            if group is None or group.offered != number:
                continue
            group.offered = None
            if group.in_flight == 0 and group.head.number == number:
                yield from list(islice(takewhile(_is_visible, group.lives.values()), MOST_AT_ONCE))

    def _offer(self, name: str, group: _Group) -> None:
        head = group.head
        if head.state == "visible" and group.offered != head.number:
            group.offered = head.number
            heappush(self._heads, (head.number, name))


def _is_visible(life: Life) -> bool:
    return life.state == "visible"
