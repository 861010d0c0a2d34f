"""A shard of a DynamoDB table's stream."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from operator import attrgetter

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.resources.dynamodb_record import DynamoDBRecord

_arrival = attrgetter("arrival_us")


class DynamoDBShard:
    """The changes of a part of a table's items, in order. Positions count all its records, from 0 on.

    Args:
        shard_id: of the shard.
        hashes: the hashes of partition keys that are its own: the first one, and the first one after them.
        horizon_us: gives the moment before which records are no longer kept.
        parents: the id of the shard that it follows, if it follows one.

    Attributes:
        shard_id, hashes, parents: see above.
        closed: whether another one has followed; then no more records come.
    """

    __slots__ = ("_horizon_us", "_records", "_trimmed", "closed", "hashes", "parents", "shard_id")

    def __init__(
        self,
        shard_id: str,
        hashes: tuple[int, int],
        *,
        horizon_us: Callable[[], int],
        parents: tuple[str, ...] = (),
    ) -> None:
        self.shard_id = shard_id
        self.hashes = hashes
        self.parents = parents
        self.closed = False
        self._horizon_us = horizon_us
        self._records: list[DynamoDBRecord] = []
        self._trimmed = 0

    def __repr__(self) -> str:
        state = "closed" if self.closed else "open"
        return f"<DynamoDBShard {self.shard_id}, {state}: {len(self.records)} records>"

    @property
    def records(self) -> tuple[DynamoDBRecord, ...]:
        """What is in it, oldest first."""
        return tuple(self._records[self.trimmed(0) :])

    @property
    def expired(self) -> tuple[DynamoDBRecord, ...]:
        """What was in it for 24 hours (D10), oldest first."""
        return tuple(self._records[: self.trimmed(0)])

    @property
    def end(self) -> int:
        """The position after the last record."""
        return len(self._records)

    def put(self, record: DynamoDBRecord) -> None:
        """Take a record, which is younger than those before."""
        self._records.append(record)

    def read(self, position: int, limit: int) -> Sequence[DynamoDBRecord]:
        """Records from a position on; those that are no longer kept are left out.

        Args:
            position: of the first one.
            limit: as many at most.
        """
        first = self.trimmed(position)
        return self._records[first : first + limit]

    def position_at(self, starting_position: str, timestamp_us: int | None = None) -> int:
        """Where reading begins.

        Args:
            starting_position: `TRIM_HORIZON` or `LATEST` (D1).
            timestamp_us: of no use here.

        Raises:
            ConfigurationError: there is no such starting position.
        """
        if starting_position == "LATEST":
            return self.end
        if starting_position == "TRIM_HORIZON":
            return self.trimmed(0)
        raise ConfigurationError(
            f"The starting position is {starting_position!r}: streams of tables have TRIM_HORIZON and LATEST."
        )

    def trimmed(self, position: int) -> int:
        """The first position not before the given one whose record is still kept."""
        records, first = self._records, self._trimmed
        if first < len(records):
            horizon = self._horizon_us()
            if records[first].arrival_us <= horizon:
                self._trimmed = first = bisect_left(records, horizon + 1, lo=first, key=_arrival)
        return max(first, position)
