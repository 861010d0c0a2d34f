"""What queues of ActiveMQ and RabbitMQ have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import Any

from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.broker_message import BrokerMessage, BrokerState
from pytest_lambda.service.resources.moments import microseconds
from pytest_lambda.service.resources.watchers import Watchers

_PRESENT: tuple[BrokerState, ...] = ("ready", "waiting")


class BrokerQueue(ABC):
    """A queue of a broker, in the order of sending; what is delivered again comes first.

    Args:
        name: of the queue.
        arn: of its broker, by which event source mappings know it.
        platform: what the broker is part of.

    Attributes:
        name, arn: see above.
        broker_kind: `ActiveMQ` or `RabbitMQ`.
        redelivers_for_ever: whether a message that always fails never leaves the queue.
    """

    broker_kind = ""
    redelivers_for_ever = False

    def __init__(self, name: str, arn: str, *, platform: Platform) -> None:
        self.name = name
        self.arn = arn
        self._platform = platform
        self._all: list[BrokerMessage] = []
        self._living: dict[int, BrokerMessage] = {}
        #: numbers of messages that can be delivered, and moments with numbers of those that wait
        self._ready: list[int] = []
        self._waiting: list[tuple[int, int]] = []
        self._watchers = Watchers()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}: {len(self._living)} messages>"

    # ---- what a test looks at --------------------------------------------------------------------------------

    @property
    def messages(self) -> tuple[BrokerMessage, ...]:
        """Those that can be delivered, now or when the broker redelivers them, in order."""
        self._settle()
        return tuple(each for _, each in sorted(self._living.items()) if each.state in _PRESENT)

    @property
    def in_flight(self) -> tuple[BrokerMessage, ...]:
        """Delivered and neither acknowledged nor given back."""
        return self._in("in_flight")

    @property
    def acknowledged(self) -> tuple[BrokerMessage, ...]:
        """Done."""
        return self._in("acknowledged")

    @property
    def dead_letters(self) -> tuple[BrokerMessage, ...]:
        """Those that went to a dead-letter queue of the broker."""
        return self._in("dead_letter")

    @property
    def lost(self) -> tuple[BrokerMessage, ...]:
        """Those that are nowhere: too large for Lambda (M8), expired, or given up by a broker that kept no copy."""
        return self._in("too_large", "discarded", "expired")

    @property
    def filtered(self) -> tuple[BrokerMessage, ...]:
        """Those that no filter of a mapping accepted."""
        return self._in("filtered")

    # ---- for mappings ----------------------------------------------------------------------------------------

    def watch(self, callback: Callable[[], object]) -> None:
        """Call it after something has changed in what can be delivered, or when."""
        self._watchers.add(callback)

    def unwatch(self, callback: Callable[[], object]) -> None:
        """Do so no longer."""
        self._watchers.remove(callback)

    def next_ready_us(self) -> int | None:
        """When the next message can be delivered, in microseconds since 1970; None if there is none."""
        now_us = self._settle()
        if self._ready:
            return now_us
        return self._waiting[0][0] if self._waiting else None

    def next_message(self) -> BrokerMessage | None:
        """The one that would be delivered now."""
        self._settle()
        return self._living[self._ready[0]] if self._ready else None

    def deliver(self, message: BrokerMessage) -> None:
        """Hand out what `next_message` gave."""
        assert self._ready[:1] == [message.number], "messages are delivered in their order"
        heappop(self._ready)
        message.state = "in_flight"
        message.deliveries += 1

    def end(self, messages: Iterable[BrokerMessage], state: BrokerState) -> None:
        """Messages in flight leave the queue."""
        for message in messages:
            message.state = state
            del self._living[message.number]

    def give_back(self, messages: Iterable[BrokerMessage]) -> None:
        """Messages in flight can be delivered again at once: their consumer is gone."""
        for message in messages:
            message.state = "ready"
            heappush(self._ready, message.number)
        self._watchers.tell()

    def fail(self, messages: Iterable[BrokerMessage], until_us: int) -> list[BrokerMessage]:
        """Messages in flight were not processed: they are delivered again, or given up.

        Args:
            messages: in flight.
            until_us: when they are delivered again, in microseconds since 1970.

        Returns:
            Those that are given up.
        """
        gone = []
        for message in messages:
            if self._is_given_up(message):
                gone.append(message)
                self.end((message,), self._give_up(message))
            else:
                message.state = "waiting"
                heappush(self._waiting, (until_us, message.number))
        self._watchers.tell()
        return gone

    @abstractmethod
    def record_of(self, message: BrokerMessage) -> dict[str, Any]:
        """What the Lambda event has of a message that is about to be delivered."""

    @abstractmethod
    def event_of(self, records: list[dict[str, Any]]) -> Any:
        """The Lambda event of some messages."""

    # ---- inside ----------------------------------------------------------------------------------------------

    @abstractmethod
    def _is_given_up(self, message: BrokerMessage) -> bool: ...

    @abstractmethod
    def _give_up(self, message: BrokerMessage) -> BrokerState: ...

    def _admit(self, message: BrokerMessage) -> BrokerMessage:
        self._all.append(message)
        self._living[message.number] = message
        heappush(self._ready, message.number)
        self._watchers.tell()
        return message

    def _now_us(self) -> int:
        return microseconds(self._platform.epoch())

    def _settle(self) -> int:
        """Let happen what is due; the time in microseconds since 1970."""
        now_us = self._now_us()
        while self._waiting and self._waiting[0][0] <= now_us:
            _, number = heappop(self._waiting)
            self._living[number].state = "ready"
            heappush(self._ready, number)
        # only the head of a queue expires: RabbitMQ, Time-To-Live and Expiration
        while self._ready:
            message = self._living[self._ready[0]]
            if message.expires_us is None or message.expires_us > now_us:
                break
            heappop(self._ready)
            self.end((message,), self._give_up_expired(message))
        return now_us

    def _give_up_expired(self, message: BrokerMessage) -> BrokerState:
        return "expired"

    def _in(self, *states: BrokerState) -> tuple[BrokerMessage, ...]:
        self._settle()
        return tuple(each for each in self._all if each.state in states)
