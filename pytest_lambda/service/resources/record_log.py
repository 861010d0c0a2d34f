"""What shards, partitions and change streams have in common: records that are kept for a time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import ClassVar, Generic, TypeVar

from pytest_lambda.errors import ConfigurationError

_Record = TypeVar("_Record")


class RecordLog(Generic[_Record]):
    """Records in the order in which they came. Positions count all there have been, from 0 on.

    Args:
        horizon_us: gives the moment up to which what came is no longer kept, in microseconds since 1970.
    """

    __slots__ = ("_horizon_us", "_records", "_trimmed")

    #: when a record came, in microseconds since 1970
    _came_us: ClassVar[attrgetter[int]] = attrgetter("arrival_us")

    def __init__(self, horizon_us: Callable[[], int]) -> None:
        self._horizon_us = horizon_us
        self._records: list[_Record] = []
        self._trimmed = 0

    @property
    def records(self) -> tuple[_Record, ...]:
        """What is in it, oldest first."""
        return tuple(self._records[self.trimmed(0) :])

    @property
    def expired(self) -> tuple[_Record, ...]:
        """What was in it until the time for which it is kept was over, oldest first."""
        return tuple(self._records[: self.trimmed(0)])

    @property
    def end(self) -> int:
        """The position after the last record."""
        return len(self._records)

    def read(self, position: int, limit: int) -> Sequence[_Record]:
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
            starting_position: `TRIM_HORIZON`, `LATEST` or `AT_TIMESTAMP`.
            timestamp_us: for `AT_TIMESTAMP`, in microseconds since 1970: the first record that is not earlier.

        Raises:
            ConfigurationError: there is no such starting position, or no timestamp.
        """
        if starting_position == "LATEST":
            return self.end
        if starting_position == "TRIM_HORIZON":
            return self.trimmed(0)
        if starting_position != "AT_TIMESTAMP" or timestamp_us is None:
            raise ConfigurationError(
                f"The starting position is {starting_position!r}, the timestamp {timestamp_us!r}: expected "
                "TRIM_HORIZON, LATEST, or AT_TIMESTAMP with a timestamp."
            )
        return self._position_since(timestamp_us)

    def trimmed(self, position: int) -> int:
        """The first position not before the given one whose record is still kept."""
        records, first = self._records, self._trimmed
        if first < len(records):
            horizon = self._horizon_us()
            if self._came_us(records[first]) <= horizon:
                # keeping them for longer brings nothing back (IncreaseStreamRetentionPeriod): this only grows
                self._trimmed = first = bisect_left(records, horizon + 1, lo=first, key=self._came_us)
        return max(first, position)

    def _position_since(self, timestamp_us: int) -> int:
        return self.trimmed(bisect_left(self._records, timestamp_us, key=self._came_us))
