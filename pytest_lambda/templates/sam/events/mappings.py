"""Events that Lambda fetches: each is a mapping of an event source."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.events.mapping_checks import (
    check_access,
    check_filters,
    check_kafka_access,
    check_schema_registry,
)
from pytest_lambda.templates.sam.invalid import invalid_event
from pytest_lambda.templates.sam.schema import ANY, FLAG, LIST, MAP, PLAIN_FLAG, TEXT, WHOLE, Schema, kinds, present

_SAME = (
    "StartingPosition", "StartingPositionTimestamp", "BatchSize", "Enabled", "MaximumBatchingWindowInSeconds",
    "MaximumRetryAttempts", "BisectBatchOnFunctionError", "MaximumRecordAgeInSeconds", "ParallelizationFactor",
    "Topics", "Queues", "SourceAccessConfigurations", "TumblingWindowInSeconds", "FunctionResponseTypes",
    "FilterCriteria", "KmsKeyArn", "ScalingConfig", "ProvisionedPollerConfig", "MetricsConfig", "LoggingConfig",
)  # fmt: skip
_ALL = {
    **kinds(
        WHOLE,
        "BatchSize MaximumBatchingWindowInSeconds MaximumRetryAttempts MaximumRecordAgeInSeconds "
        "ParallelizationFactor TumblingWindowInSeconds",
    ),
    **kinds(ANY, "StartingPosition StartingPositionTimestamp KmsKeyArn"),
    **kinds(FLAG, "Enabled BisectBatchOnFunctionError"),
    **kinds(
        MAP,
        "DestinationConfig FilterCriteria ScalingConfig ProvisionedPollerConfig SchemaRegistryConfig MetricsConfig "
        "LoggingConfig",
    ),
    **kinds(LIST, "Topics Queues SourceAccessConfigurations FunctionResponseTypes KafkaBootstrapServers"),
    **kinds(TEXT, "SecretsManagerKmsKeyId ConsumerGroupId"),
}
_DESTINATIONS = ("SQS", "SNS", "S3", "Kafka")


def queue(event: Event) -> list[Draft]:
    """`SQS`."""
    event.check(Schema("SQS", {**_ALL, "Queue": ANY}, ("Queue",)))
    return [_mapping(event, event.get("Queue"))]


def stream(event: Event) -> list[Draft]:
    """`Kinesis` and `DynamoDB`."""
    event.check(Schema(event.kind, {**_ALL, "Stream": ANY}, ("Stream", "StartingPosition")))
    return [_mapping(event, event.get("Stream"))]


def managed_kafka(event: Event) -> list[Draft]:
    """`MSK`."""
    event.check(Schema("MSK", {**_ALL, "Stream": ANY}, ("Stream", "StartingPosition")))
    check_schema_registry(event)
    return [_mapping(event, event.get("Stream"), **_kafka_config(event, "AmazonManagedKafkaEventSourceConfig"))]


def self_managed_kafka(event: Event) -> list[Draft]:
    """`SelfManagedKafka`."""
    event.check(Schema("SelfManagedKafka", _ALL))
    check_kafka_access(event)
    check_schema_registry(event)
    return [_mapping(event, None, **_kafka_config(event, "SelfManagedKafkaEventSourceConfig"))]


def broker(event: Event) -> list[Draft]:
    """`MQ`."""
    event.check(Schema("MQ", {**_ALL, "Broker": ANY, "DynamicPolicyName": PLAIN_FLAG}, ("Broker",)))
    check_access(event, ("BASIC_AUTH", "VIRTUAL_HOST"))
    return [_mapping(event, event.get("Broker"))]


def document_db(event: Event) -> list[Draft]:
    """`DocumentDB`."""
    own = kinds(ANY, "Cluster DatabaseName CollectionName FullDocument")
    event.check(Schema("DocumentDB", {**_ALL, **own}, ("Cluster", "DatabaseName")))
    check_access(event, ("BASIC_AUTH",))
    config = present(event.properties, ("DatabaseName", "CollectionName", "FullDocument"))
    return [_mapping(event, event.get("Cluster"), DocumentDBEventSourceConfig=config)]


def _mapping(event: Event, source: Place | None, **more: Any) -> Draft:
    check_filters(event)
    given: dict[str, Any] = {"FunctionName": event.target.name, **present(event.properties, _SAME), **more}
    if source is not None:
        given["EventSourceArn"] = source
    servers = event.get("KafkaBootstrapServers")
    if servers.value:
        given["SelfManagedEventSource"] = {"Endpoints": {"KafkaBootstrapServers": servers}}
    if event.get("ConsumerGroupId").value and event.kind not in ("MSK", "SelfManagedKafka"):
        raise invalid_event(
            event.get("ConsumerGroupId"),
            event.target.owner,
            event.logical_id,
            f"Property ConsumerGroupId not defined for resource of type {event.kind}.",
        )
    if event.get("DestinationConfig").value:
        given["DestinationConfig"] = _destinations(event, event.get("DestinationConfig"))
    return event.draft("AWS::Lambda::EventSourceMapping", given)


def _kafka_config(event: Event, name: str) -> dict[str, Any]:
    config = present(event.properties, ("ConsumerGroupId", "SchemaRegistryConfig"))
    config = {key: place for key, place in config.items() if place.value}
    return {name: config} if config else {}


def _destinations(event: Event, config: Place) -> Place:
    """The destination as Lambda has it: what it is, is SAM's own."""
    failure = config.get("OnFailure")
    if not isinstance(failure.value, dict):
        raise invalid_event(
            failure, event.target.owner, event.logical_id, "Property 'DestinationConfig.OnFailure' should be a map."
        )
    kind = failure.get("Type").value
    if kind and kind not in _DESTINATIONS:
        raise invalid_event(
            failure.get("Type"),
            event.target.owner,
            event.logical_id,
            "The only valid values for 'Type' are 'SQS', 'SNS', 'S3', and 'Kafka'",
        )
    kept = {key: place for key, place in failure.items() if key != "Type" or not kind}
    return config.at({**dict(config.items()), "OnFailure": failure.at(kept)})
