"""A record of a Kafka topic, and the partition that it lies in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from pytest_lambda.events.building.contents import base64_text, signed_bytes
from pytest_lambda.service.resources.moments import moment
from pytest_lambda.service.resources.record_log import RecordLog

#: bytes of a record in an event without key, value and headers, about (M1)
_AROUND = 160
#: characters of a value in a repr
_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class KafkaRecord:
    """A record as it lies in its partition.

    Attributes:
        topic: its name.
        partition: number of the partition.
        offset: within the partition.
        key: bytes, or None.
        value: bytes; None of a tombstone.
        headers: names and bytes, in order; a name may come twice.
        timestamp_ms: milliseconds since 1970, as its producer said.
        appended_us: when it came, in microseconds since 1970.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    timestamp_ms: int
    appended_us: int

    def __repr__(self) -> str:
        value = repr(self.value)
        shown = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"
        return f"<KafkaRecord {self.topic}-{self.partition} offset {self.offset}: {shown}>"

    @property
    def timestamp(self) -> datetime:
        """As its producer said, in UTC."""
        return moment(self.timestamp_ms * 1000)

    @property
    def text(self) -> str | None:
        """The value as text; None of a tombstone.

        Raises:
            UnicodeDecodeError: it is not UTF-8.
        """
        return None if self.value is None else self.value.decode()

    @property
    def json(self) -> Any:
        """The value, decoded from JSON; None of a tombstone."""
        return None if self.value is None else json.loads(self.value)

    @property
    def sequence_number(self) -> str:
        """The offset, as digits."""
        return str(self.offset)

    @property
    def partition_key(self) -> str:
        """What the partition was found by; order holds within the whole partition (M5)."""
        return "" if self.key is None else self.key.decode("utf-8", "replace")

    @property
    def arrival_us(self) -> int:
        """What its age counts from: the timestamp."""
        return self.timestamp_ms * 1000

    @property
    def size(self) -> int:
        """Bytes that it takes in an event, about."""
        # a byte of a header is a number, a comma and a blank at most
        headers = sum(len(name) + 5 * len(content) + 8 for name, content in self.headers)
        return _AROUND + len(self.topic) + headers + (len(self.key or b"") + len(self.value or b"")) * 4 // 3

    def event(self) -> dict[str, Any]:
        """As it stands in an event (M1)."""
        shown: dict[str, Any] = {
            "topic": self.topic,
            "partition": self.partition,
            "offset": self.offset,
            "timestamp": self.timestamp_ms,
            "timestampType": "CREATE_TIME",
        }
        if self.key is not None:
            shown["key"] = base64_text(self.key)
        if self.value is not None:
            shown["value"] = base64_text(self.value)
        shown["headers"] = [{name: signed_bytes(content)} for name, content in self.headers]
        return shown


class KafkaPartition(RecordLog[KafkaRecord]):
    """What a partition of a topic received, in order. Offsets count all its records, from 0 on.

    Args:
        topic: name of the topic.
        number: of the partition.
        horizon_us: gives the moment before which records are no longer kept.

    Attributes:
        topic, number: see above.
        name: `orders-0`, as events and answers have it (M1, M4).
    """

    __slots__ = ("name", "number", "topic")

    _came_us = attrgetter("appended_us")

    def __init__(self, topic: str, number: int, horizon_us: Callable[[], int]) -> None:
        super().__init__(horizon_us)
        self.topic = topic
        self.number = number
        self.name = f"{topic}-{number}"

    def __repr__(self) -> str:
        return f"<KafkaPartition {self.name}: {len(self.records)} records>"

    @property
    def beginning_offset(self) -> int:
        """Of the oldest record that is still kept."""
        return self.trimmed(0)

    @property
    def end_offset(self) -> int:
        """Of the next record."""
        return self.end

    @property
    def shard_id(self) -> str:
        """Its name: for what reads sharded streams."""
        return self.name

    @property
    def parents(self) -> tuple[str, ...]:
        """None: partitions are never made of others."""
        return ()

    @property
    def closed(self) -> bool:
        """Never: a topic loses no partitions."""
        return False

    def append(
        self,
        key: bytes | None,
        value: bytes | None,
        headers: tuple[tuple[str, bytes], ...],
        timestamp_ms: int,
        at_us: int,
    ) -> KafkaRecord:
        """Take a record.

        Args:
            key, value, headers, timestamp_ms: of the record.
            at_us: now, in microseconds since 1970.
        """
        record = KafkaRecord(self.topic, self.number, self.end, key, value, headers, timestamp_ms, at_us)
        self._records.append(record)
        return record

    def _position_since(self, timestamp_us: int) -> int:
        """Of the first record whose timestamp is not earlier; timestamps stand in no order."""
        later = (record.offset for record in self.records if record.timestamp_ms * 1000 >= timestamp_us)
        return next(later, self.end)
