"""Subscriptions, between SNS' form, in which all is text, and ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pytest_lambda.errors import NotSimulated
from pytest_lambda.service.resources.endpoints import arn_of, is_function
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.sns_filter import ATTRIBUTES, FilterPolicy
from pytest_lambda.service.resources.sns_topic import SnsTopic, Subscription
from pytest_lambda.service.resources.sqs_queue import SqsQueue

_PROTOCOLS = ("lambda", "sqs")
_RAW, _POLICY, _SCOPE = "RawMessageDelivery", "FilterPolicy", "FilterPolicyScope"
#: given back as they were set
_KEPT = ("DeliveryPolicy", "SubscriptionRoleArn")


@dataclass(slots=True)
class TopicFacts:
    """What is known of a topic besides its settings.

    Attributes:
        attributes: as they were set; nothing here acts on them.
        tags: of the topic.
        of_subscriptions: the attributes that a subscription was given, by its ARN.
        others: subscriptions of moto's that are neither functions of the service nor queues: moto serves them.
    """

    attributes: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    of_subscriptions: dict[str, dict[str, str]] = field(default_factory=dict)
    others: list[Any] = field(default_factory=list)


def subscribed(
    topic: SnsTopic, facts: TopicFacts, given: Mapping[str, Any], find: Callable[[str], Any]
) -> Subscription:
    """Subscribe.

    Args:
        topic: to subscribe to.
        facts: of it.
        given: the parameters of Subscribe.
        find: gives the queue with an ARN.

    Raises:
        RequestRefused: SNS would refuse it.
        NotSimulated: the protocol is not simulated, or an attribute is not.
    """
    protocol, endpoint = given["Protocol"], given.get("Endpoint", "")
    if protocol not in _PROTOCOLS:
        raise NotSimulated(
            f"The topic {topic.name} is the simulation's, which has subscriptions of the protocols lambda and sqs, not "
            f"{protocol}."
        )
    asked = dict(given.get("Attributes") or {})
    for each in topic.subscriptions:
        if arn_of(each.endpoint) == endpoint:
            if facts.of_subscriptions.get(each.arn, {}) == asked:
                return each
            raise _invalid("Attributes Reason: Subscription already exists with different attributes")
    target = find(endpoint) if protocol == "sqs" and endpoint.startswith("arn:") else endpoint
    if not (isinstance(target, SqsQueue) if protocol == "sqs" else is_function(endpoint)):
        raise _invalid(f"{'SQS' if protocol == 'sqs' else 'Lambda'} endpoint ARN")
    check_attributes(asked)
    made = topic.subscribe(
        target,
        raw_message_delivery=_flag(asked.get(_RAW)),
        filter_policy=asked.get(_POLICY) or None,
        filter_policy_scope=asked.get(_SCOPE, ATTRIBUTES),
    )
    facts.of_subscriptions[made.arn] = asked
    return made


def changed(subscription: Subscription, asked: Mapping[str, str]) -> Subscription:
    """A subscription with attributes as they are now.

    Raises:
        RequestRefused: SNS would refuse them.
        NotSimulated: one is not simulated.
    """
    check_attributes(asked)
    raw = _flag(asked.get(_RAW))
    if raw and subscription.protocol == "lambda":
        raise _invalid(
            "Attributes Reason: Delivery protocol [lambda] does not support raw message delivery."
        )
    text = asked.get(_POLICY)
    policy = FilterPolicy(text, asked.get(_SCOPE, ATTRIBUTES)) if text else None
    return replace(subscription, raw_message_delivery=raw, filter_policy=policy)


def check_attributes(asked: Mapping[str, str]) -> None:
    """Whether a subscription can have these.

    Raises:
        RequestRefused: SNS has no such attribute.
        NotSimulated: the dead-letter queue of a subscription.
    """
    for name, value in asked.items():
        if name == "RedrivePolicy" and value:
            raise NotSimulated(
                "The attribute RedrivePolicy of a subscription, its dead-letter queue, is not simulated. Leave it out: "
                "what could not be delivered is in `topic.undelivered`."
            )
        if name not in (_RAW, _POLICY, _SCOPE, "RedrivePolicy", *_KEPT):
            raise _invalid("AttributeName")


def shown(topic: SnsTopic, subscription: Subscription, facts: TopicFacts, account: str) -> dict[str, str]:
    """The attributes that GetSubscriptionAttributes shows."""
    asked = facts.of_subscriptions.get(subscription.arn, {})
    found = {
        "SubscriptionArn": subscription.arn,
        "TopicArn": topic.arn,
        "Owner": account,
        "Protocol": subscription.protocol,
        "Endpoint": arn_of(subscription.endpoint),
        "ConfirmationWasAuthenticated": "true",
        "PendingConfirmation": "false",
        _RAW: "true" if subscription.raw_message_delivery else "false",
        **{name: each for name, each in asked.items() if name != _RAW and each},
    }
    if subscription.filter_policy is not None:
        found[_SCOPE] = subscription.filter_policy.scope
    return found


def _flag(value: str | None) -> bool:
    text = (value or "false").lower()
    if text not in ("true", "false"):
        raise _invalid(f"Attributes Reason: {_RAW}: Invalid value [{value}]. Must be true or false.")
    return text == "true"


def _invalid(what: str) -> RequestRefused:
    return RequestRefused("InvalidParameter", f"Invalid parameter: {what}")
