"""Topics of moto that a service takes over."""

from __future__ import annotations

from typing import Any

from pytest_lambda.boto.messaging.adoption import Adopted, Adoption
from pytest_lambda.boto.messaging.sns.subscriptions import check_attributes
from pytest_lambda.service.resources.sns_filter import ATTRIBUTES, FilterPolicy
from pytest_lambda.service.resources.sns_topic import SnsTopic, Subscription
from pytest_lambda.service.resources.sqs_queue import SqsQueue


def adopt_topic(adoption: Adoption, arn: str, owner: Any) -> Adopted | None:
    """Take over a topic of moto's, with its subscriptions and the queues that they name; None if there is none.

    Args:
        adoption: of the service.
        arn: of the topic.
        owner: moto's backend.
    """
    theirs = owner.topics.get(arn)
    if theirs is None:
        return None
    fifo = str(theirs.fifo_topic).lower() == "true"
    topic = SnsTopic(theirs.name, platform=adoption.service, fifo_topic=fifo)
    found = (_subscription(adoption, each) for each in subscriptions_of(owner, arn))
    topic.subscriptions = tuple(each for each in found if each is not None)

    # what moto publishes there by itself, for a bucket of its own
    def publish(
        message: str, subject: str | None = None, message_attributes: Any = None, *others: Any, **named: Any
    ) -> str:
        given = {name: _attribute(each) for name, each in (message_attributes or {}).items()}
        return topic.publish(message, subject=subject, message_attributes=given).message_id

    theirs.publish = publish

    def release() -> None:
        vars(theirs).pop("publish", None)

    return Adopted(topic, lambda backend: backend.topics.get(arn) is theirs, release)


def subscriptions_of(owner: Any, arn: str) -> list[Any]:
    """The subscriptions that moto has to a topic."""
    return [each for each in owner.subscriptions.values() if each.topic.arn == arn]


def is_served(adoption: Adoption, theirs: Any) -> bool:
    """Whether a subscription of moto's is to a function of the service, or to a queue."""
    if theirs.protocol == "lambda":
        return adoption.service.resource(theirs.endpoint) is not None
    return theirs.protocol == "sqs" and isinstance(adoption.service.resource(theirs.endpoint), SqsQueue)


def _subscription(adoption: Adoption, theirs: Any) -> Subscription | None:
    if not is_served(adoption, theirs):
        return None
    given = text_attributes(theirs)
    check_attributes(given)
    endpoint = theirs.endpoint if theirs.protocol == "lambda" else adoption.service.resource(theirs.endpoint)
    text = given.get("FilterPolicy")
    policy = FilterPolicy(text, given.get("FilterPolicyScope", ATTRIBUTES)) if text else None
    raw = str(given.get("RawMessageDelivery", "false")).lower() == "true"
    return Subscription(theirs.arn, endpoint, raw, policy)


def _attribute(theirs: Any) -> dict[str, Any]:
    """An attribute of a message of moto's in boto3's form."""
    value = theirs["Value"]
    key, value = ("BinaryValue", value) if isinstance(value, bytes) else ("StringValue", str(value))
    return {"DataType": theirs["Type"], key: value}


def in_motos_form(attributes: Any) -> dict[str, Any]:
    """Attributes of a message in moto's form."""
    return {
        name: {"Type": each["DataType"], "Value": each.get("StringValue", each.get("BinaryValue"))}
        for name, each in attributes.items()
    }


def text_attributes(theirs: Any) -> dict[str, str]:
    """The attributes that a subscription of moto's was given."""
    names = ("RawMessageDelivery", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy", "DeliveryPolicy")
    return {name: str(theirs.attributes[name]) for name in names if theirs.attributes.get(name)}
