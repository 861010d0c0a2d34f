"""Provisioned concurrency: environments that are started ahead of the invocations (F11-F13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.service.concurrency.provisioned import ProvisionedConcurrency
from pytest_lambda.service.revision import Revision
from pytest_lambda.service.versions.qualifiers import LATEST, is_alias

if TYPE_CHECKING:
    from pytest_lambda.service.function import ServiceFunction
    from pytest_lambda.service.service import LambdaService

#: F12: so often an init is tried before the configuration fails
INIT_ATTEMPTS = 6


class Provisioning:
    """Starts and ends the environments of provisioned concurrency."""

    __slots__ = ("_began_us", "_service")

    def __init__(self, service: LambdaService) -> None:
        self._service = service
        #: (function, qualifier) -> when its environments became ready, for the bill
        self._began_us: dict[tuple[str, str], int] = {}

    def put(self, function: ServiceFunction, qualifier: str, number: int) -> ProvisionedConcurrency:
        """Ask for environments; see `ServiceFunction.put_provisioned_concurrency_config`."""
        version = self._version(function, qualifier)
        found = self._service.concurrency.put_provisioned_concurrency_config(
            function.name, qualifier, number, now_us=self._service.clock.scheduler.now_us, version=version
        )
        self.allocate(function, found)
        return found

    def delete(self, function: ServiceFunction, qualifier: str) -> None:
        """Give them up; the busy ones go when they are free."""
        found = self._service.concurrency.get_provisioned_concurrency_config(function.name, qualifier)
        self._service.concurrency.delete_provisioned_concurrency_config(function.name, qualifier)
        self._bill(function, qualifier, found)
        function.revision(found.version).pool.end_provisioned()

    def forget(self, function: ServiceFunction, qualifier: str) -> None:
        """The alias is gone."""
        configs = self._service.concurrency.list_provisioned_concurrency_configs(function.name)
        if any(config.qualifier == qualifier for config in configs):
            self.delete(function, qualifier)

    def allocate(self, function: ServiceFunction, config: ProvisionedConcurrency) -> None:
        """Start the environments in virtual time."""
        what = f"provisioned concurrency of {function.name}:{config.qualifier}"
        self._service.clock.spawn(lambda: self._start(function, config), what)

    def settle_bill(self) -> None:
        """The service is over: what is still allocated is paid until now."""
        for name, qualifier in tuple(self._began_us):
            function = self._service[name]
            config = self._service.concurrency.get_provisioned_concurrency_config(name, qualifier)
            self._bill(function, qualifier, config)

    def _start(self, function: ServiceFunction, config: ProvisionedConcurrency) -> None:
        revision = function.revision(config.version)
        concurrency = self._service.concurrency
        revision.pool.end_provisioned()
        for _ in range(config.requested_provisioned_concurrent_executions):
            if not self._started(revision):
                concurrency.provisioned_failed(function.name, config.qualifier, revision=config.revision)
                return
        if concurrency.provisioned_ready(function.name, config.qualifier, revision=config.revision):
            self._began_us.setdefault((function.name, config.qualifier), self._service.clock.scheduler.now_us)

    def _started(self, revision: Revision) -> bool:
        for _ in range(INIT_ATTEMPTS):
            environment = revision.pool.start(None, provisioned=True)
            environment.initialise()
            if environment.warm:
                revision.pool.give_back(environment)
                return True
            revision.pool.end(environment)
        return False

    def _version(self, function: ServiceFunction, qualifier: str) -> str:
        if is_alias(qualifier):
            return function.aliases.get(qualifier).function_version
        return qualifier if qualifier == LATEST else function.versions.get(qualifier).version

    def _bill(self, function: ServiceFunction, qualifier: str, config: ProvisionedConcurrency) -> None:
        began_us = self._began_us.pop((function.name, qualifier), None)
        if began_us is None:
            return
        revision = function.revision(config.version)
        self._service.watch.bill.add_provisioned(
            function.name,
            (self._service.clock.scheduler.now_us - began_us) / 1e6,
            revision.configuration.memory_size,
            concurrency=config.requested_provisioned_concurrent_executions,
            architecture=revision.settings.architectures[0],
        )
