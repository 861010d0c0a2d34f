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

    def declined(self, life: Life) -> None:
        """The last candidate was not taken after all: it is one again."""
        ...

    @property
    def any(self) -> bool:
        """Whether something may be received now."""
        ...

    def hold(self, group: str) -> None:
        """Hand out nothing of a message group until it is released as often; a standard queue has none."""
        ...

    def release(self, group: str) -> None:
        """See `hold`."""
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

    def declined(self, life: Life) -> None:
        """See `Order`."""
        heappush(self._visible, (life.number, life))

    @property
    def any(self) -> bool:
        """See `Order`."""
        visible = self._visible
        while visible and visible[0][1].state != "visible":
            heappop(visible)
        return bool(visible)

    def hold(self, group: str) -> None:
        """See `Order`."""

    def release(self, group: str) -> None:
        """See `Order`."""


class _Group:
    """The living messages of a message group, in order."""

    __slots__ = ("holds", "in_flight", "lives", "offered")

    def __init__(self) -> None:
        self.lives: OrderedDict[int, Life] = OrderedDict()
        self.in_flight = 0
        self.holds = 0
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
        self._offer_or_forget(life.group, group)

    def candidates(self) -> Iterator[Life]:
        """See `Order`."""
        while self._heads:
            group = self._open(heappop(self._heads))
            if group is not None:
                yield from list(islice(takewhile(_is_visible, group.lives.values()), MOST_AT_ONCE))

    def declined(self, life: Life) -> None:
        """See `Order`. One that is not the first of its group waits for those before it anyway."""
        self._offer(life.group, self._groups[life.group])

    @property
    def any(self) -> bool:
        """See `Order`."""
        heads = self._heads
        while heads:
            group = self._open(heads[0])
            if group is not None:
                group.offered = heads[0][0]
                return True
            heappop(heads)
        return False

    def hold(self, group: str) -> None:
        """See `Order`."""
        self._groups.setdefault(group, _Group()).holds += 1

    def release(self, group: str) -> None:
        """See `Order`."""
        held = self._groups[group]
        held.holds -= 1
        self._offer_or_forget(group, held)

    def _open(self, head: tuple[int, str]) -> _Group | None:
        """The group of an entry if the entry holds, which it does no longer then, and messages of it can be had."""
        number, name = head
        group = self._groups.get(name)
        if group is None or group.offered != number:
            return None
        group.offered = None
        return group if not (group.in_flight or group.holds) and group.head.number == number else None

    def _offer_or_forget(self, name: str, group: _Group) -> None:
        if group.lives:
            self._offer(name, group)
        elif not group.holds:
            del self._groups[name]

    def _offer(self, name: str, group: _Group) -> None:
        head = group.head
        if head.state == "visible" and group.offered != head.number:
            group.offered = head.number
            heappush(self._heads, (head.number, name))


def _is_visible(life: Life) -> bool:
    return life.state == "visible"
