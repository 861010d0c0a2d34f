"""A shard of a DynamoDB table's stream."""

from __future__ import annotations

from collections.abc import Callable

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.resources.dynamodb_record import DynamoDBRecord
from pytest_lambda.service.resources.record_log import RecordLog


class DynamoDBShard(RecordLog[DynamoDBRecord]):
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

    __slots__ = ("closed", "hashes", "parents", "shard_id")

    def __init__(
        self,
        shard_id: str,
        hashes: tuple[int, int],
        *,
        horizon_us: Callable[[], int],
        parents: tuple[str, ...] = (),
    ) -> None:
        super().__init__(horizon_us)
        self.shard_id = shard_id
        self.hashes = hashes
        self.parents = parents
        self.closed = False

    def __repr__(self) -> str:
        state = "closed" if self.closed else "open"
        return f"<DynamoDBShard {self.shard_id}, {state}: {len(self.records)} records>"

    def put(self, record: DynamoDBRecord) -> None:
        """Take a record, which is younger than those before."""
        self._records.append(record)

    def position_at(self, starting_position: str, timestamp_us: int | None = None) -> int:
        """Where reading begins.

        Args:
            starting_position: `TRIM_HORIZON` or `LATEST` (D1).
            timestamp_us: of no use here.

        Raises:
            ConfigurationError: there is no such starting position.
        """
        if starting_position not in ("TRIM_HORIZON", "LATEST"):
            raise ConfigurationError(
                f"The starting position is {starting_position!r}: streams of tables have TRIM_HORIZON and LATEST."
            )
        return super().position_at(starting_position)
