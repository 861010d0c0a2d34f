"""When Lambda writes which metric, with which value and dimensions: the only place that knows.

The resources of `Resource` and `ExecutedVersion` are those of the Developer Guide, viewing metrics for functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pytest_lambda.service.metrics.metric import resource_of
from pytest_lambda.service.metrics.names import ACCOUNT, FUNCTION, LAMBDA_METRICS, RESOURCE
from pytest_lambda.service.metrics.series import Series
from pytest_lambda.service.metrics.store import Metrics


class Target(NamedTuple):
    """What an invocation is for; a tuple, since it is a key that is looked up ten times an invocation.

    Attributes:
        function: its name.
        version: the version that runs: `$LATEST` or a number.
        alias: the alias it was invoked by, or None.
    """

    function: str
    version: str = "$LATEST"
    alias: str | None = None

    @property
    def dimensions(self) -> dict[str, str]:
        """All dimensions; AWS also writes each value with fewer of them."""
        resource = resource_of(self.function, version=self.version, alias=self.alias)
        executed = {"ExecutedVersion": self.version} if self.alias else {}
        return {"FunctionName": self.function, "Resource": resource, **executed}


@dataclass(frozen=True, slots=True)
class MappingCounts:
    """How many events an event source mapping handled at one moment; None for what is not to be written (H17).

    Attributes:
        polled: read from the source; 0 is written for an empty poll.
        filtered_out: not matching the filters.
        invoked: handed to the function, at every attempt.
        failed: of a batch that was throttled or failed, in whole or in part.
        dropped: given up and not delivered anywhere.
        delivered_on_failure: given up and sent to the destination.
        deleted: removed from the queue.
    """

    polled: int | None = None
    filtered_out: int | None = None
    invoked: int | None = None
    failed: int | None = None
    dropped: int | None = None
    delivered_on_failure: int | None = None
    deleted: int | None = None


_MAPPING_METRICS = {
    "polled": "PolledEventCount",
    "filtered_out": "FilteredOutEventCount",
    "invoked": "InvokedEventCount",
    "failed": "FailedInvokeEventCount",
    "dropped": "DroppedEventCount",
    "delivered_on_failure": "OnFailureDestinationDeliveredEventCount",
    "deleted": "DeletedEventCount",
}


def invocation_started(metrics: Metrics, target: Target, epoch: float) -> None:
    """An execution begins: not for what is throttled or refused (H1)."""
    _series(metrics, "Invocations", target).add(1, epoch)


def invocation_ended(
    metrics: Metrics,
    target: Target,
    epoch: float,
    duration_ms: float,
    *,
    error: bool,
    post_runtime_extensions_ms: float | None = None,
) -> None:
    """An execution is over, with a function error or without (H2, H4, H5).

    Args:
        metrics: where to write.
        target: what was invoked.
        epoch: when the execution *began*, since that is the moment that AWS stamps (Developer Guide, viewing
            metrics for functions).
        duration_ms: without the init phase.
        error: whether it was an exception, a timeout or an exit. A 0 is written otherwise, so that the average
            of `Errors` is the error rate.
        post_runtime_extensions_ms: what extensions took after the runtime was done; None without extensions.
    """
    group = metrics.groups.get(("ended", target))
    if group is None:
        group = _series(metrics, "Errors", target), _series(metrics, "Duration", target)
        metrics.groups["ended", target] = group
    errors, duration = group
    errors.add(1 if error else 0, epoch)
    duration.add(duration_ms, epoch)
    if post_runtime_extensions_ms is not None:
        _series(metrics, "PostRuntimeExtensionsDuration", target).add(post_runtime_extensions_ms, epoch)


def throttled(metrics: Metrics, target: Target, epoch: float) -> None:
    """A request was answered with 429, or an attempt at a queued event would have been (H3)."""
    _series(metrics, "Throttles", target).add(1, epoch)


def iterator_age(metrics: Metrics, target: Target, epoch: float, age_ms: float) -> None:
    """A batch of a stream was handed over; the age is that of its last record (H6)."""
    _series(metrics, "IteratorAge", target).add(age_ms, epoch)


def offset_lag(metrics: Metrics, target: Target, epoch: float, lag: int) -> None:
    """How far a consumer of a topic or of a change stream is behind (H7)."""
    _series(metrics, "OffsetLag", target).add(lag, epoch)


def concurrency(
    metrics: Metrics,
    target: Target,
    epoch: float,
    *,
    running: int,
    account_running: int,
    resource_running: int | None = None,
    unreserved_running: int | None = None,
    claimed: int | None = None,
) -> None:
    """How many executions run at the same time (H8, H10).

    Args:
        metrics: where to write.
        target: what was invoked.
        epoch: when the number changed.
        running: executions of the function.
        account_running: those of all functions.
        resource_running: those of the version or alias that was invoked; as `running` if not given.
        unreserved_running: those of functions without reserved concurrency; not written if not given.
        claimed: concurrency that on-demand invocations cannot have (F16); not written if not given.
    """
    group = metrics.groups.get(("running", target))
    if group is None:
        name = "ConcurrentExecutions"
        levels = _level(metrics, name, target, ACCOUNT), _level(metrics, name, target, FUNCTION)
        group = metrics.groups["running", target] = (*levels, _resource(metrics, name, target))
    account, function, resource = group
    account.add(account_running, epoch)
    function.add(running, epoch)
    resource.add(running if resource_running is None else resource_running, epoch)
    if unreserved_running is not None:
        _level(metrics, "UnreservedConcurrentExecutions", target, ACCOUNT).add(unreserved_running, epoch)
    if claimed is not None:
        _level(metrics, "ClaimedAccountConcurrency", target, ACCOUNT).add(claimed, epoch)


def provisioned_invocation(metrics: Metrics, target: Target, epoch: float, *, busy: int, allocated: int) -> None:
    """An execution begins on provisioned concurrency (H9).

    Args:
        metrics: where to write.
        target: what was invoked.
        epoch: when it began.
        busy: provisioned environments that are at work now, this one included.
        allocated: provisioned environments that there are.
    """
    _series(metrics, "ProvisionedConcurrencyInvocations", target).add(1, epoch)
    provisioned(metrics, target, epoch, busy=busy, allocated=allocated)


def provisioned_spillover(metrics: Metrics, target: Target, epoch: float) -> None:
    """An execution begins on demand, since all provisioned environments are busy (H9)."""
    _series(metrics, "ProvisionedConcurrencySpilloverInvocations", target).add(1, epoch)


def provisioned(metrics: Metrics, target: Target, epoch: float, *, busy: int, allocated: int) -> None:
    """How much of the provisioned concurrency of a version or alias is at work (H9)."""
    _resource(metrics, "ProvisionedConcurrentExecutions", target).add(busy, epoch)
    utilization = busy / allocated if allocated else 0.0
    _resource(metrics, "ProvisionedConcurrencyUtilization", target).add(utilization, epoch)


def async_received(metrics: Metrics, target: Target, epoch: float) -> None:
    """An event was accepted into the queue: once, not at retries (H11)."""
    _series(metrics, "AsyncEventsReceived", target).add(1, epoch)


def async_age(metrics: Metrics, target: Target, epoch: float, age_ms: float) -> None:
    """An attempt at an event begins so long after it was queued (H12)."""
    _series(metrics, "AsyncEventAge", target).add(age_ms, epoch)


def async_dropped(metrics: Metrics, target: Target, epoch: float) -> None:
    """An event was given up without having been processed (H13)."""
    _series(metrics, "AsyncEventsDropped", target).add(1, epoch)


def async_succeeded(metrics: Metrics, target: Target, epoch: float) -> None:
    """An event was processed: AWS writes a 0 for those dropped (H13)."""
    _series(metrics, "AsyncEventsDropped", target).add(0, epoch)


def dead_letter_error(metrics: Metrics, target: Target, epoch: float) -> None:
    """An event could not be sent to the dead-letter queue (H14)."""
    _series(metrics, "DeadLetterErrors", target).add(1, epoch)


def destination_delivery_failure(metrics: Metrics, target: Target, epoch: float) -> None:
    """A record could not be sent to a destination (H15)."""
    _series(metrics, "DestinationDeliveryFailures", target).add(1, epoch)


def recursion_dropped(metrics: Metrics, target: Target, epoch: float) -> None:
    """An event was stopped since it went round in a loop (H16)."""
    _series(metrics, "RecursiveInvocationsDropped", target).add(1, epoch)


def event_source_mapping(metrics: Metrics, uuid: str, epoch: float, counts: MappingCounts) -> None:
    """What a mapping did, if its `MetricsConfig` asks for `EventCount` (H17)."""
    for attribute, name in _MAPPING_METRICS.items():
        count = getattr(counts, attribute)
        if count is not None:
            metrics.put(name, count, epoch, dimensions={"EventSourceMappingUUID": uuid}, unit="Count")


def _series(metrics: Metrics, name: str, target: Target) -> Series:
    """One value for the executed version, the resource, the function, and across all functions."""
    found = metrics.cached.get((name, target))
    return found or _keep(metrics, name, target, (0, 1, 2, 3), (name, target))


def _resource(metrics: Metrics, name: str, target: Target) -> Series:
    """One value for the executed version and the resource."""
    found = metrics.cached.get((name, target, RESOURCE))
    return found or _keep(metrics, name, target, (2, 3), (name, target, RESOURCE))


def _level(metrics: Metrics, name: str, target: Target, level: frozenset[str]) -> Series:
    """A value of its own for the function, or across all functions."""
    of = target.function if level else None
    found = metrics.cached.get((name, of, level))
    return found or _keep(metrics, name, target, (len(level),), (name, of, level))


def _keep(metrics: Metrics, name: str, target: Target, sizes: tuple[int, ...], key: tuple[object, ...]) -> Series:
    every = list(target.dimensions.items())
    sets = [dict(every[:size]) for size in sizes if size <= len(every)]
    found = metrics.cached[key] = metrics.series(name, sets, unit=LAMBDA_METRICS[name].unit)
    return found
