"""Splits and merges: the ranges, the texts of AWS, and what holds whatever is done."""

from __future__ import annotations

import hashlib
import os

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pytest_lambda.errors import EventError
from pytest_lambda.service.resources.kinesis_stream import KinesisStream
from pytest_lambda.service.resources.refusals import RequestRefused
from tests.service.resources.stand_in import StandIn

TOP = 2**128
WHOSE = "stream s under account 123456789012"
EXAMPLES = int(os.environ.get("STRATEGY_EXAMPLES", "30"))


def make(shards=1, **settings):
    return KinesisStream("s", platform=StandIn(), shard_count=shards, **settings)


def refused(code, call, *args):
    with pytest.raises(RequestRefused) as caught:
        call(*args)
    assert caught.value.code == code
    return caught.value.message


class TestShards:
    def test_shards_in_the_beginning_share_the_hash_keys(self):
        first, second, third = make(3).shards

        assert (first.starting_hash_key, third.ending_hash_key) == (0, TOP - 1)
        assert first.ending_hash_key + 1 == second.starting_hash_key == TOP // 3
        assert second.ending_hash_key + 1 == third.starting_hash_key == TOP // 3 * 2
        assert [shard.shard_id for shard in (first, second, third)] == [f"shardId-{n:012}" for n in range(3)]
        assert not any(shard.parents or shard.closed or shard.ending_sequence_number for shard in (first, second, third))

    def test_unknown_shard(self):
        message = refused("ResourceNotFoundException", make().shard, "shardId-000000000001")

        assert message == f"Could not find shard shardId-000000000001 in {WHOSE}."

    def test_shard_of_another_stream(self):
        refused("ResourceNotFoundException", make().split_shard, make().shards[0])

    def test_no_shard_at_all(self):
        with pytest.raises(EventError, match="is no shard"):
            make().split_shard(0)


