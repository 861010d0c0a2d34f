"""Reads the partitions of a topic for a mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.event_sources.kafka.on_failure import KAFKA_RULES
from pytest_lambda.service.event_sources.streams.poller import StreamPoller

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping
    from pytest_lambda.service.event_sources.streams.source import StreamKind
    from pytest_lambda.service.resources.kafka_topic import KafkaTopic


class KafkaPoller(StreamPoller):
    """A `Poller` of a topic: one invocation at a time for each partition (M5).

    Args:
        mapping: for which it reads.
        topic: what it reads.
        kind: Kafka's.
    """

    __slots__ = ("_topic",)

    def __init__(self, mapping: EventSourceMapping, topic: KafkaTopic, kind: StreamKind) -> None:
        super().__init__(mapping, topic, kind, rules=KAFKA_RULES)
        self._topic = topic

    def committed(self, partition: str) -> int:
        """The offset of the first record of a partition that is not done.

        Args:
            partition: `orders-0`.

        Raises:
            ConfigurationError: there is no such partition.
        """
        found = self._readers.get(partition)
        if found is not None:
            return found.progress.position
        for known in self._topic.partitions:  # nothing of it was read yet
            if known.name == partition:
                return known.beginning_offset
        names = ", ".join(known.name for known in self._topic.partitions)
        raise ConfigurationError(f"{self._topic.name} has no partition {partition!r}. It has {names}.")
