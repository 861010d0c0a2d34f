"""Aggregates of the Kinesis Producer Library: many records of users in one record of a stream (C92).

The format: four magic bytes; a protocol buffer with a table of partition keys (field 1), a table of explicit hash
keys (2) and the records (3), of which each has the numbers of its keys (1, 2) and its data (3); the MD5 of that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

_Value = TypeVar("_Value")

MAGIC = b"\xf3\x89\x9a\xc2"
_DIGEST_BYTES = 16
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
_FIXED = {_FIXED_64: 8, _FIXED_32: 4}
#: a varint has 64 bits at most, seven in each byte
_LONGEST_VARINT = 10


@dataclass(frozen=True, slots=True)
class UserRecord:
    """One record of an aggregate.

    Attributes:
        data: bytes.
        partition_key: its own one.
        explicit_hash_key: a number, or None.
    """

    data: bytes
    partition_key: str
    explicit_hash_key: int | None = None


class _Malformed(ValueError):
    """Not a protocol buffer, or not one of an aggregate."""


def aggregated(records: Sequence[UserRecord]) -> bytes:
    """The data of a record that holds others."""
    keys = _numbered(record.partition_key for record in records)
    hashes = _numbered(r.explicit_hash_key for r in records if r.explicit_hash_key is not None)
    parts = [_sized(1, key.encode()) for key in keys]
    parts += [_sized(2, str(number).encode()) for number in hashes]
    for record in records:
        explicit = record.explicit_hash_key
        parts.append(
            _sized(
                3,
                _number(1, keys[record.partition_key])
                + (b"" if explicit is None else _number(2, hashes[explicit]))
                + _sized(3, record.data),
            )
        )
    message = b"".join(parts)
    return MAGIC + message + _digest(message)


def deaggregated(data: bytes) -> tuple[UserRecord, ...] | None:
    """The records of an aggregate; None if it is none, or a malformed one, which is handed on as it is (C92)."""
    message = data[len(MAGIC) : -_DIGEST_BYTES]
    if data[: len(MAGIC)] != MAGIC or data[-_DIGEST_BYTES:] != _digest(message):
        return None
    try:
        return _read(message) or None
    except ValueError:
        return None


def _read(message: bytes) -> tuple[UserRecord, ...]:
    keys: list[str] = []
    hashes: list[int] = []
    bodies: list[bytes] = []
    for number, value in _fields(message):
        if number > 3:
            continue
        if not isinstance(value, bytes):
            raise _Malformed
        if number == 1:
            keys.append(value.decode())
        elif number == 2:
            hashes.append(_decimal(value))
        else:
            bodies.append(value)
    return tuple(_user_record(body, keys, hashes) for body in bodies)


def _user_record(body: bytes, keys: list[str], hashes: list[int]) -> UserRecord:
    found = dict(_fields(body))  # of a field that comes twice the last one counts, as protocol buffers have it
    key, explicit, data = found.get(1), found.get(2), found.get(3)
    if not isinstance(key, int) or key >= len(keys) or not isinstance(data, bytes):
        raise _Malformed
    if explicit is None:
        return UserRecord(data, keys[key])
    if not isinstance(explicit, int) or explicit >= len(hashes):
        raise _Malformed
    return UserRecord(data, keys[key], hashes[explicit])


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    at, end = 0, len(message)
    while at < end:
        tag, at = _varint(message, at)
        number, wire_type = tag >> 3, tag & 7
        if not number:
            raise _Malformed
        if wire_type == _VARINT:
            value, at = _varint(message, at)
            yield number, value
            continue
        if wire_type == _BYTES:
            size, at = _varint(message, at)
        elif wire_type in _FIXED:
            size = _FIXED[wire_type]
        else:
            raise _Malformed
        if at + size > end:
            raise _Malformed
        yield number, message[at : at + size]
        at += size


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count, byte in enumerate(message[at : at + _LONGEST_VARINT]):
        value |= (byte & 127) << 7 * count
        if byte < 128:
            return value, at + count + 1
    raise _Malformed


def _decimal(digits: bytes) -> int:
    if not digits.isdigit():
        raise _Malformed
    return int(digits)


def _numbered(values: Iterable[_Value]) -> dict[_Value, int]:
    return {value: number for number, value in enumerate(dict.fromkeys(values))}


def _sized(number: int, value: bytes) -> bytes:
    return _encoded(number << 3 | _BYTES) + _encoded(len(value)) + value


def _number(number: int, value: int) -> bytes:
    return _encoded(number << 3 | _VARINT) + _encoded(value)


def _encoded(value: int) -> bytes:
    digits = bytearray()
    while value > 127:
        digits.append(value & 127 | 128)
        value >>= 7
    digits.append(value)
    return bytes(digits)


def _digest(message: bytes) -> bytes:
    return hashlib.md5(message, usedforsecurity=False).digest()
