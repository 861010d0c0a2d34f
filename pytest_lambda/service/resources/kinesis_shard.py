"""A shard of a Kinesis data stream."""

from __future__ import annotations

from collections.abc import Callable

from pytest_lambda.events.builders.streams import shard_id_of
from pytest_lambda.service.resources.kinesis_record import KinesisRecord
from pytest_lambda.service.resources.kinesis_requests import Draft
from pytest_lambda.service.resources.record_log import RecordLog

#: in the ending sequence number of a shard that is closed
_LAST_COUNTER = (1 << 63) - 1


class KinesisShard(RecordLog[KinesisRecord]):
    """What a range of hash keys receives, in order. Positions count all its records, from 0 on.

    Args:
        number: counts the shards of a stream.
        hash_keys: the first one of its range, and the first one after it.
        created: seconds since 1970; each shard is younger than those that it comes from.
        parents: the ids of the one that was split, or of the two that were merged.
        horizon_us: gives the moment before which records are no longer kept.
        salt: 0 to 255, in the sequence numbers.
        encryption_type: `NONE` or `KMS`.

    Attributes:
        shard_id: `shardId-000000000000`.
        starting_hash_key, ending_hash_key: its range, both in it.
        parents, created, encryption_type: see above.
        closed: whether it was split or merged; then no more records come.
    """

    __slots__ = (
        "_base", "closed", "created", "encryption_type", "ending_hash_key", "parents", "shard_id", "starting_hash_key",
    )  # fmt: skip

    def __init__(
        self,
        number: int,
        hash_keys: tuple[int, int],
        *,
        created: int,
        horizon_us: Callable[[], int],
        parents: tuple[str, ...] = (),
        salt: int = 0,
        encryption_type: str = "NONE",
    ) -> None:
        super().__init__(horizon_us)
        self.shard_id = shard_id_of(number)
        self.starting_hash_key, self.ending_hash_key = hash_keys[0], hash_keys[1] - 1
        self.created = created
        self.parents = parents
        self.encryption_type = encryption_type
        self.closed = False
        self._base = (2 << 184) + (created << 148) + ((number & 15) << 144) + (salt << 72) + (number << 4) + 2

    def __repr__(self) -> str:
        state = "closed" if self.closed else "open"
        return f"<KinesisShard {self.shard_id}, {state}: {len(self.records)} records>"

    @property
    def starting_sequence_number(self) -> str:
        """The lowest one that a record of it could have."""
        return self.sequence_number(0, self.created * 1_000_000)

    @property
    def ending_sequence_number(self) -> str | None:
        """None as long as it is open; then one that is higher than those of its records."""
        if not self.closed:
            return None
        last = self._records[-1].arrival_us if self._records else self.created * 1_000_000
        return self.sequence_number(_LAST_COUNTER, last)

    def put(self, draft: Draft, counter: int, at_us: int) -> KinesisRecord:
        """Take a record.

        Args:
            draft: whose hash key is in the range.
            counter: higher than that of all records before.
            at_us: now, in microseconds since 1970.
        """
        record = KinesisRecord(draft.data, draft.partition_key, draft.explicit_hash_key, at_us, counter, self)
        self._records.append(record)
        return record

    def sequence_number(self, counter: int, at_us: int) -> str:
        """That of a record of this shard; see `first_sequence_number` of the event builders for what is in it.

        Args:
            counter: of the record in its stream.
            at_us: when it arrived.
        """
        return str(self._base + (counter << 80) + (at_us // 1_000_000 << 36))
