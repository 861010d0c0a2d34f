"""The answer to a request that may not run now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pytest_lambda.errors import TooManyRequestsException

# `ThrottleReason` of the Lambda API (F6)
RESERVED = "ReservedFunctionConcurrentInvocationLimitExceeded"
ACCOUNT = "ConcurrentInvocationLimitExceeded"
FUNCTION_RATE = "FunctionInvocationRateLimitExceeded"
RESERVED_RATE = "ReservedFunctionInvocationRateLimitExceeded"
REASONS = frozenset({
    RESERVED, ACCOUNT, FUNCTION_RATE, RESERVED_RATE, "CallerRateLimitExceeded", "ConcurrentSnapshotCreateLimitExceeded",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Throttle:
    """A request that was refused.

    Attributes:
        reason: AWS's `ThrottleReason` (F6).
        explanation: which limit was reached, and how to raise it; `{function}` stands for the function's name.
        retry_after_seconds: whole seconds until a rate allows the next request; None where only the end of another
            execution makes room.
    """

    status_code: ClassVar[int] = 429

    reason: str
    explanation: str
    retry_after_seconds: int | None = None

    def error(self, function: str) -> TooManyRequestsException:
        """The exception that a synchronous caller gets: HTTP 429, `Rate Exceeded.` (F6, F8)."""
        return TooManyRequestsException(
            hint=self.explanation.replace("{function}", function),
            reason=self.reason,
            retry_after_seconds=self.retry_after_seconds,
        )


# Concurrency throttles are always the same objects: a crowded queue makes a great many of them.
DISABLED = Throttle(
    RESERVED,
    "'{function}' has a reserved concurrency of 0, which disables it: call put_function_concurrency with a larger "
    "number, or delete_function_concurrency.",
)
RESERVED_IN_USE = Throttle(
    RESERVED,
    "All of the reserved concurrency of '{function}' is in use, or held by its provisioned concurrency: reserve more "
    "with put_function_concurrency, or let executions end first.",
)
ACCOUNT_IN_USE = Throttle(
    ACCOUNT,
    "The account has no unreserved concurrency left for '{function}': executions, reservations and provisioned "
    "concurrency claim all of it.",
)


def rate_exceeded(reserved: int | None, retry_after_seconds: int) -> Throttle:
    """More synchronous requests a second than ten for each unit of concurrency (F5)."""
    reason = FUNCTION_RATE if reserved is None else RESERVED_RATE
    text = (
        "'{function}' gets more requests a second than AWS takes: ten for each unit of its concurrency. Space them out "
        "in virtual time, invoke asynchronously, or allow it more concurrency."
    )
    return Throttle(reason, text, retry_after_seconds)


def scaling_exceeded(reason: str, retry_after_seconds: int) -> Throttle:
    """More new environments than the scaling rate allows (F4)."""
    text = (
        "'{function}' needs new environments faster than AWS creates them: 1,000 every 10 seconds by default. "
        "Provisioned concurrency has its environments ready."
    )
    return Throttle(reason, text, retry_after_seconds)
