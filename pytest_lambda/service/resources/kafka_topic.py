"""A topic of Kafka on virtual time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeAlias

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.contents import data
from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.kafka_cluster import KafkaCluster
from pytest_lambda.service.resources.kafka_partitioner import partition_of
from pytest_lambda.service.resources.kafka_record import KafkaPartition, KafkaRecord
from pytest_lambda.service.resources.moments import MICROSECONDS, microseconds
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.watchers import Watchers

#: Kafka: `Topic.validate`
_NAME = re.compile(r"(?!\.\.?$)[a-zA-Z0-9._-]{1,249}")
#: Kafka: `log.retention.hours`
_RETENTION_HOURS = 168
#: Kafka: `message.max.bytes`
_MESSAGE_BYTES = 1_048_588
#: of a record besides key, value and headers, about
_AROUND = 70
_HOUR_US = 3600 * MICROSECONDS

_Headers: TypeAlias = "Mapping[str, object] | Iterable[tuple[str, object]]"


class KafkaTopic:
    """A topic of one or more partitions. Not simulated are compaction, transactions and brokers that are lost.

    Args:
        name: 1 to 249 letters, digits, `.`, `_` and `-`.
        platform: what the topic is part of.
        cluster: where it is.
        partitions: how many, from 1 on.
        retention_hours: how long records are kept from when they came, from 1 on; 168 are Kafka's default.
        max_message_bytes: of a record, from 1 on; 1,048,588 are Kafka's default.

    Attributes:
        name, cluster, retention_hours, max_message_bytes: see above.
        arn: of the topic.
        stream_arn: what mappings show as their source: the cluster's ARN.

    Raises:
        RequestRefused: Kafka would refuse the name.
        ConfigurationError: a number is none, or too low.
    """

    def __init__(
        self,
        name: str,
        *,
        platform: Platform,
        cluster: KafkaCluster,
        partitions: int = 1,
        retention_hours: int = _RETENTION_HOURS,
        max_message_bytes: int = _MESSAGE_BYTES,
    ) -> None:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise RequestRefused(
                "INVALID_TOPIC_EXCEPTION",
                f"Topic name {name!r} is invalid.",
                "Expected 1 to 249 letters, digits, `.`, `_` and `-`.",
            )
        self.name = name
        self.cluster = cluster
        self.retention_hours = _whole("retention_hours", retention_hours)
        self.max_message_bytes = _whole("max_message_bytes", max_message_bytes)
        self.arn = cluster.topic_arn(name)
        self.stream_arn = cluster.arn
        self._platform = platform
        self._watchers = Watchers()
        self._sent_without_key = 0
        self._partitions: list[KafkaPartition] = []
        self._grow(_whole("partitions", partitions))

    def __repr__(self) -> str:
        return f"<KafkaTopic {self.name}: {len(self._partitions)} partitions>"

    @property
    def partitions(self) -> tuple[KafkaPartition, ...]:
        """All of it, by number."""
        return tuple(self._partitions)

    @property
    def shards(self) -> tuple[KafkaPartition, ...]:
        """The partitions: for what reads sharded streams."""
        return tuple(self._partitions)

    @property
    def records(self) -> tuple[KafkaRecord, ...]:
        """What the topic keeps, partition by partition."""
        return tuple(record for partition in self._partitions for record in partition.records)

    @property
    def end_offsets(self) -> dict[str, int]:
        """The offset of the next record of each partition: `{"orders-0": 3}`."""
        return {partition.name: partition.end_offset for partition in self._partitions}

    def send(
        self,
        value: object,
        *,
        key: object = None,
        partition: int | None = None,
        headers: _Headers | None = None,
        timestamp: datetime | float | None = None,
    ) -> KafkaRecord:
        """Send a record.

        Args:
            value: bytes, text, or an object for compact JSON; None for a tombstone.
            key: bytes, text, or an object for compact JSON. It decides on the partition as Kafka's default
                partitioner does, by murmur2. Records without a key go round the partitions, one each: which one a
                producer of Kafka would take depends on its version, its batches and on chance.
            partition: its number, in place of that.
            headers: names and bytes, texts or objects: a mapping, or pairs if a name comes twice.
            timestamp: a moment, or seconds since 1970; default: now. The record's age counts from it.

        Returns:
            The record, with its `partition` and `offset`.

        Raises:
            EventError: value, key or a header cannot be sent.
            RequestRefused: the topic does not take it.
        """
        written_key = None if key is None else data(key, "the key of a record")
        written = None if value is None else data(value, "the value of a record")
        pairs = tuple((name, data(each, f"header {name!r}")) for name, each in _pairs(headers))
        self._check_size(written_key, written, pairs)
        at_us = self._now()
        home = self._partition_for(written_key, partition)
        record = home.append(written_key, written, pairs, _milliseconds(timestamp, at_us), at_us)
        self._watchers.tell()
        return record

    def create_partitions(self, total: int) -> None:
        """Have more partitions; from then on keys may go to others.

        Args:
            total: how many there are afterwards.

        Raises:
            RequestRefused: there are as many already.
        """
        if _whole("total", total) <= len(self._partitions):
            raise RequestRefused(
                "INVALID_PARTITIONS",
                f"The topic {self.name} currently has {len(self._partitions)} partition(s); {total} would not be an "
                "increase.",
            )
        self._grow(total)
        self._watchers.tell()

    def watch(self, callback: Callable[[], object]) -> None:
        """Call it after each record and each new partition."""
        self._watchers.add(callback)

    def unwatch(self, callback: Callable[[], object]) -> None:
        """Call it no more; nothing happens if it was not watching."""
        self._watchers.remove(callback)

    # ---- inside ----------------------------------------------------------------------------------------------

    def _grow(self, total: int) -> None:
        for number in range(len(self._partitions), total):
            self._partitions.append(KafkaPartition(self.name, number, self._horizon))

    def _partition_for(self, key: bytes | None, given: int | None) -> KafkaPartition:
        number = given
        if number is None and key is not None:
            number = partition_of(key, len(self._partitions))
        elif number is None:
            number = self._sent_without_key % len(self._partitions)
            self._sent_without_key += 1
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(self._partitions):
            raise RequestRefused(
                "UNKNOWN_TOPIC_OR_PARTITION",
                "This server does not host this topic-partition.",
                f"partition is {given!r}: {self.name} has 0 to {len(self._partitions) - 1}.",
            )
        return self._partitions[number]

    def _check_size(self, key: bytes | None, value: bytes | None, headers: tuple[tuple[str, bytes], ...]) -> None:
        size = _AROUND + len(key or b"") + len(value or b"")
        size += sum(len(name.encode()) + len(content) for name, content in headers)
        if size > self.max_message_bytes:
            raise RequestRefused(
                "MESSAGE_TOO_LARGE",
                "The request included a message larger than the max message size the server will accept.",
                f"The record has about {size:,} bytes, and {self.name} takes {self.max_message_bytes:,}.",
            )

    def _now(self) -> int:
        return microseconds(self._platform.epoch())

    def _horizon(self) -> int:
        return self._now() - self.retention_hours * _HOUR_US


def _pairs(headers: _Headers | None) -> list[tuple[str, object]]:
    pairs = list(headers.items() if isinstance(headers, Mapping) else headers or ())
    for pair in pairs:
        if not isinstance(pair, (tuple, list)) or len(pair) != 2 or not isinstance(pair[0], str):
            raise ConfigurationError(f'headers is {headers!r}: expected {{"name": b"value"}}, or pairs of both.')
    return pairs


def _milliseconds(given: datetime | float | None, now_us: int) -> int:
    if given is None:
        return now_us // 1000
    if isinstance(given, datetime):
        if given.tzinfo is None:
            raise ConfigurationError(f"timestamp is {given!r}: expected one with a time zone, say tzinfo=timezone.utc.")
        return microseconds(given.timestamp()) // 1000
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise ConfigurationError(f"timestamp is {given!r}: expected a datetime, or seconds since 1970.")
    return microseconds(given) // 1000


def _whole(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ConfigurationError(f"{name} is {value!r}: expected a whole number from 1 on.")
    return value
