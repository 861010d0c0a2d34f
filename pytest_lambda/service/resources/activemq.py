"""ActiveMQ brokers of Amazon MQ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.errors import NotSimulated
from pytest_lambda.events.builders.amazon_mq import activemq
from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.broker_message import BrokerMessage, BrokerState
from pytest_lambda.service.resources.broker_names import broker_arn, checked_queue_name
from pytest_lambda.service.resources.broker_queue import BrokerQueue

#: M8: Lambda's consumer has ActiveMQ's default policy, and takes no other
MAXIMUM_REDELIVERIES = 6
#: where ActiveMQ's default strategy puts what is given up, of all queues of a broker
DEAD_LETTER_QUEUE = "ActiveMQ.DLQ"
_PERSISTENT, _NOT_PERSISTENT = 2, 1


class ActiveMqQueue(BrokerQueue):
    """A queue of an ActiveMQ broker; made by `activemq_queue`.

    Args:
        name: of the queue.
        broker: it is part of.

    Attributes:
        name, arn, broker: of the queue; the ARN is the broker's.
    """

    broker_kind = "ActiveMQ"

    def __init__(self, name: str, broker: ActiveMqBroker) -> None:
        super().__init__(checked_queue_name(name), broker.arn, platform=broker.platform)
        self.broker = broker

    @property
    def dead_letter_queue(self) -> ActiveMqQueue | None:
        """`ActiveMQ.DLQ`, which all queues of a broker share; it has none itself."""
        return None if self.name == DEAD_LETTER_QUEUE else self.broker.queue(DEAD_LETTER_QUEUE)

    def send(
        self,
        body: object,
        *,
        properties: Mapping[str, str] | None = None,
        correlation_id: str | None = None,
        persistent: bool = True,
        **fields: Any,
    ) -> BrokerMessage:
        """Send a message.

        Args:
            body: bytes (a bytes message), text, or an object for compact JSON (text messages).
            properties: names and texts.
            correlation_id: `JMSCorrelationID`.
            persistent: whether the broker keeps it: ActiveMQ's dead-letter queue takes no other messages.
            fields: AWS's names of fields of the message in the event: `priority`, `replyTo`, `type`.

        Raises:
            EventError: the body or a property cannot be sent, or AWS has no such field.
            NotSimulated: `expiration`.
        """
        if "expiration" in fields:
            raise NotSimulated("Messages of ActiveMQ do not expire here: leave expiration out.")
        number = len(self._all) + 1
        fields.setdefault("messageID", f"{self.broker.connection}:1:1:1:{self.broker.next_number()}")
        fields.setdefault("deliveryMode", _PERSISTENT if persistent else _NOT_PERSISTENT)
        [record] = activemq(
            body,
            queue=self.name,
            broker_name=self.broker.name,
            correlation_id=correlation_id,
            properties=properties,
            time=self._platform.epoch(),
            world=self._platform.world,
            **fields,
        )["messages"]
        made: dict[str, Any] = {**record}
        return self._admit(BrokerMessage(made, number, str(made["messageID"]), self._now_us(), persistent=persistent))

    def record_of(self, message: BrokerMessage) -> dict[str, Any]:
        """See `BrokerQueue`: the broker's times and `redelivered` evolve."""
        made = message.record
        made["brokerOutTime"] = max(self._now_us() // 1000, made["brokerInTime"])
        made["redelivered"] = message.deliveries > 0
        return made

    def event_of(self, records: list[dict[str, Any]]) -> Any:
        """See `BrokerQueue`."""
        return activemq(records=records, eventSourceArn=self.arn)

    def _is_given_up(self, message: BrokerMessage) -> bool:
        return message.deliveries > MAXIMUM_REDELIVERIES

    def _give_up(self, message: BrokerMessage) -> BrokerState:
        letters = self.dead_letter_queue
        if letters is None or not message.persistent:
            return "discarded"
        letters.take_dead_letter(message)
        return "dead_letter"

    def take_dead_letter(self, message: BrokerMessage) -> None:
        """Another queue of the broker gave a message up: it keeps its id."""
        record = {**message.record, "destination": {"physicalName": self.name}}
        self._admit(BrokerMessage(record, len(self._all) + 1, message.message_id, self._now_us()))


class ActiveMqBroker:
    """An ActiveMQ broker.

    Args:
        name: of the broker.
        platform: what it is part of.

    Attributes:
        name, arn, platform: of the broker.
        queues: by name.
        connection: what ids of messages begin with.

    Raises:
        RequestRefused: Amazon MQ would refuse the name.
    """

    def __init__(self, name: str, *, platform: Platform) -> None:
        self.name = name
        self.platform = platform
        self.arn = broker_arn(name, platform.world)
        world = platform.world
        broker_id = self.arn.rpartition(":")[2]
        ids = world.ids_for("activemq", self.arn)
        host = f"{broker_id}-1.mq.{world.region}.{world.dns_suffix}"
        self.connection = f"ID:{host}-{ids.decimal(5)}-{int(platform.epoch() * 1000)}-1"
        self.queues: dict[str, ActiveMqQueue] = {}
        self._sent = 0

    def queue(self, name: str) -> ActiveMqQueue:
        """A queue of the broker; ActiveMQ makes it when it is used first."""
        if name not in self.queues:
            self.queues[name] = ActiveMqQueue(name, self)
        return self.queues[name]

    def known(self, name: str, virtual_host: str) -> ActiveMqQueue | None:
        """A queue that there is already; ActiveMQ has no virtual hosts."""
        return self.queues.get(name)

    def next_number(self) -> int:
        """Of a message of any of its queues."""
        self._sent += 1
        return self._sent

    def __repr__(self) -> str:
        return f"<ActiveMqBroker {self.name}: {len(self.queues)} queues>"
