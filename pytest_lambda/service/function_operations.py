"""Operations of the Lambda API on a function's aliases, asynchronous invocation and concurrency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.service.concurrency.provisioned import ProvisionedConcurrency
from pytest_lambda.service.event_sources.mapping import EventSourceMapping
from pytest_lambda.service.revision import Snapshot
from pytest_lambda.service.settings.event_invoke_config import EventInvokeConfig
from pytest_lambda.service.settings.event_invoke_configs import NOT_GIVEN, EventInvokeConfigs
from pytest_lambda.service.versions.aliases import Alias, Aliases
from pytest_lambda.service.versions.versions import Version

if TYPE_CHECKING:
    from pytest_lambda.service.function import ServiceFunction
    from pytest_lambda.service.service import LambdaService


class FunctionOperations:
    """What `ServiceFunction` has of the API besides its code and configuration.

    Attributes:
        aliases: by name.
        event_invoke_configs: how asynchronous invocations are handled, by qualifier.
    """

    aliases: Aliases[Snapshot]
    event_invoke_configs: EventInvokeConfigs
    _service: LambdaService

    @property
    def name(self) -> str:
        """The function's name."""
        raise NotImplementedError

    @property
    def _whole(self) -> ServiceFunction:
        return cast("ServiceFunction", self)

    # ---- aliases ---------------------------------------------------------------------------------------------

    def create_alias(
        self,
        name: str,
        *,
        function_version: str | Version[Snapshot],
        description: str = "",
        routing_config: Mapping[str, Any] | None = None,
    ) -> Alias:
        """Name a version; see `Aliases.create`."""
        return self.aliases.create(
            name, function_version=function_version, description=description, routing_config=routing_config
        )

    def update_alias(self, name: str, **changes: Any) -> Alias:
        """Let an alias point elsewhere; see `Aliases.update`."""
        alias = self.aliases.update(name, **changes)
        service = self._service
        now_us = service.clock.scheduler.now_us
        moved = service.concurrency.alias_moved(self.name, name, alias.function_version, now_us=now_us)
        if moved is not None:
            service.provisioning.allocate(self._whole, moved)
        return alias

    def delete_alias(self, name: str) -> None:
        """Forget an alias, with its asynchronous configuration and its provisioned concurrency."""
        if self.aliases.delete(name) is not None:
            self.event_invoke_configs.forget(name)
            self._whole.forget(name)
            self._service.provisioning.forget(self._whole, name)

    # ---- asynchronous invocation -------------------------------------------------------------------------------

    def put_function_event_invoke_config(
        self,
        *,
        qualifier: str | None = None,
        maximum_retry_attempts: int | None = None,
        maximum_event_age_in_seconds: int | None = None,
        on_success: object = NOT_GIVEN,
        on_failure: object = NOT_GIVEN,
        destination_config: Mapping[str, Any] | None = None,
    ) -> EventInvokeConfig:
        """Set retries, age and destinations of asynchronous invocations; see `EventInvokeConfigs.put`."""
        return self.event_invoke_configs.put(
            qualifier,
            maximum_retry_attempts=maximum_retry_attempts,
            maximum_event_age_in_seconds=maximum_event_age_in_seconds,
            on_success=on_success,
            on_failure=on_failure,
            destination_config=destination_config,
        )

    def update_function_event_invoke_config(self, *, qualifier: str | None = None, **changes: Any) -> EventInvokeConfig:
        """Change some of them; see `EventInvokeConfigs.update`."""
        return self.event_invoke_configs.update(qualifier, **changes)

    def get_function_event_invoke_config(self, *, qualifier: str | None = None) -> EventInvokeConfig:
        """What was put; see `EventInvokeConfigs.get`."""
        return self.event_invoke_configs.get(qualifier)

    def delete_function_event_invoke_config(self, *, qualifier: str | None = None) -> None:
        """Back to AWS's defaults; see `EventInvokeConfigs.delete`."""
        self.event_invoke_configs.delete(qualifier)

    # ---- event sources -----------------------------------------------------------------------------------------

    def create_event_source_mapping(
        self, event_source_arn: object, *, qualifier: str | None = None, **settings: Any
    ) -> EventSourceMapping:
        """Be invoked with batches of what comes into a source; see `LambdaService.create_event_source_mapping`.

        Args:
            event_source_arn: the simulated resource, or its ARN.
            qualifier: a version or an alias.
            settings: AWS's parameters in snake_case.
        """
        __tracebackhide__ = True
        return self._service.mappings.create(self._whole, event_source_arn, {"qualifier": qualifier, **settings})

    @property
    def event_source_mappings(self) -> tuple[EventSourceMapping, ...]:
        """Those that invoke this function, oldest first."""
        return tuple(mapping for mapping in self._service.mappings.all if mapping.function is self._whole)

    # ---- concurrency -----------------------------------------------------------------------------------------

    def put_function_concurrency(self, *, reserved_concurrent_executions: int) -> int:
        """Reserve concurrency: a guarantee and a cap; 0 stops the function (F2, F3).

        Raises:
            InvalidParameterValueException: too little would be left for the account, or provisioned concurrency
                needs more.
        """
        return self._service.concurrency.put_function_concurrency(self.name, reserved_concurrent_executions)

    def delete_function_concurrency(self) -> None:
        """Share the account's concurrency again."""
        self._service.concurrency.delete_function_concurrency(self.name)

    def get_function_concurrency(self) -> int | None:
        """The reserved concurrency, or None."""
        return self._service.concurrency.get_function_concurrency(self.name)

    def put_provisioned_concurrency_config(
        self, *, qualifier: str, provisioned_concurrent_executions: int
    ) -> ProvisionedConcurrency:
        """Have environments ready for a version or alias; invocations run on demand until they are (F11, F12)."""
        return self._service.provisioning.put(self._whole, qualifier, provisioned_concurrent_executions)

    def get_provisioned_concurrency_config(self, *, qualifier: str) -> ProvisionedConcurrency:
        """How far they are."""
        return self._service.concurrency.get_provisioned_concurrency_config(self.name, qualifier)

    def delete_provisioned_concurrency_config(self, *, qualifier: str) -> None:
        """Give them up."""
        self._service.provisioning.delete(self._whole, qualifier)
