"""The rules of the events of Amazon MQ's brokers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.judging.formats import arn_parts, decoded_base64
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.amazon_mq import ActiveMQEvent, RabbitMQEvent

active_book = Rulebook(
    "activemq",
    ActiveMQEvent,
    lambda event: event["eventSource"] in ("aws:mq", "aws:amq") and "messages" in event,
    shape_rule="AMQ-shape",
    records="messages",
)
rabbit_book = Rulebook(
    "rabbitmq", RabbitMQEvent, lambda event: isinstance(event["rmqMessagesByQueue"], dict), shape_rule="RMQ-shape"
)
BOOKS = (active_book, rabbit_book)


def _arn(event: Any) -> Iterator[Finding]:
    arn = arn_parts(event["eventSourceArn"])
    if arn is None or arn.service != "mq" or not arn.resource.startswith("broker:"):
        yield "eventSourceArn", f"is {event['eventSourceArn']!r}, expected the ARN of a broker"


active_book.rule("AMQ-arn", "`eventSourceArn` is the ARN of a broker.")(_arn)
rabbit_book.rule("RMQ-arn", "`eventSourceArn` is the ARN of a broker.")(_arn)


@active_book.record_rule("AMQ-data", "`data` is base64.")
def _data(message: Any) -> Iterator[Finding]:
    if decoded_base64(message["data"]) is None:
        yield "data", "is not base64"


@active_book.record_rule("AMQ-times", "Times are milliseconds, and a broker takes a message before it hands it out.")
def _times(message: Any) -> Iterator[Finding]:
    for name in ("timestamp", "brokerInTime", "brokerOutTime"):
        if not 10**11 <= message[name] < 10**14:
            yield name, f"is {message[name]!r}, expected milliseconds since 1970"
    if message["brokerOutTime"] < message["brokerInTime"]:
        yield "brokerOutTime", "is before brokerInTime"


@active_book.record_rule("AMQ-priority", "`priority` is one of JMS, 0 to 9; `deliveryMode` is 1 or 2.")
def _priority(message: Any) -> Iterator[Finding]:
    if not 0 <= message["priority"] <= 9:
        yield "priority", f"is {message['priority']!r}, expected 0 to 9"
    if message["deliveryMode"] not in (1, 2):
        yield "deliveryMode", f"is {message['deliveryMode']!r}, expected 1 or 2"


@active_book.rule("AMQ-batch", "A batch is of one queue and not empty.")
def _batch(event: Any) -> Iterator[Finding]:
    queues = {message["destination"]["physicalName"] for message in event["messages"]}
    if not queues:
        yield "messages", "is empty: Lambda does not invoke a function without a message"
    if len(queues) > 1:
        yield "messages", f"come from {len(queues)} queues: {', '.join(sorted(queues))}"


def _messages(event: Any) -> Iterator[tuple[str, Any]]:
    for name, messages in event["rmqMessagesByQueue"].items():
        for index, message in enumerate(messages):
            yield f"rmqMessagesByQueue.{name}[{index}]", message


@rabbit_book.rule("RMQ-data", "`data` is base64, and `bodySize` is its size.")
def _rabbit_data(event: Any) -> Iterator[Finding]:
    for path, message in _messages(event):
        content = decoded_base64(message["data"])
        size = message["basicProperties"]["bodySize"]
        if content is None:
            yield f"{path}.data", "is not base64"
        elif len(content) != size:
            yield f"{path}.basicProperties.bodySize", f"is {size}, but data has {len(content)} bytes"


@rabbit_book.rule("RMQ-queue", "Messages are listed by their queue, two colons, and the virtual host.")
def _queue(event: Any) -> Iterator[Finding]:
    for name in event["rmqMessagesByQueue"]:
        if "::" not in name:
            yield f"rmqMessagesByQueue.{name}", "is no queue with a virtual host, 'orders::/' say"
    if not any(event["rmqMessagesByQueue"].values()):
        yield "rmqMessagesByQueue", "is empty: Lambda does not invoke a function without a message"


@rabbit_book.rule("RMQ-headers", "Texts in headers are lists of bytes.")
def _headers(event: Any) -> Iterator[Finding]:
    for path, message in _messages(event):
        for name, value in (message["basicProperties"]["headers"] or {}).items():
            where = f"{path}.basicProperties.headers.{name}"
            if isinstance(value, str):
                yield where, 'is text, expected {"bytes": [...]}'
            elif isinstance(value, dict) and "bytes" in value and not _are_bytes(value["bytes"]):
                yield where, "has bytes that are none"


def _are_bytes(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, int) and -128 <= each <= 255 for each in value)
