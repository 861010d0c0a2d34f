"""The events of Amazon MQ's brokers, ActiveMQ and RabbitMQ (with-mq in Lambda's guide)."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class ActiveMQDestination(TypedDict):
    """The queue."""

    physicalName: str


class ActiveMQMessageBase(TypedDict):
    """What every message has."""

    messageID: str
    messageType: Literal["jms/text-message", "jms/bytes-message"]
    #: base64
    data: str
    deliveryMode: int
    replyTo: str | None
    type: str | None
    expiration: int | str | None
    priority: int
    redelivered: bool
    destination: ActiveMQDestination
    #: these three are milliseconds since 1970
    timestamp: int
    brokerInTime: int
    brokerOutTime: int


class ActiveMQMessage(ActiveMQMessageBase, total=False):
    """One message."""

    #: as Lambda's guide writes it
    correlationId: str | None
    #: as recorded
    correlationID: str | None
    connectionId: str
    properties: dict[str, str]


class ActiveMQEvent(TypedDict):
    """A batch of messages of a queue."""

    eventSource: Literal["aws:mq", "aws:amq"]
    eventSourceArn: str
    messages: list[ActiveMQMessage]


class RabbitMQProperties(TypedDict):
    """AMQP's basic properties."""

    contentType: str | None
    contentEncoding: str | None
    #: numbers and truth values as they are, texts as `{"bytes": [...]}`
    headers: dict[str, Any] | None
    deliveryMode: int | None
    priority: int | None
    correlationId: str | None
    replyTo: str | None
    expiration: str | None
    messageId: str | None
    #: `Jan 31, 2026, 12:00:00 PM`
    timestamp: str | None
    type: str | None
    userId: str | None
    appId: str | None
    clusterId: str | None
    bodySize: int


class RabbitMQMessage(TypedDict):
    """One message."""

    basicProperties: RabbitMQProperties
    redelivered: bool
    #: base64
    data: str


class RabbitMQEvent(TypedDict):
    """A batch of messages by queue and virtual host, `orders::/` say."""

    eventSource: Literal["aws:rmq"]
    eventSourceArn: str
    rmqMessagesByQueue: dict[str, list[RabbitMQMessage]]
