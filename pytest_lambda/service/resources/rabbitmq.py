"""RabbitMQ brokers of Amazon MQ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.events.builders.amazon_mq import rabbitmq
from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.broker_message import BrokerMessage, BrokerState
from pytest_lambda.service.resources.broker_names import broker_arn, checked_queue_name
from pytest_lambda.service.resources.broker_queue import BrokerQueue

_BASIC = frozenset({"contentEncoding", "replyTo", "type", "userId", "appId", "clusterId"})


class RabbitMqQueue(BrokerQueue):
    """A queue of a RabbitMQ broker; made by `rabbitmq_queue`.

    A classic queue has no limit of deliveries: what always fails is delivered for ever, unless it expires.

    Args:
        name: of the queue.
        broker: it is part of.
        virtual_host: in which it is.
        message_ttl_seconds: `x-message-ttl`: how long messages stay; 0 or more, None for ever.
        delivery_limit: `x-delivery-limit` of a quorum queue: how often a message is delivered again; None for ever.
        dead_letter_queue: where the broker puts what expires or reaches the limit: a queue of the same broker, or True
            for one that is made; False: nowhere, it is lost.

    Attributes:
        name, arn, broker, virtual_host, dead_letter_queue: of the queue; the ARN is the broker's.

    Raises:
        ConfigurationError: a value out of range, or a dead-letter queue of another broker.

    Source: RabbitMQ documentation, Time-To-Live and Expiration; Quorum Queues, Poison Message Handling.
    """

    broker_kind = "RabbitMQ"

    def __init__(
        self,
        name: str,
        broker: RabbitMqBroker,
        *,
        virtual_host: str = "/",
        message_ttl_seconds: float | None = None,
        delivery_limit: int | None = None,
        dead_letter_queue: RabbitMqQueue | bool = False,
    ) -> None:
        super().__init__(checked_queue_name(name), broker.arn, platform=broker.platform)
        for what, value in (("message_ttl_seconds", message_ttl_seconds), ("delivery_limit", delivery_limit)):
            if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0):
                raise ConfigurationError(f"{what} is {value!r}: expected 0 or more, or None for no limit.")
        if dead_letter_queue is True:
            dead_letter_queue = broker.queue(f"{name}-dlq", virtual_host)
        if dead_letter_queue is not False and getattr(dead_letter_queue, "broker", None) is not broker:
            raise ConfigurationError(
                f"dead_letter_queue is {dead_letter_queue!r}: expected True, or a queue of the broker {broker.name}."
            )
        self.broker = broker
        self.virtual_host = virtual_host
        self.dead_letter_queue: RabbitMqQueue | None = dead_letter_queue or None
        self.redelivers_for_ever = message_ttl_seconds is None and delivery_limit is None
        self._ttl_us = None if message_ttl_seconds is None else round(message_ttl_seconds * 1e6)
        self._delivery_limit = delivery_limit

    @property
    def place(self) -> str:
        """As events name it: `orders::/`."""
        return f"{self.name}::{self.virtual_host}"

    def send(
        self,
        body: object,
        *,
        headers: Mapping[str, object] | None = None,
        content_type: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
        persistent: bool = True,
        priority: int = 0,
        **properties: Any,
    ) -> BrokerMessage:
        """Publish a message to the queue.

        Args:
            body: bytes, text, or an object for compact JSON.
            headers: texts, bytes, numbers or truth values.
            content_type: by default that of text, JSON or bytes.
            correlation_id: or None.
            message_id: RabbitMQ makes none by itself.
            persistent: `deliveryMode` 2 or 1.
            priority: is passed on only; queues have no priorities here.
            properties: AWS's names of further basic properties: `replyTo`, `type`, `appId`, …

        Raises:
            EventError: the body or a header cannot be sent.
            NotSimulated: `expiration` of a single message.
            ConfigurationError: an unknown property.
        """
        if "expiration" in properties:
            raise NotSimulated("Single messages of RabbitMQ do not expire here: give the queue message_ttl_seconds.")
        unknown = sorted(set(properties) - _BASIC)
        if unknown:
            raise ConfigurationError(f"Unknown properties {unknown}: expected some of {', '.join(sorted(_BASIC))}.")
        basic = {
            "deliveryMode": 2 if persistent else 1,
            "priority": priority,
            "messageId": message_id,
            **properties,
        }
        [record] = rabbitmq(
            body,
            queue=self.name,
            virtual_host=self.virtual_host,
            headers=headers,
            content_type=content_type,
            correlation_id=correlation_id,
            time=self._platform.epoch(),
            world=self._platform.world,
            basicProperties=basic,
        )["rmqMessagesByQueue"][self.place]
        return self._publish({**record}, message_id)

    def record_of(self, message: BrokerMessage) -> dict[str, Any]:
        """See `BrokerQueue`."""
        made = message.record
        made["redelivered"] = message.deliveries > 0
        if self._delivery_limit is not None and message.deliveries:
            made["basicProperties"]["headers"]["x-delivery-count"] = message.deliveries
        return made

    def event_of(self, records: list[dict[str, Any]]) -> Any:
        """See `BrokerQueue`."""
        return rabbitmq(records={self.place: records}, eventSourceArn=self.arn)

    def _publish(self, record: dict[str, Any], message_id: str | None) -> BrokerMessage:
        number, now_us = len(self._all) + 1, self._now_us()
        expires_us = None if self._ttl_us is None else now_us + self._ttl_us
        return self._admit(
            BrokerMessage(record, number, message_id or f"{self.place}#{number}", now_us, expires_us=expires_us)
        )

    def _is_given_up(self, message: BrokerMessage) -> bool:
        return self._delivery_limit is not None and message.deliveries > self._delivery_limit

    def _give_up(self, message: BrokerMessage) -> BrokerState:
        return self._dead_letter(message, "discarded")

    def _give_up_expired(self, message: BrokerMessage) -> BrokerState:
        return self._dead_letter(message, "expired")

    def _dead_letter(self, message: BrokerMessage, otherwise: BrokerState) -> BrokerState:
        if self.dead_letter_queue is None:
            return otherwise
        record = message.record
        self.dead_letter_queue._publish(record, record["basicProperties"].get("messageId"))
        return "dead_letter"


class RabbitMqBroker:
    """A RabbitMQ broker.

    Args:
        name: of the broker.
        platform: what it is part of.

    Attributes:
        name, arn, platform: of the broker.
        queues: by name and virtual host.

    Raises:
        RequestRefused: Amazon MQ would refuse the name.
    """

    def __init__(self, name: str, *, platform: Platform) -> None:
        self.name = name
        self.platform = platform
        self.arn = broker_arn(name, platform.world)
        self.queues: dict[tuple[str, str], RabbitMqQueue] = {}

    def queue(self, name: str, virtual_host: str = "/", **attributes: Any) -> RabbitMqQueue:
        """A queue of the broker, made if there is none; see `RabbitMqQueue`.

        Raises:
            ConfigurationError: there is one already, and attributes were given.
        """
        known = self.queues.get((name, virtual_host))
        if known is None:
            known = self.queues[name, virtual_host] = RabbitMqQueue(name, self, virtual_host=virtual_host, **attributes)
        elif attributes:
            raise ConfigurationError(f"The queue {name} exists already: look it up by its name alone.")
        return known

    def known(self, name: str, virtual_host: str) -> RabbitMqQueue | None:
        """A queue that there is already."""
        return self.queues.get((name, virtual_host))

    def __repr__(self) -> str:
        return f"<RabbitMqBroker {self.name}: {len(self.queues)} queues>"
