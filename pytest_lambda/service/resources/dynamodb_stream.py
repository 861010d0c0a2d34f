"""The stream of a DynamoDB table on virtual time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import pairwise
from operator import attrgetter

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.notations import iso_milliseconds
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.events.building.stream_views import VIEWS, shown
from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.checkpoints import Checkpoints
from pytest_lambda.service.resources.dynamodb_item import StoredItem
from pytest_lambda.service.resources.dynamodb_record import DynamoDBRecord
from pytest_lambda.service.resources.dynamodb_shard import DynamoDBShard
from pytest_lambda.service.resources.kinesis_hash_key import hash_of
from pytest_lambda.service.resources.moments import MICROSECONDS, microseconds
from pytest_lambda.service.resources.watchers import Watchers

#: D10
RETENTION_US = 24 * 3600 * MICROSECONDS
_HASHES = 1 << 128
_MOST_SHARDS = 10_000
#: sequence numbers have 27 digits, the larger the later; AWS promises only the order
_FIRST_NUMBER = 4 * 10**26
_NUMBERS_PER_MILLISECOND = 10**12
_sequence = attrgetter("number")


class DynamoDBStream(Checkpoints):
    """What has happened to a table's items in the last 24 hours (D10).

    AWS lets another shard follow each of them about every four hours, at times it does not tell; here that happens
    when a test calls `roll_over()`.

    Args:
        table: its name.
        platform: what the table is part of.
        stream_view_type: `KEYS_ONLY`, `NEW_IMAGE`, `OLD_IMAGE` or `NEW_AND_OLD_IMAGES`.
        shards: how many at the beginning, 1 to 10,000; a table has as many as it has partitions.
        label: of a stream that there is already; default: the moment it is.

    Attributes:
        name: of the table.
        arn, label: of the stream; the label is the moment at which it was enabled.
        stream_view_type: see above.

    Raises:
        ConfigurationError: there is no such view, or number of shards.
    """

    def __init__(
        self, table: str, *, platform: Platform, stream_view_type: str, shards: int = 1, label: str | None = None
    ) -> None:
        if stream_view_type not in VIEWS:
            raise ConfigurationError(
                f"stream_view_type is {stream_view_type!r}.{nearest(str(stream_view_type), VIEWS)} Expected "
                f"{', '.join(VIEWS)}, or None for a table without a stream."
            )
        if not isinstance(shards, int) or isinstance(shards, bool) or not 1 <= shards <= _MOST_SHARDS:
            raise ConfigurationError(f"shards is {shards!r}: expected a whole number from 1 to {_MOST_SHARDS:,}.")
        world = platform.world
        self.name = table
        self.label = label or iso_milliseconds(platform.epoch())[:-1]
        table_arn = f"arn:{world.partition}:dynamodb:{world.region}:{world.account}:table/{table}"
        self.arn = f"{table_arn}/stream/{self.label}"
        self.stream_view_type = stream_view_type
        self._platform = platform
        self._watchers = Watchers()
        self._ids = world.ids_for("stream of a table", self.arn)
        self._last_number = 0
        self._shards: list[DynamoDBShard] = []
        bounds = [_HASHES * number // shards for number in range(shards + 1)]
        self._open = [self._shard(pair) for pair in pairwise(bounds)]

    def __repr__(self) -> str:
        return f"<DynamoDBStream of {self.name}, {self.stream_view_type}: {len(self._open)} open shards>"

    @property
    def shards(self) -> tuple[DynamoDBShard, ...]:
        """All shards there have been, oldest first; those that another one has followed are `closed`."""
        return tuple(self._shards)

    @property
    def open_shards(self) -> tuple[DynamoDBShard, ...]:
        """The shards that changes go to."""
        return tuple(self._open)

    @property
    def records(self) -> tuple[DynamoDBRecord, ...]:
        """What the stream keeps, in the order in which it happened."""
        return tuple(sorted((record for shard in self._shards for record in shard.records), key=_sequence))

    @property
    def expired(self) -> tuple[DynamoDBRecord, ...]:
        """What it kept for 24 hours, in the order in which it happened."""
        return tuple(sorted((record for shard in self._shards for record in shard.expired), key=_sequence))

    def shard_of(self, partition_key: object) -> DynamoDBShard:
        """The open shard for a partition key.

        Args:
            partition_key: its content in an attribute value: numbers are text, bytes base64.
        """
        if len(self._open) == 1:
            return self._open[0]
        hashed = hash_of(str(partition_key).encode("utf-8", "surrogatepass"))
        return self._open[bisect_right(self._open, hashed, key=_first_hash) - 1]

    def roll_over(self, shard: str | DynamoDBShard | None = None, *, into: int = 1) -> tuple[DynamoDBShard, ...]:
        """Close a shard, and let others follow it, which are read when it is finished (C24).

        Args:
            shard: an open one, or its id; None: each open one.
            into: 1; 2 as if the partition were split.

        Returns:
            The new ones.

        Raises:
            ConfigurationError: there is no such open shard.
        """
        if into not in (1, 2):
            raise ConfigurationError(f"into is {into!r}: expected 1, or 2 to split the shard.")
        followed = tuple(self._open) if shard is None else (self._named(shard),)
        made: list[DynamoDBShard] = []
        for parent in followed:
            low, high = parent.hashes
            middle = (low + high) // 2
            parts = [(low, high)] if into == 1 else [(low, middle), (middle, high)]
            parent.closed = True
            children = [self._shard(part, (parent.shard_id,)) for part in parts]
            at = self._open.index(parent)
            self._open[at : at + 1] = children
            made += children
        self._watchers.tell()
        return tuple(made)

    def put(
        self, key: StoredItem, new: StoredItem | None, old: StoredItem | None, at_us: int, *, time_to_live: bool = False
    ) -> DynamoDBRecord:
        """A change has happened.

        Args:
            key: of the item, the partition key first.
            new, old: the item after and before; None if there was none. They differ (D6).
            at_us: when, in microseconds since 1970.
            time_to_live: whether it was removed because its time to live was over.
        """
        name = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
        new_shown, old_shown = shown(self.stream_view_type, name)  # D5
        images = new if new_shown else None, old if old_shown else None
        self._last_number = number = max(first_number(at_us), self._last_number + 1)
        record = DynamoDBRecord(name, key, images, arrival_us=at_us, number=number, time_to_live=time_to_live)
        (partition_key,) = next(iter(key.image.values())).values()
        self.shard_of(partition_key).put(record)
        self._watchers.tell()
        return record

    def watch(self, callback: Callable[[], object]) -> None:
        """Call it after each change and each new shard; it must not wait."""
        self._watchers.add(callback)

    def unwatch(self, callback: Callable[[], object]) -> None:
        """Do so no longer; one that was not watching changes nothing."""
        self._watchers.remove(callback)

    def _named(self, shard: str | DynamoDBShard) -> DynamoDBShard:
        for each in self._open:
            if shard in (each, each.shard_id):
                return each
        ids = ", ".join(each.shard_id for each in self._open)
        raise ConfigurationError(f"{shard!r} is no open shard of {self.arn}; these are: {ids}.")

    def _shard(self, hashes: tuple[int, int], parents: tuple[str, ...] = ()) -> DynamoDBShard:
        shard_id = f"shardId-{microseconds(self._platform.epoch()) // 1000:020d}-{self._ids.hexadecimal(8)}"
        made = DynamoDBShard(shard_id, hashes, horizon_us=self._horizon_us, parents=parents)
        self._shards.append(made)
        return made

    def _horizon_us(self) -> int:
        return microseconds(self._platform.epoch()) - RETENTION_US


def first_number(at_us: int) -> int:
    """The first sequence number that a record of a moment can have.

    Args:
        at_us: in microseconds since 1970.
    """
    return _FIRST_NUMBER + at_us // 1000 * _NUMBERS_PER_MILLISECOND


def _first_hash(shard: DynamoDBShard) -> int:
    return shard.hashes[0]
