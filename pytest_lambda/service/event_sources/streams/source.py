"""What a sharded stream, and a kind of them, has to offer to be read by a `StreamPoller`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pytest_lambda.batches.record import BatchRecord
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping


class StreamRecord(Protocol):
    """One record of a shard; it never changes."""

    @property
    def sequence_number(self) -> str:
        """Grows within a shard."""
        ...

    @property
    def partition_key(self) -> str:
        """Within which order holds at any parallelization factor (C20); of DynamoDB the item's key, as text."""
        ...

    @property
    def arrival_us(self) -> int:
        """When the stream took it, in microseconds since 1970."""
        ...

    @property
    def size(self) -> int:
        """Bytes that it takes in the event, about: base64 and all, not more than is true by a factor (C33, G30)."""
        ...


class Shard(Protocol):
    """One shard. Positions are indexes into it that only grow: the first record ever put has 0."""

    @property
    def shard_id(self) -> str:
        """As destinations and windows name it."""
        ...

    @property
    def parents(self) -> Sequence[str]:
        """The ids of the shards that it was made of: they are finished before it is read (C24)."""
        ...

    @property
    def closed(self) -> bool:
        """Whether no more records will come."""
        ...

    @property
    def end(self) -> int:
        """The position after the last record."""
        ...

    def read(self, position: int, limit: int) -> Sequence[StreamRecord]:
        """The records at `position`, `position + 1`, …, at most `limit`; the reader never asks for trimmed ones.

        Nothing is consumed: any number of mappings read the same shard.
        """
        ...

    def position_at(self, starting_position: str, timestamp_us: int | None) -> int:
        """Where a mapping begins: `TRIM_HORIZON` the oldest record retained, `LATEST` the end, `AT_TIMESTAMP` the first
        record that arrived then or later.
        """
        ...

    def trimmed(self, position: int) -> int:
        """`position`, or the first one after it that is still retained now."""
        ...


class StreamSource(Protocol):
    """A stream. Shards that were split, merged or closed stay in `shards`; new ones are put at its end, so that parents
    come before their children.
    """

    @property
    def arn(self) -> str:
        """Of the stream."""
        ...

    @property
    def name(self) -> str:
        """For people."""
        ...

    @property
    def shards(self) -> Sequence[Shard]:
        """All there have been."""
        ...

    def watch(self, callback: Callable[[], object]) -> None:
        """Call it after each put, split, merge and closing of a shard.

        It is cheap and returns at once, and is safe to be called from inside a handler: what there is to be done goes
        into the agenda of the clock.
        """
        ...

    def unwatch(self, callback: Callable[[], object]) -> None:
        """Call it no more; nothing happens if it was not watching."""
        ...


class StreamKind(Protocol):
    """What differs between the kinds of streams; what a `StreamPoller` is given besides the source.

    Attributes:
        batch_info: the name of the part of a destination's message that names the records: `KinesisBatchInfo` or
            `DDBStreamBatchInfo` (C70, D9).
    """

    @property
    def batch_info(self) -> str:
        """See above."""
        ...

    def arrival(self, arrival_us: int) -> str:
        """A moment of arrival as destinations' messages show it: milliseconds of Kinesis, seconds of DynamoDB (D9)."""
        ...

    def records(self, mapping: EventSourceMapping, shard: Shard, record: StreamRecord) -> Sequence[BatchRecord]:
        """What the event holds for one record of the shard: one record, or those of an aggregate (C92)."""
        ...

    def event(self, mapping: EventSourceMapping, records: Sequence[BatchRecord]) -> Mapping[str, Any]:
        """The event without what tumbling windows add: `{"Records": [...]}`."""
        ...
