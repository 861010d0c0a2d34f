"""What functions have used, in whole numbers, so that adding is cheap and exact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.limits import DEFAULT_EPHEMERAL_STORAGE_MB, EPHEMERAL_STORAGE_MB, MEMORY_MB
from pytest_lambda.service.billing.prices import FREE_STREAMED_BYTES, MB_MS_PER_GB_SECOND


@dataclass(frozen=True, slots=True)
class Kind:
    """What invocations have to agree in to be billed alike.

    Attributes:
        memory_size: MB.
        architecture: `x86_64` or `arm64`.
        ephemeral_storage: MB.
        provisioned: whether they run on provisioned concurrency.
    """

    memory_size: int
    architecture: str = "x86_64"
    ephemeral_storage: int = DEFAULT_EPHEMERAL_STORAGE_MB
    provisioned: bool = False

    def __post_init__(self) -> None:
        _in_range("memory_size", self.memory_size, MEMORY_MB)
        _in_range("ephemeral_storage", self.ephemeral_storage, EPHEMERAL_STORAGE_MB)
        if self.architecture not in ("x86_64", "arm64"):
            raise ConfigurationError(f"architecture={self.architecture!r}: expected 'x86_64' or 'arm64'.")


@dataclass(slots=True)
class Counts:
    """What invocations of one kind have used.

    Attributes:
        requests: how many there were.
        billed_ms: the sum of their billed durations.
        streamed_bytes: what they streamed above what is free.
    """

    requests: int = 0
    billed_ms: int = 0
    streamed_bytes: int = 0

    def add(self, billed_duration_ms: int, streamed_bytes: int) -> None:
        """One invocation."""
        if isinstance(billed_duration_ms, bool) or not isinstance(billed_duration_ms, int) or billed_duration_ms < 0:
            raise ConfigurationError(
                f"billed_duration_ms={billed_duration_ms!r}: expected whole milliseconds, 0 or more (G45)."
            )
        self.requests += 1
        self.billed_ms += billed_duration_ms
        if streamed_bytes > FREE_STREAMED_BYTES:
            self.streamed_bytes += streamed_bytes - FREE_STREAMED_BYTES


@dataclass(frozen=True, slots=True)
class Usage:
    """What has been used on one architecture.

    Attributes:
        requests: on demand.
        mb_ms: memory times billed duration, on demand.
        provisioned_requests: on provisioned concurrency, which the free tier leaves out.
        provisioned_mb_ms: memory times billed duration, on provisioned concurrency.
        allocated_mb_ms: memory times time of the provisioned concurrency itself.
        storage_mb_ms: ephemeral storage above 512 MB times billed duration.
        streamed_bytes: of responses, above what is free.
    """

    requests: int = 0
    mb_ms: int = 0
    provisioned_requests: int = 0
    provisioned_mb_ms: int = 0
    allocated_mb_ms: int = 0
    storage_mb_ms: int = 0
    streamed_bytes: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.requests + other.requests,
            self.mb_ms + other.mb_ms,
            self.provisioned_requests + other.provisioned_requests,
            self.provisioned_mb_ms + other.provisioned_mb_ms,
            self.allocated_mb_ms + other.allocated_mb_ms,
            self.storage_mb_ms + other.storage_mb_ms,
            self.streamed_bytes + other.streamed_bytes,
        )


def usage_of(kind: Kind, counts: Counts) -> Usage:
    """What invocations of one kind have used."""
    memory = kind.memory_size * counts.billed_ms
    storage = (kind.ephemeral_storage - DEFAULT_EPHEMERAL_STORAGE_MB) * counts.billed_ms
    if kind.provisioned:
        return Usage(
            provisioned_requests=counts.requests,
            provisioned_mb_ms=memory,
            storage_mb_ms=storage,
            streamed_bytes=counts.streamed_bytes,
        )
    return Usage(counts.requests, memory, storage_mb_ms=storage, streamed_bytes=counts.streamed_bytes)


def gb_seconds(mb_ms: int) -> Decimal:
    """GB-seconds, exactly: the divisor is a product of twos and fives."""
    return Decimal(mb_ms) / MB_MS_PER_GB_SECOND


def _in_range(name: str, value: int, ends: tuple[int, int]) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not ends[0] <= value <= ends[1]:
        raise ConfigurationError(f"{name}={value!r}: expected MB from {ends[0]} to {ends[1]}.")
