"""Which shard of a stream has which hash keys, and how shards are split and merged."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from pytest_lambda.errors import EventError
from pytest_lambda.service.resources.kinesis_hash_key import HASH_KEYS, checked_hash_key
from pytest_lambda.service.resources.kinesis_shard import KinesisShard
from pytest_lambda.service.resources.refusals import RequestRefused

#: makes a shard: its number, its range, its parents
MakeShard = Callable[[int, tuple[int, int], tuple[KinesisShard, ...]], KinesisShard]


class HashSpace:
    """The shards of a stream; the open ones cover all hash keys from 0 below 2 to the power of 128.

    Args:
        count: of shards in the beginning, of equal size.
        make: makes a shard.
        whose: `stream s under account 123456789012`, for AWS's texts.

    Attributes:
        shards: all there have been, parents before their children.
    """

    __slots__ = ("_make", "_open", "_starts", "_whose", "shards")

    def __init__(self, count: int, make: MakeShard, whose: str) -> None:
        self._make = make
        self._whose = whose
        step = HASH_KEYS // count
        bounds = [number * step for number in range(count)] + [HASH_KEYS]
        self.shards = [make(number, (bounds[number], bounds[number + 1]), ()) for number in range(count)]
        self._open = list(self.shards)
        self._starts = bounds[:-1]

    @property
    def open(self) -> tuple[KinesisShard, ...]:
        """The open shards, in the order of their hash keys."""
        return tuple(self._open)

    def shard_of(self, hash_key: int) -> KinesisShard:
        """The open shard that has a hash key."""
        return self._open[bisect_right(self._starts, hash_key) - 1]

    def named(self, shard: object) -> KinesisShard:
        """The shard with an id.

        Raises:
            RequestRefused: there is none in this stream.
            EventError: that is neither an id nor a shard.
        """
        if isinstance(shard, KinesisShard):
            found = next((each for each in self.shards if each is shard), None)
            shard = shard.shard_id
        elif isinstance(shard, str):
            found = next((each for each in self.shards if each.shard_id == shard), None)
        else:
            raise EventError(f"{shard!r} is no shard: expected one, or its id, such as 'shardId-000000000000'.")
        if found is None:
            known = ", ".join(each.shard_id for each in self.shards)
            raise RequestRefused(
                "ResourceNotFoundException", f"Could not find shard {shard} in {self._whose}.", f"There are {known}."
            )
        return found

    def split(self, shard: object, new_starting_hash_key: object) -> tuple[KinesisShard, KinesisShard]:
        """Put two shards in the place of one; see `KinesisStream.split_shard`."""
        parent = self._eligible(self.named(shard))
        first, last = parent.starting_hash_key, parent.ending_hash_key
        given = new_starting_hash_key
        cut = (first + last + 1) // 2 if given is None else checked_hash_key(given, "newStartingHashKey")
        if not first + 1 < cut < last:
            raise RequestRefused(
                "InvalidArgumentException",
                f"NewStartingHashKey {cut} used in SplitShard() on shard {parent.shard_id} in {self._whose} is not "
                f"both greater than one plus the shard's StartingHashKey {first} and less than the shard's "
                f"EndingHashKey {last}.",
            )
        number = len(self.shards)
        left = self._make(number, (first, cut), (parent,))
        right = self._make(number + 1, (cut, last + 1), (parent,))
        self._replace((parent,), (left, right))
        return left, right

    def merge(self, shard: object, adjacent: object) -> KinesisShard:
        """Put one shard in the place of two; see `KinesisStream.merge_shards`."""
        left, right = self.named(shard), self.named(adjacent)
        self._eligible(left)
        self._eligible(right)
        if left.ending_hash_key + 1 != right.starting_hash_key:
            raise RequestRefused(
                "InvalidArgumentException",
                f"Shards {left.shard_id} and {right.shard_id} in {self._whose} are not an adjacent pair of shards "
                "eligible for merging",
                "The hash keys of the second one must follow those of the first one.",
            )
        bounds = (left.starting_hash_key, right.ending_hash_key + 1)
        merged = self._make(len(self.shards), bounds, (left, right))
        self._replace((left, right), (merged,))
        return merged

    def _eligible(self, shard: KinesisShard) -> KinesisShard:
        if shard.closed:
            raise RequestRefused(
                "InvalidArgumentException",
                f"Shard {shard.shard_id} in {self._whose} has already been merged or split, and thus is not eligible "
                "for merging or splitting.",
            )
        return shard

    def _replace(self, parents: tuple[KinesisShard, ...], children: tuple[KinesisShard, ...]) -> None:
        at = self._open.index(parents[0])
        self._open[at : at + len(parents)] = children
        self._starts[at : at + len(parents)] = [child.starting_hash_key for child in children]
        for parent in parents:
            parent.closed = True
        self.shards.extend(children)
