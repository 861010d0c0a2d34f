"""What CloudWatch and the bill know after real runs: metrics (facts H), logs (G50), embedded metrics, cost (G45)."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pytest_lambda import Account, LambdaService, PriceTable, ServiceFunction, TooManyRequestsException
from pytest_lambda.service.billing.prices import US_EAST_1, ArchitecturePrices, Tier
from pytest_lambda.service.metrics.names import UnknownMetric

from .conftest import Deploy, Simulate

BEGIN = 1_767_225_600.0  # 2026-01-01T00:00:00Z


def work(event: Any, context: Any) -> Any:
    if event.get("sleep"):
        time.sleep(event["sleep"])
    if event.get("fail"):
        raise RuntimeError("no")
    return "done"


def points(service: LambdaService, name: str, **dimensions: str) -> list[tuple[float, float]]:
    """Seconds since the begin, and value."""
    found = service.metrics[name].datapoints(**dimensions)
    return [(round(point.epoch - BEGIN, 3), point.value) for point in found]


@pytest.fixture
def function(service: LambdaService) -> ServiceFunction:
    return service.create_function("f", handler=work, timeout=10, memory_size=1024)


class TestInvocations:
    def test_moments_and_values(self, service: LambdaService, function: ServiceFunction) -> None:
        """H1, H2, H4: all three stamped at the start."""
        service.advance(seconds=5)
        function.invoke({"sleep": 2})
        service.advance(seconds=3)
        function.invoke({"sleep": 1, "fail": True})
        function.invoke({"sleep": 60})
        moments = [5, 10, 11]
        assert points(service, "Invocations", function="f") == [(moment, 1) for moment in moments]
        assert points(service, "Errors", function="f") == list(zip(moments, [0, 1, 1], strict=True))
        assert points(service, "Duration", function="f") == list(zip(moments, [2000, 1000, 10_000], strict=True))
        assert service.metrics["Errors"].average(function="f") == pytest.approx(2 / 3)
        assert service.metrics["Duration"].percentile(50, function="f") == 2000

    def test_an_invocation_counts_when_it_begins(self, service: LambdaService, function: ServiceFunction) -> None:
        function.invoke({"sleep": 5}, invocation_type="Event")
        service.advance(seconds=1)
        assert service.metrics["Invocations"].sum(function="f") == 1
        assert service.metrics["Duration"].sample_count(function="f") == 0
        service.run()
        assert points(service, "Duration", function="f") == [(0, 5000)]

    def test_init_is_no_part_of_the_duration(self, service: LambdaService, deploy: Deploy) -> None:
        """H4."""
        deploy(service, "import time\ntime.sleep(3)\ndef handler(event, context): time.sleep(1)").invoke({})
        assert points(service, "Duration", function="orders") == [(0, 1000)]

    def test_what_never_ran_is_no_invocation(self, service: LambdaService, function: ServiceFunction) -> None:
        """H1, F9."""
        function.invoke({}, invocation_type="DryRun")
        function.put_function_concurrency(reserved_concurrent_executions=0)
        with pytest.raises(TooManyRequestsException):
            function.invoke({})
        for name in ("Invocations", "Errors", "Duration"):
            assert service.metrics[name].sample_count() == 0
        assert points(service, "Throttles", function="f") == [(0, 1)]

    def test_all_dimensions(self, service: LambdaService, function: ServiceFunction) -> None:
        function.publish_version()
        function.create_alias("live", function_version="1")
        function.invoke({"fail": True}, qualifier="live")
        function.invoke({}, qualifier="1")
        for name, value in (("Invocations", 2.0), ("Errors", 1.0)):
            assert service.metrics[name].sum() == value
            assert service.metrics[name].sum(function="f") == value
            assert service.metrics[name].sum(function="f", version="1") == value
            assert service.metrics[name].sum(function="f", alias="live", version="1") == 1
            assert service.metrics[name].sum(FunctionName="f", Resource="f:live", ExecutedVersion="1") == 1
        assert service.metrics["Errors"].sum(FunctionName="f", Resource="f:1") == 0
        with pytest.raises(UnknownMetric):
            service.metrics["Errors"].sum(ExecutedVersion="1")

    def test_periods(self, service: LambdaService, function: ServiceFunction) -> None:
        for _ in range(4):
            function.invoke({"sleep": 1})
            service.advance(seconds=29)
        found = service.metrics["Invocations"].statistics(60, function="f")
        assert [(one.epoch - BEGIN, one.sum) for one in found] == [(0, 2), (60, 2)]
        middle = BEGIN + 60
        assert service.metrics["Invocations"].sum(function="f", start=middle) == 2
        assert service.metrics["Invocations"].sum(function="f", end=middle + 1) == 3

    def test_extensions(self, service: LambdaService, function: ServiceFunction) -> None:
        """H5."""

        def run(event: dict[str, Any]) -> None:
            if event["eventType"] == "INVOKE":
                time.sleep(3)

        function.register_extension(run, name="slow")
        function.invoke({"sleep": 1}, invocation_type="Event")
        service.run()
        assert points(service, "Duration", function="f") == [(0, 1000)]
        assert points(service, "PostRuntimeExtensionsDuration", function="f") == [(0, 2000)]


class TestThrottles:
    def test_every_attempt_counts(self, service: LambdaService, function: ServiceFunction) -> None:
        """H3: also those of the asynchronous queue."""
        function.put_function_concurrency(reserved_concurrent_executions=1)
        function.invoke({"sleep": 4}, invocation_type="Event")
        service.advance(seconds=1)
        function.invoke({}, invocation_type="Event")
        with pytest.raises(TooManyRequestsException):
            function.invoke({})
        service.run()
        throttles = points(service, "Throttles", function="f")
        assert throttles[0] == throttles[1] == (1, 1)
        assert len(throttles) >= 3
        assert all(moment < 4 for moment, _ in throttles)
        assert service.metrics["Invocations"].sum(function="f") == 2

    def test_an_alias(self, service: LambdaService, function: ServiceFunction) -> None:
        function.publish_version()
        function.create_alias("live", function_version="1")
        function.put_function_concurrency(reserved_concurrent_executions=0)
        with pytest.raises(TooManyRequestsException):
            function.invoke({}, qualifier="live")
        function.invoke({}, qualifier="live", invocation_type="Event")
        service.run()
        assert service.metrics["Throttles"].sum(FunctionName="f", Resource="f:live", ExecutedVersion="1") == 2


class TestConcurrency:
    def test_levels(self, service: LambdaService, function: ServiceFunction) -> None:
        """H8, H10."""
        other = service.create_function("other", handler=work, timeout=10)
        other.put_function_concurrency(reserved_concurrent_executions=7)
        function.publish_version()
        for _ in range(2):
            function.invoke({"sleep": 4}, invocation_type="Event")
        service.advance(seconds=1)
        function.invoke({"sleep": 4}, qualifier="1", invocation_type="Event")
        other.invoke({"sleep": 4}, invocation_type="Event")
        service.run()
        metrics = service.metrics
        assert metrics["ConcurrentExecutions"].maximum() == 4
        assert metrics["ConcurrentExecutions"].maximum(function="f") == 3
        assert metrics["ConcurrentExecutions"].maximum(FunctionName="f", Resource="f") == 2
        assert metrics["ConcurrentExecutions"].maximum(FunctionName="f", Resource="f:1") == 1
        assert metrics["ConcurrentExecutions"].maximum(function="other") == 1
        assert metrics["UnreservedConcurrentExecutions"].maximum() == 3
        assert metrics["ClaimedAccountConcurrency"].maximum() == 3 + 7

    def test_provisioned(self, service: LambdaService, function: ServiceFunction) -> None:
        """H9."""
        function.publish_version()
        function.create_alias("live", function_version="1")
        function.put_provisioned_concurrency_config(qualifier="live", provisioned_concurrent_executions=2)
        service.run()
        for sleep in (4, 5, 6):
            function.invoke({"sleep": sleep}, qualifier="live", invocation_type="Event")
        service.run()
        of_alias = {"function": "f", "alias": "live"}
        metrics = service.metrics
        assert metrics["ProvisionedConcurrencyInvocations"].sum(**of_alias) == 2
        assert metrics["ProvisionedConcurrencySpilloverInvocations"].sum(**of_alias) == 1
        assert metrics["ProvisionedConcurrentExecutions"].maximum(**of_alias) == 2
        assert points(service, "ProvisionedConcurrencyUtilization", **of_alias) == [(0, 0.5), (0, 1)]
        assert metrics["ProvisionedConcurrencyInvocations"].sum(function="f") == 2
        assert metrics["Invocations"].sum(**of_alias) == 3


class TestAsynchronous:
    def test_retries(self, service: LambdaService, function: ServiceFunction) -> None:
        """H11-H13: received once, an age at each attempt, dropped in the end."""
        service.advance(seconds=5)
        function.invoke({"fail": True}, invocation_type="Event")
        service.run()
        assert points(service, "AsyncEventsReceived", function="f") == [(5, 1)]
        assert [age for _, age in points(service, "AsyncEventAge", function="f")] == [0, 60_000, 180_000]
        assert points(service, "AsyncEventsDropped", function="f") == [(185, 1)]
        assert service.metrics["Errors"].sum(function="f") == 3

    def test_success(self, service: LambdaService, function: ServiceFunction) -> None:
        """H13: a 0."""
        function.invoke({"sleep": 2}, invocation_type="Event")
        service.run()
        assert points(service, "AsyncEventsDropped", function="f") == [(2, 0)]
        function.invoke({})
        assert service.metrics["AsyncEventsReceived"].sum() == 1

    def test_a_dead_letter_queue_that_refuses(self, service: LambdaService) -> None:
        """H14."""
        dead = service.sqs_queue("dead")
        dead.refuse_deliveries()
        function = service.create_function("f", handler=work, dead_letter_queue=dead)
        function.invoke({"fail": True}, invocation_type="Event")
        service.run()
        assert points(service, "DeadLetterErrors", function="f") == [(180, 1)]
        assert service.metrics["DestinationDeliveryFailures"].sum() == 0
        service.check_ledger()

    def test_a_destination_that_refuses(self, service: LambdaService, function: ServiceFunction) -> None:
        """H15."""
        queue = service.sqs_queue("done")
        queue.refuse_deliveries()
        function.put_function_event_invoke_config(on_success=queue)
        function.invoke({"sleep": 1}, invocation_type="Event")
        service.run()
        assert points(service, "DestinationDeliveryFailures", function="f") == [(1, 1)]
        assert service.metrics["AsyncEventsDropped"].sum(function="f") == 0
        service.check_ledger()

    def test_a_loop(self, service: LambdaService) -> None:
        """H16."""
        function = service.create_function(
            "f", handler=lambda event, context: service.invoke("f", {}, invocation_type="Event").status_code
        )
        function.invoke({}, invocation_type="Event")
        service.run()
        assert service.metrics["RecursiveInvocationsDropped"].sum(function="f") == 1
        assert service.metrics["Invocations"].sum(function="f") == 16

    def test_versions(self, service: LambdaService, function: ServiceFunction) -> None:
        function.publish_version()
        function.create_alias("live", function_version="1")
        function.invoke({"fail": True}, qualifier="live", invocation_type="Event")
        service.run()
        for name, value in (("AsyncEventsReceived", 1), ("AsyncEventAge", 240_000), ("AsyncEventsDropped", 1)):
            dimensions = {"FunctionName": "f", "Resource": "f:live", "ExecutedVersion": "1"}
            assert service.metrics[name].sum(**dimensions) == value


class TestLogs:
    def test_a_stream_for_each_environment(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(
            service,
            """
            import time
            print("loading")

            def handler(event, context):
                print("seen", event)
                time.sleep(2)
                return context.log_group_name, context.log_stream_name
            """,
        )
        for event in "ab":
            function.invoke(event, invocation_type="Event")
        service.run()
        function.invoke("c")
        first, second, third = function.invocations
        group = service.log_groups["/aws/lambda/orders"]
        assert list(group.streams) == [first.payload[1], second.payload[1]]
        assert {ran.payload[0] for ran in function.invocations} == {group.name}
        assert third.payload[1] in group.streams
        assert all(name.startswith("2026/01/01/[$LATEST]") for name in group.streams)

        lines = group.streams[first.payload[1]].text.splitlines()
        expected = [
            "INIT_START Runtime Version: python:", "loading", f"START RequestId: {first.request_id} Version: $LATEST",
            "seen a", f"END RequestId: {first.request_id}", f"REPORT RequestId: {first.request_id}\tDuration: 2000.00 ms",
        ]  # fmt: skip
        assert [line.startswith(start) for line, start in zip(lines, expected, strict=False)] == [True] * 6
        assert [event.message for event in group.filter('"seen"')] == ["seen a", "seen b", "seen c"]

    def test_versions_share_the_group(self, service: LambdaService, function: ServiceFunction) -> None:
        function.publish_version()
        function.invoke({})
        function.invoke({}, qualifier="1")
        assert [name.split("/")[3][:9] for name in service.log_groups["/aws/lambda/f"].streams] == [
            "[$LATEST]", "[1]" + list(service.log_groups["/aws/lambda/f"].streams)[1].split("]")[1][:6],
        ]  # fmt: skip

    def test_a_log_group_of_its_own(self, service: LambdaService) -> None:
        function = service.create_function(
            "f", handler=lambda event, context: context.log_group_name, logging_config={"LogGroup": "/shop/all"}
        )
        assert function({}) == "/shop/all"
        assert list(service.log_groups) == ["/shop/all"]

    def test_the_name_of_a_stream_has_the_day(self, service: LambdaService, function: ServiceFunction) -> None:
        service.advance(days=40)
        function.invoke({})
        [name] = service.log_groups["/aws/lambda/f"].streams
        assert name.startswith("2026/02/10/")

    def test_errors_and_timeouts(self, service: LambdaService, function: ServiceFunction) -> None:
        function.invoke({"fail": True})
        result = function.invoke({"sleep": 60})
        group = service.log_groups["/aws/lambda/f"]
        assert len(group.filter('"[ERROR] RuntimeError: no"')) == 1
        [line] = group.filter('"Task timed out after 10.00 seconds"')
        assert result.request_id in line.text
        assert "Status: timeout" in group.text

    def test_no_log_before_a_function_has_run(self, service: LambdaService, function: ServiceFunction) -> None:
        with pytest.raises(KeyError, match="none is made before"):
            service.log_groups["/aws/lambda/f"]


EMF = """
    import json

    def handler(event, context):
        print(event["line"] if "line" in event else json.dumps({
            "_aws": {
                "Timestamp": 1767225600000,
                "CloudWatchMetrics": [{
                    "Namespace": "Shop",
                    "Dimensions": [["Kind"], ["Kind", "Country"]],
                    "Metrics": [{"Name": "Orders", "Unit": "Count"}, {"Name": "Weight"}],
                }],
            },
            "Kind": "book", "Country": "PT", "Orders": event["orders"], "Weight": [1, 2.5], "ignored": "x",
        }))
        if event.get("fail"):
            raise RuntimeError("no")
