"""Settings of a Kinesis data stream, checked as its service checks them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.resources.refusals import RequestRefused

EncryptionType: TypeAlias = Literal["NONE", "KMS"]

#: Kinesis Data Streams API reference, CreateStream, StreamName; RegisterStreamConsumer, ConsumerName
_NAME = re.compile("[a-zA-Z0-9_.-]+")
_NAME_LENGTH = 128
#: Kinesis Data Streams API reference, IncreaseStreamRetentionPeriod and DecreaseStreamRetentionPeriod
RETENTION_HOURS = (24, 8_760)
#: Kinesis Data Streams API reference, UpdateMaxRecordSize; Developer Guide, Handle large records: by default 1 MiB
RECORD_KIB = (1_024, 10_240)
#: Kinesis Data Streams API reference, UpdateShardCount
_MOST_SHARDS = 10_000


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """Settings of a stream under AWS's names in snake_case.

    Raises:
        RequestRefused: Kinesis would refuse them.
        ConfigurationError: an encryption type that does not exist.
    """

    name: str
    shard_count: int = 1
    retention_period_hours: int = 24
    max_record_size_in_kib: int = 1_024
    encryption_type: EncryptionType = "NONE"

    def __post_init__(self) -> None:
        checked_name("streamName", self.name)
        _check_whole("shardCount", self.shard_count, (1, _MOST_SHARDS))
        check_retention(self.retention_period_hours)
        _check_whole("maxRecordSizeInKiB", self.max_record_size_in_kib, RECORD_KIB)
        if self.encryption_type not in ("NONE", "KMS"):
            raise ConfigurationError(f"encryption_type is {self.encryption_type!r}: expected 'NONE' or 'KMS'.")

    @property
    def record_bytes(self) -> int:
        """The most bytes that data and partition key of a record may have."""
        return self.max_record_size_in_kib * 1024


def checked_name(parameter: str, name: object) -> str:
    """The name of a stream or of a consumer.

    Raises:
        RequestRefused: it is none.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise not_valid(parameter, name, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")
    if len(name) > _NAME_LENGTH:
        raise not_valid(parameter, name, f"Member must have length less than or equal to {_NAME_LENGTH}")
    return name


def check_retention(hours: int) -> None:
    """Whether a stream can keep its records so long.

    Raises:
        RequestRefused: it cannot.
        ConfigurationError: that is no whole number.
    """
    low, high = RETENTION_HOURS
    if not isinstance(hours, int) or isinstance(hours, bool):
        raise ConfigurationError(f"The retention period is {hours!r}: expected whole hours, {low} to {high:,}.")
    if hours < low:
        raise RequestRefused(
            "InvalidArgumentException",
            f"Minimum allowed retention period is {low} hours. "
            f"Requested retention period ({hours} hours) is too short.",
        )
    if hours > high:
        raise RequestRefused(
            "InvalidArgumentException",
            f"Maximum allowed retention period is {high} hours. "
            f"Requested retention period ({hours} hours) is too long.",
        )


def not_valid(parameter: str, value: object, constraint: str, hint: str = "") -> RequestRefused:
    """A value that does not fit the API model.

    Args:
        parameter: AWS's name of it, with a small letter first.
        value: what was given; None is called `null`.
        constraint: AWS's words for what was expected.
        hint: what to do about it.
    """
    told = "null" if value is None else f"'{value}'"
    return RequestRefused(
        "ValidationException",
        f"1 validation error detected: Value {told} at '{parameter}' failed to satisfy constraint: {constraint}",
        hint,
    )


def _check_whole(parameter: str, value: object, allowed: tuple[int, int]) -> None:
    low, high = allowed
    if not isinstance(value, int) or isinstance(value, bool):
        raise ConfigurationError(f"{parameter} is {value!r}: expected a whole number from {low:,} to {high:,}.")
    if value < low:
        raise not_valid(parameter, value, f"Member must have value greater than or equal to {low}")
    if value > high:
        raise not_valid(parameter, value, f"Member must have value less than or equal to {high}")
