"""Executions at the same time, through the whole service: who runs where, who is throttled, in which order."""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from pytest_lambda import (
    Account,
    ConfigurationError,
    InvalidParameterValueException,
    LambdaService,
    ResourceConflictException,
    ResourceNotFoundException,
    ServiceFunction,
    TooManyRequestsException,
)

from .conftest import Deploy, Simulate

RESERVED = "ReservedFunctionConcurrentInvocationLimitExceeded"
ACCOUNT = "ConcurrentInvocationLimitExceeded"
FUNCTION_RATE = "FunctionInvocationRateLimitExceeded"


def sleeping(event: Any, context: Any) -> Any:
    if "sleep" in event:
        time.sleep(event["sleep"])
    return event.get("name"), os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]


def events(function: ServiceFunction, *given: Any, **options: Any) -> None:
    for event in given:
        function.invoke(event, invocation_type="Event", **options)


def names(function: ServiceFunction) -> list[str]:
    return [ran.payload[0] for ran in function.invocations]


class TestEnvironments:
    def test_two_at_once(self, service: LambdaService) -> None:
        function = service.create_function("f", handler=sleeping, timeout=60)
        begin = service.now()
        events(function, {"sleep": 10}, {"sleep": 20})
        service.run()
        first, second = function.invocations
        assert (first.start_time, second.start_time) == (begin, begin)
        assert (service.now() - begin).total_seconds() == 20
        assert first.cold_start
        assert second.cold_start
        assert first.environment is not second.environment
        assert len(function.environments) == 2

    def test_one_after_the_other(self, service: LambdaService) -> None:
        function = service.create_function("f", handler=sleeping, timeout=60)
        events(function, {"sleep": 10})
        service.advance(seconds=10)
        events(function, {"sleep": 10})
        service.run()
        assert [ran.cold_start for ran in function.invocations] == [True, False]
        assert len(function.environments) == 1

    def test_events_of_one_moment_overlap(self, service: LambdaService) -> None:
        """Also if they take no time."""
        function = service.create_function("f", handler=sleeping)
        events(function, {}, {}, {})
        service.run()
        assert [ran.cold_start for ran in function.invocations] == [True, True, True]
        events(function, {}, {})
        service.run()
        assert not any(ran.cold_start for ran in function.invocations[3:])

    def test_the_environment_used_last_is_used_next(self, service: LambdaService) -> None:
        function = service.create_function("f", handler=sleeping, timeout=60)
        events(function, {"sleep": 10}, {"sleep": 20})
        service.run()
        last = function.invocations[1].environment
        assert function.invoke({}).environment is last

    def test_idle_ones_go(self, simulate: Simulate) -> None:
        service = simulate(environment_idle_seconds=60)
        function = service.create_function("f", handler=sleeping, timeout=60)
        events(function, {"sleep": 1}, {"sleep": 1})
        service.advance(seconds=40)
        function.invoke({})
        service.advance(seconds=30)
        assert len(function.environments) == 1
        service.advance(seconds=31)
        assert not function.environments
        assert function.invoke({}).cold_start


