"""Attributes of queues, between SQS' form, in which all is text, and our settings."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.sqs_queue import SqsQueue

_NUMBERS = {
    "DelaySeconds": "delay_seconds",
    "MaximumMessageSize": "maximum_message_size",
    "MessageRetentionPeriod": "message_retention_period",
    "ReceiveMessageWaitTimeSeconds": "receive_message_wait_time_seconds",
    "VisibilityTimeout": "visibility_timeout",
}
_FLAGS = {"ContentBasedDeduplication": "content_based_deduplication", "FifoQueue": "fifo_queue"}
#: given back as they were set; nothing here checks permissions or encrypts
KEPT = {"KmsDataKeyReusePeriodSeconds", "KmsMasterKeyId", "Policy", "RedriveAllowPolicy", "SqsManagedSseEnabled"}
_OF_FIFO_QUEUES = {"DeduplicationScope": "deduplication_scope", "FifoThroughputLimit": "fifo_throughput_limit"}
_REDRIVE = "RedrivePolicy"
_TOLD = {
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
}
NAMES = frozenset({*_NUMBERS, *_FLAGS, *KEPT, *_OF_FIFO_QUEUES, *_TOLD, _REDRIVE})


@dataclass(slots=True)
class Facts:
    """What is known of a queue besides its settings.

    Attributes:
        created, modified: seconds since 1970.
        kept: attributes that nothing here acts on.
        tags: of the queue.
        purged: when it was purged last; None if never.
        moves: the message move tasks with it as the source, the latest first.
    """

    created: int
    modified: int
    kept: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    purged: float | None = None
    moves: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Given:
    """Attributes that a caller gives.

    Attributes:
        settings: as `SqsQueue` takes them, without the dead-letter queue.
        redrive: whether a redrive policy is given, be it an empty one.
        dead_letter_queue: that it names.
        kept: attributes that nothing here acts on.
    """

    settings: dict[str, Any]
    redrive: bool
    dead_letter_queue: SqsQueue | None
    kept: dict[str, str]


def given_attributes(attributes: Mapping[str, str], find: Callable[[str], Any]) -> Given:
    """What a caller's attributes say.

    Args:
        attributes: as CreateQueue and SetQueueAttributes take them.
        find: gives the queue with an ARN.

    Raises:
        RequestRefused: SQS would refuse them.
    """
    settings: dict[str, Any] = {}
    kept: dict[str, str] = {}
    queue: SqsQueue | None = None
    for name, value in attributes.items():
        if name in _NUMBERS:
            settings[_NUMBERS[name]] = _number(name, value)
        elif name in _FLAGS:
            settings[_FLAGS[name]] = _flag(name, value)
        elif name in _OF_FIFO_QUEUES:
            settings[_OF_FIFO_QUEUES[name]] = value
        elif name in KEPT:
            kept[name] = value
        elif name == _REDRIVE:
            queue, settings["max_receive_count"] = _redrive(value, find)
        else:
            raise RequestRefused("InvalidAttributeName", f"Unknown Attribute {name}.")
    return Given(settings, _REDRIVE in attributes, queue, kept)


def shown(queue: SqsQueue, facts: Facts) -> dict[str, str]:
    """All attributes of a queue, as GetQueueAttributes shows them."""
    settings = queue.settings
    waiting = queue.messages
    delayed = sum(message.state == "delayed" for message in waiting)
    found = {
        "ApproximateNumberOfMessages": len(waiting) - delayed,
        "ApproximateNumberOfMessagesDelayed": delayed,
        "ApproximateNumberOfMessagesNotVisible": len(queue.in_flight),
        "CreatedTimestamp": facts.created,
        "LastModifiedTimestamp": facts.modified,
        "QueueArn": queue.arn,
        "SqsManagedSseEnabled": "true",
        **{name: getattr(settings, ours) for name, ours in _NUMBERS.items()},
    }
    if queue.fifo:
        found.update({name: getattr(settings, ours) for name, ours in _OF_FIFO_QUEUES.items()})
        found["FifoQueue"] = "true"
        found["ContentBasedDeduplication"] = "true" if settings.content_based_deduplication else "false"
    if queue.dead_letter_queue is not None:
        policy = {"deadLetterTargetArn": queue.dead_letter_queue.arn, "maxReceiveCount": settings.max_receive_count}
        found[_REDRIVE] = json.dumps(policy, separators=(",", ":"))
    found.update(facts.kept)
    return {name: str(value) for name, value in found.items() if value != ""}


def _number(name: str, value: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise RequestRefused("InvalidAttributeValue", f"Invalid value for the parameter {name}.") from None


def _flag(name: str, value: str) -> bool:
    text = str(value).lower()
    if text not in ("true", "false"):
        raise RequestRefused("InvalidAttributeValue", f"Invalid value for the parameter {name}.")
    return text == "true"


def _redrive(text: str, find: Callable[[str], Any]) -> tuple[SqsQueue | None, int | None]:
    if not text:
        return None, None
    try:
        policy = json.loads(text)
        arn, count = policy.get("deadLetterTargetArn"), policy.get("maxReceiveCount")
        number = None if count is None else int(count)
    except (AttributeError, TypeError, ValueError):
        raise _redrive_refused(text, "Redrive policy is not a valid JSON map.") from None
    if arn is None:
        if number is None:
            return None, None
        raise _redrive_refused(text, "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.")
    queue = find(arn)
    if not isinstance(queue, SqsQueue):
        raise _redrive_refused(text, "Dead letter target does not exist.")
    return queue, number


def _redrive_refused(text: str, reason: str) -> RequestRefused:
    message = f"Value {text} for parameter RedrivePolicy is invalid. Reason: {reason}"
    return RequestRefused("InvalidParameterValue", message)
