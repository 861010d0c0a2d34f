"""A change of a DocumentDB collection, and the change streams that hold it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.events.building.contents import json_text
from pytest_lambda.service.resources.record_log import RecordLog
from pytest_lambda.service.resources.watchers import Watchers


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


class ChangeStream(RecordLog[DocumentDBChange]):
    """The changes of a collection, or of all collections of a database, in order: a stream of one shard.

    Args:
        arn: of the cluster.
        name: of what it is the stream.
        horizon_us: gives the moment before which changes are no longer kept.

    Attributes:
        arn, name: see above.
    """

    __slots__ = ("_watchers", "arn", "name")

    def __init__(self, arn: str, name: str, horizon_us: Callable[[], int]) -> None:
        super().__init__(horizon_us)
        self.arn = arn
        self.name = name
        self._watchers = Watchers()

    @property
    def changes(self) -> tuple[DocumentDBChange, ...]:
        """What it keeps, oldest first."""
        return self.records

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

    def add(self, change: DocumentDBChange) -> None:
        """Hold a change, and tell those who watch."""
        self._records.append(change)
        self._watchers.tell()

    def watch(self, callback: Callable[[], object]) -> None:
        """Call it after each change."""
        self._watchers.add(callback)

    def unwatch(self, callback: Callable[[], object]) -> None:
        """Call it no more; nothing happens if it was not watching."""
        self._watchers.remove(callback)
