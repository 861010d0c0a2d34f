"""Where topics, buses and buckets send what they have: functions and queues."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, runtime_checkable

from pytest_lambda.errors import ConfigurationError, InvokeError, NotSimulated
from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.sqs_queue import SqsQueue
from pytest_lambda.world import World


@runtime_checkable
class HasArn(Protocol):
    """A function, or another resource."""

    @property
    def arn(self) -> str:
        """Its ARN."""
        ...


@runtime_checkable
class Topic(Protocol):
    """A topic of SNS, to which buckets and rules send too."""

    name: str
    arn: str
    fifo: bool
    subscriptions: Any

    def deliver(
        self,
        record: object,
        *,
        attributes: Mapping[str, Any] | None = None,
        subject: str | None = None,
        trace_header: str | None = None,
    ) -> object:
        """Publish."""
        ...


#: a function, its ARN, a queue, or a topic
Endpoint: TypeAlias = "SqsQueue | Topic | HasArn | str"
#: a queue, a topic, or the ARN of a function
Checked: TypeAlias = "SqsQueue | Topic | str"


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What a topic, bus or bucket could not hand over, and AWS would give up after its own retries.

    Attributes:
        epoch: when, in seconds since 1970.
        endpoint_arn: of the function or queue.
        payload: what it would have got.
        code: the error code.
    """

    epoch: float
    endpoint_arn: str
    payload: str
    code: str


def checked_endpoint(endpoint: object, sender: str, platform: Platform | None = None) -> Checked:
    """The queue, the topic, or the ARN of the function.

    Args:
        endpoint: what the caller gave.
        sender: what is to send there, for the error message.
        platform: knows what an ARN names.

    Raises:
        RequestRefused: it is a FIFO queue or topic.
        NotSimulated: it is a resource of another kind.
        ConfigurationError: it is none at all.
    """
    if isinstance(endpoint, str) and not is_function(endpoint):
        find: Callable[[str], Any] = getattr(platform, "recipient", lambda arn: None)
        found = find(endpoint)
        endpoint = endpoint if found is None else found
    if isinstance(endpoint, SqsQueue) or (isinstance(endpoint, Topic) and sender != "SNS"):
        if endpoint.fifo:
            kind = "queue" if isinstance(endpoint, SqsQueue) else "topic"
            raise RequestRefused(
                "InvalidParameter",
                f"Invalid parameter: Endpoint Reason: {sender} cannot send to the FIFO {kind} {endpoint.name}.",
                f"Give a standard {kind} or a function.",
            )
        return endpoint
    arn = endpoint.arn if isinstance(endpoint, HasArn) else endpoint
    if is_function(arn):
        return str(arn)
    if isinstance(arn, str) and arn.startswith("arn:"):
        also = "" if sender == "SNS" else " and topics"
        raise NotSimulated(f"{sender} sends to functions and to queues{also} of this service only, not to {arn}.")
    raise ConfigurationError(f"{endpoint!r} is no target of {sender}: expected a function, its ARN, or an SQS queue.")


def is_function(arn: object) -> bool:
    """Whether it is the ARN of a function."""
    parts = arn.split(":") if isinstance(arn, str) else []
    return len(parts) >= 7 and parts[2] == "lambda" and parts[5] == "function"


def arn_of(endpoint: Checked) -> str:
    """The ARN of a checked endpoint."""
    return endpoint if isinstance(endpoint, str) else endpoint.arn


def hand_over(
    platform: Platform,
    endpoint: Checked,
    payload: str,
    *,
    source: str,
    trace_header: str | None,
    attributes: Mapping[str, Any] | None = None,
    subject: str | None = None,
) -> Undelivered | None:
    """Invoke a function asynchronously, or send a message.

    Args:
        platform: what the sender is part of.
        endpoint: checked.
        payload: JSON, or what else a queue gets.
        source: who sends, as `Platform.invoke_async` calls it.
        trace_header: of the invocation behind it.
        attributes: message attributes for a queue.
        subject: for a topic.

    Returns:
        Nothing if it went well.
    """
    try:
        if isinstance(endpoint, SqsQueue):
            endpoint.deliver(payload, attributes=attributes, trace_header=trace_header)
        elif not isinstance(endpoint, str):
            endpoint.deliver(payload, subject=subject, trace_header=trace_header)
        else:
            platform.invoke_async(endpoint, payload.encode(), trace_header=trace_header, source=source)
    except InvokeError as refused:
        return Undelivered(platform.epoch(), arn_of(endpoint), payload, refused.code)
    return None


def world_of(world: World, *parts: object) -> World:
    """The same account and region, with ids of its own for one thing that happens there."""
    return World(world.account, world.region, f"{world.seed!r}{parts!r}", world.now)
