"""Settings that AWS refuses, with its codes and texts."""

from __future__ import annotations

import pickle

import pytest

from pytest_lambda.errors import (
    ConfigurationError,
    InvalidParameterValueException,
    ResourceConflictException,
    ServiceException,
    ValidationException,
)
from pytest_lambda.service.concurrency.account import Account
from pytest_lambda.service.concurrency.account_concurrency import AccountConcurrency
from pytest_lambda.service.concurrency.refusals import (
    ProvisionedConcurrencyConfigNotFoundException,
)


def put(service, function, qualifier, count, version=None):
    return service.put_provisioned_concurrency_config(function, qualifier, count, now_us=0, version=version)


def refused(call, *args, error=InvalidParameterValueException, **kwargs):
    with pytest.raises(error) as caught:
        call(*args, **kwargs)
    assert caught.value.code == error.__name__
    return caught.value.message if isinstance(caught.value, ServiceException) else str(caught.value)


RESERVED_MINIMUM = (
    "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its "
    "minimum value of [100]."
)
PROVISIONED_MINIMUM = (
    "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its "
    "minimum value of [100]."
)
ABOVE_RESERVED = (
    "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function"
)


@pytest.mark.parametrize("reserved", [901, 1_000, 1_001])
def test_a_reservation_leaves_a_hundred(service, reserved):
    assert refused(service.put_function_concurrency, "a", reserved) == RESERVED_MINIMUM
    assert service.get_function_concurrency("a") is None


def test_exactly_a_hundred_may_be_left(service):
    assert service.put_function_concurrency("a", 900) == 900
    assert service.unreserved_concurrency == 100
    assert refused(service.put_function_concurrency, "b", 1) == RESERVED_MINIMUM
    assert service.put_function_concurrency("b", 0) == 0
    assert service.put_function_concurrency("a", 899) == 899
    assert service.put_function_concurrency("b", 1) == 1


def test_a_refusal_leaves_the_reservation_as_it_was(service):
    service.put_function_concurrency("a", 500)
    assert refused(service.put_function_concurrency, "a", 901) == RESERVED_MINIMUM
    assert service.get_function_concurrency("a") == 500


def test_a_small_account_can_still_disable_a_function():
    service = AccountConcurrency(Account(concurrent_executions=10))
    assert refused(service.put_function_concurrency, "a", 1) == RESERVED_MINIMUM
    assert service.put_function_concurrency("a", 0) == 0


def test_provisioned_concurrency_of_others_is_not_there_to_be_reserved(service):
    put(service, "b", "1", 300)
    assert refused(service.put_function_concurrency, "a", 601) == RESERVED_MINIMUM
    service.put_function_concurrency("a", 600)


def test_ones_own_provisioned_concurrency_moves_into_the_reservation(service):
    put(service, "a", "1", 300)
    service.put_function_concurrency("a", 900)
    assert service.unreserved_concurrency == 100


def test_a_reservation_is_not_below_the_provisioned_concurrency(service):
    service.put_function_concurrency("a", 5)
    put(service, "a", "1", 2)
    text = " ReservedConcurrentExecutions  1 should not be lower than function's total provisioned concurrency [2]."
    assert refused(service.put_function_concurrency, "a", 1) == text
    service.put_function_concurrency("a", 2)


def test_a_reservation_is_of_the_whole_function(service):
    assert refused(service.put_function_concurrency, "a", 1, qualifier="1") == (
        "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. "
        "Please specify either a function name or an unqualified function ARN."
    )


def test_numbers_below_the_model_are_refused_in_its_words(service):
    assert refused(put, service, "a", "1", 0, error=ValidationException) == (
        "1 validation error detected: Value '0' at 'provisionedConcurrentExecutions' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1"
    )
    assert refused(service.put_function_concurrency, "a", -1, error=ValidationException) == (
        "1 validation error detected: Value '-1' at 'reservedConcurrentExecutions' failed to satisfy constraint: "
        "Member must have value greater than or equal to 0"
    )


@pytest.mark.parametrize("value", [None, True, 1.0, "5"])
def test_numbers_are_whole(service, value):
    with pytest.raises(ConfigurationError, match="reserved_concurrent_executions is .*whole number of at least 0"):
        service.put_function_concurrency("a", value)
    with pytest.raises(ConfigurationError, match="provisioned_concurrent_executions is .*whole number of at least 1"):
        put(service, "a", "1", value)


