"""Custom resources, whose functions would call AWS: those that frameworks make for what CloudFormation cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.templates.resources.forms import ANYTHING, FLAG, TEXT, TEXTS, Form, ListOf, Structure, has, of
from pytest_lambda.templates.resources.row import ResourceType, Subject
from pytest_lambda.templates.resources.s3 import RULES, notify

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

_NAME = "Custom::S3BucketNotifications"
_FILTER = has("Key", Key=has("FilterRules", FilterRules=RULES))
#: as S3's own API has it, not as CloudFormation has it: list -> the key with the ARN of the target
_NOTIFICATIONS = {
    "LambdaFunctionConfigurations": "LambdaFunctionArn",
    "QueueConfigurations": "QueueArn",
    "TopicConfigurations": "TopicArn",
}
_EVENT_BRIDGE = "EventBridgeConfiguration"


def _to(target: str) -> ListOf:
    forms: dict[str, Form] = {"Events": TEXTS, "Filter": _FILTER, "Id": TEXT, target: TEXT}
    return ListOf(Structure(forms, ("Events", target), "The notification"))


_PROPERTIES = of(
    _NAME,
    {
        "BucketName": TEXT,
        "Managed": FLAG,
        "NotificationConfiguration": has(
            EventBridgeConfiguration=ANYTHING, **{name: _to(target) for name, target in _NOTIFICATIONS.items()}
        ),
        "ServiceToken": TEXT,
        "SkipDestinationValidation": FLAG,
    },
    "BucketName",
    "NotificationConfiguration",
)


def _make(deployment: Deployment, subject: Subject) -> Any:
    """Put the notifications into a bucket, which the resource is not: the bucket has a row of its own."""
    given, name = subject.properties["NotificationConfiguration"], subject.properties["BucketName"]
    place = subject.place.get("BucketName")
    bucket = deployment.needed(place, f"arn:{subject.world.partition}:s3:::{name}", "s3_bucket")
    for kind, target in _NOTIFICATIONS.items():
        for number, each in enumerate(given.get(kind, ())):
            notification = subject.place.at(each, "NotificationConfiguration", kind, number)
            rules = each.get("Filter", {}).get("Key", {}).get("FilterRules", ())
            notify(deployment, subject, notification, bucket, each[target], events=each["Events"], rules=rules)
    if _EVENT_BRIDGE in given:
        bucket.notify_event_bridge(deployment.service.event_bus())


ROWS = (
    # the CDK, and the Serverless Framework for buckets that exist
    ResourceType(_NAME, properties=_PROPERTIES, make=_make),
    ResourceType(
        "Custom::CDKBucketDeployment",
        lost="nothing is copied into the bucket: put the objects there in the test.",
    ),
    ResourceType("Custom::LogRetention", lost="logs are kept as long as the test runs."),
    ResourceType("Custom::S3AutoDeleteObjects", lost="buckets go with the test, whatever is in them."),
)