class TestState:
    SOURCE = """
        import os
        import pathlib
        import time

        seen = []

        class OrderError(Exception):
            pass

        class Cart:
            sizes = []

        def handler(event, context):
            seen.append(event["name"])
            Cart.sizes.append(event["name"])
            os.environ["LAST"] = event["name"] + os.environ.get("LAST", "")
            with open("/tmp/seen", "a") as file:
                file.write(event["name"])
            time.sleep(event.get("sleep", 0))
            if event.get("fail"):
                raise OrderError(event["name"])
            text = pathlib.Path("/tmp/seen").read_text()
            return [seen, Cart.sizes, os.environ["LAST"], text, sorted(os.listdir("/tmp"))]
    """

    def test_is_private(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, self.SOURCE)
        events(function, {"name": "a", "sleep": 10}, {"name": "b", "sleep": 5})
        service.run()
        assert [ran.payload for ran in function.invocations] == [
            [["a"], ["a"], "a", "a", ["seen"]],
            [["b"], ["b"], "b", "b", ["seen"]],
        ]
        assert function({"name": "c"}) == [["a", "c"], ["a", "c"], "ca", "ac", ["seen"]]
        assert "LAST" not in os.environ

    @pytest.fixture
    def visible(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[ServiceFunction], Any]:
        """The function's module, as a test imports it."""

        def load(function: ServiceFunction) -> Any:
            monkeypatch.syspath_prepend(str(function.configuration.task_root))
            monkeypatch.delitem(sys.modules, "app", raising=False)
            module = importlib.import_module("app")
            function.watch()
            return module

        return load

    def test_an_exception_of_a_further_environment(
        self, service: LambdaService, deploy: Deploy, visible: Callable[[ServiceFunction], Any]
    ) -> None:
        """It is caught by the class that the test sees."""
        function = deploy(service, self.SOURCE)
        app = visible(function)
        events(function, {"name": "a", "sleep": 10}, {"name": "b", "sleep": 5, "fail": True})
        service.run_until(lambda: len(function.invocations) == 1)
        [failed] = function.invocations
        assert failed.environment is not function.environments[0]
        with pytest.raises(app.OrderError, match="b"):
            failed.raise_for_error()

    def test_the_test_sees_the_first_environments_modules(
        self, service: LambdaService, deploy: Deploy, visible: Callable[[ServiceFunction], Any]
    ) -> None:
        function = deploy(service, self.SOURCE)
        app = visible(function)
        events(function, {"name": "a", "sleep": 10}, {"name": "b", "sleep": 5})
        service.run()
        assert app.seen == app.Cart.sizes == ["a"]

    def test_a_patch_holds_in_every_environment(
        self,
        service: LambdaService,
        deploy: Deploy,
        visible: Callable[[ServiceFunction], Any],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        function = deploy(
            service,
            """
            import time
            LIMIT = 1

            def handler(event, context):
                time.sleep(5)
                return LIMIT
            """,
        )
        app = visible(function)
        monkeypatch.setattr(app, "LIMIT", 2)
        events(function, {}, {})
        service.run()
        assert [ran.payload for ran in function.invocations] == [2, 2]


class TestReserved:
    @pytest.fixture
    def function(self, service: LambdaService) -> ServiceFunction:
        function = service.create_function("f", handler=sleeping, timeout=60)
        function.put_function_concurrency(reserved_concurrent_executions=1)
        return function

    def test_synchronous(self, service: LambdaService, function: ServiceFunction) -> None:
        events(function, {"sleep": 10})
        service.advance(seconds=5)
        with pytest.raises(TooManyRequestsException) as caught:
            function.invoke({})
        error = caught.value
        assert (error.code, error.status_code, error.message) == ("TooManyRequestsException", 429, "Rate Exceeded.")
        assert (error.reason, error.retry_after_seconds) == (RESERVED, None)
        assert "put_function_concurrency" in str(error)
        service.advance(seconds=5)
        assert function.invoke({}).ok

    def test_asynchronous(self, service: LambdaService, function: ServiceFunction) -> None:
        """E6: a throttled event waits, and loses no retry."""
        events(function, {"name": "a", "sleep": 10}, {"name": "b", "sleep": 10}, {"name": "c"})
        service.run()
        assert sorted(names(function)) == ["a", "b", "c"]
        spans = sorted((ran.start_epoch, ran.end_epoch) for ran in function.invocations)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
        assert len(function.environments) == 1
        assert service.metrics["Throttles"].sum(function="f") > 2
        service.check_ledger()

    def test_zero(self, service: LambdaService, function: ServiceFunction) -> None:
        failed = service.sqs_queue("failed")
        function.put_function_event_invoke_config(on_failure=failed)
        function.put_function_concurrency(reserved_concurrent_executions=0)
        assert function.get_function_concurrency() == 0
        with pytest.raises(TooManyRequestsException) as caught:
            function.invoke({})
        assert caught.value.reason == RESERVED
        events(function, {})
        begin = service.now()
        service.run()
        assert service.now() == begin
        record = json.loads(failed.messages[0].body)
        assert record["requestContext"]["condition"] == "ZeroReservedConcurrency"
        assert record["requestContext"]["approximateInvokeCount"] == 0
        assert not function.invocations
        function.delete_function_concurrency()
        assert function.get_function_concurrency() is None
        assert function.invoke({}).ok

    def test_a_dry_run_takes_nothing(self, service: LambdaService, function: ServiceFunction) -> None:
        """F10."""
        events(function, {"sleep": 10})
        service.advance(seconds=1)
        assert function.invoke({}, invocation_type="DryRun").status_code == 204

    def test_lowering_it_stops_nothing(self, service: LambdaService) -> None:
        """F10."""
        function = service.create_function("f", handler=sleeping, timeout=60)
        function.put_function_concurrency(reserved_concurrent_executions=3)
        events(function, *[{"sleep": 10}] * 3)
        service.advance(seconds=1)
        function.put_function_concurrency(reserved_concurrent_executions=1)
        service.advance(seconds=10)
        assert [ran.ok for ran in function.invocations] == [True] * 3

    def test_the_unreserved_minimum(self, service: LambdaService, function: ServiceFunction) -> None:
        """F2."""
        function.put_function_concurrency(reserved_concurrent_executions=900)
        with pytest.raises(InvalidParameterValueException) as caught:
            function.put_function_concurrency(reserved_concurrent_executions=901)
        assert str(caught.value) == (
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
            "below its minimum value of [100]."
        )
        assert function.get_function_concurrency() == 900
        assert service.get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"] == 100

    def test_a_negative_one(self, function: ServiceFunction) -> None:
        with pytest.raises(ConfigurationError, match="greater than or equal to 0"):
            function.put_function_concurrency(reserved_concurrent_executions=-1)

    def test_it_is_a_guarantee(self, simulate: Simulate) -> None:
        """F3: the others cannot take it."""
        service = simulate(account=Account(concurrent_executions=3, minimum_unreserved=1))
        reserved = service.create_function("reserved", handler=sleeping, timeout=60)
        other = service.create_function("other", handler=sleeping, timeout=60)
        reserved.put_function_concurrency(reserved_concurrent_executions=1)
        events(other, *[{"sleep": 10}] * 3)
        service.advance(seconds=0.5)
        assert service.concurrency.running("other") == 2
        assert reserved.invoke({}).ok
        with pytest.raises(TooManyRequestsException) as caught:
            other.invoke({})
        assert caught.value.reason == ACCOUNT


class TestAccount:
    def test_the_limit(self, simulate: Simulate) -> None:
        service = simulate(account=Account(concurrent_executions=2, minimum_unreserved=0))
        one = service.create_function("one", handler=sleeping, timeout=60)
        two = service.create_function("two", handler=sleeping, timeout=60)
        events(one, {"sleep": 10})
        events(two, {"sleep": 10})
        service.advance(seconds=5)
        for function in (one, two):
            with pytest.raises(TooManyRequestsException) as caught:
                function.invoke({})
            assert caught.value.reason == ACCOUNT
        service.run()
        assert one.invoke({}).ok

    def test_a_number(self, simulate: Simulate) -> None:
        service = simulate(account=200)
        assert service.get_account_settings()["AccountLimit"]["ConcurrentExecutions"] == 200

    def test_the_limit_holds_at_every_moment(self, simulate: Simulate) -> None:
        service = simulate(account=Account(concurrent_executions=5, minimum_unreserved=0), schedule="random", seed=3)
        function = service.create_function("f", handler=sleeping, timeout=60)
        events(function, *({"sleep": number % 7} for number in range(60)))
        service.run()
        assert len(function.invocations) == 60
        assert service.metrics["ConcurrentExecutions"].maximum() == 5
        changes = sorted(
            change for ran in function.invocations for change in ((ran.start_epoch, 1), (ran.end_epoch, -1))
        )
        running, most = 0, 0
        for _, change in changes:
            running += change
            most = max(most, running)
        assert most == 5
        service.check_ledger()


class TestRates:
    def test_scaling(self, simulate: Simulate) -> None:
        """F4: so many new environments at once, then one every 10 s / rate."""
        service = simulate(account=Account(new_environments_per_10_seconds=10))
        function = service.create_function("f", handler=sleeping, timeout=60)
        events(function, *[{"sleep": 30}] * 11)
        service.advance(seconds=0.5)
        assert len(function.environments) == 10
        with pytest.raises(TooManyRequestsException) as caught:
            function.invoke({})
        assert (caught.value.reason, caught.value.retry_after_seconds) == (FUNCTION_RATE, 1)
        service.advance(seconds=1)
        assert len(function.environments) == 11
        service.run()
        assert function.invoke({}).ok

    def test_warm_environments_need_no_scaling(self, simulate: Simulate) -> None:
        service = simulate(account=Account(new_environments_per_10_seconds=1))
        function = service.create_function("f", handler=sleeping)
        assert [function.invoke({}).cold_start for _ in range(5)] == [True, False, False, False, False]

    def test_requests(self, service: LambdaService) -> None:
        """F5: ten a second for each unit of concurrency; none for asynchronous ones."""
        function = service.create_function("f", handler=sleeping)
        function.put_function_concurrency(reserved_concurrent_executions=2)
        for _ in range(20):
            function.invoke({})
        with pytest.raises(TooManyRequestsException) as caught:
            function.invoke({})
        assert caught.value.reason == "ReservedFunctionInvocationRateLimitExceeded"
        assert caught.value.retry_after_seconds == 1
        function.put_function_concurrency(reserved_concurrent_executions=50)
        events(function, *[{}] * 600)
        service.advance(seconds=1)
        assert function.invoke({}).ok
        assert service.metrics["Throttles"].sum(function="f") > 500  # of concurrency: 50 run at once


class TestProvisioned:
    SOURCE = """
        import os
        import time

        time.sleep(3)
        TYPE = os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]

        def handler(event, context):
            time.sleep(event.get("sleep", 0))
            return [event.get("name"), TYPE]
    """

    @pytest.fixture
    def function(self, service: LambdaService, deploy: Deploy) -> ServiceFunction:
        function = deploy(service, self.SOURCE)
        function.publish_version()
        return function

    def types(self, function: ServiceFunction) -> list[str]:
        return [ran.payload[1] for ran in function.invocations]

    def test_it_takes_the_time_of_an_init(self, service: LambdaService, function: ServiceFunction) -> None:
        """F12; all environments are started at the same time."""
        begin = service.now()
        put = function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=5)
        assert (put.status, put.allocated_provisioned_concurrent_executions) == ("IN_PROGRESS", 0)
        service.advance(seconds=2.9)
        assert function.get_provisioned_concurrency_config(qualifier="1").status == "IN_PROGRESS"
        service.run()
        ready = function.get_provisioned_concurrency_config(qualifier="1")
        assert (ready.status, ready.available_provisioned_concurrent_executions) == ("READY", 5)
        assert (service.now() - begin).total_seconds() == 3

    def test_on_demand_until_then(self, service: LambdaService, function: ServiceFunction) -> None:
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=1)
        events(function, {}, qualifier="1")
        service.run()
        assert self.types(function) == ["on-demand"]
        assert function.invoke({}, qualifier="1").payload == [None, "provisioned-concurrency"]

    def test_no_cold_start(self, service: LambdaService, function: ServiceFunction) -> None:
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=1)
        service.run()
        begin = service.now()
        result = function.invoke({}, qualifier="1")
        assert service.now() == begin
        assert not result.cold_start
        assert result.environment.initialization_type == "provisioned-concurrency"

    def test_spillover(self, service: LambdaService, function: ServiceFunction) -> None:
        """F13."""
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=2)
        service.run()
        events(function, *[{"sleep": 10}] * 3, qualifier="1")
        service.run()
        assert self.types(function) == ["provisioned-concurrency"] * 2 + ["on-demand"]
        assert [ran.cold_start for ran in function.invocations] == [False, False, True]
        # the environments on demand are left alone as soon as provisioned ones are free
        assert function.invoke({}, qualifier="1").payload[1] == "provisioned-concurrency"

    def test_latest_does_not_use_it(self, service: LambdaService, function: ServiceFunction) -> None:
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=1)
        service.run()
        assert function({})[1] == "on-demand"

    def test_reserved_and_all_of_it_provisioned(self, service: LambdaService, function: ServiceFunction) -> None:
        """F14."""
        function.put_function_concurrency(reserved_concurrent_executions=1)
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=1)
        service.run()
        assert function.invoke({}, qualifier="1").ok
        with pytest.raises(TooManyRequestsException) as caught:
            function.invoke({})
        assert caught.value.reason == RESERVED

    def test_a_failing_init(
        self, service: LambdaService, deploy: Deploy, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """F12: six attempts."""
        function = deploy(service, "raise RuntimeError('no')")
        function.publish_version()
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=1)
        service.run()
        failed = function.get_provisioned_concurrency_config(qualifier="1")
        assert (failed.status, failed.status_reason) == ("FAILED", "FUNCTION_ERROR_INIT_FAILURE")
        assert capsys.readouterr().out.count("[ERROR] RuntimeError: no") == 6
        assert not function.environments

    def test_more_and_less(self, service: LambdaService, function: ServiceFunction) -> None:
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=1)
        service.run()
        [kept] = function.environments
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=3)
        service.run()
        assert len(function.environments) == 3
        assert kept in function.environments
        events(function, *[{"sleep": 10}] * 3, qualifier="1")
        service.advance(seconds=1)
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=1)
        assert len(function.environments) == 3  # they are busy
        service.run()
        assert len(function.environments) == 1
        assert function.get_provisioned_concurrency_config(qualifier="1").status == "READY"

    def test_more_before_the_first_are_ready(self, service: LambdaService, function: ServiceFunction) -> None:
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=1)
        service.advance(seconds=1)
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=2)
        service.advance(seconds=2.5)
        assert function.get_provisioned_concurrency_config(qualifier="1").status == "IN_PROGRESS"
        service.run()
        assert function.get_provisioned_concurrency_config(qualifier="1").status == "READY"
        assert len(function.environments) == 2

    def test_less_before_the_first_are_ready(self, service: LambdaService, function: ServiceFunction) -> None:
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=3)
        service.advance(seconds=1)
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=1)
        service.run()
        assert function.get_provisioned_concurrency_config(qualifier="1").status == "READY"
        assert len(function.environments) == 1

    def test_taken_away(self, service: LambdaService, function: ServiceFunction) -> None:
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=2)
        service.run()
        events(function, {"sleep": 10}, qualifier="1")
        service.advance(seconds=1)
        function.delete_provisioned_concurrency_config(qualifier="1")
        assert len(function.environments) == 1
        service.run()
        assert function.invocations[0].ok
        assert not function.environments
        assert function.invoke({}, qualifier="1").payload[1] == "on-demand"

    def test_taken_away_before_it_is_ready(self, service: LambdaService, function: ServiceFunction) -> None:
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=2)
        service.advance(seconds=1)
        function.delete_provisioned_concurrency_config(qualifier="1")
        service.run()
        assert not function.environments

    def test_idle_ones_stay(self, service: LambdaService, function: ServiceFunction) -> None:
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=1)
        service.run()
        service.advance(hours=6)
        assert len(function.environments) == 1
        assert not function.invoke({}, qualifier="1").cold_start

    def test_an_alias_that_moves(self, service: LambdaService, function: ServiceFunction) -> None:
        function.update_function_configuration(description="second")
        function.publish_version()
        function.create_alias("live", function_version="1")
        function.put_provisioned_concurrency_config(qualifier="live", provisioned_concurrent_executions=1)
        service.run()
        assert function.invoke({}, qualifier="live").payload[1] == "provisioned-concurrency"
        assert function.invoke({}, qualifier="1").payload[1] == "provisioned-concurrency"
        function.update_alias("live", function_version="2")
        assert function.invoke({}, qualifier="live").payload[1] == "on-demand"
        service.run()
        result = function.invoke({}, qualifier="live")
        assert (result.payload[1], result.executed_version) == ("provisioned-concurrency", "2")
        assert function.invoke({}, qualifier="1").payload[1] == "on-demand"

    def test_an_alias_or_a_version_that_is_deleted(self, service: LambdaService, function: ServiceFunction) -> None:
        function.create_alias("live", function_version="1")
        function.put_provisioned_concurrency_config(qualifier="live", provisioned_concurrent_executions=1)
        service.run()
        function.delete_alias("live")
        assert not function.environments
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=1)
        service.run()
        service.delete_function("orders", qualifier="1")
        assert not function.environments
        assert service.concurrency.claimed == 0

    def test_a_function_that_is_deleted(self, service: LambdaService, function: ServiceFunction) -> None:
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=1)
        service.run()
        service.delete_function(function)
        assert not function.environments
        assert service.concurrency.claimed == 0

    def test_a_crash(self, service: LambdaService, function: ServiceFunction) -> None:
        """A provisioned environment whose process has died is started again inside the next invocation."""
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=1)
        service.run()
        assert function.invoke({"sleep": 61}, qualifier="1").timed_out
        result = function.invoke({}, qualifier="1")
        assert (result.payload[1], result.cold_start) == ("provisioned-concurrency", True)

    def test_refusals(self, service: LambdaService, function: ServiceFunction) -> None:
        """F2, F11, F15."""

        def put(qualifier: str, number: int) -> None:
            function.put_provisioned_concurrency_config(qualifier=qualifier, provisioned_concurrent_executions=number)

        function.create_alias("live", function_version="1")
        function.create_alias("dev", function_version="$LATEST")
        for qualifier in ("$LATEST", "dev"):
            with pytest.raises(InvalidParameterValueException, match="cannot be applied to unpublished"):
                put(qualifier, 1)
        with pytest.raises(ResourceNotFoundException):
            put("7", 1)
        with pytest.raises(ResourceNotFoundException):
            put("nobody", 1)
        with pytest.raises(InvalidParameterValueException, match=r"below its minimum value of \[100\]"):
            put("1", 901)
        put("1", 2)
        with pytest.raises(ResourceConflictException, match="already Provisioned version"):
            put("live", 1)
        with pytest.raises(InvalidParameterValueException) as caught:
            function.put_function_concurrency(reserved_concurrent_executions=1)
        assert str(caught.value) == (
            " ReservedConcurrentExecutions  1 should not be lower than function's total provisioned concurrency [2]."
        )
        function.put_function_concurrency(reserved_concurrent_executions=2)
        with pytest.raises(InvalidParameterValueException, match="should not be greater than the reserved"):
            put("1", 3)


