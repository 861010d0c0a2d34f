"""Writes down what happens: metrics, logs, the bill."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.environment import ExecutionEnvironment
from pytest_lambda.runtime.logs import LogEvent
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.service.asynchronous.records import Ending
from pytest_lambda.service.billing.bill import Bill
from pytest_lambda.service.call import Call
from pytest_lambda.service.concurrency.account_concurrency import AccountConcurrency
from pytest_lambda.service.concurrency.permit import PROVISIONED, Permit
from pytest_lambda.service.log_groups import LogGroups
from pytest_lambda.service.metrics import emf, lambda_metrics
from pytest_lambda.service.metrics.lambda_metrics import Target
from pytest_lambda.service.metrics.store import Metrics
from pytest_lambda.service.revision import Revision

if TYPE_CHECKING:
    from pytest_lambda.service.metrics.emf import EmfProblem
    from pytest_lambda.service.observer import Observer


class Watch:
    """What CloudWatch and the bill know of one service.

    Attributes:
        emf_problems: lines that look like embedded metric format and that CloudWatch would not read.
        observer: is told of each execution and of what becomes of events; None for nobody.
    """

    __slots__ = (
        "_architectures", "_concurrency", "_epoch", "_targets", "bill", "emf_problems", "log_groups", "metrics",
        "observer",
    )  # fmt: skip

    def __init__(
        self,
        epoch: Callable[[], float],
        concurrency: AccountConcurrency,
        metrics: Metrics,
        bill: Bill,
        log_groups: LogGroups,
    ) -> None:
        self._epoch = epoch
        self._concurrency = concurrency
        self._targets: dict[tuple[str, str, str | None], Target] = {}
        self._architectures: dict[str, str] = {}
        self.metrics = metrics
        self.bill = bill
        self.log_groups = log_groups
        self.emf_problems: list[EmfProblem] = []
        self.observer: Observer | None = None

    def target(self, call: Call, version: str) -> Target:
        """What a call is for."""
        qualifier = call.qualifier
        alias = None if qualifier is None or qualifier == version else qualifier
        key = (call.function.name, version, alias)
        found = self._targets.get(key)
        if found is None:
            found = self._targets[key] = Target(*key)
        return found

    def started(self, call: Call, version: str, permit: Permit, epoch: float) -> None:
        """An execution begins."""
        target = self.target(call, version)
        lambda_metrics.invocation_started(self.metrics, target, epoch)
        self._concurrent(target, permit, epoch)
        if permit.initialization_type == PROVISIONED or permit.spillover:
            self._provisioned(target, version, permit, epoch)

    def throttled(self, call: Call, version: str) -> None:
        """A request was refused."""
        lambda_metrics.throttled(self.metrics, self.target(call, version), self._epoch())
        if self.observer is not None:
            self.observer.refused(call)

    def received(self, call: Call) -> None:
        """An event was put into the asynchronous queue (H11)."""
        lambda_metrics.async_received(self.metrics, self._called(call), call.epoch)

    def aged(self, call: Call, result: InvocationResult, age_ms: float) -> None:
        """An event from the queue was run (H12)."""
        lambda_metrics.async_age(self.metrics, self.target(call, result.executed_version), result.start_epoch, age_ms)

    def succeeded(self, call: Call, version: str, epoch: float) -> None:
        """An asynchronous event was worked off."""
        lambda_metrics.async_succeeded(self.metrics, self.target(call, version), epoch)

    def dropped(self, call: Call, ending: Ending) -> None:
        """An asynchronous event was given up (H13)."""
        lambda_metrics.async_dropped(self.metrics, self._of(call, ending), ending.epoch)

    def destination_failed(self, call: Call, ending: Ending) -> None:
        """A record could not be delivered (H15)."""
        lambda_metrics.destination_delivery_failure(self.metrics, self._of(call, ending), self._epoch())

    def dead_letter_failed(self, call: Call, ending: Ending) -> None:
        """An event could not be sent to its dead-letter queue (H14)."""
        lambda_metrics.dead_letter_error(self.metrics, self._of(call, ending), self._epoch())

    def recursion_stopped(self, call: Call) -> None:
        """A chain of invocations came through a function too often (H16)."""
        lambda_metrics.recursion_dropped(self.metrics, self._called(call), self._epoch())

    def _of(self, call: Call, ending: Ending) -> Target:
        return self._called(call) if ending.executed_version is None else self.target(call, ending.executed_version)

    def _called(self, call: Call) -> Target:
        return self.target(call, call.function.shown_version(call.qualifier))

    def ended(
        self,
        call: Call,
        revision: Revision,
        permit: Permit,
        result: InvocationResult,
        post_runtime_ms: float | None = None,
    ) -> None:
        """An execution is over, its extensions' work included (H5)."""
        configuration, settings = revision.configuration, revision.settings
        lambda_metrics.invocation_ended(
            self.metrics,
            self.target(call, revision.version),
            result.start_epoch,
            result.duration_ms,
            error=result.function_error is not None,
            post_runtime_extensions_ms=post_runtime_ms,
        )
        self._architectures[configuration.function_name] = settings.architectures[0]
        self.bill.add(
            configuration.function_name,
            result.billed_duration_ms,
            configuration.memory_size,
            architecture=settings.architectures[0],
            ephemeral_storage=configuration.ephemeral_storage,
            provisioned=permit.initialization_type == PROVISIONED,
        )
        group = settings.log_group or f"/aws/lambda/{configuration.function_name}"
        stream = getattr(result.environment, "log_stream_name", "")
        self.log_groups.append(group, stream, lambda: result.logs)
        if result.has_written:
            self._read_metrics(result)
        if self.observer is not None:
            self.observer.executed(call, revision, result)

    def cost_of(self, result: InvocationResult) -> Decimal:
        """See `LambdaService.cost_of`."""
        environment = result.environment
        if not isinstance(environment, ExecutionEnvironment):
            raise ConfigurationError("The result is not one of an execution environment: its price cannot be told.")
        configuration = environment.configuration
        return self.bill.cost_of(
            result.billed_duration_ms,
            configuration.memory_size,
            architecture=self._architectures[configuration.function_name],
            ephemeral_storage=configuration.ephemeral_storage,
            provisioned=environment.initialization_type == PROVISIONED,
        )

    def _read_metrics(self, result: InvocationResult) -> None:
        lines = [event.text for event in result.logs if _may_be_emf(event)]
        if lines:
            found = emf.scan(lines, result.end_epoch)
            emf.put(self.metrics, found.points)
            self.emf_problems.extend(found.problems)

    def _concurrent(self, target: Target, permit: Permit, epoch: float) -> None:
        version = permit.share
        function = version.function
        account = function.account
        lambda_metrics.concurrency(
            self.metrics,
            target,
            epoch,
            running=function.running,
            account_running=account.running,
            resource_running=version.running,
            unreserved_running=account.unreserved_running,
            claimed=account.claimed,
        )

    def _provisioned(self, target: Target, version: str, permit: Permit, epoch: float) -> None:
        if permit.spillover:
            lambda_metrics.provisioned_spillover(self.metrics, target, epoch)
            return
        usage = self._concurrency.provisioned_usage(target.function, version)
        if usage is not None:
            lambda_metrics.provisioned_invocation(
                self.metrics, target, epoch, busy=usage.in_use, allocated=usage.allocated
            )


def _may_be_emf(event: LogEvent) -> bool:
    return event.kind != "platform" and "_aws" in event.text
