"""The asynchronous queue, attacked: what happens between attempts, and what the records say afterwards (E, F8, F9)."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import (
    Account,
    Backoff,
    ConfigurationError,
    InvalidParameterValueException,
    LambdaService,
    RequestEntityTooLargeException,
    ServiceFunction,
    TooManyRequestsException,
    events,
)
from pytest_lambda.service.ledger import AT_DESTINATION, DISCARDED, IN_DEAD_LETTER_QUEUE, NOT_DELIVERED, SUCCEEDED


@pytest.fixture
def service() -> Iterator[LambdaService]:
    with LambdaService() as service:
        yield service
        service.check_ledger()


def fail(event: Any, context: Any) -> None:
    raise RuntimeError("no stock")


def work(event: Any, context: Any) -> Any:
    return {"got": event}


def sleep(event: Any, context: Any) -> None:
    time.sleep(event)


def send(function: ServiceFunction, event: Any = None, **more: Any) -> str:
    return function.invoke(event, invocation_type="Event", **more).request_id


def starts(function: ServiceFunction) -> list[float]:
    """When each invocation began, in seconds since virtual time began."""
    return [each.start_epoch - 1767225600 for each in function.invocations]


def watched(service: LambdaService, function: ServiceFunction, **more: Any) -> tuple[Any, Any]:
    ok, bad = service.sqs_queue("ok"), service.sqs_queue("bad")
    function.put_function_event_invoke_config(on_success=ok, on_failure=bad, **more)
    return ok, bad


def only(queue: Any) -> dict[str, Any]:
    (message,) = queue.messages
    record: dict[str, Any] = message.json
    return record


def occupy(service: LambdaService, function: ServiceFunction, seconds: float, *, name: str = "occupant") -> None:
    """Let the function run for so long, from now on."""
    service.create_function(name, handler=lambda event, context: service.invoke(function, seconds) and None, timeout=900)
    service.invoke(name, None, invocation_type="Event")
    service.advance(seconds=0)


class TestAttempts:
    def test_look_ahead_counts_from_the_end_of_an_attempt(self, service: LambdaService) -> None:
        """E8: a retry a minute after an execution of 31 s would begin after 91 s."""

        def slow(event: Any, context: Any) -> None:
            time.sleep(31)
            raise RuntimeError

        function = service.create_function("orders", handler=slow, timeout=60)
        _, bad = watched(service, function, maximum_event_age_in_seconds=90)
        send(function)
        service.advance(seconds=31)
        assert only(bad)["requestContext"]["condition"] == "EventAgeExceeded"
        assert only(bad)["timestamp"] == "2026-01-01T00:00:31.000Z"
        service.run()
        assert starts(function) == [0]

    @pytest.mark.parametrize(("age", "attempts", "condition"), [
        (60, 1, "EventAgeExceeded"), (61, 2, "EventAgeExceeded"), (90, 2, "EventAgeExceeded"),
        (180, 2, "EventAgeExceeded"), (181, 3, "RetriesExhausted"),
    ])  # fmt: skip
    def test_age_and_retries(self, service: LambdaService, age: int, attempts: int, condition: str) -> None:
        """E3, E8."""
        function = service.create_function("orders", handler=fail)
        _, bad = watched(service, function, maximum_event_age_in_seconds=age)
        send(function)
        service.run()
        assert starts(function) == [0, 60, 180][:attempts]
        context = only(bad)["requestContext"]
        assert (context["condition"], context["approximateInvokeCount"]) == (condition, attempts)

    def test_timeouts_and_exits_are_failures(self, service: LambdaService) -> None:
        turns = iter([lambda: time.sleep(10), lambda: sys.exit(3), lambda: "done"])
        function = service.create_function("orders", handler=lambda event, context: next(turns)(), timeout=2)
        ok, _ = watched(service, function)
        request_id = send(function)
        service.run()
        assert starts(function) == [0, 62, 182]
        assert [each.function_error for each in function.invocations] == ["Unhandled", "Unhandled", None]
        assert {each.request_id for each in function.invocations} == {request_id}
        assert [each.cold_start for each in function.invocations] == [True, True, True]  # G4
        assert only(ok)["requestContext"]["approximateInvokeCount"] == 1  # E24
        assert function.invocations[0].timed_out
        assert "2.00 seconds" in function.invocations[0].payload["errorMessage"]

    def test_the_record_of_a_timeout_has_its_answer(self, service: LambdaService) -> None:
        function = service.create_function("orders", handler=sleep, timeout=2)
        _, bad = watched(service, function, maximum_retry_attempts=0)
        request_id = send(function, 10)
        service.run()
        assert only(bad)["responsePayload"] == function.invocations[0].payload
        assert only(bad)["requestContext"]["requestId"] == request_id

    def test_new_configuration_between_attempts(self, service: LambdaService) -> None:
        """The configuration of the moment counts: retries, age and destination."""
        function = service.create_function("orders", handler=fail)
        _, bad = watched(service, function)
        other = service.sqs_queue("other")
        send(function)
        service.advance(seconds=30)
        function.put_function_event_invoke_config(maximum_retry_attempts=1, on_failure=other)
        service.run()
        assert starts(function) == [0, 60]
        assert bad.messages == ()
        assert only(other)["requestContext"]["approximateInvokeCount"] == 2

    def test_a_configuration_that_is_deleted_leaves_the_defaults(self, service: LambdaService) -> None:
        function = service.create_function("orders", handler=fail)
        _, bad = watched(service, function, maximum_retry_attempts=1)
        send(function)
        service.advance(seconds=30)
        function.delete_function_event_invoke_config()
        service.run()
        assert starts(function) == [0, 60, 180]
        assert bad.messages == ()
        assert service.ledger.ended == {DISCARDED: 1}

    def test_new_code_between_attempts(self, service: LambdaService) -> None:
        """E9."""
        function = service.create_function("orders", handler=fail)
        ok, _ = watched(service, function)
        send(function, 5)
        service.advance(seconds=30)
        function.update_function_code(handler=work)
        service.run()
        assert starts(function) == [0, 60]
        assert only(ok)["responsePayload"] == {"got": 5}

    def test_zero_retries_do_not_keep_throttles_from_being_retried(self, service: LambdaService) -> None:
        """E6."""
        function = service.create_function("orders", handler=sleep, timeout=60)
        function.put_function_concurrency(reserved_concurrent_executions=1)
        ok, _ = watched(service, function, maximum_retry_attempts=0)
        occupy(service, function, 20.5)
        send(function, 1)
        service.run()
        assert starts(function) == [0, 31]
        assert only(ok)["requestContext"]["condition"] == "Success"
        assert service.metrics["Throttles"].sum(function="orders") == 5  # 0, 1, 3, 7, 15

    def test_throttles_after_a_failure_use_no_retry(self, service: LambdaService) -> None:
        """E6, F8: failed, throttled until 91 s, failed twice more."""
        function = service.create_function(
            "orders", handler=lambda event, context: sleep(event, context) if event else fail(event, context), timeout=60
        )
        function.put_function_concurrency(reserved_concurrent_executions=1)
        _, bad = watched(service, function)
        send(function, 0)
        service.advance(seconds=59)
        occupy(service, function, 20)
        service.run()
        assert [each for each in starts(function) if each != 59] == [0, 91, 211]
        assert only(bad)["requestContext"]["approximateInvokeCount"] == 3
        assert only(bad)["requestContext"]["condition"] == "RetriesExhausted"

    def test_backoff_can_be_set(self) -> None:
        with LambdaService(throttle_backoff=Backoff(first_seconds=5, factor=1)) as service:
            function = service.create_function("orders", handler=sleep, timeout=60)
            function.put_function_concurrency(reserved_concurrent_executions=1)
            occupy(service, function, 22)
            send(function, 1)
            service.run()
            assert starts(function) == [0, 25]

    def test_backoff_has_a_limit(self, service: LambdaService) -> None:
        """E6: at most five minutes."""
        function = service.create_function("orders", handler=sleep, timeout=900)
        function.put_function_concurrency(reserved_concurrent_executions=1)
        occupy(service, function, 899)
        send(function, 1)
        service.run()
        assert starts(function) == [0, 1111]  # 0 1 3 7 15 31 63 127 255 511 811 1111

    def test_more_events_than_concurrency(self, service: LambdaService) -> None:
        function = service.create_function("orders", handler=sleep, timeout=60)
        function.put_function_concurrency(reserved_concurrent_executions=2)
        for _ in range(7):
            send(function, 10)
        service.run()
        assert len(function.invocations) == 7
        assert len(function.environments) <= 2
        assert service.metrics["ConcurrentExecutions"].maximum(function="orders") == 2
        assert service.ledger.ended == {SUCCEEDED: 7}


    @pytest.mark.parametrize("schedule", ["fifo", "random"])
    def test_a_crowd_of_throttled_events_does_not_starve(self, schedule: str) -> None:
        """F8: all are worked off, at about the pace of the function, although they came at one moment."""
        with LambdaService(schedule=schedule) as service:
            function = service.create_function("orders", handler=sleep)
            function.put_function_concurrency(reserved_concurrent_executions=1)
            for _ in range(100):
                send(function, 1)
            service.run()
            assert service.ledger.ended == {SUCCEEDED: 100}
            assert starts(function)[-1] < 1200
            assert service.metrics["ConcurrentExecutions"].maximum(function="orders") == 1

    def test_a_failing_init_is_a_failure(self, service: LambdaService, tmp_path: Path) -> None:
        """G3: tried three times, and its answer is in the record."""
        (tmp_path / "app_without_init.py").write_text("raise ValueError('no table')")
        function = service.create_function("orders", handler="app_without_init.handler", task_root=tmp_path)
        _, bad = watched(service, function)
        send(function)
        service.run()
        assert len(function.invocations) == 3
        assert only(bad)["requestContext"]["approximateInvokeCount"] == 3
        assert only(bad)["responsePayload"]["errorType"] == "ValueError"


class TestDisappearances:
    def test_deleted_between_attempts(self, service: LambdaService) -> None:
        """E14: it ran once; then it is gone, and its answer is not told."""
        function = service.create_function("orders", handler=fail, dead_letter_queue=service.sqs_queue("letters"))
        _, bad = watched(service, function)
        request_id = send(function, {"x": 1})
        service.advance(seconds=30)
        service.delete_function("orders")
        service.run()
        record = only(bad)
        assert record["requestContext"] == {
            "requestId": request_id,
            "functionArn": f"{function.arn}:$LATEST",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": 1,
        }
        assert record["responseContext"] == {"statusCode": 404}
        assert "responsePayload" not in record
        (letter,) = service.sqs_queue("letters").messages
        assert letter.message_attributes["ErrorCode"]["StringValue"] == "404"
        assert letter.message_attributes["ErrorMessage"]["StringValue"] == f"Function not found: {function.arn}:$LATEST"
        assert events.check(record) == []

    def test_another_function_of_the_same_name_does_not_run_old_events(self, service: LambdaService) -> None:
        function = service.create_function("orders", handler=fail)
        send(function)
        service.advance(seconds=30)
        service.delete_function("orders")
        other = service.create_function("orders", handler=work)
        service.run()
        assert other.invocations == ()
        assert service.ledger.ended == {DISCARDED: 1}

    def test_deleted_while_it_runs(self, service: LambdaService) -> None:
        function = service.create_function("orders", handler=sleep, timeout=60)
        ok, _ = watched(service, function)
        send(function, 20)
        service.advance(seconds=10)
        service.delete_function("orders")
        service.run()
        assert only(ok)["requestContext"]["condition"] == "Success"

    def test_no_concurrency_between_attempts(self, service: LambdaService) -> None:
        """E26: count and all, although it ran once before."""
        function = service.create_function("orders", handler=fail, dead_letter_queue=service.sqs_queue("letters"))
        _, bad = watched(service, function)
        send(function)
        service.advance(seconds=30)
        function.put_function_concurrency(reserved_concurrent_executions=0)
        service.advance(seconds=30)
        record = only(bad)
        assert record["requestContext"]["condition"] == "ZeroReservedConcurrency"
        assert not {"responseContext", "responsePayload"} & record.keys()
        (letter,) = service.sqs_queue("letters").messages
        assert "ErrorCode" not in letter.message_attributes  # E42
        assert service.ledger.ended == {IN_DEAD_LETTER_QUEUE: 1}
        service.run()
        assert starts(function) == [0]

    def test_no_concurrency_is_told_at_once_and_nothing_runs(self, service: LambdaService) -> None:
        """E26, F3."""
        function = service.create_function("orders", handler=work)
        _, bad = watched(service, function)
        function.put_function_concurrency(reserved_concurrent_executions=0)
        send(function, {"x": 1})
        service.run()
        assert json.dumps(only(bad)["requestContext"]).endswith(
            '"condition": "ZeroReservedConcurrency", "approximateInvokeCount": 0}'
        )
        assert list(only(bad)) == ["version", "timestamp", "requestContext", "requestPayload"]
        assert service.now().isoformat() == "2026-01-01T00:00:00+00:00"
        with pytest.raises(TooManyRequestsException) as refused:
            function.invoke({})
        assert refused.value.reason == "ReservedFunctionConcurrentInvocationLimitExceeded"

    def test_alias_is_moved_between_attempts(self, service: LambdaService) -> None:
        """The alias of the moment is asked; the record tells which version ran last."""
        function = service.create_function("orders", handler=fail)
        function.publish_version()
        function.update_function_code(handler=work)
        function.publish_version()
        function.create_alias("live", function_version="1")
        ok = service.sqs_queue("ok")
        function.put_function_event_invoke_config(qualifier="live", on_success=ok)
        send(function, 1, qualifier="live")
        service.advance(seconds=30)
        function.update_alias("live", function_version="2")
        service.run()
        assert [each.executed_version for each in function.invocations] == ["1", "2"]
        assert only(ok)["requestContext"]["functionArn"] == f"{function.arn}:live"
        assert only(ok)["responseContext"] == {"statusCode": 200, "executedVersion": "2"}
        errors = service.metrics["Errors"]
        assert errors.sum(function="orders", alias="live", version="1") == 1
        assert errors.sum(function="orders", alias="live", version="2") == 0

    def test_alias_is_deleted_between_attempts(self, service: LambdaService) -> None:
        """Its configuration goes with it: the event ends as one of a function that is gone."""
        function = service.create_function("orders", handler=fail, dead_letter_queue=service.sqs_queue("letters"))
        function.publish_version()
        function.create_alias("live", function_version="1")
        send(function, 1, qualifier="live")
        service.advance(seconds=30)
        function.delete_alias("live")
        service.run()
        (letter,) = service.sqs_queue("letters").messages
        assert letter.message_attributes["ErrorCode"]["StringValue"] == "404"
        assert letter.message_attributes["ErrorMessage"]["StringValue"] == f"Function not found: {function.arn}:live"

    def test_version_is_deleted_between_attempts(self, service: LambdaService) -> None:
        function = service.create_function("orders", handler=fail)
        function.publish_version()
        send(function, 1, qualifier="1")
        service.advance(seconds=30)
        service.delete_function("orders", qualifier="1")
        service.run()
        assert starts(function) == [0]
        assert service.ledger.ended == {DISCARDED: 1}

    def test_lowered_reservation_does_not_touch_what_runs(self, service: LambdaService) -> None:
        """F10."""
        function = service.create_function("orders", handler=sleep, timeout=60)
        ok, _ = watched(service, function)
        send(function, 20)
        service.advance(seconds=10)
        function.put_function_concurrency(reserved_concurrent_executions=0)
        service.run()
        assert only(ok)["requestContext"]["condition"] == "Success"


class TestQualifiers:
    def test_configurations_are_apart(self, service: LambdaService) -> None:
        """E11."""
        function = service.create_function("orders", handler=fail)
        function.publish_version()
        function.create_alias("live", function_version="1")
        queues = {name: service.sqs_queue(f"of-{number}") for number, name in enumerate(("$LATEST", "1", "live"))}
        for retries, (qualifier, queue) in enumerate(queues.items()):
            function.put_function_event_invoke_config(
                qualifier=qualifier, on_failure=queue, maximum_retry_attempts=retries
            )
        for qualifier in (None, "1", "live"):
            send(function, 1, qualifier=qualifier)
        service.run()
        counts = {name: only(queue)["requestContext"]["approximateInvokeCount"] for name, queue in queues.items()}
        assert counts == {"$LATEST": 1, "1": 2, "live": 3}
        arns = [only(queue)["requestContext"]["functionArn"] for queue in queues.values()]
        assert arns == [f"{function.arn}:{name}" for name in queues]
        assert [only(queue)["responseContext"]["executedVersion"] for queue in queues.values()] == ["$LATEST", "1", "1"]

    def test_invoked_arn_stays_unqualified(self, service: LambdaService) -> None:
        """E19."""
        function = service.create_function("orders", handler=lambda event, context: context.invoked_function_arn)
        ok, _ = watched(service, function)
        send(function)
        service.run()
        assert only(ok)["responsePayload"] == function.arn
        assert only(ok)["requestContext"]["functionArn"] == f"{function.arn}:$LATEST"


class TestDelivery:
    def test_both_get_their_copy(self, service: LambdaService) -> None:
        """E43, E40, E41: to the byte."""
        topic = service.sns_topic("letters")
        function = service.create_function("orders", handler=fail, dead_letter_queue=topic)
        _, bad = watched(service, function, maximum_retry_attempts=0)
        request_id = function.invoke(payload='{ "x" :1.0}', invocation_type="Event").request_id
        service.run()
        (letter,) = topic.messages
        assert letter.message == '{ "x" :1.0}'
        assert {name: dict(each) for name, each in letter.message_attributes.items()} == {
            "RequestID": {"DataType": "String", "StringValue": request_id},
            "ErrorCode": {"DataType": "Number", "StringValue": "200"},
            "ErrorMessage": {"DataType": "String", "StringValue": "no stock"},
        }
        assert only(bad)["requestPayload"] == {"x": 1.0}
        assert service.ledger.deliveries == {topic.arn: 1, bad.arn: 1}
        assert service.ledger.ended == {IN_DEAD_LETTER_QUEUE: 1}

    def test_one_refuses_the_other_takes(self, service: LambdaService) -> None:
        letters = service.sqs_queue("letters")
        function = service.create_function("orders", handler=fail, dead_letter_queue=letters)
        _, bad = watched(service, function, maximum_retry_attempts=0)
        letters.refuse_deliveries()
        send(function)
        service.run()
        assert len(bad.messages) == 1
        assert service.metrics["DeadLetterErrors"].sum(function="orders") == 1
        assert service.metrics["DestinationDeliveryFailures"].sum(function="orders") == 0
        assert service.ledger.ended == {AT_DESTINATION: 1}

    def test_both_refuse(self, service: LambdaService) -> None:
        """E30, E45: lost, by a named rule; the function is not run again."""
        letters = service.sqs_queue("letters")
        function = service.create_function("orders", handler=fail, dead_letter_queue=letters)
        _, bad = watched(service, function, maximum_retry_attempts=0)
        letters.refuse_deliveries()
        bad.refuse_deliveries()
        send(function)
        service.run()
        assert starts(function) == [0]
        assert service.metrics["DeadLetterErrors"].sum(function="orders") == 1
        assert service.metrics["DestinationDeliveryFailures"].sum(function="orders") == 1
        assert service.ledger.ended == {NOT_DELIVERED: 1}

    def test_success_whose_record_is_refused(self, service: LambdaService) -> None:
        function = service.create_function("orders", handler=work)
        ok, _ = watched(service, function)
        ok.refuse_deliveries()
        send(function)
        service.run()
        assert service.ledger.ended == {SUCCEEDED: 1}
        assert service.metrics["DestinationDeliveryFailures"].sum(function="orders") == 1
        assert service.metrics["AsyncEventsDropped"].sum(function="orders") == 0

    def test_record_is_the_event_of_a_function(self, service: LambdaService) -> None:
        """E28, E31."""
        seen: list[Any] = []
        service.create_function("audit", handler=lambda event, context: seen.append(event))
        function = service.create_function("orders", handler=work)
        function.put_function_event_invoke_config(on_success=service["audit"])
        send(function, {"x": 1})
        service.run()
        assert list(seen[0]) == [
            "version", "timestamp", "requestContext", "requestPayload", "responseContext", "responsePayload",
        ]  # fmt: skip
        assert events.check(seen[0]) == []
        assert service.ledger.ended == {AT_DESTINATION: 1, SUCCEEDED: 1}

    def test_functions_that_are_each_others_destination_stop(self, service: LambdaService) -> None:
        """E31, G7, H16."""
        one = service.create_function("one", handler=lambda event, context: None)
        two = service.create_function("two", handler=lambda event, context: None)
        one.put_function_event_invoke_config(on_success=two)
        two.put_function_event_invoke_config(on_success=one)
        send(one)
        service.run()
        assert (len(one.invocations), len(two.invocations)) == (16, 16)
        assert service.metrics["RecursiveInvocationsDropped"].sum(function="one") == 1

    def test_the_destination_is_deleted_meanwhile(self, service: LambdaService) -> None:
        """E30."""
        service.create_function("audit", handler=work)
        function = service.create_function("orders", handler=work)
        function.put_function_event_invoke_config(on_success=service["audit"])
        service.delete_function("audit")
        send(function)
        service.run()
        assert service.metrics["DestinationDeliveryFailures"].sum(function="orders") == 1
        assert service.ledger.ended == {SUCCEEDED: 1}

    @pytest.mark.parametrize("side", ["on_success", "on_failure"])
    @pytest.mark.parametrize("kind", ["sqs", "sns"])
    def test_fifo_is_refused(self, service: LambdaService, side: str, kind: str) -> None:
        """E12."""
        target: Any = service.sqs_queue("q.fifo", fifo_queue=True)
        if kind == "sns":
            target = service.sns_topic("t.fifo", fifo_topic=True)
        function = service.create_function("orders", handler=work)
        with pytest.raises(InvalidParameterValueException, match="is invalid"):
            function.put_function_event_invoke_config(**{side: target})
        with pytest.raises(InvalidParameterValueException):
            service.create_function("other", handler=work, dead_letter_queue=target)
        assert "other" not in service

    @pytest.mark.parametrize("qualified", ["", ":live", ":1"])
    def test_itself_is_refused(self, service: LambdaService, qualified: str) -> None:
        """E11."""
        function = service.create_function("orders", handler=work)
        function.publish_version()
        function.create_alias("live", function_version="1")
        with pytest.raises(InvalidParameterValueException) as refused:
            function.put_function_event_invoke_config(on_failure=function.arn + qualified)
        assert str(refused.value) == "You can't specify the function as a destination for itself."

    def test_a_bucket_on_success_is_refused(self, service: LambdaService) -> None:
        """E12."""
        function = service.create_function("orders", handler=work)
        bucket = service.s3_bucket("records")
        with pytest.raises(InvalidParameterValueException, match="is invalid"):
            function.put_function_event_invoke_config(on_success=bucket)
        function.put_function_event_invoke_config(on_failure=bucket)

    def test_bucket(self, service: LambdaService) -> None:
        """E29: two failures at one moment do not overwrite each other."""
        function = service.create_function("orders", handler=fail)
        bucket = service.s3_bucket("records")
        function.put_function_event_invoke_config(on_failure=bucket, maximum_retry_attempts=0)
        send(function, 1)
        send(function, 2)
        service.run()
        assert sorted(each.json["requestPayload"] for each in bucket.objects.values()) == [1, 2]
        assert all(key.startswith("aws/lambda/async/orders/2026/01/01/2026-01-01T00.00.00-") for key in bucket.objects)


class TestFrontDoor:
    def test_dry_run_takes_no_permit(self, service: LambdaService) -> None:
        """E1, F10."""
        function = service.create_function("orders", handler=work)
        function.put_function_concurrency(reserved_concurrent_executions=0)
        answer = function.invoke({}, invocation_type="DryRun")
        assert (answer.status_code, answer.payload) == (204, None)
        service.run()
        assert function.invocations == ()
        assert service.metrics["Throttles"].sum() == service.metrics["Invocations"].sum() == 0
        assert service.ledger.accepted == 0

    def test_nothing_happens_before_time_moves(self, service: LambdaService) -> None:
        """E1."""
        function = service.create_function("orders", handler=work)
        answer = function.invoke({}, invocation_type="Event")
        assert (answer.status_code, answer.payload, answer.function_error) == (202, None, None)
        assert function.invocations == ()
        assert [(each.request_id, each.state) for each in service.ledger] == [(answer.request_id, "queued")]

    def test_sizes(self, service: LambdaService) -> None:
        """E2: a megabyte, to the byte; synchronously six."""
        function = service.create_function("orders", handler=lambda event, context: len(event))
        largest = json.dumps("x" * (1_048_576 - 2))
        function.invoke(payload=largest, invocation_type="Event")
        assert function.invoke(payload=largest + " ").payload == 1_048_574
        with pytest.raises(RequestEntityTooLargeException, match="1048577 byte payload is too large for the Event"):
            function.invoke(payload=largest + " ", invocation_type="Event")
        service.run()
        assert len(function.invocations) == 2

    def test_client_context_is_not_passed_on(self, service: LambdaService) -> None:
        """E2."""
        function = service.create_function("orders", handler=lambda event, context: context.client_context is None)
        send(function, client_context={"custom": {"a": "b"}})
        service.run()
        assert function.invocations[0].payload is True

    def test_asynchronous_requests_have_no_rate(self) -> None:
        """F5: synchronous ones do, ten a second for each unit of concurrency."""
        account = Account(concurrent_executions=1, minimum_unreserved=0)
        with LambdaService(account=account) as service:
            function = service.create_function("orders", handler=work)
            for _ in range(25):
                send(function)
                service.run()
            assert starts(function) == [0] * 25
            for _ in range(10):
                function.invoke({})
            with pytest.raises(TooManyRequestsException) as refused:
                function.invoke({})
            assert refused.value.reason == "FunctionInvocationRateLimitExceeded"

    @pytest.mark.parametrize("rate", [-0.1, 1.1])
    def test_duplicate_rate_is_a_share(self, rate: float) -> None:
        with pytest.raises(ConfigurationError, match="duplicate_rate"):
            LambdaService(duplicate_rate=rate)


class TestDuplicates:
    def test_every_event_twice(self) -> None:
        """E10: the same request id, two records, one event for the ledger."""
        with LambdaService(duplicate_rate=1.0) as service:
            function = service.create_function("orders", handler=work)
            ok, _ = watched(service, function)
            request_id = send(function)
            service.run()
            assert [each.request_id for each in function.invocations] == [request_id, request_id]
            assert [each.json["requestContext"]["requestId"] for each in ok.messages] == [request_id, request_id]
            assert (service.ledger.accepted, service.ledger.ended) == (1, {AT_DESTINATION: 1})
            assert service.metrics["AsyncEventsReceived"].sum() == 1
            service.check_ledger()

    def test_one_copy_fails(self) -> None:
        """Each copy has its own end; the event is as well off as the better one."""
        turns = iter([False, True, True, True])

        def one_works(event: Any, context: Any) -> None:
            if next(turns):
                raise RuntimeError

        with LambdaService(duplicate_rate=1.0) as service:
            function = service.create_function("orders", handler=one_works)
            send(function)
            service.run()
            assert starts(function) == [0, 0, 60, 180]
            assert service.ledger.ended == {SUCCEEDED: 1}
            service.check_ledger()

    def test_a_share(self) -> None:
        runs = []
        for seed in (1, 2):
            with LambdaService(duplicate_rate=0.5, seed=seed) as service:
                function = service.create_function("orders", handler=work)
                for number in range(40):
                    send(function, number)
                service.run()
                runs.append([each.payload["got"] for each in function.invocations])
                assert 40 < len(runs[-1]) < 80
                assert set(runs[-1]) == set(range(40))
        assert runs[0] != runs[1]


class TestMetrics:
    def test_of_a_failure(self, service: LambdaService) -> None:
        """H1-H3, H11-H13: each at its moment."""
        function = service.create_function("orders", handler=fail)
        service.advance(seconds=5)
        send(function)
        service.run()

        def points(name: str) -> list[tuple[float, float]]:
            found = service.metrics[name].datapoints(function="orders")
            return [(each.epoch - 1767225600, each.value) for each in found]

        assert points("AsyncEventsReceived") == [(5, 1)]
        assert points("Invocations") == [(5, 1), (65, 1), (185, 1)]
        assert points("Errors") == [(5, 1), (65, 1), (185, 1)]
        assert points("AsyncEventAge") == [(5, 0), (65, 60_000), (185, 180_000)]
        assert points("AsyncEventsDropped") == [(185, 1)]
        assert points("Throttles") == []

    def test_of_a_success(self, service: LambdaService) -> None:
        """H2, H13: zeros."""
        function = service.create_function("orders", handler=work)
        send(function)
        service.run()
        assert service.metrics["Errors"].average(function="orders") == 0
        assert service.metrics["AsyncEventsDropped"].sample_count(function="orders") == 1
        assert service.metrics["AsyncEventsDropped"].sum(function="orders") == 0

    def test_throttled_attempts(self, service: LambdaService) -> None:
        """H3: six within a minute; F9: neither invocations nor errors."""
        function = service.create_function("orders", handler=sleep, timeout=900)
        function.put_function_concurrency(reserved_concurrent_executions=1)
        function.put_function_event_invoke_config(maximum_event_age_in_seconds=60)
        occupy(service, function, 300)
        send(function, 1)
        service.run()
        assert service.metrics["Throttles"].sum(function="orders") == 6
        assert service.metrics["Invocations"].sum(function="orders") == 1  # the occupation
        assert service.metrics["Errors"].sum(function="orders") == 0
        assert service.metrics["AsyncEventsDropped"].sum(function="orders") == 1

    def test_dimensions(self, service: LambdaService) -> None:
        function = service.create_function("orders", handler=work)
        function.publish_version()
        function.create_alias("live", function_version="1")
        send(function, 1, qualifier="live")
        send(function, 1, qualifier="1")
        send(function, 1)
        service.run()
        for name in ("Invocations", "AsyncEventsReceived", "AsyncEventAge", "AsyncEventsDropped"):
            count = service.metrics[name].sample_count
            assert count() == count(function="orders") == 3, name
            assert count(function="orders", resource="orders:live") == 1, name
            assert count(function="orders", alias="live", version="1") == 1, name
            assert count(function="orders", resource="orders:1") == 1, name
            assert count(function="orders", resource="orders") == 1, name


class TestRecords:
    def test_to_the_byte(self, service: LambdaService) -> None:
        """E20, E22."""
        function = service.create_function("orders", handler=work)
        ok, _ = watched(service, function)
        service.advance(milliseconds=1500)
        request_id = send(function, {"b": 1, "a": [None, "ü"]})
        service.run()
        (message,) = ok.messages
        assert message.body == (
            '{"version":"1.0","timestamp":"2026-01-01T00:00:01.500Z","requestContext":{'
            f'"requestId":"{request_id}","functionArn":"{function.arn}:$LATEST",'
            '"condition":"Success","approximateInvokeCount":1},"requestPayload":{"b":1,"a":[null,"ü"]},'
            '"responseContext":{"statusCode":200,"executedVersion":"$LATEST"},'
            '"responsePayload":{"got":{"b":1,"a":[null,"ü"]}}}'
        )
        assert message.attributes["AWSTraceHeader"].startswith("Root=1-")

    def test_every_end_is_a_record_that_our_own_rules_accept(self, service: LambdaService) -> None:
        """E13, E14, E22, E26: what the events' rules say and what the service sends agree."""
        function = service.create_function("orders", handler=fail, timeout=300)
        bad = service.sqs_queue("bad")
        function.put_function_event_invoke_config(on_failure=bad)
        send(function)
        service.run()
        function.put_function_concurrency(reserved_concurrent_executions=0)
        send(function)
        service.run()
        function.put_function_concurrency(reserved_concurrent_executions=1)
        function.put_function_event_invoke_config(on_failure=bad, maximum_event_age_in_seconds=60)
        function.update_function_code(handler=sleep)
        occupy(service, function, 100)
        send(function, 1)
        service.run()
        send(function, 1)
        service.delete_function("orders")
        service.run()
        records = [each.json for each in bad.messages]
        shown = [(each["requestContext"]["condition"], each.get("responseContext", {}).get("statusCode")) for each in records]
        assert shown == [
            ("RetriesExhausted", 200), ("ZeroReservedConcurrency", None), ("EventAgeExceeded", 429),
            ("RetriesExhausted", 404),
        ]  # fmt: skip
        assert [events.check(record, "lambda_destination") for record in records] == [[], [], [], []]