class TestFunctionsThatInvokeFunctions:
    def test_a_burst(self, service: LambdaService) -> None:
        """Handlers that call at the same moment compete for what is reserved."""
        target = service.create_function("target", handler=sleeping, timeout=60)
        target.put_function_concurrency(reserved_concurrent_executions=2)

        def call(event: Any, context: Any) -> str:
            try:
                result: Any = service.invoke("target", {"sleep": 10, "name": event})
            except TooManyRequestsException as error:
                return error.reason
            return str(result.payload[0])

        caller = service.create_function("caller", handler=call, timeout=60)
        events(caller, *"abcde")
        begin = service.now()
        service.run()
        assert [ran.payload for ran in caller.invocations] == ["a", "b", *[RESERVED] * 3]
        assert (service.now() - begin).total_seconds() == 10
        assert service.metrics["Throttles"].sum(function="target") == 3

    def test_a_caller_holds_its_permit_while_it_waits(self, simulate: Simulate) -> None:
        service = simulate(account=Account(concurrent_executions=2, minimum_unreserved=0))
        service.create_function("leaf", handler=sleeping, timeout=60)
        middle = service.create_function(
            "middle", handler=lambda event, context: service.invoke("leaf", event).payload, timeout=60
        )
        outer = service.create_function(
            "outer", handler=lambda event, context: service.invoke("middle", event).payload, timeout=60
        )
        assert middle({"name": "a"}) == ["a", "on-demand"]
        assert outer({})["errorType"] == "TooManyRequestsException"  # three at once

    def test_a_function_that_invokes_itself(self, service: LambdaService) -> None:
        def factorial(event: int, context: Any) -> Any:
            return 1 if event <= 1 else event * service.invoke("f", event - 1).payload

        function = service.create_function("f", handler=factorial, timeout=60)
        assert function(5) == 120
        assert len(function.environments) == 5

    def test_the_callees_error(self, service: LambdaService) -> None:
        service.create_function("bad", handler=lambda event, context: 1 / 0)
        caller = service.create_function("caller", handler=lambda event, context: service["bad"]({}))
        with pytest.raises(ZeroDivisionError):
            caller({})


