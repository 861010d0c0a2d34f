"""A change of a DocumentDB collection, and the change streams that hold it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.contents import json_text

_arrival = attrgetter("arrival_us")


@dataclass(frozen=True, slots=True, eq=False)
class DocumentDBChange:
    """A change as it stands in a change stream.

    Attributes:
        operation_type: `insert`, `update`, `replace` or `delete`.
        document_key: the `_id` of the document, as `{"_id": ...}`.
        event: as an event holds it; the document after an update is not in it.
        arrival_us: when it happened, in microseconds since 1970.
        current: gives the document with this `_id` as it is now, or None.
    """

    operation_type: str
    document_key: Mapping[str, Any]
    event: Mapping[str, Any]
    arrival_us: int
    current: Callable[[], Mapping[str, Any] | None]

    @property
    def sequence_number(self) -> str:
        """The resume token."""
        token: str = self.event["_id"]["_data"]
        return token

    @property
    def partition_key(self) -> str:
        """Nothing: all changes are handed over in their order (M10)."""
        return ""

    @property
    def size(self) -> int:
        """Bytes that it takes in an event, about."""
        return len(json_text(self.event, "a change")) + 12

    def shown(self, *, look_up: bool) -> dict[str, Any]:
        """As a function gets it.

        Args:
            look_up: whether an update shows the whole document, as it is now: null if it is gone.
        """
        if not look_up or self.operation_type != "update":
            return {"event": dict(self.event)}
        shown: dict[str, Any] = {}
        for name, value in self.event.items():
            if name == "ns":
                shown["fullDocument"] = self.current()
            shown[name] = value
        return {"event": shown}


class ChangeStream:
    """The changes of a collection, or of all collections of a database, in order: a stream of one shard.

    Args:
        arn: of the cluster.
        name: of what it is the stream.
        horizon_us: gives the moment before which changes are no longer kept.

    Attributes:
        arn, name: see above.
    """

    __slots__ = ("_changes", "_horizon_us", "_trimmed", "_watchers", "arn", "name")

    def __init__(self, arn: str, name: str, horizon_us: Callable[[], int]) -> None:
        self.arn = arn
        self.name = name
        self._horizon_us = horizon_us
        self._changes: list[DocumentDBChange] = []
        self._trimmed = 0
        self._watchers: list[Callable[[], object]] = []

    @property
    def changes(self) -> tuple[DocumentDBChange, ...]:
        """What it keeps, oldest first."""
        return tuple(self._changes[self.trimmed(0) :])

    @property
    def shards(self) -> tuple[ChangeStream, ...]:
        """Itself: for what reads sharded streams."""
        return (self,)

    @property
    def shard_id(self) -> str:
        """Its name."""
        return self.name

    @property
    def parents(self) -> tuple[str, ...]:
        """None."""
        return ()

    @property
    def closed(self) -> bool:
        """Never."""
        return False

    @property
    def end(self) -> int:
        """The position after the last change."""
        return len(self._changes)

    def add(self, change: DocumentDBChange) -> None:
        """Hold a change, and tell those who watch."""
        self._changes.append(change)
        for callback in tuple(self._watchers):
            callback()

    def read(self, position: int, limit: int) -> Sequence[DocumentDBChange]:
        """Changes from a position on, as many as `limit` at most; those that are no longer kept are left out."""
        first = self.trimmed(position)
        return self._changes[first : first + limit]

    def position_at(self, starting_position: str, timestamp_us: int | None = None) -> int:
        """Where reading begins.

        Args:
            starting_position: `TRIM_HORIZON`, `LATEST` or `AT_TIMESTAMP`.
            timestamp_us: for `AT_TIMESTAMP`, in microseconds since 1970: the first change that was not earlier.

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
        return self.trimmed(bisect_left(self._changes, timestamp_us, key=_arrival))

    def trimmed(self, position: int) -> int:
        """The first position not before the given one whose change is still kept."""
        changes, horizon = self._changes, self._horizon_us()
        first = self._trimmed
        if first < len(changes) and changes[first].arrival_us <= horizon:
            self._trimmed = first = bisect_right(changes, horizon, lo=first, key=_arrival)
        return max(first, position)

    def watch(self, callback: Callable[[], object]) -> None:
        """Call it after each change."""
        self._watchers.append(callback)

    def unwatch(self, callback: Callable[[], object]) -> None:
        """Call it no more; nothing happens if it was not watching."""
        if callback in self._watchers:
            self._watchers.remove(callback)
