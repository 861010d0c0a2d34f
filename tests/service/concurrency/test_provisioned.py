"""Provisioned concurrency: allocation, use, spillover."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.service.concurrency.account_concurrency import AccountConcurrency

SECOND = 1_000_000


def provision(service: AccountConcurrency, function, qualifier, count, version=None):
    service.put_provisioned_concurrency_config(function, qualifier, count, now_us=0, version=version)
    assert service.provisioned_ready(function, qualifier)


def types(permits):
    return [permit.initialization_type for permit in permits]


def test_allocation_begins_in_progress_and_becomes_ready(service):
    asked = service.put_provisioned_concurrency_config("a", "1", 5, now_us=1_574_364_739 * SECOND)
    assert asked.response() == {
        "RequestedProvisionedConcurrentExecutions": 5,
        "AvailableProvisionedConcurrentExecutions": 0,
        "AllocatedProvisionedConcurrentExecutions": 0,
        "Status": "IN_PROGRESS",
        "LastModified": "2019-11-21T19:32:19+0000",
    }
    assert service.get_provisioned_concurrency_config("a", "1") == asked
    assert service.provisioned_ready("a", "1", 2)
    assert service.get_provisioned_concurrency_config("a", "1").status == "IN_PROGRESS"
    assert service.provisioned_ready("a", "1")
    ready = service.get_provisioned_concurrency_config("a", "1")
    assert (ready.status, ready.allocated_provisioned_concurrent_executions) == ("READY", 5)
    assert ready.last_modified == datetime(2019, 11, 21, 19, 32, 19, tzinfo=timezone.utc)


def test_allocation_can_fail(service, admitted):
    service.put_provisioned_concurrency_config("a", "1", 1, now_us=0)
    assert service.provisioned_failed("a", "1")
    body = service.get_provisioned_concurrency_config("a", "1").response()
    assert body["Status"] == "FAILED"
    assert body["StatusReason"] == "FUNCTION_ERROR_INIT_FAILURE"
    assert body["AllocatedProvisionedConcurrentExecutions"] == 0
    assert types(admitted(service, "a", 1, version="1")) == ["on-demand"]


def test_invocations_during_allocation_run_on_demand_and_are_no_spillover(service, admitted):
    service.put_provisioned_concurrency_config("a", "1", 5, now_us=0)
    (permit,) = admitted(service, "a", 1, version="1")
    assert (permit.initialization_type, permit.spillover) == ("on-demand", False)


def test_busy_environments_spill_over(service, admitted):
    provision(service, "a", "1", 2)
    permits = admitted(service, "a", 3, version="1")
    assert types(permits) == ["provisioned-concurrency", "provisioned-concurrency", "on-demand"]
    assert [permit.spillover for permit in permits] == [False, False, True]
    usage = service.provisioned_usage("a", "1")
    assert (usage.allocated, usage.in_use, usage.invocations, usage.spillovers, usage.utilization) == (2, 2, 2, 1, 1.0)
    permits[0].release(1)
    assert types(admitted(service, "a", 1, version="1")) == ["provisioned-concurrency"]
    assert service.get_provisioned_concurrency_config("a", "1").available_provisioned_concurrent_executions == 0


def test_no_new_environment_is_counted_where_one_is_provisioned(service):
    provision(service, "a", "1", 1)
    first, second = (service.admit("a", "1", now_us=0, needs_new_environment=True) for _ in range(2))
    assert (first.starts_environment, second.starts_environment) == (False, True)


def test_spillover_ends_at_the_reservation(service, admitted, throttled):
    service.put_function_concurrency("a", 3)
    provision(service, "a", "1", 2)
    admitted(service, "a", 3, version="1")
    assert throttled(service, "a", "1").reason == "ReservedFunctionConcurrentInvocationLimitExceeded"


def test_a_reservation_full_of_provisioned_concurrency_throttles_everything_else(service, admitted, throttled):
    service.put_function_concurrency("a", 1)
    provision(service, "a", "1", 1)
    for version in ("$LATEST", "2"):
        assert throttled(service, "a", version).reason == "ReservedFunctionConcurrentInvocationLimitExceeded"
    assert types(admitted(service, "a", 1, version="1")) == ["provisioned-concurrency"]
    throttled(service, "a")


def test_a_reservation_is_a_cap_while_provisioned_concurrency_arrives(service, admitted, throttled):
    service.put_function_concurrency("a", 2)
    admitted(service, "a", 2)
    provision(service, "a", "1", 2)
    assert throttled(service, "a", "1").reason == "ReservedFunctionConcurrentInvocationLimitExceeded"


def test_provisioned_concurrency_claims_the_account_while_idle(service, admitted, throttled):
    provision(service, "a", "1", 300)
    assert service.claimed == 300
    admitted(service, "b", 700)
    throttled(service, "b")
    admitted(service, "a", 300, version="1")
    throttled(service, "a", "1")
    assert (service.claimed, service.unreserved_running, service.account_running) == (1_000, 700, 1_000)


def test_inside_a_reservation_it_claims_nothing_more(service):
    service.put_function_concurrency("a", 10)
    provision(service, "a", "1", 4)
    assert service.claimed == 10
    service.delete_function_concurrency("a")
    assert service.claimed == 4
    service.put_function_concurrency("a", 4)
    assert service.claimed == 4


def test_an_alias_provisions_the_version_it_points_to(service, admitted):
    provision(service, "a", "live", 1, version="7")
    assert types(admitted(service, "a", 1, version="7")) == ["provisioned-concurrency"]
    assert types(admitted(service, "a", 1)) == ["on-demand"]
    assert service.provisioned_usage("a", "7").in_use == 1
    assert service.provisioned_usage("a", "$LATEST") is None
    assert service.provisioned_usage("b", "1") is None


def test_a_moved_alias_takes_its_provisioned_concurrency_along(service, admitted):
    provision(service, "a", "live", 2, version="1")
    admitted(service, "a", 1, version="1")
    moved = service.alias_moved("a", "live", "2", now_us=SECOND)
    assert (moved.version, moved.status, moved.requested_provisioned_concurrent_executions) == ("2", "IN_PROGRESS", 2)
    assert types(admitted(service, "a", 1, version="1")) == ["on-demand"]
    service.provisioned_ready("a", "live")
    assert types(admitted(service, "a", 1, version="2")) == ["provisioned-concurrency"]
    assert service.alias_moved("a", "live", "2", now_us=SECOND) is None
    assert service.alias_moved("a", "blue", "2", now_us=SECOND) is None


def test_an_alias_that_moves_to_a_provisioned_version_is_not_guessed(service):
    provision(service, "a", "live", 1, version="1")
    provision(service, "a", "2", 1)
    with pytest.raises(NotSimulated, match="version 2"):
        service.alias_moved("a", "live", "2", now_us=0)


def test_the_request_rate_of_provisioned_environments_spills_over(service):
    provision(service, "a", "1", 1)
    answers = []
    for _ in range(12):
        answers.append(service.admit("a", "1", now_us=0))
        answers[-1].release(0)
    assert types(answers) == ["provisioned-concurrency"] * 10 + ["on-demand"] * 2
    assert service.provisioned_usage("a", "1").spillovers == 2
    assert service.admit("a", "1", now_us=0, kind="Event").initialization_type == "provisioned-concurrency"


def test_the_request_rate_is_that_of_the_environments_which_are_ready(service):
    service.put_provisioned_concurrency_config("a", "1", 5, now_us=0)
    service.provisioned_ready("a", "1", 1)
    answers = []
    for _ in range(11):
        answers.append(service.admit("a", "1", now_us=0))
        answers[-1].release(0)
    assert types(answers) == ["provisioned-concurrency"] * 10 + ["on-demand"]


def test_a_pool_that_shrinks_keeps_its_executions(service, admitted):
    provision(service, "a", "1", 3)
    permits = admitted(service, "a", 3, version="1")
    provision(service, "a", "1", 1)
    assert (service.running("a"), service.claimed) == (3, 3)
    assert service.provisioned_usage("a", "1") == (1, 3, 3, 0)
    assert service.get_provisioned_concurrency_config("a", "1").available_provisioned_concurrent_executions == 0
    for permit, claimed in zip(permits, (2, 1, 1), strict=True):
        permit.release(1)
        assert service.claimed == claimed


def test_a_deleted_pool_leaves_its_executions_on_demand(service, admitted):
    provision(service, "a", "1", 3)
    permits = admitted(service, "a", 2, version="1")
    service.delete_provisioned_concurrency_config("a", "1")
    assert (service.claimed, service.unreserved_running, service.running("a", "1")) == (2, 2, 2)
    provision(service, "a", "1", 1)
    assert service.provisioned_usage("a", "1").in_use == 0
    for permit in permits:
        permit.release(1)
    assert (service.claimed, service.unreserved_running) == (1, 0)


def test_a_late_report_of_an_earlier_request_is_ignored(service):
    first = service.put_provisioned_concurrency_config("a", "1", 3, now_us=0)
    second = service.put_provisioned_concurrency_config("a", "1", 5, now_us=0)
    assert not service.provisioned_ready("a", "1", 3, revision=first.revision)
    assert not service.provisioned_failed("a", "1", revision=first.revision)
    assert service.provisioned_ready("a", "1", revision=second.revision)
    service.delete_provisioned_concurrency_config("a", "1")
    assert not service.provisioned_ready("a", "1")
    assert not service.provisioned_failed("a", "1")


def test_what_is_allocated_serves_while_more_is_asked_for(service, admitted):
    provision(service, "a", "1", 2)
    asked = service.put_provisioned_concurrency_config("a", "1", 4, now_us=0)
    assert (asked.status, asked.allocated_provisioned_concurrent_executions) == ("IN_PROGRESS", 2)
    assert types(admitted(service, "a", 3, version="1")) == ["provisioned-concurrency"] * 2 + ["on-demand"]


@pytest.mark.parametrize(("count", "text"), [(4, "3 were requested"), (-1, "equal to 0"), (1.5, "count is 1.5")])
def test_what_is_ready_is_checked(service, count, text):
    service.put_provisioned_concurrency_config("a", "1", 3, now_us=0)
    with pytest.raises(ConfigurationError, match=text):
        service.provisioned_ready("a", "1", count)


def test_configurations_are_listed_oldest_first(service):
    assert service.list_provisioned_concurrency_configs("a") == ()
    provision(service, "a", "2", 1)
    provision(service, "a", "live", 1, version="1")
    provision(service, "b", "1", 1)
    assert [shown.qualifier for shown in service.list_provisioned_concurrency_configs("a")] == ["2", "live"]


def test_a_deleted_function_has_no_provisioned_concurrency(service, admitted):
    provision(service, "a", "1", 5)
    (permit,) = admitted(service, "a", 1, version="1")
    service.delete_function("a")
    assert (service.list_provisioned_concurrency_configs("a"), service.claimed) == ((), 1)
    permit.release(1)
    assert (service.claimed, service.unreserved_concurrency) == (0, 1_000)


def test_utilization_without_allocation_is_zero(service):
    service.put_provisioned_concurrency_config("a", "1", 5, now_us=0)
    assert service.provisioned_usage("a", "1").utilization == 0.0
