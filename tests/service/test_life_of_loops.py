"""Chains of invocations that come back to a function are stopped before their seventeenth execution (G7)."""

from __future__ import annotations

import os
from typing import Any

import pytest

from pytest_lambda import LambdaService, ServiceFunction
from pytest_lambda.clock.settling import Limits
from pytest_lambda.errors import PytestLambdaError, RecursiveInvocationException, SimulationDidNotSettle
from pytest_lambda.service.lineage import MOST_HOPS

from .conftest import Simulate


def dropped(service: LambdaService, name: str = "loop") -> float:
    return service.metrics["RecursiveInvocationsDropped"].sum(function=name) or 0


def test_lambda_synchronously(service: LambdaService) -> None:
    caught: list[RecursiveInvocationException] = []

    def handler(event: Any, context: Any) -> int:
        try:
            return 1 + service.invoke("loop", event).payload
        except RecursiveInvocationException as error:
            caught.append(error)
            return 1

    function = service.create_function("loop", handler=handler)
    assert function.invoke().payload == 16
    assert len(function.invocations) == 16
    assert [(error.code, error.status_code) for error in caught] == [("RecursiveInvocationException", 400)]
    assert "put_function_recursion_config(recursive_loop='Allow')" in str(caught[0])
    assert dropped(service) == 1


def test_lambda_asynchronously(service: LambdaService) -> None:
    dead, failed = service.sqs_queue("dead"), service.sqs_queue("failed")
    function = service.create_function(
        "loop",
        handler=lambda event, context: service.invoke("loop", event, invocation_type="Event") and None,
        dead_letter_queue=dead,
    )
    function.put_function_event_invoke_config(on_failure=failed)
    function.invoke({"order": 7}, invocation_type="Event")
    service.run()
    assert len(function.invocations) == 16
    assert dropped(service) == 1
    (letter,) = dead.messages
    assert letter.json == {"order": 7}
    (record,) = failed.messages
    assert record.json["requestContext"]["condition"] == "RetriesExhausted"
    assert record.json["requestContext"]["approximateInvokeCount"] == 0
    assert record.json["requestPayload"] == {"order": 7}
    service.check_ledger()


def test_each_chain_counts_for_itself(service: LambdaService) -> None:
    function = service.create_function(
        "loop", handler=lambda event, context: service.invoke("loop", event, invocation_type="Event") and None
    )
    for _ in range(3):
        function.invoke(invocation_type="Event")
        service.run()
    assert len(function.invocations) == 48
    assert dropped(service) == 3


def test_a_function_may_be_called_often_by_one_invocation(service: LambdaService) -> None:
    worker = service.create_function("worker", handler=lambda event, context: event)

    def handler(event: Any, context: Any) -> int:
        return sum(worker.invoke(number).payload for number in range(40))

    function = service.create_function("caller", handler=handler)
    assert function.invoke().payload == sum(range(40))


@pytest.mark.parametrize("kind", ["RequestResponse", "Event"])
def test_two_functions(service: LambdaService, kind: str) -> None:
    def ping(event: Any, context: Any) -> None:
        service.invoke("pong", invocation_type=kind)

    def pong(event: Any, context: Any) -> None:
        service.invoke("ping", invocation_type=kind)

    first = service.create_function("ping", handler=ping, timeout=60)
    second = service.create_function("pong", handler=pong, timeout=60)
    first.invoke()
    service.run()
    assert (len(first.invocations), len(second.invocations)) == (16, 16)
    assert (dropped(service, "ping"), dropped(service, "pong")) == (1, 0)


def test_versions_and_aliases_are_one_function(service: LambdaService) -> None:
    def handler(event: Any, context: Any) -> None:
        service.invoke("loop:live" if event else "loop", not event, invocation_type="Event")

    function = service.create_function("loop", handler=handler)
    function.publish_version()
    function.create_alias("live", function_version="1")
    function.invoke(True)
    service.run()
    assert [result.executed_version for result in function.invocations] == ["$LATEST", "1"] * 8


def test_sns(service: LambdaService) -> None:
    topic = service.sns_topic("orders")
    function = service.create_function("loop", handler=lambda event, context: topic.publish("again") and None)
    topic.subscribe(function)
    topic.publish("begin")
    service.run()
    assert len(function.invocations) == 16
    assert dropped(service) == 1


def test_s3(service: LambdaService) -> None:
    bucket = service.s3_bucket("orders")
    function = service.create_function(
        "loop", handler=lambda event, context: bucket.put_object(context.aws_request_id) and None
    )
    bucket.notify(function)
    bucket.put_object("begin")
    service.run()
    assert len(function.invocations) == 16
    assert len(bucket.objects) == 17
    assert dropped(service) == 1


def poll(service: LambdaService, function: ServiceFunction, queue: Any) -> int:
    """What an event source mapping does: it passes the trace header of a message on."""
    stopped = 0
    while messages := queue.receive():
        try:
            header = messages[0].attributes.get("AWSTraceHeader")
            function.invoke({"Records": [{"body": messages[0].body}]}, trace_id=header)
        except RecursiveInvocationException:
            stopped += 1
        queue.delete(messages[0].receipt_handle)
    return stopped


