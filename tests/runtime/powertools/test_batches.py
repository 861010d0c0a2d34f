"""Powertools' batch processors, judged: what its answers look like is P1 to P6."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from pytest_lambda import events
from pytest_lambda.batches.outcome import BatchOutcome
from tests.runtime.conftest import Deploy

REPORTING = ["ReportBatchItemFailures"]

PLAIN = """
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

processor = BatchProcessor(event_type=EventType.{source}{settings})
handled = []

def record_handler(record):
    body = {body}
    handled.append(body)
    if "poison" in body:
        raise ValueError(body)

def handler(event, context):
    return process_partial_response(event, record_handler, processor, context)
"""
BODIES = {
    "SQS": "record.body",
    "KinesisDataStreams": "record.kinesis.data_as_text()",
    "DynamoDBStreams": "record.dynamodb.new_image['text']",
}
BUILDERS: dict[str, Any] = {
    "SQS": events.sqs,
    "KinesisDataStreams": events.kinesis,
    "DynamoDBStreams": lambda *bodies: events.dynamodb(
        *({"id": str(number), "text": body} for number, body in enumerate(bodies))
    ),
}
FIFO = """
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response

processor = SqsFifoPartialProcessor({settings})
handled = []

def record_handler(record):
    handled.append(record.body)
    if "poison" in record.body:
        raise ValueError(record.body)

def handler(event, context):
    return process_partial_response(event, record_handler, processor, context)
