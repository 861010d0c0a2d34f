"""What event source mappings have to know of topics of Kafka, of Amazon MSK and of self-managed clusters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pytest_lambda.batches.judging.judgement import judge
from pytest_lambda.batches.reading import kafka_record
from pytest_lambda.errors import InvalidParameterValueException
from pytest_lambda.events.building.notations import iso_milliseconds
from pytest_lambda.service.event_sources.kafka.poller import KafkaPoller
from pytest_lambda.service.event_sources.kafka.settings import kafka_settings
from pytest_lambda.service.resources.kafka_cluster import KafkaCluster
from pytest_lambda.service.resources.kafka_record import KafkaRecord
from pytest_lambda.service.resources.kafka_topic import KafkaTopic

if TYPE_CHECKING:
    from pytest_lambda.batches.outcome import BatchOutcome
    from pytest_lambda.batches.record import BatchRecord
    from pytest_lambda.runtime.result import InvocationResult
    from pytest_lambda.service.event_sources.batch import Batch
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping
    from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
    from pytest_lambda.service.event_sources.streams.source import Shard, StreamRecord
    from pytest_lambda.service.function import ServiceFunction


class KafkaKind:
    """A `SourceKind` and a `StreamKind`, whose shards are the partitions of a topic.

    AWS's batches may hold records of several partitions of one poller; here a batch is of one partition.

    Attributes:
        name: `kafka`.
        batch_info: how messages of destinations name a batch.
    """

    name = "kafka"
    batch_info = "KafkaBatchInfo"

    def takes(self, source: object) -> bool:
        """Whether it is a topic, or a cluster, of which the settings name a topic."""
        return isinstance(source, (KafkaTopic, KafkaCluster))

    def takes_arn(self, arn: str) -> bool:
        """Whether it is the ARN of a cluster of Amazon MSK, or stands for a self-managed one."""
        parts = arn.split(":", 5)
        return arn.startswith("kafka://") or (
            len(parts) == 6 and parts[2] == "kafka" and parts[5].startswith(("cluster/", "topic/"))
        )

    def missing(self, arn: str) -> InvalidParameterValueException:
        """There is no such cluster or topic; the text is ours: AWS takes any, and the mapping finds out later."""
        return InvalidParameterValueException(
            f"There is no {arn or 'topic'}: make it with kafka_topic() before the mapping."
        )

    def find(self, source: object, given: Mapping[str, Any], resolve: Callable[[str], Any]) -> KafkaTopic:
        """The topic that is meant.

        Args:
            source: a topic, a cluster, the ARN of either, or None for a self-managed cluster.
            given: the settings; `topics` names the topic of a cluster.
            resolve: gives the simulated resource with an ARN.

        Raises:
            InvalidParameterValueException: there is none.
        """
        if isinstance(source, KafkaTopic):
            return source
        home: Any = source
        if source is None:
            endpoints = given["self_managed_event_source"].get("Endpoints") or {}
            source = f"kafka://{next(iter(endpoints.get('KAFKA_BOOTSTRAP_SERVERS') or ()), '')}"
        if isinstance(source, str):
            home = resolve(source)
        if isinstance(home, KafkaTopic):
            return home
        if not isinstance(home, KafkaCluster):
            raise self.missing(str(source))
        name = next(iter(given.get("topics") or ()), None)
        if name is None:  # ours
            raise InvalidParameterValueException('Topics is missing: name the topic of the cluster, topics=["orders"].')
        topic = home.topic(name)
        if topic is None:
            raise self.missing(home.topic_arn(name))
        return topic

    def settings(
        self, given: Mapping[str, Any], source: Any, function: ServiceFunction, current: MappingSettings | None
    ) -> MappingSettings:
        """See `SourceKind.settings`; M2, M3."""
        return kafka_settings(given, source, function, current)

    def poller(self, mapping: EventSourceMapping) -> KafkaPoller:
        """What reads the partitions."""
        return KafkaPoller(mapping, mapping.source, self)

    def judge(self, mapping: EventSourceMapping, batch: Batch, result: InvocationResult) -> BatchOutcome:
        """What an answer means for each record; M4."""
        return judge(
            self.name,
            batch.records,
            payload_bytes=result.payload_bytes,
            function_error=result.function_error,
            reports_failures=mapping.settings.reports_failures,
            disputed=mapping.readings.answers,
        )

    def arrival(self, arrival_us: int) -> str:
        """A timestamp as messages of destinations have it."""
        return iso_milliseconds(arrival_us / 1e6)

    def records(self, mapping: EventSourceMapping, shard: Shard, record: StreamRecord) -> Sequence[BatchRecord]:
        """What the event holds for a record: it."""
        assert isinstance(record, KafkaRecord)
        return (kafka_record(record.event()),)

    def event(self, mapping: EventSourceMapping, records: Sequence[BatchRecord]) -> dict[str, Any]:
        """The event with these records, which are of one partition (M1)."""
        parts: dict[str, list[Mapping[str, Any]]] = {}
        for record in records:
            parts.setdefault(str(record.group), []).append(record.event)
        cluster: KafkaCluster = mapping.source.cluster
        servers = ",".join(cluster.bootstrap_servers)
        if cluster.self_managed:
            return {"eventSource": "SelfManagedKafka", "bootstrapServers": servers, "records": parts}
        return {
            "eventSource": "aws:kafka",
            "eventSourceArn": cluster.arn,
            "bootstrapServers": servers,
            "records": parts,
        }


KAFKA = KafkaKind()
