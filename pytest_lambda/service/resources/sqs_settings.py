"""Settings of a queue, checked as CreateQueue checks them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.resources.refusals import RequestRefused, checked_range

#: SQS API reference, CreateQueue, Attributes
VISIBILITY_TIMEOUT_SECONDS = (0, 43_200)
DELAY_SECONDS = (0, 900)
MESSAGE_RETENTION_SECONDS = (60, 1_209_600)
MAXIMUM_MESSAGE_BYTES = (1_024, 1_048_576)
#: SQS Developer Guide, dead-letter queues
RECEIVE_COUNT = (1, 1_000)
RECEIVE_WAIT_SECONDS = (0, 20)

_STANDARD_NAME = re.compile("[A-Za-z0-9_-]{1,80}")
_FIFO_NAME = re.compile(r"[A-Za-z0-9_-]{1,75}\.fifo")


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """Attributes of a queue under AWS's names in snake_case.

    Raises:
        RequestRefused: CreateQueue would refuse them.
    """

    name: str
    visibility_timeout: int = 30
    delay_seconds: int = 0
    message_retention_period: int = 345_600
    maximum_message_size: int = 1_048_576
    fifo_queue: bool = False
    content_based_deduplication: bool = False
    max_receive_count: int | None = None
    receive_message_wait_time_seconds: int = 0
    deduplication_scope: str = "queue"
    fifo_throughput_limit: str = "perQueue"

    def __post_init__(self) -> None:
        _check_name(self.name, self.fifo_queue)
        _check_of_fifo_queues(self)
        for name, parameter, allowed in (
            ("visibility_timeout", "VisibilityTimeout", VISIBILITY_TIMEOUT_SECONDS),
            ("delay_seconds", "DelaySeconds", DELAY_SECONDS),
            ("message_retention_period", "MessageRetentionPeriod", MESSAGE_RETENTION_SECONDS),
            ("maximum_message_size", "MaximumMessageSize", MAXIMUM_MESSAGE_BYTES),
            ("receive_message_wait_time_seconds", "ReceiveMessageWaitTimeSeconds", RECEIVE_WAIT_SECONDS),
        ):
            checked_range(name, parameter, getattr(self, name), allowed)
        if self.content_based_deduplication and not self.fifo_queue:
            raise RequestRefused(
                "InvalidAttributeName",
                "Unknown Attribute ContentBasedDeduplication.",
                "content_based_deduplication is for FIFO queues: give fifo_queue=True too.",
            )


def _check_of_fifo_queues(settings: QueueSettings) -> None:
    """SQS Developer Guide, high throughput for FIFO queues: its limit asks for the scope of groups."""
    for name, parameter, allowed in (
        ("deduplication_scope", "DeduplicationScope", ("queue", "messageGroup")),
        ("fifo_throughput_limit", "FifoThroughputLimit", ("perQueue", "perMessageGroupId")),
    ):
        value = getattr(settings, name)
        if value not in allowed:
            expected = " or ".join(allowed)
            raise RequestRefused(
                "InvalidAttributeValue",
                f"Invalid value for the parameter {parameter}.",
                f"{name} is {value!r}: expected {expected}.",
            )
        if value != allowed[0] and not settings.fifo_queue:
            raise RequestRefused(
                "InvalidAttributeName",
                f"Unknown Attribute {parameter}.",
                f"{name} is for FIFO queues: give fifo_queue=True too.",
            )
    if settings.fifo_throughput_limit == "perMessageGroupId" and settings.deduplication_scope == "queue":
        raise RequestRefused(
            "InvalidAttributeValue",
            "Invalid value for the parameter FifoThroughputLimit.",
            "fifo_throughput_limit is perMessageGroupId: give deduplication_scope='messageGroup' too.",
        )


class DeadLetterQueue(Protocol):
    """What a queue with this setting asks of the other one."""

    arn: str
    settings: QueueSettings


def check_redrive(settings: QueueSettings, dead_letter_queue: DeadLetterQueue | None) -> None:
    """Whether a queue can have this dead-letter queue.

    Raises:
        RequestRefused: SQS would refuse the redrive policy.
    """
    count = settings.max_receive_count
    if dead_letter_queue is None and count is None:
        return
    dead_letter_arn = None if dead_letter_queue is None else dead_letter_queue.arn
    if dead_letter_queue is None:
        raise _redrive(
            dead_letter_arn,
            count,
            "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.",
            "Give dead_letter_queue as well as max_receive_count.",
        )
    if count is None:
        raise _redrive(
            dead_letter_arn,
            count,
            "Redrive policy does not contain mandatory attribute: maxReceiveCount.",
            "Give max_receive_count as well as dead_letter_queue.",
        )
    low, high = RECEIVE_COUNT
    if not isinstance(count, int) or isinstance(count, bool) or not low <= count <= high:
        raise _redrive(
            dead_letter_arn,
            count,
            f"Invalid value for maxReceiveCount: {count}, valid values are from {low} to {high} both inclusive.",
            f"max_receive_count is {count!r}: expected a whole number from {low} to {high:,}.",
        )
    if dead_letter_queue.settings.fifo_queue != settings.fifo_queue:
        raise _redrive(
            dead_letter_arn,
            count,
            "Dead-letter queue must be same type of queue as the source.",
            "The dead-letter queue of a FIFO queue is a FIFO queue, that of a standard queue a standard one (B8).",
        )


def check_visibility(seconds: int) -> None:
    """Whether a message can be in flight so long.

    Raises:
        RequestRefused: it cannot.
    """
    low, high = VISIBILITY_TIMEOUT_SECONDS
    if not isinstance(seconds, int) or not low <= seconds <= high:
        raise invalid_value(seconds, "VisibilityTimeout", f"Must be >= {low} and <= {high}, if provided.")


def invalid_value(value: object, parameter: str, reason: str) -> RequestRefused:
    """AWS's refusal of a parameter of a request."""
    return RequestRefused(
        "InvalidParameterValue", f"Value {value} for parameter {parameter} is invalid. Reason: {reason}"
    )


def checked_retention(messages: object) -> int | None:
    """How many messages that have ended are kept.

    Raises:
        ConfigurationError: not a whole number from 0 on, nor None.
    """
    if messages is None or (isinstance(messages, int) and not isinstance(messages, bool) and messages >= 0):
        return messages
    raise ConfigurationError(f"retain_messages is {messages!r}: expected a whole number from 0 on, or None for all.")


def _check_name(name: object, fifo_queue: bool) -> None:
    pattern = _FIFO_NAME if fifo_queue else _STANDARD_NAME
    if isinstance(name, str) and pattern.fullmatch(name):
        return
    hint = f"name is {name!r}."
    if fifo_queue:
        message = (
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end "
            "with .fifo suffix and be 1 to 80 in length"
        )
    else:
        message = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
        if isinstance(name, str) and name.endswith(".fifo"):
            hint = f"name is {name!r}: give fifo_queue=True for a FIFO queue."
    raise RequestRefused("InvalidParameterValue", message, hint)


def _redrive(arn: str | None, count: object, reason: str, hint: str) -> RequestRefused:
    parts = {"deadLetterTargetArn": arn, "maxReceiveCount": count}
    policy = ",".join(f'"{name}":"{value}"' for name, value in parts.items() if value is not None)
    return RequestRefused(
        "InvalidParameterValue", f"Value {{{policy}}} for parameter RedrivePolicy is invalid. Reason: {reason}", hint
    )
