"""An SNS topic."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any

from pytest_lambda.errors import NotSimulated
from pytest_lambda.events.builders.nesting import envelope, message_text
from pytest_lambda.events.builders.sns import sns
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.events.building.message_attributes import MessageAttribute, attributes_of
from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.attribute_forms import is_encodable, shown_attributes, size_of_attributes
from pytest_lambda.service.resources.deliveries import Deliveries
from pytest_lambda.service.resources.endpoints import (
    Checked,
    Endpoint,
    Undelivered,
    arn_of,
    checked_endpoint,
    hand_over,
    world_of,
)
from pytest_lambda.service.resources.moments import microseconds, moment
from pytest_lambda.service.resources.refusals import DeliveryRefused, RequestRefused, checked_range
from pytest_lambda.service.resources.sns_filter import ATTRIBUTES, FilterPolicy

#: SNS API reference, Publish, Message: the default, and how far a topic's MaximumMessageSize can raise it
MAXIMUM_MESSAGE_BYTES = (1_024, 1_048_576)
DEFAULT_MESSAGE_BYTES = 262_144

_NAME = re.compile("[A-Za-z0-9_-]{1,256}")
_FIFO_NAME = re.compile(r"[A-Za-z0-9_-]{1,251}\.fifo")


@dataclass(frozen=True, slots=True)
class SnsMessage:
    """A message that was published.

    Attributes:
        message_id: a UUID.
        message: its text.
        subject: or None.
        message_attributes: as boto3's `publish` takes them.
        topic_arn: of the topic.
        timestamp: when it was published, in UTC.
        trace_header: of the invocation that published it, or that the Lambda service published it for.
    """

    message_id: str
    message: str
    subject: str | None
    message_attributes: Mapping[str, Mapping[str, Any]] = field(compare=False)
    topic_arn: str
    timestamp: datetime
    trace_header: str | None = None

    @property
    def json(self) -> Any:
        """The text, decoded."""
        return json.loads(self.message)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A function or queue that gets what is published.

    Attributes:
        arn: of the subscription.
        endpoint: the queue, or the ARN of the function.
        raw_message_delivery: whether a queue gets the bare message in place of SNS' envelope.
        filter_policy: what it wants of the messages; None for all.
    """

    arn: str
    endpoint: Checked
    raw_message_delivery: bool = False
    filter_policy: FilterPolicy | None = None

    @property
    def protocol(self) -> str:
        """`lambda` or `sqs`."""
        return "lambda" if isinstance(self.endpoint, str) else "sqs"