"""


def text(body: Any) -> str:
    return body if isinstance(body, str) else str(body["NewImage"]["text"]["S"])


def bodies(outcomes: Any) -> list[str]:
    return [text(each.body) for each in outcomes]


def run(deploy: Deploy, source: str, *given: str, settings: str = "", reporting: bool = True) -> BatchOutcome:
    function = deploy(PLAIN.format(source=source, settings=settings, body=BODIES[source]))
    return function.invoke_batch(BUILDERS[source](*given), function_response_types=REPORTING if reporting else None)


@pytest.mark.parametrize("source", BODIES)
def test_success(deploy: Deploy, source: str) -> None:
    outcome = run(deploy, source, "a", "b")
    assert outcome.verdict == "complete success"
    assert outcome.rule in ("A50", "C50")  # P1
    assert outcome.invocation is not None
    assert outcome.invocation.payload == {"batchItemFailures": []}


def test_a_failed_message(deploy: Deploy) -> None:
    outcome = run(deploy, "SQS", "a", "poison", "c", "poison 2")
    assert bodies(outcome.failed) == ["poison", "poison 2"]
    assert bodies(outcome.succeeded) == ["a", "c"]
    assert outcome.rule == "A36"


@pytest.mark.parametrize("source", ["KinesisDataStreams", "DynamoDBStreams"])
def test_a_failed_record_of_a_stream(deploy: Deploy, source: str) -> None:
    """P2; and what comes after the checkpoint was handled, but comes again (C63)."""
    outcome = run(deploy, source, "a", "poison", "c", "poison 2")
    assert bodies(outcome.succeeded) == ["a"]
    assert bodies(outcome.failed) == ["poison", "c", "poison 2"]
    assert outcome.checkpoint == outcome.batch[1].id
    assert outcome.rule == "C63"


@pytest.mark.parametrize("source", BODIES)
def test_a_batch_that_fails_as_a_whole_raises(deploy: Deploy, source: str) -> None:
    """P3: AWS sees a function error."""
    outcome = run(deploy, source, "poison", "poison 2")
    assert outcome.verdict == "complete failure"
    assert outcome.rule in ("A34", "C62")
    assert "BatchProcessingError" in outcome.reason
    assert outcome.invocation is not None
    assert outcome.invocation.function_error == "Unhandled"


@pytest.mark.parametrize("source", BODIES)
def test_a_batch_that_fails_as_a_whole_may_be_reported(deploy: Deploy, source: str) -> None:
    outcome = run(deploy, source, "poison", "poison 2", settings=", raise_on_entire_batch_failure=False")
    assert outcome.verdict == "complete failure"
    assert outcome.rule in ("A68", "C64")
    assert outcome.invocation is not None
    assert outcome.invocation.function_error is None


@pytest.mark.parametrize("source", BODIES)
def test_the_mapping_that_was_forgotten(deploy: Deploy, source: str) -> None:
    """A35, C67: the processor reports in vain, and the poison is lost."""
    outcome = run(deploy, source, "a", "poison", reporting=False)
    assert outcome.verdict == "complete success"
    assert "ReportBatchItemFailures" in outcome.hint


def test_fifo_stops_at_the_first_failure(deploy: Deploy) -> None:
    """P4: what comes later is reported without being handled, of whatever group."""
    function = deploy(FIFO.format(settings=""))
    event = grouped(("a1", "A"), ("b1 poison", "B"), ("a2", "A"), ("b2", "B"))
    outcome = function.invoke_batch(event, function_response_types=REPORTING)
    assert bodies(outcome.succeeded) == ["a1"]
    assert bodies(outcome.failed) == ["b1 poison", "a2", "b2"]
    assert outcome.hint == ""


def test_fifo_may_skip_the_failed_group_only(deploy: Deploy) -> None:
    """P4, B10."""
    function = deploy(FIFO.format(settings="skip_group_on_error=True"))
    event = grouped(("a1", "A"), ("b1 poison", "B"), ("a2", "A"), ("b2", "B"))
    outcome = function.invoke_batch(event, function_response_types=REPORTING)
    assert bodies(outcome.succeeded) == ["a1", "a2"]
    assert bodies(outcome.failed) == ["b1 poison", "b2"]
    assert outcome.hint == ""


def test_the_plain_processor_breaks_the_order_of_a_fifo_queue(deploy: Deploy) -> None:
    """B6: nobody checks it but the hint."""
    function = deploy(PLAIN.format(source="SQS", settings="", body="record.body"))
    outcome = function.invoke_batch(
        grouped(("a1 poison", "A"), ("a2", "A")), function_response_types=REPORTING
    )
    assert bodies(outcome.succeeded) == ["a2"]
    assert outcome.hint.startswith("The order of group 'A' is broken")


def test_the_asynchronous_processor(deploy: Deploy) -> None:
    function = deploy(
        """
        import asyncio

        from aws_lambda_powertools.utilities.batch import (
            AsyncBatchProcessor, EventType, async_process_partial_response,
        )

        processor = AsyncBatchProcessor(event_type=EventType.SQS)

        async def record_handler(record):
            await asyncio.sleep(0)
            if record.body == "poison":
                raise ValueError(record.body)

        def handler(event, context):
            return async_process_partial_response(event, record_handler, processor, context)
        """
    )
    outcome = function.invoke_batch(events.sqs("a", "poison", "c"), function_response_types=REPORTING)
    assert bodies(outcome.failed) == ["poison"]


def test_there_is_no_asynchronous_fifo_processor(deploy: Deploy) -> None:
    """P6."""
    function = deploy(
        """
        from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, async_process_partial_response

        processor = SqsFifoPartialProcessor()

        async def record_handler(record):
            pass

        def handler(event, context):
            return async_process_partial_response(event, record_handler, processor, context)
        """
    )
    outcome = function.invoke_batch(grouped(("a", "A"),), function_response_types=REPORTING)
    assert outcome.verdict == "complete failure"
    assert outcome.invocation is not None
    assert isinstance(outcome.invocation.exception, NotImplementedError)


MODELS = {
    "SQS": (
        """
        from aws_lambda_powertools.utilities.parser.models import SqsRecordModel

        class Record(SqsRecordModel):
            body: Json[Order]
        """,
        "record.body",
    ),
    "KinesisDataStreams": (
        """
        from aws_lambda_powertools.utilities.parser.models import (
            KinesisDataStreamRecord, KinesisDataStreamRecordPayload,
        )

        class Payload(KinesisDataStreamRecordPayload):
            data: Json[Order]

        class Record(KinesisDataStreamRecord):
            kinesis: Payload
        """,
        "record.kinesis.data",
    ),
}
MODEL_HANDLER = """
from pydantic import BaseModel, Json

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response


class Order(BaseModel):
    number: int

{model}

processor = BatchProcessor(event_type=EventType.{source}, model=Record)


def record_handler(record):
    if {body}.number == 13:
        raise ValueError("unlucky")


def handler(event, context):
    return process_partial_response(event, record_handler, processor, context)
"""


@pytest.mark.parametrize("source", MODELS)
def test_a_record_that_does_not_fit_the_model_is_reported(deploy: Deploy, source: str) -> None:
    """P5."""
    model, body = MODELS[source]
    function = deploy(MODEL_HANDLER.format(model=textwrap.dedent(model), source=source, body=body))
    event = BUILDERS[source]({"number": 1}, {"number": 2}, {"number": "many"}, {"number": 13})
    outcome = function.invoke_batch(event, function_response_types=REPORTING)
    assert [each.json["number"] for each in outcome.succeeded] == [1, 2]
    assert [each.json["number"] for each in outcome.failed] == ["many", 13]


def grouped(*messages: tuple[str, str]) -> Any:
    """A batch of a FIFO queue: bodies and their groups."""
    event = events.sqs(*(body for body, _ in messages), message_group_id="g")
    for record, (_, group) in zip(event["Records"], messages, strict=True):
        record["attributes"]["MessageGroupId"] = group
    return event
