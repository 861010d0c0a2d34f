"""Aggregates of the Kinesis Producer Library, against a reader of protocol buffers of the test's own."""

from __future__ import annotations

import hashlib
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda.errors import EventError
from pytest_lambda.service.resources.kinesis_aggregate import UserRecord, aggregated, deaggregated
from pytest_lambda.service.resources.kinesis_stream import KinesisStream
from pytest_lambda.service.resources.refusals import RequestRefused
from tests.service.resources.stand_in import StandIn

EXAMPLES = int(os.environ.get("STRATEGY_EXAMPLES", "50"))
USER_RECORDS = st.builds(
    UserRecord,
    st.binary(max_size=300),
    st.text(min_size=1, max_size=8) | st.sampled_from("ab"),
    st.none() | st.integers(0, 2**128 - 1) | st.sampled_from([0, 1]),
)
MAGIC = bytes.fromhex("f3899ac2")


def number_at(data, at):
    """A varint, and where it ends."""
    end = at
    while data[end] & 0x80:
        end += 1
    septets = [byte & 0x7F for byte in data[at : end + 1]]
    return sum(septet * 128**place for place, septet in enumerate(septets)), end + 1


def message(data):
    """A list of (field, value) of a protocol buffer with numbers and bytes only."""
    at, found = 0, []
    while at < len(data):
        tag, at = number_at(data, at)
        value, at = number_at(data, at)
        if tag % 8 == 2:
            value, at = data[at : at + value], at + value
        else:
            assert tag % 8 == 0
        found.append((tag // 8, value))
    assert at == len(data)
    return found


def independently(data):
    """What an aggregate holds, as tuples."""
    assert data[:4] == MAGIC
    assert hashlib.md5(data[4:-16]).digest() == data[-16:]
    fields = message(data[4:-16])
    keys = [value.decode() for field, value in fields if field == 1]
    hashes = [int(value) for field, value in fields if field == 2]
    records = []
    for body in (dict(message(value)) for field, value in fields if field == 3):
        records.append((body[3], keys[body[1]], hashes[body[2]] if 2 in body else None))
    return keys, hashes, records


def sealed(inside):
    return MAGIC + inside + hashlib.md5(inside).digest()


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(USER_RECORDS, min_size=1, max_size=12))
def test_round_trip(records):
    data = aggregated(records)

    assert deaggregated(data) == tuple(records)
    keys, hashes, found = independently(data)
    assert found == [(record.data, record.partition_key, record.explicit_hash_key) for record in records]
    assert len(keys) == len(set(keys))
    assert len(hashes) == len(set(hashes))


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(USER_RECORDS, min_size=1, max_size=4), st.data())
def test_any_damage_is_seen(records, data):
    whole = aggregated(records)
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]

    assert deaggregated(damaged) is None
    assert deaggregated(whole[:at]) is None


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.binary(max_size=60))
def test_any_content_with_magic_and_digest_is_read_or_handed_on(inside):
    found = deaggregated(sealed(inside))

    assert found is None or found


@pytest.mark.parametrize(
    "inside",
    [
        b"",
        b"\x0a\x01p",
        b"\x1a\x05\x08\x00\x1a\x01x",
        b"\x0a\x01p\x1a\x05\x08\x01\x1a\x01x",
        b"\x0a\x01p\x1a\x02\x08\x00",
        b"\x0a\x01p\x1a\x07\x08\x00\x10\x00\x1a\x01x",
        b"\x0a\x01\xff\x1a\x05\x08\x00\x1a\x01x",
        b"\x0a\x01p\x12\x01x\x1a\x05\x08\x00\x1a\x01x",
        b"\x0a\x01p\x1a\x05\x08\x00\x1a\x01",
        b"\x0a\x01p\x1a\x06\x08\x00\x1a\x02x",
        b"\x0b\x0a\x01p",
        b"\x0a" + b"\xff" * 11,
        b"\x08\x01\x1a\x05\x08\x00\x1a\x01x",
        b"\x02\x01p",
    ],
    ids=[
        "empty", "no record", "no key", "key outside", "no data", "hash key outside", "key no text", "hash no digits",
        "cut", "too long", "group", "endless", "number for key", "field 0",
    ],
)  # fmt: skip
def test_malformed_although_the_digest_is_right(inside):
    assert deaggregated(sealed(inside)) is None


def test_fields_that_are_not_known_are_skipped():
    known = b"\x0a\x01p\x1a\x05\x08\x00\x1a\x01x"
    tag = b"\x22\x03\x0a\x01t"  # tags of a record
    fixed = b"\x29" + b"\0" * 8 + b"\x2d" + b"\0" * 4

    assert deaggregated(sealed(known + b"\x20\x07" + fixed)) == (UserRecord(b"x", "p"),)
    assert deaggregated(sealed(b"\x0a\x01p\x1a\x0a\x08\x00\x1a\x01x" + tag)) == (UserRecord(b"x", "p"),)


def test_recorded_layout():
    """The bytes that the Kinesis Producer Library's format gives for one record."""
    inside = bytes.fromhex("0a0161" "1206" + b"123456".hex() + "1a0908001000" "1a03616263")

    assert aggregated([UserRecord(b"abc", "a", 123456)]) == sealed(inside)


class TestPut:
    @pytest.fixture
    def stream(self):
        return KinesisStream("s", platform=StandIn(), shard_count=2)

    def test_one_record_with_what_it_holds(self, stream):
        record = stream.put_aggregated_record(
            ["a", b"\xff", {"data": {"c": 1}, "partition_key": "q", "explicit_hash_key": 5}], partition_key="p"
        )

        assert stream.records == (record,)
        assert record.partition_key == "p"
        assert independently(record.data)[2] == [(b"a", "p", None), (b"\xff", "p", None), (b'{"c":1}', "q", 5)]

    def test_key_of_the_whole_is_that_of_the_first(self, stream):
        record = stream.put_aggregated_record(
            [{"data": "a", "partition_key": "x"}, {"data": "b", "partition_key": "y"}], explicit_hash_key=2**128 - 1
        )

        assert (record.partition_key, record.shard_id[-1]) == ("x", "1")

    @pytest.mark.parametrize("records", [[], [1], [["a"]], [{"key": "a"}]], ids=["none", "number", "list", "mapping"])
    def test_what_is_no_record(self, stream, records):
        with pytest.raises(EventError):
            stream.put_aggregated_record(records, partition_key="p")

    def test_what_kinesis_refuses(self, stream):
        with pytest.raises(RequestRefused, match="partitionKey"):
            stream.put_aggregated_record(["a"])
        with pytest.raises(RequestRefused, match="less than or equal to 1048576"):
            stream.put_aggregated_record([b"x" * 600_000] * 2, partition_key="p")
        assert stream.records == ()
