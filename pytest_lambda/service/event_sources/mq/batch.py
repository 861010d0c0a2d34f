"""Messages of a broker in the hands of a mapping, and the books about them."""

from __future__ import annotations

import json
from typing import Any, Literal, TypeAlias

from pytest_lambda import limits
from pytest_lambda.batches.reading import activemq_record, rabbitmq_record
from pytest_lambda.batches.record import BatchRecord
from pytest_lambda.service.resources.broker_message import BrokerMessage
from pytest_lambda.service.resources.broker_queue import BrokerQueue

#: bytes of what stands between two messages
_BETWEEN = 2

#: whether an event has room for a record
Room: TypeAlias = Literal["yes", "in the next batch", "never"]

_encode = json.JSONEncoder().encode


class BrokerBatch:
    """A batch.

    Args:
        queue: whose messages they are.

    Attributes:
        messages: in flight.
        records: of each message, in the same order.
    """

    __slots__ = ("_frame", "_next_size", "_queue", "_size", "messages", "records")

    def __init__(self, queue: BrokerQueue) -> None:
        self._queue = queue
        self._next_size = 0
        self._frame = self._size = len(_encode(queue.event_of([])))
        self.messages: list[BrokerMessage] = []
        self.records: list[BatchRecord] = []

    def room_for(self, record: dict[str, Any]) -> Room:
        """Whether a record still fits into the event (M8)."""
        size = len(_encode(record)) + _BETWEEN
        if self._frame + size > limits.REQUEST_BYTES:
            return "never"
        if self._size + size > limits.REQUEST_BYTES:
            return "in the next batch"
        self._next_size = size
        return "yes"

    def add(self, message: BrokerMessage, record: dict[str, Any]) -> None:
        """One more message, in flight, that there is room for."""
        self._size += self._next_size
        self.messages.append(message)
        made = rabbitmq_record(record, message.message_id) if "basicProperties" in record else activemq_record(record)
        self.records.append(made)

    def event(self) -> Any:
        """As the function gets it."""
        return self._queue.event_of([dict(record.event) for record in self.records])


class BrokerAccount:
    """What has become of every delivery to a mapping.

    Attributes:
        delivered: by the broker.
        acknowledged: done.
        filtered: accepted by no filter, and acknowledged.
        too_large: dropped (M8).
        returned: to the broker, which delivers them again.
        given_up: by the broker: in its dead-letter queue, or gone.
    """

    __slots__ = ("acknowledged", "delivered", "filtered", "given_up", "returned", "too_large")

    def __init__(self) -> None:
        self.delivered = self.acknowledged = self.filtered = self.too_large = self.returned = self.given_up = 0

    def unsettled(self, in_hand: int) -> str | None:
        """What does not balance.

        Args:
            in_hand: messages that are being gathered or processed.
        """
        settled = self.acknowledged + self.filtered + self.too_large + self.returned + self.given_up
        if self.delivered == settled + in_hand:
            return None
        return (
            f"{self.delivered:,} messages were delivered, but {self.acknowledged:,} acknowledged, {self.filtered:,} "
            f"filtered, {self.too_large:,} dropped for their size, {self.returned:,} returned to the broker, "
            f"{self.given_up:,} given up by it, and {in_hand:,} are in hand"
        )
