"""The scaling rate and the rate of requests."""

from __future__ import annotations

import pytest

from pytest_lambda.service.concurrency.account import Account
from pytest_lambda.service.concurrency.account_concurrency import AccountConcurrency
from pytest_lambda.service.concurrency.permit import Permit
from pytest_lambda.service.concurrency.throttle import Throttle

SECOND = 1_000_000


def burst(service, function, count, now_us, **request):
    """How many of `count` requests at one moment are admitted; each ends before the next comes."""
    admitted = 0
    for _ in range(count):
        answer = service.admit(function, "$LATEST", now_us=now_us, **request)
        if isinstance(answer, Permit):
            answer.release(now_us)
            admitted += 1
    return admitted


NEW = {"kind": "Event", "needs_new_environment": True}


@pytest.fixture
def large():
    return AccountConcurrency(Account(concurrent_executions=100_000))


def test_a_thousand_environments_start_at_once_then_one_every_ten_milliseconds(large):
    assert burst(large, "a", 2_000, 0, **NEW) == 1_000
    assert burst(large, "a", 5, 9_999, **NEW) == 0
    assert burst(large, "a", 5, 10_000, **NEW) == 1
    assert burst(large, "a", 1_000, SECOND, **NEW) == 99


def test_unused_allowance_is_not_banked(large):
    burst(large, "a", 1_000, 0, **NEW)
    assert burst(large, "a", 5_000, 3_600 * SECOND, **NEW) == 1_000


def test_each_function_scales_on_its_own(large):
    assert burst(large, "a", 1_500, 0, **NEW) == 1_000
    assert burst(large, "b", 1_500, 0, **NEW) == 1_000


def test_idle_environments_do_not_count(large):
    burst(large, "a", 1_000, 0, **NEW)
    assert burst(large, "a", 500, 0, kind="Event") == 500


def test_the_reason_of_the_scaling_rate_can_be_set(large):
    def reason(service):
        burst(service, "a", 1_000, 0, **NEW)
        throttle = service.admit("a", "$LATEST", now_us=0, **NEW)
        assert isinstance(throttle, Throttle)
        assert throttle.retry_after_seconds == 1
        assert "new environments" in str(throttle.error("a"))
        return throttle.reason

    assert reason(large) == "FunctionInvocationRateLimitExceeded"
    other = Account(concurrent_executions=2_000, scaling_throttle_reason="ConcurrentInvocationLimitExceeded")
    assert reason(AccountConcurrency(other)) == "ConcurrentInvocationLimitExceeded"


def test_retry_after_is_the_wait_in_whole_seconds():
    service = AccountConcurrency(Account(new_environments_per_10_seconds=2))
    assert burst(service, "a", 3, 0, **NEW) == 2
    waits = [service.admit("a", "$LATEST", now_us=t, **NEW).retry_after_seconds for t in (0, 1, SECOND, 4_000_001)]
    assert waits == [5, 5, 4, 1]
    assert burst(service, "a", 3, 5 * SECOND, **NEW) == 1


def test_ten_requests_a_second_for_each_unit_of_a_reservation(service):
    service.put_function_concurrency("a", 1)
    assert burst(service, "a", 20, 0) == 10
    throttle = service.admit("a", "$LATEST", now_us=SECOND - 1)
    assert throttle.reason == "ReservedFunctionInvocationRateLimitExceeded"
    assert throttle.retry_after_seconds == 1
    assert "requests a second" in str(throttle.error("a"))
    assert burst(service, "a", 20, SECOND) == 10


def test_ten_requests_a_second_for_each_unit_of_the_accounts_limit():
    service = AccountConcurrency(Account(concurrent_executions=3))
    assert burst(service, "a", 40, 0) == 30
    assert service.admit("a", "$LATEST", now_us=0).reason == "FunctionInvocationRateLimitExceeded"
    assert burst(service, "b", 40, 0) == 30


def test_asynchronous_attempts_have_no_request_rate(service):
    service.put_function_concurrency("a", 1)
    assert burst(service, "a", 500, 0, kind="Event") == 500
    assert burst(service, "a", 20, 0) == 10


def test_a_lowered_reservation_lowers_the_rate_at_once(service):
    service.put_function_concurrency("a", 5)
    assert burst(service, "a", 20, 0) == 20
    service.put_function_concurrency("a", 1)
    assert burst(service, "a", 20, SECOND // 2) == 0
    assert burst(service, "a", 20, SECOND) == 10


def test_both_rates_can_be_switched_off():
    service = AccountConcurrency(
        Account(new_environments_per_10_seconds=None, requests_per_second_per_environment=None)
    )
    assert burst(service, "a", 30_000, 0, needs_new_environment=True) == 30_000


def test_ten_requests_a_second_can_go_on_for_ever(service):
    service.put_function_concurrency("a", 1)
    assert all(burst(service, "a", 1, i * SECOND // 10) == 1 for i in range(1_000))
