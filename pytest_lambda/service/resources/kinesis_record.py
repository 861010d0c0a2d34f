"""A record of a Kinesis data stream."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.service.resources.kinesis_hash_key import hash_of
from pytest_lambda.service.resources.moments import moment

#: bytes of a record in an event without data and partition key, about (C90)
_AROUND = 520
#: characters of data in a repr
_LONGEST_SHOWN = 80


class Home(Protocol):
    """The shard of a record.

    Attributes:
        shard_id: of the shard.
        encryption_type: of its stream.
    """

    shard_id: str
    encryption_type: str

    def sequence_number(self, counter: int, at_us: int) -> str:
        """That of a record of the shard."""
        ...


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class KinesisRecord:
    """A record as it lies in its shard.

    Attributes:
        data: bytes.
        partition_key: which the shard was found by, unless there was an explicit hash key.
        explicit_hash_key: a number below 2 to the power of 128, or None.
        arrival_us: when it came, in microseconds since 1970.
        counter: counts the records of a stream.
    """

    data: bytes
    partition_key: str
    explicit_hash_key: int | None
    arrival_us: int
    counter: int
    _home: Home

    def __repr__(self) -> str:
        data = repr(self.data)
        shown = data if len(data) <= _LONGEST_SHOWN else f"{data[:_LONGEST_SHOWN]}…"
        return f"<KinesisRecord {self.event_id}, {self.partition_key!r}: {shown}>"

    @property
    def shard_id(self) -> str:
        """Where it lies: `shardId-000000000000`."""
        return self._home.shard_id

    @property
    def sequence_number(self) -> str:
        """Digits that grow within the shard, and are those of no other record of the stream."""
        return self._home.sequence_number(self.counter, self.arrival_us)

    @property
    def event_id(self) -> str:
        """As in an event (C90): shard and sequence number."""
        return f"{self.shard_id}:{self.sequence_number}"

    @property
    def hash_key(self) -> int:
        """What decided on the shard."""
        return hash_of(self.partition_key.encode()) if self.explicit_hash_key is None else self.explicit_hash_key

    @property
    def text(self) -> str:
        """The data as text.

        Raises:
            UnicodeDecodeError: it is not UTF-8.
        """
        return self.data.decode()

    @property
    def json(self) -> Any:
        """The data, decoded from JSON."""
        return json.loads(self.data)

    @property
    def size(self) -> int:
        """Bytes that it takes in an event, about: its data in base64, and all that is around."""
        return _AROUND + 4 * -(-len(self.data) // 3) + len(self.partition_key)

    @property
    def approximate_arrival_timestamp(self) -> datetime:
        """When it came, in UTC."""
        return moment(self.arrival_us)

    def payload(self) -> dict[str, Any]:
        """What stands under `kinesis` in an event (C90)."""
        payload = {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": self.partition_key,
            "sequenceNumber": self.sequence_number,
            "data": base64_text(self.data),
            "approximateArrivalTimestamp": self.arrival_us // 1000 / 1000,
        }
        if self._home.encryption_type != "NONE":
            payload["encryptionType"] = self._home.encryption_type
        return payload
