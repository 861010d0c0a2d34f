"""Who may run now."""

from __future__ import annotations

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.concurrency.account import Account
from pytest_lambda.service.concurrency.permit import Permit
from pytest_lambda.service.concurrency.rates import RequestRate, ScalingRate, whole_seconds
from pytest_lambda.service.concurrency.shares import AccountShare, FunctionShare, ProvisionedPool, VersionShare
from pytest_lambda.service.concurrency.throttle import (
    ACCOUNT_IN_USE,
    DISABLED,
    RESERVED_IN_USE,
    Throttle,
    rate_exceeded,
    scaling_exceeded,
)

EVENT = "Event"
DRY_RUN = "DryRun"


class Admission:
    """The concurrency of one account in one region: gives permits, and counts what runs.

    Args:
        account: the limits; default: AWS's.
    """

    def __init__(self, account: Account | None = None) -> None:
        self.account = account or Account()
        self._total = AccountShare(self.account.concurrent_executions)
        self._functions: dict[str, FunctionShare] = {}

    def admit(
        self,
        function: str,
        version: str,
        *,
        now_us: int,
        kind: str = "RequestResponse",
        needs_new_environment: bool = False,
    ) -> Permit | Throttle:
        """Ask for one execution.

        Args:
            function: name of the function.
            version: the version that would run, `$LATEST` or a number, never an alias.
            now_us: virtual µs since 1970; never less than in an earlier call.
            kind: `Event` for an attempt from the asynchronous queue, which no request rate limits (F5); anything else
                stands for a synchronous request, of a client or an event source mapping.
            needs_new_environment: no environment of the version is idle; on demand, one has to start (F4).

        Returns:
            A `Permit`, to be released when the execution ends, or a `Throttle`. What is refused costs nothing.

        Raises:
            ConfigurationError: for a `DryRun`, which takes no permit (F10).
        """
        share = self._version(function, version)
        owner = share.function
        synchronous = kind != EVENT
        if synchronous and kind == DRY_RUN:
            raise ConfigurationError("A DryRun takes no permit (nothing runs): do not ask for one.")
        refusal = self._no_concurrency(owner)
        if refusal is not None:
            return refusal
        pool = self._free_pool(share.pool, now_us, synchronous)
        starts = needs_new_environment and pool is None
        if pool is None:
            refusal = self._not_on_demand(owner, now_us, starts)
            if refusal is not None:
                return refusal
        if synchronous and owner.requests is not None:
            wait = owner.requests.wait_us(now_us, self._requests_per_second(owner))
            if wait:
                return rate_exceeded(owner.reserved, whole_seconds(wait))
            owner.requests.take(now_us)
            if pool is not None and pool.requests is not None:
                pool.requests.take(now_us)
        if starts and owner.scaling is not None:
            owner.scaling.take(now_us)
        spillover = pool is None and share.pool is not None and share.pool.allocated > 0
        if spillover and share.pool is not None:
            share.pool.spillovers += 1
        share.enter(pool)
        return Permit(function, version, now_us, starts, spillover, share, pool)

    def _no_concurrency(self, owner: FunctionShare) -> Throttle | None:
        """The limits that hold for provisioned concurrency as well."""
        reserved = owner.reserved
        if reserved is not None and owner.running >= reserved:
            return RESERVED_IN_USE if reserved else DISABLED
        # A reservation guarantees its share of the limit (F3); executions that began before it was made may hold that
        # share for a while, and the account's maximum is one all the same.
        if self._total.running >= self._total.limit:
            return ACCOUNT_IN_USE
        return None

    def _free_pool(self, pool: ProvisionedPool | None, now_us: int, synchronous: bool) -> ProvisionedPool | None:
        """The pool if it takes this request; busy or asked too often, it spills over to on-demand (F13, F5)."""
        if pool is None or pool.in_use >= pool.allocated:
            return None
        factor = self.account.requests_per_second_per_environment
        if not synchronous or factor is None or pool.requests is None:
            return pool
        return None if pool.requests.wait_us(now_us, factor * pool.allocated) else pool

    def _not_on_demand(self, owner: FunctionShare, now_us: int, starts: bool) -> Throttle | None:
        if owner.reserved is not None:
            if owner.on_demand + owner.provisioned >= owner.reserved:  # F14
                return RESERVED_IN_USE
        elif self._total.claimed >= self._total.limit:  # F16
            return ACCOUNT_IN_USE
        if starts and owner.scaling is not None:
            wait = owner.scaling.wait_us(now_us)
            if wait > 0:
                return scaling_exceeded(self.account.scaling_throttle_reason, whole_seconds(wait))
        return None

    def _requests_per_second(self, owner: FunctionShare) -> int:
        concurrency = self._total.limit if owner.reserved is None else owner.reserved
        return concurrency * (self.account.requests_per_second_per_environment or 0)

    def _function(self, function: str) -> FunctionShare:
        share = self._functions.get(function)
        if share is None:
            rate = self.account.new_environments_per_10_seconds
            scaling = None if rate is None else ScalingRate(rate)
            share = self._functions[function] = FunctionShare(self._total, scaling, self._new_request_rate())
        return share

    def _version(self, function: str, version: str) -> VersionShare:
        owner = self._functions.get(function) or self._function(function)
        share = owner.versions.get(version)
        if share is None:
            share = owner.versions[version] = VersionShare(owner)
        return share

    def _new_request_rate(self) -> RequestRate | None:
        return None if self.account.requests_per_second_per_environment is None else RequestRate()

    def running(self, function: str, version: str | None = None) -> int:
        """Executions of a function, or of one of its versions: `ConcurrentExecutions` (H8)."""
        share = self._functions.get(function)
        if share is None:
            return 0
        if version is None:
            return share.running
        return share.versions[version].running if version in share.versions else 0

    @property
    def account_running(self) -> int:
        """Executions of all functions: `ConcurrentExecutions` without dimension (H8)."""
        return self._total.running

    @property
    def unreserved_running(self) -> int:
        """Executions on unreserved concurrency, on demand: `UnreservedConcurrentExecutions` (H8)."""
        return self._total.unreserved_running

    @property
    def claimed(self) -> int:
        """What new work on unreserved functions is admitted against: `ClaimedAccountConcurrency` (F16, H10)."""
        return self._total.claimed

    @property
    def unreserved_concurrency(self) -> int:
        """What reservations and provisioned concurrency leave: `UnreservedConcurrentExecutions` of the settings."""
        return self._total.limit - self._total.reserved - self._total.requested
