"""AWS::Lambda::EventSourceMapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.service.settings.nested_forms import snake_case
from pytest_lambda.templates.resources.forms import FLAG, NUMBER, TAGS, TEXT, TEXTS, WHOLE, ListOf, has, of
from pytest_lambda.templates.resources.lambda_aliases import function_arn
from pytest_lambda.templates.resources.row import ResourceType, Subject, made

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

_DESTINATION = has("Destination", Destination=TEXT)
_REGISTRY = has(
    AccessConfigs=ListOf(has(Type=TEXT, URI=TEXT)),
    EventRecordFormat=TEXT,
    SchemaRegistryURI=TEXT,
    SchemaValidationConfigs=ListOf(has(Attribute=TEXT)),
)
_CONSUMER = has(ConsumerGroupId=TEXT, SchemaRegistryConfig=_REGISTRY)

MAPPING = of(
    "AWS::Lambda::EventSourceMapping",
    {
        "AmazonManagedKafkaEventSourceConfig": _CONSUMER,
        "BatchSize": WHOLE,
        "BisectBatchOnFunctionError": FLAG,
        "DestinationConfig": has(OnFailure=_DESTINATION),
        "DocumentDBEventSourceConfig": has(CollectionName=TEXT, DatabaseName=TEXT, FullDocument=TEXT),
        "Enabled": FLAG,
        "EventSourceArn": TEXT,
        "FilterCriteria": has(Filters=ListOf(has(Pattern=TEXT))),
        "FunctionName": TEXT,
        "FunctionResponseTypes": TEXTS,
        "KmsKeyArn": TEXT,
        "LoggingConfig": has(SystemLogLevel=TEXT),
        "MaximumBatchingWindowInSeconds": WHOLE,
        "MaximumRecordAgeInSeconds": WHOLE,
        "MaximumRetryAttempts": WHOLE,
        "MetricsConfig": has(Metrics=TEXTS),
        "ParallelizationFactor": WHOLE,
        "ProvisionedPollerConfig": has(MaximumPollers=WHOLE, MinimumPollers=WHOLE, PollerGroupName=TEXT),
        "Queues": TEXTS,
        "ScalingConfig": has(MaximumConcurrency=WHOLE),
        "SelfManagedEventSource": has(Endpoints=has(KafkaBootstrapServers=TEXTS)),
        "SelfManagedKafkaEventSourceConfig": _CONSUMER,
        "SourceAccessConfigurations": ListOf(has(Type=TEXT, URI=TEXT)),
        "StartingPosition": TEXT,
        "StartingPositionTimestamp": NUMBER,
        "Tags": TAGS,
        "Topics": TEXTS,
        "TumblingWindowInSeconds": WHOLE,
    },
    "FunctionName",
)


def _make(deployment: Deployment, subject: Subject) -> Any:
    given = dict(subject.properties)
    target, arn = given.pop("FunctionName"), given.pop("EventSourceArn", None)
    deployment.function(subject, "FunctionName")
    settings = {snake_case(name): value for name, value in given.items()}
    if "Tags" in given:
        settings["tags"] = {each["Key"]: each["Value"] for each in given["Tags"]}
    return deployment.service.create_event_source_mapping(target, _source(deployment, subject, arn, given), **settings)


def _source(deployment: Deployment, subject: Subject, arn: str | None, given: dict[str, Any]) -> Any:
    """The queue, stream, table, broker or cluster, with the topic or queue of it that the settings name."""
    if arn is None:
        return _self_managed(deployment, subject, given)
    found = deployment.service.resource(arn)
    for name in given.get("Topics", ()):
        if hasattr(found, "topics"):
            deployment.service.kafka_topic(name, cluster=found)
    for name in given.get("Queues", ()):
        if hasattr(found, "known"):
            _broker_queue(found, name, given)
    return arn


def _broker_queue(broker: Any, name: str, given: dict[str, Any]) -> None:
    hosts = [each["URI"] for each in given.get("SourceAccessConfigurations", ()) if each.get("Type") == "VIRTUAL_HOST"]
    if hosts:
        broker.queue(name, *hosts)
    else:
        broker.queue(name)


def _self_managed(deployment: Deployment, subject: Subject, given: dict[str, Any]) -> Any:
    servers = given.get("SelfManagedEventSource", {}).get("Endpoints", {}).get("KafkaBootstrapServers")
    if not servers or not given.get("Topics"):
        return None  # AWS says what it lacks
    known = deployment.service.resource(f"kafka://{servers[0]}")
    cluster = known or deployment.service.kafka_cluster(f"cluster-{subject.uuid('cluster')}", bootstrap_servers=servers)
    return deployment.service.kafka_topic(given["Topics"][0], cluster=cluster)


def _uuid(subject: Subject) -> str:
    return subject.uuid("mapping")


def _arn(subject: Subject) -> str:
    uuid = _uuid(subject) if subject.made is None else subject.made.uuid
    return subject.arn("lambda", f"event-source-mapping:{uuid}")


_HINTS = {
    "filter pattern": "FilterCriteria",
    "queue does not exist": "EventSourceArn",
    "There is no ": "EventSourceArn",
    "already exists. Please update or delete": "EventSourceArn",
}

ROWS = (
    ResourceType(
        "AWS::Lambda::EventSourceMapping",
        ref=made("uuid", _uuid),
        attributes={"EventSourceMappingArn": _arn, "Id": made("uuid", _uuid), "FunctionArn": function_arn},
        properties=MAPPING,
        hints=_HINTS,
        make=_make,
    ),
)
