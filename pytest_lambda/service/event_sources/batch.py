"""What a mapping hands to its function, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_lambda.batches.record import BatchRecord


@dataclass(slots=True)
class Batch:
    """One event for a function.

    Attributes:
        event: as the handler gets it.
        records: those in it, in order.
        request_id: the one of an earlier attempt that this repeats (C29); None for a new one.
        trace_header: X-Ray's, of what put the records into the source; Lambda sees loops by it (G7).
    """

    event: Mapping[str, Any]
    records: Sequence[BatchRecord]
    request_id: str | None = None
    trace_header: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The function did not run.

    Attributes:
        status_code: 429 for a throttle, 404 for a missing function or version, 400 for a stopped loop, 500.
        reason: in words.
        request_id: of the attempt.
        retry_after_seconds: what a throttle says.
    """

    status_code: int
    reason: str
    request_id: str
    retry_after_seconds: float | None = None