class TestSplit:
    def test_in_the_middle(self):
        stream = make()
        left, right = stream.split_shard(stream.shards[0])

        assert (left.starting_hash_key, left.ending_hash_key) == (0, TOP // 2 - 1)
        assert (right.starting_hash_key, right.ending_hash_key) == (TOP // 2, TOP - 1)
        assert left.parents == right.parents == ("shardId-000000000000",)
        assert stream.shards[0].closed
        assert stream.open_shards == (left, right)

    @pytest.mark.parametrize("key", [1000, "1000"])
    def test_at_a_hash_key(self, key):
        stream = make()
        left, right = stream.split_shard("shardId-000000000000", key)

        assert (left.ending_hash_key, right.starting_hash_key) == (999, 1000)

    @pytest.mark.parametrize("key", [0, 1, TOP // 2 - 1, TOP // 2, TOP], ids=["0", "1", "last", "after", "outside"])
    def test_hash_keys_that_are_refused(self, key):
        stream = make(2)

        assert refused("InvalidArgumentException", stream.split_shard, "shardId-000000000000", key) == (
            f"NewStartingHashKey {key} used in SplitShard() on shard shardId-000000000000 in {WHOSE} is not both "
            f"greater than one plus the shard's StartingHashKey 0 and less than the shard's EndingHashKey {TOP // 2 - 1}."
        )
        assert len(stream.shards) == 2

    @pytest.mark.parametrize("key", [2, TOP // 2 - 2], ids=["lowest", "highest"])
    def test_outermost_hash_keys(self, key):
        assert make(2).split_shard("shardId-000000000000", key)[1].starting_hash_key == key

    def test_what_is_no_hash_key(self):
        assert "at 'newStartingHashKey'" in refused("ValidationException", make().split_shard, "shardId-000000000000", "x")
        with pytest.raises(EventError, match="newStartingHashKey is 1.5"):
            make().split_shard("shardId-000000000000", 1.5)

    def test_closed_shard(self):
        stream = make()
        stream.split_shard("shardId-000000000000")

        assert refused("InvalidArgumentException", stream.split_shard, "shardId-000000000000") == (
            f"Shard shardId-000000000000 in {WHOSE} has already been merged or split, and thus is not eligible for "
            "merging or splitting."
        )

    def test_shard_too_small(self):
        stream = make()
        small, _ = stream.split_shard(stream.shards[0], 3)

        refused("InvalidArgumentException", stream.split_shard, small)


class TestMerge:
    def test_neighbours(self):
        stream = make(3)
        merged = stream.merge_shards("shardId-000000000001", "shardId-000000000002")

        assert (merged.starting_hash_key, merged.ending_hash_key) == (TOP // 3, TOP - 1)
        assert merged.parents == ("shardId-000000000001", "shardId-000000000002")
        assert stream.open_shards == (stream.shards[0], merged)
        assert [shard.closed for shard in stream.shards] == [False, True, True, False]

    @pytest.mark.parametrize(("first", "second"), [(0, 2), (1, 0), (0, 0)], ids=["gap", "turned", "same"])
    def test_those_that_are_no_pair(self, first, second):
        ids = [f"shardId-{first:012}", f"shardId-{second:012}"]

        assert refused("InvalidArgumentException", make(3).merge_shards, *ids) == (
            f"Shards {ids[0]} and {ids[1]} in {WHOSE} are not an adjacent pair of shards eligible for merging"
        )

    def test_closed_and_unknown_ones(self):
        stream = make(2)
        stream.split_shard("shardId-000000000001")

        refused("InvalidArgumentException", stream.merge_shards, "shardId-000000000000", "shardId-000000000001")
        refused("ResourceNotFoundException", stream.merge_shards, "shardId-000000000000", "shardId-000000000009")


class Resharding(RuleBasedStateMachine):
    """Puts, splits and merges in any order, and some time in between."""

    def __init__(self):
        super().__init__()
        self.platform = StandIn()
        self.stream = KinesisStream("s", platform=self.platform, shard_count=2)
        self.put = []

    @rule(key=st.sampled_from("abcdefgh"))
    def put_by_partition_key(self, key):
        record = self.stream.put_record(f"{key}{len(self.put)}", partition_key=key)
        self.put.append((record, int(hashlib.md5(key.encode()).hexdigest(), 16)))

    @rule(number=st.integers(0, TOP - 1))
    def put_by_hash_key(self, number):
        self.put.append((self.stream.put_record("x", partition_key="explicit", explicit_hash_key=number), number))

    @rule(seconds=st.sampled_from([0.001, 1, 60, 50_000]))
    def wait(self, seconds):
        self.platform.pass_time(seconds)

    @precondition(lambda self: len(self.stream.open_shards) < 12)
    @rule(choice=st.integers(0, 100), share=st.floats(0.01, 0.99))
    def split(self, choice, share):
        shard = self.stream.open_shards[choice % len(self.stream.open_shards)]
        size = shard.ending_hash_key - shard.starting_hash_key
        if size < 1000:
            return
        cut = shard.starting_hash_key + int(size * share)
        left, right = self.stream.split_shard(shard, cut)
        assert (left.ending_hash_key + 1, right.starting_hash_key) == (cut, cut)

    @precondition(lambda self: len(self.stream.open_shards) > 1)
    @rule(choice=st.integers(0, 100))
    def merge(self, choice):
        at = choice % (len(self.stream.open_shards) - 1)
        self.stream.merge_shards(*self.stream.open_shards[at : at + 2])

    @invariant()
    def ranges_of_open_shards_partition_all_hash_keys(self):
        shards = self.stream.open_shards
        assert set(shards) == {shard for shard in self.stream.shards if not shard.closed}
        assert (shards[0].starting_hash_key, shards[-1].ending_hash_key) == (0, TOP - 1)
        for left, right in zip(shards, shards[1:], strict=False):
            assert left.ending_hash_key + 1 == right.starting_hash_key

    @invariant()
    def each_record_is_in_one_shard_which_has_its_hash_key(self):
        everything = [record for shard in self.stream.shards for record in (*shard.expired, *shard.records)]
        assert sorted(map(id, everything)) == sorted(id(record) for record, _ in self.put)
        for record, number in self.put:
            shard = self.stream.shard(record.shard_id)
            assert record in (*shard.expired, *shard.records)
            assert shard.starting_hash_key <= number <= shard.ending_hash_key

    @invariant()
    def all_are_kept_or_expired_in_order(self):
        assert (*self.stream.expired, *self.stream.records) == tuple(record for record, _ in self.put)
        horizon = self.platform.epoch() - 86_400
        assert all(record.approximate_arrival_timestamp.timestamp() > horizon for record in self.stream.records)
        assert all(record.approximate_arrival_timestamp.timestamp() <= horizon for record in self.stream.expired)

    @invariant()
    def sequence_numbers_are_unique_and_grow_per_key_along_the_lineage(self):
        assert len({record.sequence_number for record, _ in self.put}) == len(self.put)
        last, shard_of = {}, {}
        for record, number in self.put:
            assert last.get(number, 0) < int(record.sequence_number)
            if number in shard_of and shard_of[number] != record.shard_id:
                assert shard_of[number] in self.ancestors(record.shard_id)
            last[number], shard_of[number] = int(record.sequence_number), record.shard_id

    @invariant()
    def bounds_of_sequence_numbers_hold(self):
        for shard in self.stream.shards:
            numbers = [int(record.sequence_number) for record in (*shard.expired, *shard.records)]
            assert all(number > int(shard.starting_sequence_number) for number in numbers)
            if shard.closed:
                assert all(number < int(shard.ending_sequence_number) for number in numbers)

    def ancestors(self, shard_id):
        found, left = set(), [shard_id]
        while left:
            parents = self.stream.shard(left.pop()).parents
            found.update(parents)
            left.extend(parents)
        return found


TestResharding = Resharding.TestCase
TestResharding.settings = settings(max_examples=EXAMPLES, stateful_step_count=30, deadline=None)
