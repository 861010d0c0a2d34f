"""Hash keys of Kinesis data streams: numbers from 0 below 2 to the power of 128."""

from __future__ import annotations

import hashlib
import re

from pytest_lambda.errors import EventError
from pytest_lambda.service.resources.kinesis_settings import not_valid

#: all are below
HASH_KEYS = 1 << 128
#: Kinesis Data Streams API reference, PutRecord, ExplicitHashKey; SplitShard, NewStartingHashKey
_DIGITS = re.compile(r"0|([1-9]\d{0,38})", re.ASCII)


def hash_of(partition_key: bytes) -> int:
    """The hash key that a partition key maps to: its MD5.

    Source: Kinesis Data Streams API reference, PutRecord.
    """
    return int.from_bytes(hashlib.md5(partition_key, usedforsecurity=False).digest(), "big")


def checked_hash_key(given: object, parameter: str) -> int:
    """A hash key as a caller gives it; it may still be too high.

    Args:
        given: a whole number, or its decimal digits.
        parameter: AWS's name of it, for the message.

    Raises:
        EventError: it is neither.
        RequestRefused: it does not fit the API model.
    """
    text = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
    if not isinstance(text, str):
        raise EventError(f"{parameter} is {given!r}: expected a whole number below 2**128, or its digits.")
    if not _DIGITS.fullmatch(text):
        pattern = _DIGITS.pattern
        raise not_valid(parameter, text, f"Member must satisfy regular expression pattern: {pattern}")
    return int(text)
