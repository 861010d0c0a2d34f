"""AWS::SQS: queues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.templates.resources.forms import ANYTHING, FLAG, JSON, TAGS, TEXT, TEXTS, WHOLE, of
from pytest_lambda.templates.resources.json_properties import json_object
from pytest_lambda.templates.resources.names import Naming
from pytest_lambda.templates.resources.row import ResourceType, Subject, arn_of, fifo_suffix, name_of

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

#: property -> attribute of `LambdaService.sqs_queue`
_ATTRIBUTES = {
    "ContentBasedDeduplication": "content_based_deduplication",
    "DeduplicationScope": "deduplication_scope",
    "DelaySeconds": "delay_seconds",
    "FifoQueue": "fifo_queue",
    "FifoThroughputLimit": "fifo_throughput_limit",
    "MaximumMessageSize": "maximum_message_size",
    "MessageRetentionPeriod": "message_retention_period",
    "ReceiveMessageWaitTimeSeconds": "receive_message_wait_time_seconds",
    "VisibilityTimeout": "visibility_timeout",
}

_QUEUE = of(
    "AWS::SQS::Queue",
    {
        "ContentBasedDeduplication": FLAG,
        "DeduplicationScope": TEXT,
        "DelaySeconds": WHOLE,
        "FifoQueue": FLAG,
        "FifoThroughputLimit": TEXT,
        "KmsDataKeyReusePeriodSeconds": WHOLE,
        "KmsMasterKeyId": TEXT,
        "MaximumMessageSize": WHOLE,
        "MessageRetentionPeriod": WHOLE,
        "QueueName": TEXT,
        "ReceiveMessageWaitTimeSeconds": WHOLE,
        "RedriveAllowPolicy": JSON,
        "RedrivePolicy": JSON,
        "SqsManagedSseEnabled": FLAG,
        "Tags": TAGS,
        "VisibilityTimeout": WHOLE,
    },
)


def _make(deployment: Deployment, subject: Subject) -> Any:
    given = subject.properties
    settings = {attribute: given[name] for name, attribute in _ATTRIBUTES.items() if name in given}
    return deployment.service.sqs_queue(subject.name, **settings, **_redrive(deployment, subject))


def _redrive(deployment: Deployment, subject: Subject) -> dict[str, Any]:
    if "RedrivePolicy" not in subject.properties:
        return {}
    place = subject.place.get("RedrivePolicy")
    policy = json_object(place, subject.properties["RedrivePolicy"])
    settings: dict[str, Any] = {}
    if "deadLetterTargetArn" in policy:
        settings["dead_letter_queue"] = deployment.needed(place, policy["deadLetterTargetArn"], "sqs_queue")
    if "maxReceiveCount" in policy:
        count = policy["maxReceiveCount"]
        settings["max_receive_count"] = int(count) if isinstance(count, str) and count.isdigit() else count
    return settings


def _url(subject: Subject) -> str:
    world = subject.world
    return f"https://sqs.{world.region}.{world.dns_suffix}/{world.account}/{subject.name}"


ROWS = (
    ResourceType(
        "AWS::SQS::Queue",
        "QueueName",
        ref=_url,
        attributes={"Arn": arn_of("sqs", "{name}"), "QueueName": name_of, "QueueUrl": _url},
        properties=_QUEUE,
        make=_make,
        naming=Naming(80),
        suffix=fifo_suffix("FifoQueue"),
    ),
    ResourceType(
        "AWS::SQS::QueuePolicy",
        attributes={"Id": name_of},
        properties=of("AWS::SQS::QueuePolicy", {"PolicyDocument": JSON, "Queues": TEXTS}, "PolicyDocument", "Queues"),
    ),
    ResourceType(
        "AWS::SQS::QueueInlinePolicy",
        properties=of(
            "AWS::SQS::QueueInlinePolicy", {"PolicyDocument": ANYTHING, "Queue": TEXT}, "PolicyDocument", "Queue"
        ),
    ),
)
