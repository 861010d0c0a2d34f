"""AWS::SNS: topics and subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.resources.forms import ANYTHING, FLAG, JSON, TAGS, TEXT, TEXTS, ListOf, has, of
from pytest_lambda.templates.resources.json_properties import json_object
from pytest_lambda.templates.resources.names import Naming
from pytest_lambda.templates.resources.row import ResourceType, Subject, arn_of, fifo_suffix, made, name_of

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

_TOPIC = of(
    "AWS::SNS::Topic",
    {
        "ArchivePolicy": JSON,
        "ContentBasedDeduplication": FLAG,
        "DataProtectionPolicy": JSON,
        "DeliveryStatusLogging": ANYTHING,
        "DisplayName": TEXT,
        "FifoThroughputScope": TEXT,
        "FifoTopic": FLAG,
        "KmsMasterKeyId": TEXT,
        "SignatureVersion": TEXT,
        "Subscription": ListOf(has("Endpoint", "Protocol", Endpoint=TEXT, Protocol=TEXT)),
        "Tags": TAGS,
        "TopicName": TEXT,
        "TracingConfig": TEXT,
    },
)

_SUBSCRIPTION = of(
    "AWS::SNS::Subscription",
    {
        "DeliveryPolicy": JSON,
        "Endpoint": TEXT,
        "FilterPolicy": JSON,
        "FilterPolicyScope": TEXT,
        "Protocol": TEXT,
        "RawMessageDelivery": FLAG,
        "RedrivePolicy": JSON,
        "Region": TEXT,
        "ReplayPolicy": JSON,
        "SubscriptionRoleArn": TEXT,
        "TopicArn": TEXT,
    },
    "Protocol",
    "TopicArn",
)

#: that a topic of the service can deliver by
_PROTOCOLS = ("lambda", "sqs")
_NO_DEAD_LETTERS = (
    "RedrivePolicy: what cannot be delivered stays in the topic's `undelivered`, and nothing is sent to a dead-letter "
    "queue."
)


def _make_topic(deployment: Deployment, subject: Subject) -> Any:
    given = subject.properties
    topic = deployment.service.sns_topic(subject.name, fifo_topic=given.get("FifoTopic", False))
    for number, each in enumerate(given.get("Subscription", ())):
        place = subject.place.get("Subscription")
        if isinstance(place.value, list):
            place = place.at(place.value[number], number)
        _subscribe(deployment, subject, place, topic, each)
    return topic


def _make_subscription(deployment: Deployment, subject: Subject) -> Any:
    given = subject.properties
    topic = deployment.needed(subject.place.get("TopicArn"), given["TopicArn"], "sns_topic")
    return _subscribe(deployment, subject, subject.place, topic, given)


def _subscribe(deployment: Deployment, subject: Subject, place: Place, topic: Any, given: dict[str, Any]) -> Any:
    protocol = given["Protocol"]
    if protocol not in _PROTOCOLS:
        deployment.leave_out(subject, place, f"nothing is delivered by {protocol}: topics send to functions, queues.")
        return None
    endpoint = deployment.target(subject, place, given.get("Endpoint", ""))
    if endpoint is None:
        return None
    settings: dict[str, Any] = {}
    if "RawMessageDelivery" in given:
        settings["raw_message_delivery"] = given["RawMessageDelivery"]
    if "FilterPolicy" in given:
        settings["filter_policy"] = json_object(place, given["FilterPolicy"])
    if "FilterPolicyScope" in given:
        settings["filter_policy_scope"] = given["FilterPolicyScope"]
    if "RedrivePolicy" in given:
        deployment.leave_out(subject, place.get("RedrivePolicy"), _NO_DEAD_LETTERS)
    return topic.subscribe(endpoint, **settings)


_topic_arn = arn_of("sns", "{name}")


def _subscription_arn(subject: Subject) -> str:
    return f"{subject.text('TopicArn')}:{subject.uuid('subscription')}"


ROWS = (
    ResourceType(
        "AWS::SNS::Topic",
        "TopicName",
        ref=_topic_arn,
        attributes={"TopicArn": _topic_arn, "TopicName": name_of},
        properties=_TOPIC,
        make=_make_topic,
        naming=Naming(256),
        suffix=fifo_suffix("FifoTopic"),
    ),
    ResourceType(
        "AWS::SNS::Subscription",
        ref=made("arn", _subscription_arn),
        attributes={"Arn": made("arn", _subscription_arn)},
        properties=_SUBSCRIPTION,
        make=_make_subscription,
    ),
    ResourceType(
        "AWS::SNS::TopicPolicy",
        attributes={"Id": name_of},
        properties=of("AWS::SNS::TopicPolicy", {"PolicyDocument": JSON, "Topics": TEXTS}, "PolicyDocument", "Topics"),
    ),
    ResourceType(
        "AWS::SNS::TopicInlinePolicy",
        properties=of(
            "AWS::SNS::TopicInlinePolicy", {"PolicyDocument": JSON, "TopicArn": TEXT}, "PolicyDocument", "TopicArn"
        ),
    ),
)
