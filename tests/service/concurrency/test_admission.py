"""Who may run: account limit, reservations, the claim on the account."""

from __future__ import annotations

import pickle

import pytest

from pytest_lambda.errors import ConfigurationError, TooManyRequestsException
from pytest_lambda.service.concurrency.account import Account
from pytest_lambda.service.concurrency.account_concurrency import AccountConcurrency
from pytest_lambda.service.concurrency.permit import Permit
from pytest_lambda.service.concurrency.throttle import Throttle


def test_functions_without_reservation_share_the_accounts_thousand(service, admitted, throttled):
    admitted(service, "a", 600)
    admitted(service, "b", 400)
    assert throttled(service, "c").reason == "ConcurrentInvocationLimitExceeded"
    assert (service.account_running, service.unreserved_running, service.claimed) == (1_000, 1_000, 1_000)


def test_a_release_makes_room_once(service, admitted, throttled):
    permits = admitted(service, "a", 1_000)
    permits[0].release(5)
    permits[0].release(9)
    assert permits[0].released_us == 5
    admitted(service, "b", 1)
    throttled(service, "b")


def test_a_reservation_is_a_cap(service, admitted, throttled):
    service.put_function_concurrency("a", 3)
    admitted(service, "a", 3)
    throttle = throttled(service, "a")
    assert throttle.reason == "ReservedFunctionConcurrentInvocationLimitExceeded"
    assert throttle.retry_after_seconds is None


def test_a_reservation_is_a_guarantee_and_shrinks_the_pool_of_the_others(service, admitted, throttled):
    service.put_function_concurrency("a", 300)
    admitted(service, "b", 700)
    throttled(service, "b")
    admitted(service, "a", 300)
    assert (service.unreserved_running, service.claimed) == (700, 1_000)


def test_all_versions_of_a_function_share_its_reservation(service, admitted, throttled):
    service.put_function_concurrency("a", 3)
    admitted(service, "a", 2, version="1")
    admitted(service, "a", 1, version="$LATEST")
    throttled(service, "a", version="2")
    assert [service.running("a", v) for v in ("1", "$LATEST", "2")] == [2, 1, 0]


@pytest.mark.parametrize("kind", ["RequestResponse", "Event"])
def test_a_reservation_of_zero_disables(service, throttled, kind):
    service.put_function_concurrency("a", 0)
    throttle = throttled(service, "a", kind=kind)
    assert throttle.reason == "ReservedFunctionConcurrentInvocationLimitExceeded"
    assert "reserved concurrency of 0" in str(throttle.error("a"))
    assert service.is_disabled("a")
    service.delete_function_concurrency("a")
    assert not service.is_disabled("a")
    assert isinstance(service.admit("a", "$LATEST", now_us=0, kind=kind), Permit)


def test_lowering_a_reservation_leaves_running_executions_alone(service, admitted, throttled):
    service.put_function_concurrency("a", 5)
    permits = admitted(service, "a", 5)
    service.put_function_concurrency("a", 2)
    assert service.running("a") == 5
    assert not any(permit.released_us for permit in permits)
    for permit in permits[:3]:
        throttled(service, "a")
        permit.release(1)
    throttled(service, "a")
    permits[3].release(1)
    admitted(service, "a", 1)


def test_what_runs_counts_for_a_reservation_made_meanwhile(service, admitted, throttled):
    permits = admitted(service, "a", 4)
    service.put_function_concurrency("a", 4)
    assert (service.unreserved_running, service.claimed) == (0, 4)
    throttled(service, "a")
    service.delete_function_concurrency("a")
    assert (service.unreserved_running, service.claimed) == (4, 4)
    for permit in permits:
        permit.release(1)
    assert (service.unreserved_running, service.claimed, service.account_running) == (0, 0, 0)


def test_new_work_waits_while_the_claim_is_above_the_limit(service, admitted, throttled):
    permits = admitted(service, "a", 950)
    service.put_function_concurrency("b", 200)
    assert service.claimed == 1_150
    for permit in permits[:150]:
        throttled(service, "a")
        permit.release(1)
    throttled(service, "a")
    permits[150].release(1)
    admitted(service, "a", 1)


def test_a_new_reservation_never_lifts_the_account_above_its_limit(service, admitted, throttled):
    admitted(service, "a", 950)
    service.put_function_concurrency("b", 200)
    admitted(service, "b", 50)
    assert throttled(service, "b").reason == "ConcurrentInvocationLimitExceeded"
    assert service.account_running == 1_000


def test_a_dry_run_is_told_to_take_no_permit(service):
    with pytest.raises(ConfigurationError, match="DryRun takes no permit"):
        service.admit("a", "$LATEST", now_us=0, kind="DryRun")


def test_a_throttle_becomes_the_exception_of_the_api(service, throttled):
    service.put_function_concurrency("orders", 0)
    error = throttled(service, "orders").error("orders")
    assert isinstance(error, TooManyRequestsException)
    assert (error.code, error.status_code, error.message) == ("TooManyRequestsException", 429, "Rate Exceeded.")
    assert error.reason == "ReservedFunctionConcurrentInvocationLimitExceeded"
    assert error.retry_after_seconds is None
    assert "'orders'" in error.hint
    assert pickle.loads(pickle.dumps(Throttle("r", "e", 2))).error("f").retry_after_seconds == 2


def test_what_is_refused_costs_nothing(service, admitted, throttled):
    service.put_function_concurrency("a", 1)
    (permit,) = admitted(service, "a", 1)
    for _ in range(50):
        throttled(service, "a", kind="RequestResponse", needs_new_environment=True)
    permit.release(1)
    answers = [service.admit("a", "$LATEST", now_us=1) for _ in range(1)]
    assert isinstance(answers[0], Permit)
    assert (service.running("a"), service.account_running) == (1, 1)


def test_unknown_functions_run_nothing(service):
    assert (service.running("none"), service.running("none", "1")) == (0, 0)
    assert service.get_function_concurrency("none") is None
    service.delete_function_concurrency("none")


def test_a_deleted_function_frees_its_claims_but_not_what_runs(service, admitted):
    service.put_function_concurrency("a", 10)
    permits = admitted(service, "a", 2)
    service.delete_function("a")
    assert (service.get_function_concurrency("a"), service.claimed) == (None, 2)
    for permit in permits:
        permit.release(1)
    assert (service.claimed, service.account_running) == (0, 0)


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"concurrent_executions": 0}, "at 'concurrentExecutions' failed"),
        ({"concurrent_executions": "10"}, "concurrent_executions is '10'"),
        ({"minimum_unreserved": -1}, "at 'minimumUnreserved' failed"),
        ({"new_environments_per_10_seconds": 0}, "greater than or equal to 1"),
        ({"requests_per_second_per_environment": True}, "whole number of at least 1"),
        ({"scaling_throttle_reason": "Slow"}, "scaling_throttle_reason is 'Slow'"),
    ],
)
def test_limits_of_an_account_are_checked(settings, text):
    with pytest.raises(ConfigurationError, match=text):
        Account(**settings)


def test_the_accounts_limit_can_be_set(admitted, throttled):
    service = AccountConcurrency(Account(concurrent_executions=10))
    admitted(service, "a", 10)
    throttled(service, "a")


def test_a_permit_shows_what_it_stands_for(service, admitted):
    (permit,) = admitted(service, "a", 1)
    assert repr(permit) == "<Permit a:$LATEST on-demand running>"
    permit.release(1)
    assert repr(permit) == "<Permit a:$LATEST on-demand released>"
