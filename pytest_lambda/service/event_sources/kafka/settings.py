"""The settings of a mapping on a topic of Kafka."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_lambda.errors import InvalidParameterValueException, NotSimulated
from pytest_lambda.service.event_sources.settings import mapping_settings
from pytest_lambda.service.event_sources.settings.kind_rules import KAFKA
from pytest_lambda.service.event_sources.settings.longest_timeout import check_longest_timeout
from pytest_lambda.service.resources.kafka_topic import KafkaTopic
from pytest_lambda.service.settings.destinations import Target

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
    from pytest_lambda.service.function import ServiceFunction

#: what AWS calls the settings of the consumer; of Amazon MSK, and of a self-managed cluster
_OF_MSK, _OF_SELF_MANAGED = "amazon_managed_kafka_event_source_config", "self_managed_kafka_event_source_config"


def kafka_settings(
    given: Mapping[str, Any], topic: KafkaTopic, function: ServiceFunction, current: MappingSettings | None
) -> MappingSettings:
    """The checked settings; see `mapping_settings`.

    Raises:
        NotSimulated: the mapping would read as a queue (M6), have a schema registry, or share a consumer group; or the
            function may run for longer than AWS supports.
        InvalidParameterValueException: AWS would refuse it.
    """
    check_longest_timeout(function)
    if current is None and topic.cluster.self_managed:
        servers = {"KAFKA_BOOTSTRAP_SERVERS": list(topic.cluster.bootstrap_servers)}
        given = {"self_managed_event_source": {"Endpoints": servers}, **given}
    settings = mapping_settings("kafka", given, source=topic, function=function, current=current)
    if settings.topics != (topic.name,):  # ours
        raise InvalidParameterValueException(
            f"Topics is {list(settings.topics)}, but the source is the topic {topic.name}."
        )
    _check_consumer(settings, topic)
    if current is None:
        _check_group(settings, topic, function)
    return _with_topic_of_cluster(settings, topic)


def consumer_group(settings: MappingSettings) -> str | None:
    """The consumer group that was given; without one it is the mapping's own."""
    name: str | None = _consumer(settings).get("ConsumerGroupId")
    return name


def _consumer(settings: MappingSettings) -> Mapping[str, Any]:
    return settings.other.get(_OF_MSK) or settings.other.get(_OF_SELF_MANAGED) or {}


def _check_consumer(settings: MappingSettings, topic: KafkaTopic) -> None:
    self_managed = topic.cluster.self_managed
    if settings.other.get(_OF_MSK if self_managed else _OF_SELF_MANAGED):  # ours
        of = "a self-managed cluster" if self_managed else "Amazon MSK"
        takes = "SelfManagedKafkaEventSourceConfig" if self_managed else "AmazonManagedKafkaEventSourceConfig"
        raise InvalidParameterValueException(f"The cluster is of {of}: it takes {takes}.")
    consumer = _consumer(settings)
    if consumer.get("ConsumptionMode", "Stream") != "Stream":
        raise NotSimulated("ConsumptionMode Queue, which uses share groups, is not simulated: no source says enough.")
    if consumer.get("SchemaRegistryConfig"):
        raise NotSimulated("SchemaRegistryConfig is not simulated: records get to the function as they were sent.")


def _check_group(settings: MappingSettings, topic: KafkaTopic, function: ServiceFunction) -> None:
    group = consumer_group(settings)
    if group is None:
        return
    for mapping in function.service.mappings.all:
        other = mapping.source
        if isinstance(other, KafkaTopic) and other is topic and consumer_group(mapping.settings) == group:
            raise NotSimulated(
                f"The consumer group {group} has a mapping on {topic.name} already: mappings that share partitions "
                "are not simulated."
            )


def _with_topic_of_cluster(settings: MappingSettings, topic: KafkaTopic) -> MappingSettings:
    """A topic that is the destination is of the same cluster, and another one.

    Source: Developer Guide, "Using a Kafka topic as an on-failure destination"; the texts are ours.
    """
    target = settings.on_failure
    if target is None or target.kind != KAFKA:
        return settings
    given = target.resource
    name = target.arn.removeprefix("kafka://") if target.arn.startswith("kafka://") else getattr(given, "name", "")
    found = topic.cluster.topic(name)
    if found is None or (not target.arn.startswith("kafka://") and found is not given):
        raise InvalidParameterValueException(
            f"The on-failure destination {target.arn} is no topic of the cluster {topic.cluster.name}, in which "
            f"{topic.name} is."
        )
    if found is topic:
        raise InvalidParameterValueException(
            f"The on-failure destination {target.arn} is the topic that the mapping reads: name another one."
        )
    return replace(settings, on_failure=Target(f"kafka://{name}", KAFKA, found))
