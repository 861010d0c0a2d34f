"""Which metric Lambda writes when, with which values and dimensions (facts H)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_lambda.service.metrics import lambda_metrics
from pytest_lambda.service.metrics.lambda_metrics import MappingCounts, Target
from pytest_lambda.service.metrics.names import LAMBDA_METRICS
from pytest_lambda.service.metrics.store import Metrics

NOON = 1_767_268_800.0
UNQUALIFIED = Target("orders")
NUMBERED = Target("orders", "3")
LIVE = Target("orders", "3", "live")
CANARY = Target("orders", "4", "live")


def test_an_invocation_without_error_counts_as_a_0_so_that_the_average_is_a_rate() -> None:
    metrics = Metrics()
    for failed in (False, True, False, False):
        lambda_metrics.invocation_started(metrics, UNQUALIFIED, NOON)
        lambda_metrics.invocation_ended(metrics, UNQUALIFIED, NOON, 12.5, error=failed)
    assert metrics["Invocations"].sum(function="orders") == 4  # H1
    assert metrics["Errors"].sum(function="orders") == 1
    assert metrics["Errors"].average(function="orders") == 0.25  # H2
    assert metrics["Duration"].percentile(95, function="orders") == 12.5  # H4
    assert metrics["PostRuntimeExtensionsDuration"].sample_count() == 0


def test_what_extensions_take_is_written_only_with_extensions() -> None:
    metrics = Metrics()
    lambda_metrics.invocation_ended(metrics, LIVE, NOON, 1, error=False, post_runtime_extensions_ms=7.0)
    assert metrics["PostRuntimeExtensionsDuration"].maximum(function="orders") == 7.0  # H5


@pytest.mark.parametrize(
    ("target", "found", "not_found"),
    [
        (UNQUALIFIED, [{"resource": "orders"}, {"function": "orders", "version": "$LATEST"}],
         [{"function": "orders", "version": "3"}]),
        (NUMBERED, [{"resource": "orders:3"}, {"function": "orders", "version": "3"}],
         [{"resource": "orders"}, {"function": "orders", "alias": "live", "version": "3"}]),
        (LIVE, [{"resource": "orders:live"}, {"function": "orders", "alias": "live"},
                {"function": "orders", "alias": "live", "version": "3"},
                {"resource": "orders:live", "ExecutedVersion": "3"}, {"resource": "orders:live", "version": "3"},
                {"function": "orders", "version": "3"}],
         [{"function": "orders", "alias": "live", "version": "4"}, {"resource": "orders:3"},
          {"function": "orders", "version": "4"}]),
    ],
)  # fmt: skip
def test_the_dimensions_of_a_target(target: Target, found: list[dict[str, str]], not_found: list[dict[str, str]]) -> None:
    metrics = Metrics()
    lambda_metrics.invocation_started(metrics, target, NOON)
    for where in ({}, {"function": "orders"}, *found):
        assert metrics["Invocations"].sum(**where) == 1, where
    for where in (*not_found, {"function": "other"}):
        assert metrics["Invocations"].sum(**where) == 0, where


def test_the_versions_behind_a_weighted_alias_can_be_compared() -> None:
    metrics = Metrics()
    for target, error in ((LIVE, False), (LIVE, False), (CANARY, True)):
        lambda_metrics.invocation_ended(metrics, target, NOON, 1, error=error)
    errors = metrics["Errors"]
    assert errors.average(function="orders", alias="live", version="4") == 1
    assert errors.average(function="orders", alias="live", version="3") == 0
    assert errors.sample_count(function="orders", alias="live") == 3


def test_a_version_is_found_however_it_was_invoked_and_once() -> None:
    metrics = Metrics()
    for target in (NUMBERED, LIVE, Target("orders", "3", "beta"), CANARY, UNQUALIFIED, Target("mail", "3", "live")):
        lambda_metrics.invocation_started(metrics, target, NOON)
    invocations = metrics["Invocations"]
    assert invocations.sum(function="orders", version="3") == 3
    assert invocations.sum(function="orders", version="4") == 1
    assert invocations.sum(function="orders", version="$LATEST") == 1
    assert invocations.sum(resource="orders:3") == 1


def test_functions_add_up_across_all_functions() -> None:
    metrics = Metrics()
    for name in ("orders", "orders", "mail"):
        lambda_metrics.throttled(metrics, Target(name), NOON)
    assert metrics["Throttles"].sum() == 3  # H3
    assert metrics["Throttles"].sum(function="orders") == 2


SINGLE: list[tuple[Callable[[Metrics, Target, float], None], str, float]] = [
    (lambda_metrics.throttled, "Throttles", 1),
    (lambda_metrics.async_received, "AsyncEventsReceived", 1),
    (lambda_metrics.async_dropped, "AsyncEventsDropped", 1),
    (lambda_metrics.async_succeeded, "AsyncEventsDropped", 0),
    (lambda_metrics.dead_letter_error, "DeadLetterErrors", 1),
    (lambda_metrics.destination_delivery_failure, "DestinationDeliveryFailures", 1),
    (lambda_metrics.recursion_dropped, "RecursiveInvocationsDropped", 1),
    (lambda_metrics.provisioned_spillover, "ProvisionedConcurrencySpilloverInvocations", 1),
    (lambda metrics, target, epoch: lambda_metrics.async_age(metrics, target, epoch, 60_000), "AsyncEventAge", 60_000),
    (lambda metrics, target, epoch: lambda_metrics.iterator_age(metrics, target, epoch, 250), "IteratorAge", 250),
    (lambda metrics, target, epoch: lambda_metrics.offset_lag(metrics, target, epoch, 12), "OffsetLag", 12),
]


@pytest.mark.parametrize(("write", "name", "value"), SINGLE)
def test_what_is_written_with_all_dimensions(write: Callable[[Metrics, Target, float], None], name: str, value: float) -> None:
    metrics = Metrics()
    write(metrics, LIVE, NOON)
    assert metrics.names == (name,)
    for where in ({}, {"function": "orders"}, {"function": "orders", "alias": "live"}, {"function": "orders", "alias": "live", "version": "3"}):
        (point,) = metrics[name].datapoints(**where)
        assert (point.epoch, point.value, point.unit) == (NOON, value, LAMBDA_METRICS[name].unit)


def test_concurrency_is_counted_by_itself_on_each_level() -> None:  # H8, H10
    metrics = Metrics()
    lambda_metrics.concurrency(metrics, LIVE, NOON, running=5, account_running=9, resource_running=2, unreserved_running=8, claimed=40)
    lambda_metrics.concurrency(metrics, UNQUALIFIED, NOON, running=6, account_running=7)
    executions = metrics["ConcurrentExecutions"]
    assert executions.maximum() == 9
    assert executions.maximum(function="orders") == 6
    assert executions.maximum(function="orders", alias="live") == 2
    assert executions.maximum(resource="orders") == 6
    assert metrics["UnreservedConcurrentExecutions"].maximum() == 8
    assert metrics["ClaimedAccountConcurrency"].datapoints()[0].value == 40


def test_the_account_level_is_one_series_for_all_functions() -> None:
    metrics = Metrics()
    for name, account in (("orders", 1), ("mail", 2)):
        lambda_metrics.concurrency(metrics, Target(name), NOON, running=1, account_running=account)
    assert [point.value for point in metrics["ConcurrentExecutions"].datapoints()] == [1, 2]


def test_provisioned_concurrency_belongs_to_a_version_or_alias() -> None:  # H9
    metrics = Metrics()
    lambda_metrics.provisioned_invocation(metrics, LIVE, NOON, busy=1, allocated=4)
    lambda_metrics.provisioned(metrics, LIVE, NOON + 1, busy=0, allocated=0)
    assert metrics["ProvisionedConcurrencyInvocations"].sum(function="orders") == 1
    assert metrics["ProvisionedConcurrentExecutions"].maximum(function="orders", alias="live") == 1
    assert metrics["ProvisionedConcurrencyUtilization"].maximum(function="orders", alias="live") == 0.25
    assert metrics["ProvisionedConcurrencyUtilization"].minimum(function="orders", alias="live", version="3") == 0


def test_a_mapping_writes_what_it_counted_with_its_uuid_alone() -> None:  # H17, H18: the run with a filter
    metrics = Metrics()
    lambda_metrics.event_source_mapping(metrics, "m-1", NOON, MappingCounts(polled=3, filtered_out=2, invoked=1))
    lambda_metrics.event_source_mapping(metrics, "m-1", NOON + 1, MappingCounts(deleted=3))
    lambda_metrics.event_source_mapping(metrics, "m-1", NOON + 2, MappingCounts(polled=0))
    counts = {name: metrics[name].sum(EventSourceMappingUUID="m-1") for name in metrics.names}
    assert counts == {"PolledEventCount": 3, "FilteredOutEventCount": 2, "InvokedEventCount": 1, "DeletedEventCount": 3}
    assert metrics["PolledEventCount"].sample_count(EventSourceMappingUUID="m-1") == 2
    assert metrics["PolledEventCount"].sum(EventSourceMappingUUID="m-2") == 0


def test_each_name_of_a_mapping_is_known() -> None:
    metrics = Metrics()
    counts = MappingCounts(1, 1, 1, 1, 1, 1, 1)
    lambda_metrics.event_source_mapping(metrics, "m", NOON, counts)
    assert len(metrics.names) == 7
    assert set(metrics.names) <= set(LAMBDA_METRICS)
