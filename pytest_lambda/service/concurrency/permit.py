"""The answer to a request that may run."""

from __future__ import annotations

from pytest_lambda.service.concurrency.shares import ProvisionedPool, VersionShare

ON_DEMAND = "on-demand"
PROVISIONED = "provisioned-concurrency"


class Permit:
    """One execution may run, until `release`.

    Attributes:
        function: name of the function.
        version: the version that runs.
        admitted_us: when it was given, µs since 1970.
        released_us: when it was given back; None while the execution runs.
        initialization_type: what `AWS_LAMBDA_INITIALIZATION_TYPE` of its environment is: `on-demand` or
            `provisioned-concurrency` (F13).
        starts_environment: the environment is new, and was counted by the scaling rate (F4).
        share: what runs of the version, of the function and of the account.
        spillover: it runs on demand since all provisioned concurrency of the version was busy (F13, H9).
    """

    __slots__ = ("_pool", "admitted_us", "function", "released_us", "share", "spillover", "starts_environment",
                 "version")  # fmt: skip

    def __init__(
        self,
        function: str,
        version: str,
        admitted_us: int,
        starts_environment: bool,
        spillover: bool,
        share: VersionShare,
        pool: ProvisionedPool | None,
    ) -> None:
        self.function = function
        self.version = version
        self.admitted_us = admitted_us
        self.released_us: int | None = None
        self.starts_environment = starts_environment
        self.spillover = spillover
        self.share = share
        self._pool = pool

    @property
    def initialization_type(self) -> str:
        """`on-demand` or `provisioned-concurrency`."""
        return ON_DEMAND if self._pool is None else PROVISIONED

    def release(self, now_us: int) -> None:
        """The execution has ended. A second call does nothing."""
        if self.released_us is None:
            self.released_us = now_us
            self.share.leave(self._pool)

    def __repr__(self) -> str:
        state = "running" if self.released_us is None else "released"
        return f"<Permit {self.function}:{self.version} {self.initialization_type} {state}>"