"""


class TestEmbeddedMetrics:
    def test_printed(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, EMF)
        function.invoke({"orders": 2})
        function.invoke({"orders": 3, "fail": True})
        shop = service.metrics.namespace("Shop")
        assert set(shop.names) == {"Orders", "Weight"}
        assert shop["Orders"].sum(Kind="book") == shop["Orders"].sum(Kind="book", Country="PT") == 5
        assert shop["Weight"].maximum(Kind="book") == 2.5
        assert shop["Weight"].sample_count(Kind="book") == 4
        assert shop["Orders"].datapoints(Kind="book")[0].unit == "Count"
        with pytest.raises(UnknownMetric):
            shop["Orders"].sum(Country="PT")
        assert service.emf_problems == ()

    def test_known_at_once(self, service: LambdaService, deploy: Deploy) -> None:
        """Nobody has to look into the log first."""
        deploy(service, EMF).invoke({"orders": 1}, invocation_type="Event")
        assert service.metrics.namespaces == ("AWS/Lambda",)
        service.run()
        assert service.metrics.namespaces == ("AWS/Lambda", "Shop")

    @pytest.mark.parametrize(
        ("line", "wrong"),
        [
            ('{"_aws": {"Timestamp": 1767225600000, "CloudWatchMetrics": [{"Namespace": "N"}]}}', "Dimensions is missing"),
            ('{"_aws": {"Timestamp": "x", "CloudWatchMetrics": []}}', "Timestamp"),
            ('{"_aws": {"Timestamp": 5, "CloudWatchMetrics": []}}', "more than two weeks ago"),
            ('{"_aws": {', None),
        ],
    )  # fmt: skip
    def test_malformed(self, service: LambdaService, deploy: Deploy, line: str, wrong: str | None) -> None:
        deploy(service, EMF).invoke({"line": line})
        assert service.metrics.namespaces == ("AWS/Lambda",)
        assert service.emf_problems
        assert service.emf_problems[0].line.strip() == line
        if wrong is not None:
            assert wrong in service.emf_problems[0].wrong

    def test_other_lines_are_no_problem(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, EMF)
        for line in ("my_aws account", '{"a": 1}', "plain"):
            function.invoke({"line": line})
        assert service.emf_problems == ()

    def test_powertools(self, service: LambdaService, deploy: Deploy) -> None:
        pytest.importorskip("aws_lambda_powertools")
        function = deploy(
            service,
            """
            import time
            from aws_lambda_powertools import Metrics
            from aws_lambda_powertools.metrics import MetricUnit

            metrics = Metrics(namespace="Shop", service="orders")

            @metrics.log_metrics(capture_cold_start_metric=True)
            def handler(event, context):
                metrics.add_metric(name="Orders", unit=MetricUnit.Count, value=event["orders"])
                time.sleep(1)
            """,
        )
        for orders in (1, 2):  # at the same time: two cold starts, and no metric ends up with the other one's
            function.invoke({"orders": orders}, invocation_type="Event")
        service.run()
        function.invoke({"orders": 4})
        shop = service.metrics.namespace("Shop")
        found = shop["Orders"].datapoints(service="orders")
        assert [(point.epoch - BEGIN, point.value) for point in found] == [(1, 1), (1, 2), (2, 4)]
        assert shop["ColdStart"].sum(service="orders", function_name="orders") == 2
        assert service.emf_problems == ()


class TestBilling:
    def test_one_invocation(self, service: LambdaService, deploy: Deploy) -> None:
        """G45: the init is billed."""
        source = "import time\ntime.sleep(1)\ndef handler(event, context): time.sleep(2.0004)"
        function = deploy(service, source, memory_size=512)
        cold, warm = function.invoke({}), function.invoke({})
        assert (cold.billed_duration_ms, warm.billed_duration_ms) == (3001, 2001)
        assert service.bill.gb_seconds == Decimal("2.501")
        price = Decimal("0.0000166667")
        assert service.cost_of(warm) == Decimal("0.0000002") + Decimal("2.001") / 2 * price
        assert service.cost_of(cold) + service.cost_of(warm) == service.bill.cost == service.bill["orders"].cost
        assert service.bill.requests == 2

    def test_nothing_for_what_never_ran(self, service: LambdaService, function: ServiceFunction) -> None:
        function.invoke({}, invocation_type="DryRun")
        function.put_function_concurrency(reserved_concurrent_executions=0)
        with pytest.raises(TooManyRequestsException):
            function.invoke({})
        assert service.bill.cost == 0

    def test_retries_cost(self, service: LambdaService, function: ServiceFunction) -> None:
        function.invoke({"sleep": 1, "fail": True}, invocation_type="Event")
        service.run()
        assert service.bill["f"].requests == 3
        assert service.bill["f"].gb_seconds == 3
        assert service.bill["f"].cost == sum(service.cost_of(ran) for ran in function.invocations)

    def test_a_timeout_costs(self, service: LambdaService, function: ServiceFunction) -> None:
        result = function.invoke({"sleep": 60})
        assert result.billed_duration_ms == 10_000
        assert service.bill.gb_seconds == 10

    def test_functions_add_up(self, service: LambdaService, function: ServiceFunction) -> None:
        other = service.create_function("other", handler=work, architectures=["arm64"], ephemeral_storage=1024)
        results: list[Any] = [function.invoke({"sleep": 1}), other.invoke({"sleep": 2})]
        assert service.bill.cost == service.bill["f"].cost + service.bill["other"].cost
        assert [service.cost_of(result) for result in results] == [
            service.bill["f"].cost, service.bill["other"].cost,
        ]  # fmt: skip
        assert service.bill["other"].costs.ephemeral_storage == Decimal("0.0000000309")
        assert service.bill["other"].costs.compute == Decimal("0.25") * Decimal("0.0000133334")

    def test_what_was_billed_stays_when_a_function_changes(
        self, service: LambdaService, function: ServiceFunction
    ) -> None:
        before: Any = function.invoke({"sleep": 1})
        cost = service.cost_of(before)
        function.update_function_configuration(memory_size=2048)
        after: Any = function.invoke({"sleep": 1})
        assert service.cost_of(before) == cost
        assert service.cost_of(before) + service.cost_of(after) == service.bill.cost
        service.delete_function("f")
        assert service.cost_of(before) == cost

    def test_a_price_table_of_ones_own(self, simulate: Simulate) -> None:
        one = ArchitecturePrices(
            compute=(Tier(Decimal(2)),), request=Decimal(10), provisioned_concurrency=Decimal(1),
            provisioned_compute=Decimal(3), ephemeral_storage=Decimal(0),
        )  # fmt: skip
        prices = PriceTable(region="moon-1", date=date(2027, 1, 1), source="made up", x86_64=one, arm64=one)
        service = simulate(prices=prices)
        function = service.create_function("f", handler=work, memory_size=1024)
        result: Any = function.invoke({"sleep": 2})
        assert service.cost_of(result) == service.bill.cost == 14
        assert service.bill.prices is prices

    def test_provisioned_hours(self, simulate: Simulate) -> None:
        service = simulate()
        function = service.create_function("f", handler=work, memory_size=1024)
        function.publish_version()
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=2)
        service.run()
        result: Any = function.invoke({"sleep": 1}, qualifier="1")
        prices = US_EAST_1.x86_64
        assert service.cost_of(result) == prices.request + prices.provisioned_compute
        service.advance(hours=1)
        function.delete_provisioned_concurrency_config(qualifier="1")
        costs = service.bill["f"].costs
        assert costs.provisioned_concurrency == 2 * 3900 * prices.provisioned_concurrency  # steps of five minutes
        assert (costs.compute, costs.requests) == (prices.provisioned_compute, prices.request)
        service.advance(hours=1)
        assert service.bill["f"].costs == costs

    def test_provisioned_until_the_end(self, simulate: Simulate) -> None:
        service = simulate()
        function = service.create_function("f", handler=work, memory_size=1024)
        function.publish_version()
        function.put_provisioned_concurrency_config(qualifier="1", provisioned_concurrent_executions=1)
        service.run()
        service.advance(hours=1)
        expected = 3600 * US_EAST_1.x86_64.provisioned_concurrency
        assert service.bill.cost == expected  # though it goes on
        service.advance(hours=1)
        service.close()
        assert service.bill.cost == 2 * expected


def test_the_same_seed_gives_the_same_numbers() -> None:
    def run() -> tuple[object, ...]:
        with LambdaService(
            schedule="random", seed=4, account=Account(concurrent_executions=3, minimum_unreserved=0)
        ) as service:
            function = service.create_function("f", handler=work, timeout=10)
            for number in range(12):
                function.invoke({"sleep": number % 5, "fail": number % 3 == 0}, invocation_type="Event")
            service.run()
            ids = [ran.request_id for ran in function.invocations]
            streams = list(service.log_groups["/aws/lambda/f"].streams)
            throttles = points(service, "Throttles", function="f")
            return ids, streams, throttles, service.bill.cost, service.now()

    assert run() == run()
