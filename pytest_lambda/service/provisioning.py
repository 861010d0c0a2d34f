"""Provisioned concurrency: environments that are started ahead of the invocations (F11-F13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_lambda.runtime.environment import ExecutionEnvironment
from pytest_lambda.service.billing.bill import Allocation
from pytest_lambda.service.concurrency.provisioned import ProvisionedConcurrency
from pytest_lambda.service.revision import Revision
from pytest_lambda.service.versions.qualifiers import is_alias

if TYPE_CHECKING:
    from pytest_lambda.service.function import ServiceFunction
    from pytest_lambda.service.service import LambdaService

#: F12: so often an init is tried before the configuration fails
INIT_ATTEMPTS = 6


@dataclass(slots=True, eq=False)
class _Allotment:
    """The environments of one configuration.

    Attributes:
        ready_us: when all of them were ready, for the bill; None until then.
        failed: an init has failed too often.
    """

    config: ProvisionedConcurrency
    revision: Revision
    ready_us: int | None = None
    failed: bool = False

    @property
    def number(self) -> int:
        return self.config.requested_provisioned_concurrent_executions


class Provisioning:
    """Starts and ends the environments of provisioned concurrency."""

    __slots__ = ("_allotments", "_service", "_starting")

    def __init__(self, service: LambdaService) -> None:
        self._service = service
        self._starting: set[ExecutionEnvironment] = set()
        self._allotments: dict[tuple[str, str], _Allotment] = {}
        service.watch.bill.in_force = self._in_force

    def put(self, function: ServiceFunction, qualifier: str, number: int) -> ProvisionedConcurrency:
        """Ask for environments; see `ServiceFunction.put_provisioned_concurrency_config`."""
        version = function.aliases.get(qualifier).function_version if is_alias(qualifier) else qualifier
        if version.isdigit():
            function.versions.get(version)
        found = self._service.concurrency.put_provisioned_concurrency_config(
            function.name, qualifier, number, now_us=self._service.clock.scheduler.now_us, version=version
        )
        self.allocate(function, found)
        return found

    def delete(self, function: ServiceFunction, qualifier: str) -> None:
        """Give them up; the busy ones go when they are free."""
        self._service.concurrency.delete_provisioned_concurrency_config(function.name, qualifier)
        self._give_up(function.name, qualifier)

    def forget(self, function: ServiceFunction, qualifier: str | None = None) -> None:
        """The function, or a version or an alias of it, is gone."""
        for config in self._service.concurrency.list_provisioned_concurrency_configs(function.name):
            if qualifier in (None, config.qualifier):
                self.delete(function, config.qualifier)

    def allocate(self, function: ServiceFunction, config: ProvisionedConcurrency) -> None:
        """Start what is missing, all at the same time, and end what is too many."""
        revision = function.revision(config.version)
        before = self._allotments.get((function.name, config.qualifier))
        if before is not None and before.revision is not revision:
            self._give_up(function.name, config.qualifier)
        elif before is not None:
            self._bill(before)
        allotment = self._allotments[function.name, config.qualifier] = _Allotment(config, revision)
        revision.pool.hold_provisioned(allotment.number)
        what = f"provisioned concurrency of {function.name}:{config.qualifier}"
        clock = self._service.clock
        for _ in range(allotment.number - len(revision.pool.provisioned)):
            clock.spawn(lambda: self._start(function.name, config.qualifier, revision), what)
        clock.spawn(lambda: self._look(function.name, config.qualifier), what)

    def settle_bill(self) -> None:
        """The service is over: what is still allocated is paid until now."""
        for allotment in self._allotments.values():
            self._bill(allotment)

    def _start(self, name: str, qualifier: str, revision: Revision) -> None:
        """One environment."""
        for _ in range(INIT_ATTEMPTS):
            allotment = self._allotments.get((name, qualifier))
            if allotment is None or allotment.revision is not revision or allotment.failed:
                return
            environment = revision.pool.start(None, provisioned=True)
            self._starting.add(environment)
            environment.initialise()
            self._starting.discard(environment)
            if environment.warm:
                revision.pool.give_back(environment)
                self._look(name, qualifier)
                return
            revision.pool.end(environment)
        self._fail(name, qualifier, revision)

    def _look(self, name: str, qualifier: str) -> None:
        """Whether all environments are ready."""
        allotment = self._allotments.get((name, qualifier))
        if allotment is None or allotment.ready_us is not None:
            return
        if len(set(allotment.revision.pool.provisioned) - self._starting) < allotment.number:
            return
        concurrency = self._service.concurrency
        if concurrency.provisioned_ready(name, qualifier, revision=allotment.config.revision):
            allotment.ready_us = self._service.clock.scheduler.now_us

    def _fail(self, name: str, qualifier: str, revision: Revision) -> None:
        allotment = self._allotments.get((name, qualifier))
        if allotment is None or allotment.revision is not revision:
            return
        allotment.failed = True
        self._service.concurrency.provisioned_failed(name, qualifier, revision=allotment.config.revision)

    def _give_up(self, name: str, qualifier: str) -> None:
        allotment = self._allotments.pop((name, qualifier), None)
        if allotment is not None:
            self._bill(allotment)
            allotment.revision.pool.hold_provisioned(0)

    def _bill(self, allotment: _Allotment) -> None:
        if allotment.ready_us is None:
            return
        used = self._used(allotment, allotment.ready_us)
        self._service.watch.bill.add_provisioned(
            used.function, used.seconds, used.memory_size, concurrency=used.concurrency, architecture=used.architecture
        )
        allotment.ready_us = None

    def _in_force(self) -> Iterator[Allocation]:
        for allotment in self._allotments.values():
            if allotment.ready_us is not None:
                yield self._used(allotment, allotment.ready_us)

    def _used(self, allotment: _Allotment, since_us: int) -> Allocation:
        configuration = allotment.revision.configuration
        return Allocation(
            configuration.function_name,
            (self._service.clock.scheduler.now_us - since_us) / 1e6,
            configuration.memory_size,
            allotment.number,
            allotment.revision.settings.architectures[0],
        )
