"""A Kinesis data stream on virtual time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.checkpoints import Checkpoints
from pytest_lambda.service.resources.kinesis_aggregate import aggregated
from pytest_lambda.service.resources.kinesis_consumer import StreamConsumer
from pytest_lambda.service.resources.kinesis_hash_space import HashSpace
from pytest_lambda.service.resources.kinesis_record import KinesisRecord
from pytest_lambda.service.resources.kinesis_requests import (
    Draft,
    checked_draft,
    checked_drafts,
    checked_user_records,
)
from pytest_lambda.service.resources.kinesis_settings import (
    EncryptionType,
    StreamSettings,
    check_retention,
    checked_name,
)
from pytest_lambda.service.resources.kinesis_shard import KinesisShard
from pytest_lambda.service.resources.moments import MICROSECONDS, microseconds
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.watchers import Watchers

_HOUR_US = 3600 * MICROSECONDS
#: Kinesis Data Streams API reference, RegisterStreamConsumer: of a provisioned stream
_MOST_CONSUMERS = 20
_counter = attrgetter("counter")


class KinesisStream(Checkpoints):
    """A stream of one or more shards; not simulated is what a shard takes and gives in a second.

    Args:
        name: 1 to 128 letters, digits, `-`, `_` and `.`.
        platform: what the stream is part of.
        announce: is told of each consumer, which is an event source of its own.
        shard_count: 1 to 10,000, of equal size.
        retention_period_hours: 24 to 8,760.
        max_record_size_in_kib: 1,024 to 10,240; data and partition key together.
        encryption_type: `NONE` or `KMS`, which events tell.

    Attributes:
        name, arn: of the stream.
        settings: all of the above, as they are now.

    Raises:
        RequestRefused: CreateStream would refuse that.
    """

    def __init__(
        self,
        name: str,
        *,
        platform: Platform,
        announce: Callable[[StreamConsumer], None] = lambda consumer: None,
        shard_count: int = 1,
        retention_period_hours: int = 24,
        max_record_size_in_kib: int = 1_024,
        encryption_type: EncryptionType = "NONE",
    ) -> None:
        self.settings = StreamSettings(
            name, shard_count, retention_period_hours, max_record_size_in_kib, encryption_type
        )
        world = platform.world
        self.name = name
        self.arn = f"arn:{world.partition}:kinesis:{world.region}:{world.account}:stream/{name}"
        self._platform = platform
        self._announce = announce
        self._watchers = Watchers()
        self._consumers: dict[str, StreamConsumer] = {}
        ids = world.ids_for("sequence numbers", self.arn)
        self._salt = ids.number(256)
        self._next_counter = ids.number(1 << 40)
        self._whose = f"stream {name} under account {world.account}"
        self._space = HashSpace(shard_count, self._new_shard, self._whose)

    def __repr__(self) -> str:
        return f"<KinesisStream {self.name}: {len(self.open_shards)} open shards>"

    @property
    def retention_period_hours(self) -> int:
        """How long records are kept."""
        return self.settings.retention_period_hours

    @property
    def shards(self) -> tuple[KinesisShard, ...]:
        """All shards there have been, oldest first; those that were split or merged are `closed`."""
        return tuple(self._space.shards)

    @property
    def open_shards(self) -> tuple[KinesisShard, ...]:
        """The shards that records go to, in the order of their hash keys."""
        return self._space.open

    @property
    def records(self) -> tuple[KinesisRecord, ...]:
        """What the stream keeps, in the order in which it was put."""
        return tuple(sorted((record for shard in self._space.shards for record in shard.records), key=_counter))

    @property
    def expired(self) -> tuple[KinesisRecord, ...]:
        """What it kept until the retention period was over, in the order in which it was put."""
        return tuple(sorted((record for shard in self._space.shards for record in shard.expired), key=_counter))

    def shard(self, shard_id: str) -> KinesisShard:
        """The shard with an id.

        Raises:
            RequestRefused: there is none.
        """
        return self._space.named(shard_id)

    def put_record(
        self, data: object, *, partition_key: str | None = None, explicit_hash_key: int | str | None = None
    ) -> KinesisRecord:
        """Put a record.

        Args:
            data: bytes, text, or an object for compact JSON.
            partition_key: 1 to 256 characters, which Kinesis does not do without.
            explicit_hash_key: decides on the shard in place of the partition key: a number below 2 to the power of
                128, or its digits.

        Raises:
            EventError: the data is of a kind that cannot be put.
            RequestRefused: PutRecord would refuse it.
        """
        return self._put([checked_draft(self.settings, data, partition_key, explicit_hash_key)])[0]

    def put_records(self, records: Iterable[Mapping[str, object]]) -> tuple[KinesisRecord, ...]:
        """Put records together: all, or if one is refused none.

        Args:
            records: at most 500, each with what `put_record` takes, or with `Data`, `PartitionKey` and
                `ExplicitHashKey` as boto3 has them.

        Raises:
            EventError: a record is of a kind that cannot be put.
            RequestRefused: PutRecords would refuse them.
        """
        return tuple(self._put(checked_drafts(self.settings, list(records))))

    def put_aggregated_record(
        self,
        records: Iterable[object],
        *,
        partition_key: str | None = None,
        explicit_hash_key: int | str | None = None,
    ) -> KinesisRecord:
        """Put one record that holds several, as the Kinesis Producer Library does (C92).

        Functions get it as it is, unless they read from a consumer with enhanced fan-out.

        Args:
            records: data of each as text or bytes, or mappings as `put_records` takes them.
            partition_key: of the whole, and of those that have none of their own; default: that of the first one.
            explicit_hash_key: of the whole.

        Raises:
            EventError: a record is of a kind that cannot be put, or there is none.
            RequestRefused: PutRecord would refuse one of them, or the whole.
        """
        parts = checked_user_records(self.settings, list(records), partition_key)
        key = parts[0].partition_key if partition_key is None else partition_key
        draft = checked_draft(self.settings, aggregated(parts), key, explicit_hash_key)
        return self._put([draft])[0]

    def split_shard(
        self, shard: str | KinesisShard, new_starting_hash_key: int | str | None = None
    ) -> tuple[KinesisShard, KinesisShard]:
        """Put two shards in the place of one; that is done at once.

        Args:
            shard: its id, or it.
            new_starting_hash_key: the first hash key of the second one; default: the middle.

        Returns:
            The one with the lower hash keys, and the other.

        Raises:
            RequestRefused: SplitShard would refuse that.
        """
        children = self._space.split(shard, new_starting_hash_key)
        self._watchers.tell()
        return children

    def merge_shards(self, shard: str | KinesisShard, adjacent_shard: str | KinesisShard) -> KinesisShard:
        """Put one shard in the place of two; that is done at once.

        Args:
            shard: its id, or it.
            adjacent_shard: the one whose hash keys follow.

        Raises:
            RequestRefused: MergeShards would refuse that.
        """
        child = self._space.merge(shard, adjacent_shard)
        self._watchers.tell()
        return child

    def register_stream_consumer(self, consumer_name: str) -> StreamConsumer:
        """Make a consumer with enhanced fan-out; make a mapping on it as on the stream.

        Args:
            consumer_name: 1 to 128 letters, digits, `-`, `_` and `.`.

        Raises:
            RequestRefused: RegisterStreamConsumer would refuse that.
        """
        name = checked_name("consumerName", consumer_name)
        if name in self._consumers:
            raise RequestRefused(
                "ResourceInUseException", f"Consumer {name} of {self._whose} exists already.", "Give another name."
            )
        if len(self._consumers) >= _MOST_CONSUMERS:
            raise RequestRefused(
                "LimitExceededException", f"There are {_MOST_CONSUMERS} consumers of {self._whose}, which is the limit."
            )
        consumer = StreamConsumer(self, name, self._now())
        self._announce(consumer)
        self.take_in(consumer)
        return consumer

    def take_in(self, consumer: StreamConsumer) -> None:
        """Have a consumer that was registered elsewhere."""
        self._consumers[consumer.consumer_name] = consumer

    @property
    def consumers(self) -> tuple[StreamConsumer, ...]:
        """Those that were registered, oldest first."""
        return tuple(self._consumers.values())

    def increase_stream_retention_period(self, retention_period_hours: int) -> None:
        """Keep records longer. What has expired stays so.

        Args:
            retention_period_hours: 24 to 8,760, not below what it is.

        Raises:
            RequestRefused: IncreaseStreamRetentionPeriod would refuse that.
        """
        check_retention(retention_period_hours)
        if retention_period_hours < self.retention_period_hours:
            raise self._retention_refused(retention_period_hours, "shorter", "Decrease")
        self._set_retention(retention_period_hours)

    def decrease_stream_retention_period(self, retention_period_hours: int) -> None:
        """Keep records for a shorter time. What is older expires at once.

        Args:
            retention_period_hours: 24 to 8,760, not above what it is.

        Raises:
            RequestRefused: DecreaseStreamRetentionPeriod would refuse that.
        """
        check_retention(retention_period_hours)
        if retention_period_hours > self.retention_period_hours:
            raise self._retention_refused(retention_period_hours, "longer", "Increase")
        self._set_retention(retention_period_hours)

    def watch(self, callback: Callable[[], object]) -> None:
        """Call it after each change of records or shards."""
        self._watchers.add(callback)

    def unwatch(self, callback: Callable[[], object]) -> None:
        """Call it no more; nothing happens if it was not watching."""
        self._watchers.remove(callback)

    # ---- inside ----------------------------------------------------------------------------------------------

    def _put(self, drafts: Sequence[Draft]) -> list[KinesisRecord]:
        now = self._now()
        put = []
        for draft in drafts:
            self._next_counter += 1
            put.append(self._space.shard_of(draft.hash_key).put(draft, self._next_counter, now))
        self._watchers.tell()
        return put

    def _new_shard(self, number: int, bounds: tuple[int, int], parents: tuple[KinesisShard, ...]) -> KinesisShard:
        now = self._now() // MICROSECONDS
        return KinesisShard(
            number,
            bounds,
            # that sequence numbers grow from parents to children
            created=max(now, *(parent.created for parent in parents)) + 1 if parents else now,
            horizon_us=self._horizon,
            parents=tuple(parent.shard_id for parent in parents),
            salt=self._salt,
            encryption_type=self.settings.encryption_type,
        )

    def _set_retention(self, hours: int) -> None:
        for shard in self._space.shards:
            shard.trimmed(0)
        self.settings = replace(self.settings, retention_period_hours=hours)
        self._watchers.tell()

    def _retention_refused(self, hours: int, how: str, other: str) -> RequestRefused:
        current = self.retention_period_hours
        return RequestRefused(
            "InvalidArgumentException",
            f"Requested retention period ({hours} hours) for stream {self.name} can not be {how} than existing "
            f"retention period ({current} hours). Use {other}RetentionPeriod API.",
        )

    def _horizon(self) -> int:
        return self._now() - self.retention_period_hours * _HOUR_US

    def _now(self) -> int:
        return microseconds(self._platform.epoch())
