"""Which partition of a topic a record goes to, as Kafka's producers decide it."""

from __future__ import annotations

_MULTIPLIER = 0x5BD1E995
_SEED = 0x9747B28C
_MASK = 0xFFFFFFFF


def partition_of(key: bytes, partitions: int) -> int:
    """The partition for a key: always the same one as long as their number is.

    Args:
        key: of a record.
        partitions: of the topic, from 1 on.

    Source: Kafka's `BuiltInPartitioner.partitionForKey`.
    """
    return (murmur2(key) & 0x7FFFFFFF) % partitions


def murmur2(content: bytes) -> int:
    """The 32 bits of MurmurHash2, with Kafka's seed, as a number from 0 on."""
    length = len(content)
    hashed = (_SEED ^ length) & _MASK
    whole = length - length % 4
    for start in range(0, whole, 4):
        word = int.from_bytes(content[start : start + 4], "little") * _MULTIPLIER & _MASK
        word = (word ^ word >> 24) * _MULTIPLIER & _MASK
        hashed = hashed * _MULTIPLIER & _MASK ^ word
    if whole < length:
        hashed = (hashed ^ int.from_bytes(content[whole:], "little")) * _MULTIPLIER & _MASK
    hashed = (hashed ^ hashed >> 13) * _MULTIPLIER & _MASK
    return hashed ^ hashed >> 15
