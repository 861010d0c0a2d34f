"""One invocation with a batch, judged as its event source mapping would."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from pytest_lambda import LambdaFunction, events
from pytest_lambda.batches.judging import Disputed
from pytest_lambda.errors import ConfigurationError
from tests.runtime.conftest import Deploy

REPORTING = ["ReportBatchItemFailures"]
HANDLER = """
import json

def handler(event, context):
    failed = [each["messageId"] for each in event["Records"] if "poison" in each["body"]]
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}
"""


def answering(answer: Any) -> LambdaFunction:
    return LambdaFunction(lambda event, context: answer)


def test_a_partial_failure(deploy: Deploy) -> None:
    event = events.sqs({"order": 1}, {"order": 2, "state": "poison"}, {"order": 3})
    outcome = deploy(HANDLER).invoke_batch(event, function_response_types=REPORTING)

    assert outcome.source == "sqs"
    assert outcome.verdict == "partial failure"
    assert [record.json["order"] for record in outcome.succeeded] == [1, 3]
    (failed,) = outcome.failed
    assert failed.id == event["Records"][1]["messageId"]
    assert failed.body == event["Records"][1]["body"]
    assert failed.json == {"order": 2, "state": "poison"}
    assert failed.reason == (
        f"message {failed.id} returned to the queue: `batchItemFailures[0].itemIdentifier` names it"
    )


def test_by_default_nothing_is_reported(deploy: Deploy) -> None:
    outcome = deploy(HANDLER).invoke_batch(events.sqs("a", "poison"))
    assert outcome.verdict == "complete success"
    assert outcome.rule == "A35"
    assert len(outcome.succeeded) == 2
    assert 'function_response_types=["ReportBatchItemFailures"]' in outcome.hint
    assert deploy(HANDLER).invoke_batch(events.sqs("a")).hint == ""


def test_it_gives_the_invocation(deploy: Deploy) -> None:
    function = deploy(HANDLER)
    event = events.sqs("a", "b")
    outcome = function.invoke_batch(event, function_response_types=[])
    assert outcome.invocation is function.invocations[0]
    assert outcome.invocation.payload == {"batchItemFailures": []}
    assert outcome.invocation.outcome is outcome
    assert list(outcome.invocation.record_ids) == [each["messageId"] for each in event["Records"]]


def test_a_function_error_is_an_outcome(deploy: Deploy) -> None:
    function = deploy("def handler(event, context):\n    raise LookupError('no such order')")
    outcome = function.invoke_batch(events.sqs("a", "b"), function_response_types=REPORTING)
    assert (outcome.verdict, outcome.rule) == ("complete failure", "A34")
    assert outcome.failed[1].reason.endswith("returned to the queue: the function failed with LookupError: no such order")
    assert outcome.invocation is not None
    assert outcome.invocation.function_error == "Unhandled"
    with pytest.raises(LookupError):
        outcome.invocation.raise_for_error()


def test_a_timeout_and_an_exit() -> None:
    def exits(event: Any, context: Any) -> None:
        raise SystemExit(3)

    def loops(event: Any, context: Any) -> None:
        while True:
            pass

    with LambdaFunction(exits) as function:
        assert "Runtime.ExitError" in function.invoke_batch(events.sqs("a")).reason
    with LambdaFunction(loops, timeout=1) as function:
        outcome = function.invoke_batch(events.kinesis("a"))
        assert (outcome.verdict, outcome.rule) == ("complete failure", "C25")
        assert "Task timed out after 1.00 seconds" in outcome.reason


@pytest.mark.parametrize(
    ("answer", "rule"), [(b"not json", "A57"), (float("nan"), "A57"), (b'{"batchItemFailures": []}', "A50")], ids=repr
)
def test_bytes_of_a_custom_encoding(answer: Any, rule: str) -> None:
    with answering(answer) as function:
        outcome = function.invoke_batch(events.sqs("a"), function_response_types=REPORTING)
    assert outcome.rule == rule


def test_the_checkpoint_of_a_stream() -> None:
    event = events.kinesis("a", "b", "c")
    number = event["Records"][1]["kinesis"]["sequenceNumber"]
    with answering({"batchItemFailures": [{"itemIdentifier": number}]}) as function:
        outcome = function.invoke_batch(event, function_response_types=REPORTING)
    assert outcome.checkpoint == number
    assert [record.body for record in outcome.succeeded] == ["a"]
    assert [record.body for record in outcome.failed] == ["b", "c"]


def test_a_change_of_a_table() -> None:
    event = events.dynamodb({"id": "1"}, {"id": "2"})
    number = event["Records"][0]["dynamodb"]["SequenceNumber"]
    with answering({"batchItemFailures": [{"itemIdentifier": number}]}) as function:
        outcome = function.invoke_batch(event, function_response_types=REPORTING)
    assert (outcome.verdict, outcome.rule) == ("complete failure", "C64")
    assert outcome.failed[0].json["NewImage"] == {"id": {"S": "1"}}


def test_kafka() -> None:
    event = events.msk("a", "b")
    with answering({"batchItemFailures": [{"itemIdentifier": {"partition": "orders-0", "offset": 1}}]}) as function:
        outcome = function.invoke_batch(event, function_response_types=REPORTING)
    assert [record.body for record in outcome.failed] == ["b"]


@pytest.mark.parametrize("source", ["activemq", "rabbitmq", "documentdb"])
def test_sources_without_reports(source: str) -> None:
    event = getattr(events, source)()
    with answering(None) as function:
        assert function.invoke_batch(event).verdict == "complete success"
        with pytest.raises(ConfigurationError, match="the batch succeeds or fails as a whole. Leave it out"):
            function.invoke_batch(event, function_response_types=REPORTING)


def test_a_window() -> None:
    event = events.kinesis_time_window("a")
    with answering(None) as function:
        assert function.invoke_batch(event).rule == "C81"
        last = {**event, "Records": [], "isFinalInvokeForWindow": True}
        assert function.invoke_batch(last).verdict == "complete success"
    with answering({"state": {"n": 1}}) as function:
        assert function.invoke_batch(event).verdict == "complete success"


def test_the_order_of_a_fifo_queue(deploy: Deploy) -> None:
    event = events.sqs("poison", "b", message_group_id="g")
    outcome = deploy(HANDLER).invoke_batch(event, function_response_types=REPORTING)
    assert outcome.hint.startswith("The order of group 'g' is broken")


def test_a_disputed_answer() -> None:
    event = events.sqs("a")
    with answering({"batchItemFailures": [{}]}) as function:
        documented = function.invoke_batch(event, function_response_types=REPORTING)
        recorded = function.invoke_batch(
            event, function_response_types=REPORTING, disputed=Disputed(item_without_identifier="success")
        )
    assert (documented.verdict, recorded.verdict) == ("complete failure", "complete success")
    assert documented.unconfirmed
    assert recorded.unconfirmed


def test_what_the_handler_does_to_its_event_is_its_own_business() -> None:
    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        failed = [{"itemIdentifier": event["Records"].pop()["messageId"]}]
        return {"batchItemFailures": failed}

    with LambdaFunction(handler) as function:
        outcome = function.invoke_batch(events.sqs("a", "b"), function_response_types=REPORTING)
    assert [record.body for record in outcome.failed] == ["b"]


def test_the_handler_gets_the_event() -> None:
    seen: list[Any] = []
    event = events.msk(b"\xff", "text")
    with LambdaFunction(lambda event, context: seen.append(event)) as function:
        outcome = function.invoke_batch(event)
    assert seen == [json.loads(json.dumps(event))]
    assert [record.body for record in outcome.succeeded] == [b"\xff", "text"]
    assert base64.b64decode(seen[0]["records"]["orders-0"][0]["value"]) == b"\xff"


@pytest.mark.parametrize(
    "event",
    [{}, None, "event", {"Records": []}, events.s3(), events.sns("a"), events.firehose(b"a"), {"Records": [{"eventSource": "aws:sqs"}]}],
    ids=["empty", "null", "text", "no records", "s3", "sns", "firehose", "no message id"],
)
def test_an_event_that_is_no_batch(event: Any) -> None:
    with answering(None) as function:
        with pytest.raises(ConfigurationError):
            function.invoke_batch(event)
        assert function.invocations == ()


@pytest.mark.parametrize("types", ["ReportBatchItemFailures", ["reportBatchItemFailures"], REPORTING * 2, [None]], ids=repr)
def test_unknown_response_types(types: Any) -> None:
    with answering(None) as function:
        with pytest.raises(ConfigurationError) as refused:
            function.invoke_batch(events.sqs("a"), function_response_types=types)
        assert str(refused.value) == (
            f"function_response_types={types!r}: expected a list, with 'ReportBatchItemFailures' in it or nothing: "
            "function_response_types=['ReportBatchItemFailures']."
        )
        assert function.invocations == ()


def test_the_request() -> None:
    seen: list[Any] = []
    with LambdaFunction(lambda event, context: seen.append(context.invoked_function_arn)) as function:
        function.invoke_batch(events.sqs("a"), qualifier="live")
    assert seen == [f"{function.arn}:live"]
