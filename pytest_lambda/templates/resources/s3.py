"""AWS::S3: buckets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.resources.forms import ANYTHING, FLAG, JSON, TAGS, TEXT, ListOf, Structure, has, of
from pytest_lambda.templates.resources.names import Naming
from pytest_lambda.templates.resources.row import ResourceType, Subject, arn_of

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

RULES = ListOf(has("Name", "Value", Name=TEXT, Value=TEXT))
_FILTER = has("S3Key", S3Key=has("Rules", Rules=RULES))


def _to(target: str) -> ListOf:
    return ListOf(Structure({"Event": TEXT, "Filter": _FILTER, target: TEXT}, ("Event", target), "The notification"))


#: list of a bucket's notifications -> the key with the ARN of the target
_NOTIFICATIONS = {"LambdaConfigurations": "Function", "QueueConfigurations": "Queue", "TopicConfigurations": "Topic"}
_EVENT_BRIDGE = "EventBridgeConfiguration"

_BUCKET = of(
    "AWS::S3::Bucket",
    {
        **dict.fromkeys(
            (
                "AbacStatus",
                "AccelerateConfiguration",
                "AccessControl",
                "AnalyticsConfigurations",
                "BucketEncryption",
                "BucketNamePrefix",
                "BucketNamespace",
                "CorsConfiguration",
                "IntelligentTieringConfigurations",
                "InventoryConfigurations",
                "LifecycleConfiguration",
                "LoggingConfiguration",
                "MetadataConfiguration",
                "MetadataTableConfiguration",
                "MetricsConfigurations",
                "ObjectLockConfiguration",
                "OwnershipControls",
                "PublicAccessBlockConfiguration",
                "ReplicationConfiguration",
                "WebsiteConfiguration",
            ),
            ANYTHING,
        ),
        "BucketName": TEXT,
        "NotificationConfiguration": has(
            EventBridgeConfiguration=has(EventBridgeEnabled=FLAG),
            **{name: _to(target) for name, target in _NOTIFICATIONS.items()},
        ),
        "ObjectLockEnabled": FLAG,
        "Tags": TAGS,
        "VersioningConfiguration": has("Status", MfaDelete=TEXT, Status=TEXT),
    },
)
#: property -> what becomes of it
_LEFT_OUT = {
    "LifecycleConfiguration": "objects do not expire and are not moved",
    "ReplicationConfiguration": "objects are not copied to another bucket",
}


def _make(deployment: Deployment, subject: Subject) -> Any:
    properties = subject.properties
    deployment.leave_out_of(subject, subject.place, properties, _LEFT_OUT)
    versions = properties.get("VersioningConfiguration", {}).get("Status") == "Enabled"
    bucket = deployment.service.s3_bucket(subject.name, **({"versioning": True} if versions else {}))
    given = properties.get("NotificationConfiguration", {})
    for name, target in _NOTIFICATIONS.items():
        for number, each in enumerate(given.get(name, ())):
            place = subject.place.at(each, "NotificationConfiguration", name, number)
            rules = each.get("Filter", {}).get("S3Key", {}).get("Rules", ())
            notify(deployment, subject, place, bucket, each[target], events=[each["Event"]], rules=rules)
    if _EVENT_BRIDGE in given and given[_EVENT_BRIDGE].get("EventBridgeEnabled", True):
        bucket.notify_event_bridge(deployment.service.event_bus())
    return bucket


def notify(
    deployment: Deployment,
    subject: Subject,
    place: Place,
    bucket: Any,
    arn: str,
    *,
    events: list[str],
    rules: Iterable[Mapping[str, str]],
) -> None:
    """Let a bucket tell a target.

    Args:
        deployment: finds the target.
        subject: that has the notification.
        place: of the notification.
        bucket: that tells.
        arn: of the target.
        events: `s3:ObjectCreated:*` say.
        rules: `Name` and `Value` of each rule for the keys of objects.
    """
    endpoint = deployment.target(subject, place, arn)
    if endpoint is not None:
        bucket.notify(endpoint, events=events, **_filter(place, rules))


def _filter(place: Place, rules: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """`prefix` and `suffix` of a notification.

    Source: Amazon S3 API reference, FilterRule: the names may be in letters of any case.
    """
    found: dict[str, str] = {}
    for rule in rules:
        name = rule["Name"].lower()
        if name not in ("prefix", "suffix") or name in found:
            raise place.error(
                f"InvalidArgument: filter rule name must be either prefix or suffix, each of them once, not "
                f"{rule['Name']!r}."
            )
        found[name] = rule["Value"]
    return found


def _domain(pattern: str) -> Any:
    def known(subject: Subject) -> str:
        world = subject.world
        return pattern.format(name=subject.name, region=world.region, suffix=world.dns_suffix)

    return known


#: Amazon S3 User Guide, website endpoints: these regions have a hyphen before their name
_HYPHENATED = frozenset({
    "us-east-1", "us-west-1", "us-west-2", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "eu-west-1",
    "sa-east-1", "us-gov-west-1",
})  # fmt: skip


def _website(subject: Subject) -> str:
    world = subject.world
    sign = "-" if world.region in _HYPHENATED else "."
    return f"http://{subject.name}.s3-website{sign}{world.region}.{world.dns_suffix}"


ROWS = (
    ResourceType(
        "AWS::S3::Bucket",
        "BucketName",
        attributes={
            "Arn": arn_of("s3", "{name}", region=False, account=False),
            "DomainName": _domain("{name}.s3.{suffix}"),
            "DualStackDomainName": _domain("{name}.s3.dualstack.{region}.{suffix}"),
            "RegionalDomainName": _domain("{name}.s3.{region}.{suffix}"),
            "WebsiteURL": _website,
        },
        properties=_BUCKET,
        make=_make,
        naming=Naming(63, lower=True),
    ),
    ResourceType(
        "AWS::S3::BucketPolicy",
        properties=of("AWS::S3::BucketPolicy", {"Bucket": TEXT, "PolicyDocument": JSON}, "Bucket", "PolicyDocument"),
    ),
)
