"""The account's limits on concurrency in one region."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.concurrency.refusals import whole_number
from pytest_lambda.service.concurrency.throttle import FUNCTION_RATE, REASONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What AWS allows an account in one region.

    Args:
        concurrent_executions: executions at the same time, at least 1; default 1,000 (F1).
        minimum_unreserved: executions that reservations must leave to the other functions; default 100 (F2).
        new_environments_per_10_seconds: how fast each function may scale; default 1,000 (F4); None: without limit.
        requests_per_second_per_environment: requests a second for each unit of concurrency; default 10 (F5);
            None: without limit.
        scaling_throttle_reason: the `Reason` of a request that the scaling rate refuses. No source names it, so it
            can be set; default `FunctionInvocationRateLimitExceeded`.

    Raises:
        ConfigurationError: a number is out of its range, or the reason is none of AWS's.
    """

    concurrent_executions: int = 1_000
    minimum_unreserved: int = 100
    new_environments_per_10_seconds: int | None = 1_000
    requests_per_second_per_environment: int | None = 10
    scaling_throttle_reason: str = FUNCTION_RATE

    def __post_init__(self) -> None:
        whole_number("concurrent_executions", self.concurrent_executions, minimum=1)
        whole_number("minimum_unreserved", self.minimum_unreserved, minimum=0)
        for name in ("new_environments_per_10_seconds", "requests_per_second_per_environment"):
            if getattr(self, name) is not None:
                whole_number(name, getattr(self, name), minimum=1)
        if self.scaling_throttle_reason not in REASONS:
            raise ConfigurationError(
                f"scaling_throttle_reason is {self.scaling_throttle_reason!r}. AWS's reasons are: "
                f"{', '.join(sorted(REASONS))}."
            )