class TestOrder:
    def order(self, schedule: str, seed: int = 0) -> list[str]:
        """In which order three handlers pass their steps."""
        steps: list[str] = []

        def handler(event: Any, context: Any) -> None:
            for step in range(3):
                steps.append(f"{event}{step}")
                time.sleep(1)

        with LambdaService(schedule=schedule, seed=seed) as service:
            function = service.create_function("f", handler=handler, timeout=60)
            events(function, *"abc")
            service.run()
        return steps

    def test_fifo(self) -> None:
        assert self.order("fifo") == ["a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2"]
        assert self.order("fifo", seed=5) == self.order("fifo")

    def test_random(self) -> None:
        orders = [self.order("random", seed) for seed in range(8)]
        assert len({tuple(order) for order in orders}) > 4
        assert orders == [self.order("random", seed) for seed in range(8)]
        for order in orders:
            for name in "abc":
                assert [step for step in order if step[0] == name] == [f"{name}0", f"{name}1", f"{name}2"]
            assert [step[1] for step in order] == list("000111222")

    def test_an_update_that_is_lost(self) -> None:
        """Read, wait, write: whether an update is lost depends on the schedule, and on nothing else."""

        def total(schedule: str, seed: int) -> int:
            table = {"total": 0}

            def handler(event: Any, context: Any) -> None:
                if event["after"]:
                    time.sleep(event["after"])
                read = table["total"]
                time.sleep(1)
                table["total"] = read + 1

            with LambdaService(schedule=schedule, seed=seed) as service:
                function = service.create_function("f", handler=handler, timeout=60)
                events(function, {"after": 0}, {"after": 1})
                service.run()
            return table["total"]

        assert total("fifo", 0) == 2
        assert {total("random", seed) for seed in range(10)} == {1, 2}


def test_settings_that_make_no_sense(simulate: Simulate) -> None:
    calls: list[Callable[[], object]] = [
        lambda: simulate(account=0),
        lambda: simulate(schedule="lifo"),
        lambda: simulate(account=Account(concurrent_executions=10, minimum_unreserved=-1)),
        lambda: simulate(duplicate_rate=2),
        lambda: simulate(environment_idle_seconds=-1),
        lambda: simulate(retain_invocations=-1),
    ]
    for call in calls:
        with pytest.raises(ConfigurationError):
            call()
