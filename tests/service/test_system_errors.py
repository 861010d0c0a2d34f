"""Errors of Lambda itself, which a test asks for (E6)."""

from __future__ import annotations

import json

import pytest

from pytest_lambda import ConfigurationError, LambdaService, ServiceException


def test_a_synchronous_caller_gets_them() -> None:
    with LambdaService() as service:
        function = service.create_function("orders", handler=lambda event, context: event)
        service.inject_system_errors("orders")
        with pytest.raises(ServiceException, match=r"ServiceException \(HTTP 500\)") as caught:
            function({})
        assert caught.value.status_code == 500
        assert function(1) == 1
        assert len(function.invocations) == 1


def test_an_event_goes_back_to_the_queue_and_spends_no_retries() -> None:
    with LambdaService() as service:

        def handler(event: object, context: object) -> None:
            raise RuntimeError("no")

        function = service.create_function("orders", handler=handler)
        failed = service.sqs_queue("failed")
        function.put_function_event_invoke_config(on_failure=failed)
        service.inject_system_errors(function, 3)
        function.invoke({}, invocation_type="Event")
        service.run()
        began = service.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        # after 1, 2 and 4 seconds, then the three attempts of every failing function
        assert [(each.start_time - began).total_seconds() for each in function.invocations] == [7, 67, 187]
        record = json.loads(failed.messages[0].body)
        assert record["requestContext"]["condition"] == "RetriesExhausted"
        assert record["requestContext"]["approximateInvokeCount"] == 3
        assert service.metrics["Throttles"].sum(function="orders") == 0
        service.check_ledger()


def test_an_event_that_never_ran_ends_by_its_age() -> None:
    with LambdaService() as service:
        function = service.create_function("orders", handler=lambda event, context: event)
        failed = service.sqs_queue("failed")
        function.put_function_event_invoke_config(on_failure=failed, maximum_event_age_in_seconds=60)
        service.inject_system_errors("orders", 1_000)
        function.invoke({}, invocation_type="Event")
        service.run()
        record = json.loads(failed.messages[0].body)
        assert record["requestContext"]["condition"] == "EventAgeExceeded"
        assert record["requestContext"]["approximateInvokeCount"] == 0
        assert record["responseContext"] == {"statusCode": 500}
        service.inject_system_errors("orders", 0)
        assert function(1) == 1


@pytest.mark.parametrize("times", [-1, 1.5, True, "2"])
def test_bad_numbers(times: object) -> None:
    with LambdaService() as service:
        service.create_function("orders", handler=lambda event, context: event)
        with pytest.raises(ConfigurationError, match="expected how many attempts fail"):
            service.inject_system_errors("orders", times)