def test_sqs(service: LambdaService) -> None:
    queue = service.sqs_queue("orders")
    function = service.create_function("loop", handler=lambda event, context: queue.send("again") and None)
    queue.send("begin")
    assert poll(service, function, queue) == 1
    assert len(function.invocations) == 16
    assert dropped(service) == 1


def test_through_several_services(service: LambdaService) -> None:
    topic, queue = service.sns_topic("topic"), service.sqs_queue("queue")
    first = service.create_function("first", handler=lambda event, context: topic.publish("x") and None)
    second = service.create_function("second", handler=lambda event, context: queue.send("x") and None)
    topic.subscribe(second)

    def turn() -> int:
        stopped = poll(service, first, queue)
        service.run()
        return stopped

    first.invoke()
    service.run()
    for _ in range(MOST_HOPS):
        stopped = turn()
    assert stopped == 1
    assert (len(first.invocations), len(second.invocations)) == (16, 16)


def test_destinations(service: LambdaService) -> None:
    first = service.create_function("first", handler=lambda event, context: 1)
    second = service.create_function("second", handler=lambda event, context: 2)
    first.put_function_event_invoke_config(on_success=second)
    second.put_function_event_invoke_config(on_success=first)
    first.invoke(invocation_type="Event")
    service.run()
    assert (len(first.invocations), len(second.invocations)) == (16, 16)
    assert dropped(service, "first") == 1


def test_event_bridge_is_not_watched(service: LambdaService) -> None:
    bus = service.event_bus()
    count: list[int] = []

    def handler(event: Any, context: Any) -> None:
        count.append(1)
        if len(count) < 40:
            bus.put_event({"n": len(count)}, source="orders", detail_type="again")

    function = service.create_function("loop", handler=handler)
    bus.rule({"source": ["orders"]}).add_target(function)
    function.invoke()
    service.run()
    assert len(count) == 40
    assert dropped(service) == 0


def test_allowed(service: LambdaService) -> None:
    count: list[int] = []

    def handler(event: Any, context: Any) -> None:
        count.append(1)
        if len(count) < 50:
            service.invoke("loop", invocation_type="Event")

    function = service.create_function("loop", handler=handler)
    function.put_function_recursion_config(recursive_loop="Allow")
    function.invoke(invocation_type="Event")
    service.run()
    assert len(count) == 50
    assert dropped(service) == 0
    function.put_function_recursion_config(recursive_loop="Terminate")
    count.clear()
    function.invoke(invocation_type="Event")
    service.run()
    assert len(count) == 16


def test_an_endless_loop_that_is_allowed_does_not_settle(simulate: Simulate) -> None:
    service = simulate(settling=Limits(invocations=500))
    function = service.create_function(
        "loop", handler=lambda event, context: service.invoke("loop", invocation_type="Event") and None
    )
    function.put_function_recursion_config(recursive_loop="Allow")
    function.invoke(invocation_type="Event")
    with pytest.raises(SimulationDidNotSettle, match="loop"):
        service.run()


def test_retries_of_one_event_are_one_hop(service: LambdaService) -> None:
    def handler(event: Any, context: Any) -> None:
        if event["hops"] < 10:
            service.invoke("loop", {"hops": event["hops"] + 1}, invocation_type="Event")
        raise RuntimeError

    function = service.create_function("loop", handler=handler)
    function.put_function_event_invoke_config(maximum_retry_attempts=1)
    function.invoke({"hops": 7}, invocation_type="Event")
    service.run()
    assert dropped(service) == 0
    # every attempt sends on: 1 event, 2 attempts, 2 events, 4 attempts, …
    assert len(function.invocations) == 2 + 4 + 8 + 16


def test_the_setting_is_checked(service: LambdaService) -> None:
    function = service.create_function("loop", handler=lambda event, context: None)
    with pytest.raises(PytestLambdaError, match="(?s)Sometimes.*Terminate"):
        function.put_function_recursion_config(recursive_loop="Sometimes")


def test_the_header_shows_the_hops(service: LambdaService) -> None:
    headers: list[str] = []

    def handler(event: Any, context: Any) -> None:
        headers.append(os.environ["_X_AMZN_TRACE_ID"])
        if event < 3:
            service.invoke("loop", event + 1, invocation_type="Event")

    function = service.create_function("loop", handler=handler)
    function.invoke(0, invocation_type="Event")
    service.run()
    lineages = [dict(part.split("=") for part in header.split(";"))["Lineage"] for header in headers]
    assert [lineage.split(":")[0] for lineage in lineages] == ["1"] * 4
    assert [lineage.split(":")[-1] for lineage in lineages] == ["0", "1", "2", "3"]
    assert len({header.split(";")[0] for header in headers}) == 1  # one trace


def test_an_exception_that_nobody_catches(service: LambdaService) -> None:
    function = service.create_function(
        "loop", handler=lambda event, context: service.invoke("loop", event).raise_for_error()
    )
    assert function.invoke().error.type == "RecursiveInvocationException"
