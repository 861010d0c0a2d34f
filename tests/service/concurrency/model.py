"""Who may run, told the slow way: every answer is counted out of the list of what runs and what has run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from pytest_lambda.service.concurrency.account import Account

RESERVED = "ReservedFunctionConcurrentInvocationLimitExceeded"
ACCOUNT = "ConcurrentInvocationLimitExceeded"
RATE = "FunctionInvocationRateLimitExceeded"
RESERVED_RATE = "ReservedFunctionInvocationRateLimitExceeded"

SECOND = 1_000_000


@dataclass(eq=False)
class Pool:
    """Provisioned environments of a version."""

    function: str
    qualifier: str
    version: str
    requested: int
    allocated: int = 0
    served_us: list[int] = field(default_factory=list)


@dataclass(eq=False)
class Execution:
    """One that was admitted."""

    function: str
    version: str
    pool: Pool | None


@dataclass
class Model:
    """The account."""

    account: Account
    now: int = 10**15
    running: list[Execution] = field(default_factory=list)
    reserved: dict[str, int] = field(default_factory=dict)
    pools: list[Pool] = field(default_factory=list)
    requests_us: dict[str, list[int]] = field(default_factory=dict)
    starts_us: dict[str, list[int]] = field(default_factory=dict)

    def of(self, function: str, version: str | None = None) -> list[Execution]:
        return [e for e in self.running if e.function == function and version in (None, e.version)]

    def on_pool(self, pool: Pool) -> int:
        return sum(e.pool is pool for e in self.running)

    def on_demand(self, function: str) -> int:
        """Executions on a pool that was given up since count here too."""
        return sum(e.pool not in self.pools for e in self.of(function))

    def held(self, function: str) -> int:
        return sum(max(p.allocated, self.on_pool(p)) for p in self.pools if p.function == function)

    def requested(self, function: str) -> int:
        return sum(p.requested for p in self.pools if p.function == function)

    def unreserved_functions(self) -> Iterator[str]:
        names = {e.function for e in self.running} | {p.function for p in self.pools}
        return (name for name in sorted(names) if name not in self.reserved)

    @property
    def unreserved_running(self) -> int:
        return sum(self.on_demand(f) for f in self.unreserved_functions())

    @property
    def claimed(self) -> int:
        return (
            self.unreserved_running
            + sum(self.reserved.values())
            + sum(self.held(f) for f in self.unreserved_functions())
        )

    @property
    def unreserved_concurrency(self) -> int:
        asked = sum(self.requested(f) for f in self.unreserved_functions())
        return self.account.concurrent_executions - sum(self.reserved.values()) - asked

    def pool_of(self, function: str, version: str) -> Pool | None:
        return next((p for p in self.pools if (p.function, p.version) == (function, version)), None)

    def last_second(self, times: list[int]) -> int:
        return sum(t > self.now - SECOND for t in times)

    def environments_left(self, function: str) -> Fraction:
        """What is in the store of the scaling rate, refilled evenly, full at most."""
        capacity = Fraction(self.account.new_environments_per_10_seconds or 0)
        store, before = capacity, 0
        for started in self.starts_us.get(function, []):
            store = min(capacity, store + capacity * (started - before) / (10 * SECOND)) - 1
            before = started
        return min(capacity, store + capacity * (self.now - before) / (10 * SECOND))

    def takes(self, pool: Pool | None, *, synchronous: bool) -> bool:
        if pool is None or self.on_pool(pool) >= pool.allocated:
            return False
        factor = self.account.requests_per_second_per_environment
        return not synchronous or factor is None or self.last_second(pool.served_us) < factor * pool.allocated

    def answer(self, function: str, version: str, kind: str, new: bool) -> str | Execution:
        """The reason of the throttle, or what runs."""
        reserved = self.reserved.get(function)
        synchronous = kind != "Event"
        if reserved is not None and len(self.of(function)) >= reserved:
            return RESERVED
        if len(self.running) >= self.account.concurrent_executions:
            return ACCOUNT
        pool = self.pool_of(function, version)
        if not self.takes(pool, synchronous=synchronous):
            pool = None
            if reserved is not None and self.on_demand(function) + self.held(function) >= reserved:
                return RESERVED
            if reserved is None and self.claimed >= self.account.concurrent_executions:
                return ACCOUNT
            if new and self.account.new_environments_per_10_seconds and self.environments_left(function) < 1:
                return self.account.scaling_throttle_reason
        factor = self.account.requests_per_second_per_environment
        requests = self.requests_us.setdefault(function, [])
        if synchronous and factor is not None:
            concurrency = self.account.concurrent_executions if reserved is None else reserved
            if self.last_second(requests) >= factor * concurrency:
                return RATE if reserved is None else RESERVED_RATE
            requests.append(self.now)
            if pool is not None:
                pool.served_us.append(self.now)
        if new and pool is None:
            self.starts_us.setdefault(function, []).append(self.now)
        execution = Execution(function, version, pool)
        self.running.append(execution)
        return execution