@pytest.mark.parametrize(("qualifier", "version"), [("$LATEST", None), ("live", "$LATEST")])
def test_latest_has_no_provisioned_concurrency(service, qualifier, version):
    assert refused(put, service, "a", qualifier, 1, version) == (
        "Provisioned Concurrency Configs cannot be applied to unpublished function versions."
    )


def test_an_alias_comes_with_its_version(service):
    with pytest.raises(ConfigurationError, match="'live' is an alias: say which version"):
        put(service, "a", "live", 1)


def test_provisioned_concurrency_stays_inside_the_reservation(service):
    service.put_function_concurrency("a", 2)
    assert refused(put, service, "a", "1", 3) == ABOVE_RESERVED
    put(service, "a", "1", 2)
    assert refused(put, service, "a", "2", 1) == ABOVE_RESERVED
    assert refused(put, service, "a", "1", 3) == ABOVE_RESERVED
    put(service, "a", "1", 1)
    put(service, "a", "2", 1)


def test_inside_a_reservation_the_accounts_minimum_is_kept_already(service):
    service.put_function_concurrency("a", 900)
    put(service, "a", "1", 900)
    assert service.unreserved_concurrency == 100


def test_provisioned_concurrency_above_the_account(service):
    text = "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [1000]."
    assert refused(put, service, "a", "1", 1_001) == text
    service.put_function_concurrency("b", 400)
    assert refused(put, service, "a", "1", 601) == text.replace("1000", "600")


def test_provisioned_concurrency_leaves_a_hundred(service):
    assert refused(put, service, "a", "1", 1_000) == PROVISIONED_MINIMUM
    assert refused(put, service, "a", "1", 901) == PROVISIONED_MINIMUM
    put(service, "a", "1", 900)
    assert refused(put, service, "a", "1", 901) == PROVISIONED_MINIMUM
    assert refused(put, service, "b", "1", 1) == PROVISIONED_MINIMUM
    put(service, "a", "1", 899)
    put(service, "b", "1", 1)


def test_an_alias_cannot_provision_a_provisioned_version(service):
    put(service, "a", "1", 1)
    text = "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version"
    assert refused(put, service, "a", "live", 1, "1", error=ResourceConflictException) == text
    put(service, "a", "live", 1, "2")
    assert refused(put, service, "a", "blue", 1, "2", error=ResourceConflictException) == text
    put(service, "b", "live", 1, "1")


def test_a_version_cannot_be_provisioned_under_a_provisioned_alias(service):
    put(service, "a", "live", 1, "1")
    text = "Version is pointed by a Provisioned Concurrency alias"
    assert refused(put, service, "a", "1", 1, error=ResourceConflictException) == text
    service.delete_provisioned_concurrency_config("a", "live")
    put(service, "a", "1", 1)


def test_what_is_not_configured_is_not_found(service):
    error = ProvisionedConcurrencyConfigNotFoundException
    text = "No Provisioned Concurrency Config found for this function"
    assert refused(service.get_provisioned_concurrency_config, "a", "1", error=error) == text
    put(service, "a", "live", 1, "1")
    assert refused(service.get_provisioned_concurrency_config, "a", "1", error=error) == text
    service.delete_provisioned_concurrency_config("a", "1")
    service.delete_provisioned_concurrency_config("b", "1")
    assert pickle.loads(pickle.dumps(error())).status_code == 404


def test_latest_cannot_be_asked_about(service):
    text = "The function resource provided must be an alias or a published version."
    assert refused(service.get_provisioned_concurrency_config, "a", "$LATEST") == text
    assert refused(service.delete_provisioned_concurrency_config, "a", "$LATEST") == text


def test_account_settings(service):
    service.put_function_concurrency("a", 250)
    put(service, "a", "1", 50)
    put(service, "b", "1", 100)
    shown = service.get_account_settings(function_count=2, total_code_size=276)
    assert shown == {
        "AccountLimit": {
            "TotalCodeSize": 80_530_636_800,
            "CodeSizeUnzipped": 262_144_000,
            "CodeSizeZipped": 52_428_800,
            "ConcurrentExecutions": 1_000,
            "UnreservedConcurrentExecutions": 650,
        },
        "AccountUsage": {"TotalCodeSize": 276, "FunctionCount": 2},
    }


def test_a_full_configuration_can_be_lowered():
    service = AccountConcurrency(Account(concurrent_executions=100, minimum_unreserved=0))
    put(service, "a", "1", 100)
    assert refused(put, service, "a", "1", 101).endswith("unreserved concurrency [100].")
    assert put(service, "a", "1", 40).requested_provisioned_concurrent_executions == 40
