"""What runs, and what is claimed: of the account, of a function, of a version, of a provisioned pool.

All are counters that move together; nothing is ever counted by looking through executions.
"""

from __future__ import annotations

from pytest_lambda.service.concurrency.rates import RequestRate, ScalingRate


class AccountShare:
    """The account: executions, and what the functions claim of its limit."""

    __slots__ = ("limit", "provisioned", "requested", "reserved", "running", "unreserved_running")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.running = 0
        #: executions on demand of functions without reservation
        self.unreserved_running = 0
        self.reserved = 0
        #: allocated to functions without reservation
        self.provisioned = 0
        #: the same as the configurations ask for, allocated or not
        self.requested = 0

    @property
    def claimed(self) -> int:
        """`ClaimedAccountConcurrency` (F16)."""
        return self.unreserved_running + self.reserved + self.provisioned


class FunctionShare:
    """One function. Its claims count for the account directly, or inside its reservation."""

    __slots__ = ("account", "on_demand", "provisioned", "requested", "requests", "reserved", "running", "scaling",
                 "versions")  # fmt: skip

    def __init__(self, account: AccountShare, scaling: ScalingRate | None, requests: RequestRate | None) -> None:
        self.account = account
        self.reserved: int | None = None
        self.running = 0
        self.on_demand = 0
        self.provisioned = 0
        self.requested = 0
        self.scaling = scaling
        self.requests = requests
        self.versions: dict[str, VersionShare] = {}

    def reserve(self, reserved: int | None) -> None:
        """Executions that run go on, and count for the reservation from now on (F10)."""
        self._claim(-1)
        self.reserved = reserved
        self._claim(+1)

    def _claim(self, sign: int) -> None:
        account = self.account
        if self.reserved is None:
            account.unreserved_running += sign * self.on_demand
            account.provisioned += sign * self.provisioned
            account.requested += sign * self.requested
        else:
            account.reserved += sign * self.reserved

    def change_provisioned(self, *, allocated: int = 0, requested: int = 0, on_demand: int = 0) -> None:
        """Add to what the function holds."""
        self._claim(-1)
        self.provisioned += allocated
        self.requested += requested
        self.on_demand += on_demand
        self._claim(+1)


class VersionShare:
    """One version: what a permit is given from, and goes back to."""

    __slots__ = ("function", "pool", "running")

    def __init__(self, function: FunctionShare) -> None:
        self.function = function
        self.running = 0
        self.pool: ProvisionedPool | None = None

    def enter(self, pool: ProvisionedPool | None) -> None:
        """An execution begins, on `pool` or on demand."""
        function = self.function
        account = function.account
        account.running += 1
        function.running += 1
        self.running += 1
        if pool is not None:
            pool.in_use += 1
            pool.invocations += 1
            return
        function.on_demand += 1
        if function.reserved is None:
            account.unreserved_running += 1

    def leave(self, pool: ProvisionedPool | None) -> None:
        """An execution ends."""
        function = self.function
        account = function.account
        account.running -= 1
        function.running -= 1
        self.running -= 1
        if pool is not None and pool.open:
            pool.leave()
            return
        function.on_demand -= 1
        if function.reserved is None:
            account.unreserved_running -= 1


class ProvisionedPool:
    """The provisioned environments of one version."""

    __slots__ = ("allocated", "in_use", "invocations", "open", "requested", "requests", "spillovers", "version")

    def __init__(self, version: VersionShare, requests: RequestRate | None) -> None:
        self.version = version
        self.requests = requests
        self.requested = 0
        self.allocated = 0
        self.in_use = 0
        self.invocations = 0
        self.spillovers = 0
        self.open = True
        version.pool = self

    @property
    def claim(self) -> int:
        """What is taken off the function's concurrency: executions of a pool that shrank still run."""
        return max(self.allocated, self.in_use)

    def request(self, requested: int) -> None:
        """Ask for another size; what is allocated above it is given up at once."""
        self.version.function.change_provisioned(requested=requested - self.requested)
        self.requested = requested
        self.allocate(min(self.allocated, requested))

    def allocate(self, allocated: int) -> None:
        """So many environments are ready."""
        before = self.claim
        self.allocated = allocated
        self.version.function.change_provisioned(allocated=self.claim - before)

    def leave(self) -> None:
        """An execution on the pool ends."""
        if self.in_use > self.allocated:
            self.version.function.change_provisioned(allocated=-1)
        self.in_use -= 1

    def close(self) -> None:
        """Give up the pool; what still runs there counts as on demand from now on."""
        self.open = False
        self.version.pool = None
        self.version.function.change_provisioned(
            allocated=-self.claim, requested=-self.requested, on_demand=self.in_use
        )
