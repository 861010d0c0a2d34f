"""Provisioned concurrency of one version or alias, as its settings tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from pytest_lambda.service.concurrency.shares import ProvisionedPool

IN_PROGRESS = "IN_PROGRESS"
READY = "READY"
FAILED = "FAILED"
#: F12
INIT_FAILURE = "FUNCTION_ERROR_INIT_FAILURE"

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionedConcurrency:
    """What GetProvisionedConcurrencyConfig tells.

    Attributes:
        function: name of the function.
        qualifier: the version or alias that was configured.
        version: the version that the environments belong to.
        requested_provisioned_concurrent_executions: how many were asked for.
        allocated_provisioned_concurrent_executions: how many exist.
        available_provisioned_concurrent_executions: how many of these are idle.
        status: `IN_PROGRESS`, `READY` or `FAILED` (F12).
        status_reason: why it failed.
        last_modified: UTC.
        revision: grows with each request, so that a late `provisioned_ready` of an earlier one can be told apart.
    """

    function: str
    qualifier: str
    version: str
    requested_provisioned_concurrent_executions: int
    allocated_provisioned_concurrent_executions: int
    available_provisioned_concurrent_executions: int
    status: str
    status_reason: str | None
    last_modified: datetime
    revision: int

    def response(self) -> dict[str, object]:
        """The body of AWS's answer; `StatusReason` only after a failure."""
        body: dict[str, object] = {
            "RequestedProvisionedConcurrentExecutions": self.requested_provisioned_concurrent_executions,
            "AvailableProvisionedConcurrentExecutions": self.available_provisioned_concurrent_executions,
            "AllocatedProvisionedConcurrentExecutions": self.allocated_provisioned_concurrent_executions,
            "Status": self.status,
            "LastModified": self.last_modified.strftime("%Y-%m-%dT%H:%M:%S+0000"),
        }
        if self.status_reason is not None:
            body["StatusReason"] = self.status_reason
        return body


class ProvisionedUsage(NamedTuple):
    """The provisioned environments of a version, as CloudWatch's metrics count them (H9).

    `invocations` and `spillovers` have counted since the pool was made.
    """

    allocated: int
    in_use: int
    invocations: int
    spillovers: int

    @property
    def utilization(self) -> float:
        """`ProvisionedConcurrencyUtilization`: busy by allocated; 0.0 while nothing is allocated."""
        return self.in_use / self.allocated if self.allocated else 0.0


class ProvisionedSetting:
    """One configuration: where it points to, and how far its allocation is."""

    __slots__ = ("function", "modified_us", "pool", "qualifier", "reason", "revision", "status", "version")

    def __init__(self, function: str, qualifier: str, version: str, pool: ProvisionedPool) -> None:
        self.function = function
        self.qualifier = qualifier
        self.version = version
        self.pool = pool
        self.modified_us = 0
        self.revision = 0
        self.status = IN_PROGRESS
        self.reason: str | None = None

    def request(self, requested: int, now_us: int, revision: int) -> None:
        """Allocation begins; what is allocated already goes on serving."""
        self.pool.request(requested)
        self.modified_us = now_us
        self.revision = revision
        self.status = IN_PROGRESS
        self.reason = None

    def shown(self) -> ProvisionedConcurrency:
        """As it stands."""
        pool = self.pool
        return ProvisionedConcurrency(
            function=self.function,
            qualifier=self.qualifier,
            version=self.version,
            requested_provisioned_concurrent_executions=pool.requested,
            allocated_provisioned_concurrent_executions=pool.allocated,
            available_provisioned_concurrent_executions=max(0, pool.allocated - pool.in_use),
            status=self.status,
            status_reason=self.reason,
            last_modified=_EPOCH + timedelta(microseconds=self.modified_us),
            revision=self.revision,
        )