class SnsTopic(Deliveries):
    """A topic.

    Args:
        name: 1 to 256 letters, digits, `-` and `_`; of a FIFO topic it ends with `.fifo`.
        platform: what the topic is part of.
        fifo_topic: only for what Lambda refuses to send to; nothing can be published there.
        maximum_message_size: bytes, 1,024 to 1,048,576.

    Attributes:
        name, arn: of the topic.
        fifo: whether it is a FIFO topic.
        subscriptions: in the order of subscribing.
        maximum_message_size: see above.

    Raises:
        RequestRefused: SNS would refuse that.
    """

    def __init__(
        self,
        name: str,
        *,
        platform: Platform,
        fifo_topic: bool = False,
        maximum_message_size: int = DEFAULT_MESSAGE_BYTES,
    ) -> None:
        super().__init__()
        if not (isinstance(name, str) and (_FIFO_NAME if fifo_topic else _NAME).fullmatch(name)):
            hint = "of a FIFO topic, which ends with '.fifo'" if fifo_topic else "1 to 256 letters, digits, - and _"
            raise RequestRefused(
                "InvalidParameter", "Invalid parameter: Topic Name", f"name is {name!r}: expected a name, {hint}."
            )
        world = platform.world
        self.name = name
        self.arn: str = f"arn:{world.partition}:sns:{world.region}:{world.account}:{name}"
        self.fifo = fifo_topic
        self.subscriptions: tuple[Subscription, ...] = ()
        self.maximum_message_size = checked_range(
            "maximum_message_size", "MaximumMessageSize", maximum_message_size, MAXIMUM_MESSAGE_BYTES
        )
        self._platform = platform
        self._messages: list[SnsMessage] = []
        self._undelivered: list[Undelivered] = []

    def __repr__(self) -> str:
        return f"<SnsTopic {self.name}: {len(self._messages)} messages>"

    @property
    def messages(self) -> tuple[SnsMessage, ...]:
        """What was published, oldest first."""
        return tuple(self._messages)

    @property
    def undelivered(self) -> tuple[Undelivered, ...]:
        """What could not be handed over to a subscription."""
        return tuple(self._undelivered)

    def subscribe(
        self,
        endpoint: Endpoint,
        *,
        raw_message_delivery: bool = False,
        filter_policy: Mapping[str, Any] | str | None = None,
        filter_policy_scope: str = ATTRIBUTES,
    ) -> Subscription:
        """Let a function or a queue have what is published from now on.

        Args:
            endpoint: a function, its ARN, or a queue.
            raw_message_delivery: give a queue the bare message in place of SNS' envelope.
            filter_policy: which messages it gets: `{"kind": ["order"]}`, or the JSON text; None for all.
            filter_policy_scope: what the policy is about: `MessageAttributes` or `MessageBody`.

        Raises:
            RequestRefused: SNS would refuse that.
            NotSimulated: it is an endpoint of another kind, or the policy has an operator that is not simulated.
        """
        checked = checked_endpoint(endpoint, "SNS", self._platform)
        if raw_message_delivery and isinstance(checked, str):
            raise RequestRefused(
                "InvalidParameter",
                "Invalid parameter: Attributes Reason: Delivery protocol [lambda] does not support raw message "
                "delivery.",
                "raw_message_delivery is for queues.",
            )
        number = len(self.subscriptions)
        ids = self._platform.world.ids_for("subscription", self.arn, arn_of(checked), number)
        policy = None if filter_policy is None else FilterPolicy(filter_policy, filter_policy_scope)
        made = Subscription(f"{self.arn}:{ids.uuid()}", checked, raw_message_delivery, policy)
        self.subscriptions = (*self.subscriptions, made)
        return made

    def publish(
        self,
        message: object,
        *,
        subject: str | None = None,
        message_attributes: Mapping[str, Any] | None = None,
        by_protocol: Mapping[str, str] | None = None,
    ) -> SnsMessage:
        """Publish a message.

        Args:
            message: text, UTF-8 bytes, or an object for compact JSON.
            subject: 1 to 100 characters, or None.
            message_attributes: `{"kind": "order", "count": 3, "raw": b"..."}`, or boto3's form.
            by_protocol: what subscriptions of a protocol get in place of it: `{"lambda": "...", "sqs": "..."}`.

        Raises:
            EventError: the message, its subject or an attribute is of a kind that cannot be sent.
            RequestRefused: SNS refuses it.
            NotSimulated: the topic is a FIFO topic.
        """
        return self._published(message, subject, message_attributes, self._platform.trace_header(), by_protocol or {})

    def deliver(
        self,
        record: object,
        *,
        attributes: Mapping[str, Any] | None = None,
        subject: str | None = None,
        trace_header: str | None = None,
    ) -> SnsMessage:
        """What other services publish: a destination's record, a dead letter, or a notification of a bucket.

        Args:
            record: text, or an object for compact JSON.
            attributes: message attributes.
            subject: or None.
            trace_header: of the invocation behind it.

        Raises:
            DeliveryRefused: the topic does not take it.
        """
        self.check_delivery(f"The topic {self.name}")
        try:
            return self._published(record, subject, attributes, trace_header)
        except RequestRefused as refused:
            raise DeliveryRefused(refused.code, refused.message, refused.hint) from refused

    def _published(
        self,
        content: object,
        subject: str | None,
        given: Mapping[str, Any] | None,
        trace_header: str | None,
        by_protocol: Mapping[str, str] = MappingProxyType({}),
    ) -> SnsMessage:
        if self.fifo:
            raise NotSimulated(f"Publishing to a FIFO topic ({self.name}) is not simulated. Use a standard topic.")
        text = message_text(content, "the message")
        attributes = attributes_of(given)
        self._check(text, attributes)
        epoch = self._platform.epoch()
        world = world_of(self._platform.world, self.arn, len(self._messages))
        build = partial(sns, subject=subject, message_attributes=given, topic_name=self.name, time=epoch, world=world)
        record: Mapping[str, Any] = build(text)["Records"][0]
        message = SnsMessage(
            record["Sns"]["MessageId"],
            text,
            subject,
            shown_attributes(attributes),
            self.arn,
            moment(microseconds(epoch)),
            trace_header,
        )
        self._messages.append(message)
        for subscription in self.subscriptions:
            policy = subscription.filter_policy
            if policy is not None and not policy.accepts(text, attributes):
                continue
            said = by_protocol.get(subscription.protocol, text)
            self._hand_over(subscription, build(said, EventSubscriptionArn=subscription.arn), message)
        return message

    def _check(self, text: str, attributes: Mapping[str, MessageAttribute]) -> None:
        if not text:
            raise RequestRefused("InvalidParameter", "Invalid parameter: Empty message")
        texts = (text, *attributes, *(each.value for each in attributes.values() if isinstance(each.value, str)))
        if not all(is_encodable(each) for each in texts):
            raise RequestRefused(
                "InvalidParameter",
                "Invalid parameter: Message",
                "The message or an attribute has a single surrogate, which UTF-8 cannot write.",
            )
        if len(text.encode()) + size_of_attributes(attributes) > self.maximum_message_size:
            raise RequestRefused(
                "InvalidParameter",
                "Invalid parameter: Message too long",
                f"The topic {self.name} takes {self.maximum_message_size:,} bytes, message attributes included.",
            )

    def _hand_over(self, subscription: Subscription, event: Mapping[str, Any], message: SnsMessage) -> None:
        attributes = None
        if isinstance(subscription.endpoint, str):
            payload = json_text(event, "the event")
        elif subscription.raw_message_delivery:
            payload, attributes = event["Records"][0]["Sns"]["Message"], message.message_attributes
        else:
            payload = json_text(envelope(event["Records"][0]["Sns"]), "the envelope")
        lost = hand_over(
            self._platform,
            subscription.endpoint,
            payload,
            source="sns",
            trace_header=message.trace_header,
            attributes=attributes,
        )
        if lost is not None:
            self._undelivered.append(lost)
