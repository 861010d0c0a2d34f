"""Powertools' batch processor behind streams: checkpoints, budgets and destinations (P1 to P3, P5)."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("aws_lambda_powertools")

#: by kind of source: Powertools' name of it, and what a record carries
SOURCES = {
    "kinesis": ("KinesisDataStreams", "record.kinesis.data_as_text()"),
    "dynamodb": ("DynamoDBStreams", "record.dynamodb.new_image['id']"),
}
HANDLER = """
    from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

    processor = BatchProcessor(event_type=EventType.{source}{settings})

    def record_handler(record):
        body = {body}
        print("handled", body)
        if "poison" in body:
            raise ValueError(body)

    def handler(event, context):
        return process_partial_response(event, record_handler, processor, context)
"""


class Stream:
    """A source with one shard, whatever its kind."""

    def __init__(self, service: Any, kind: str) -> None:
        self.service = service
        self.kind = kind
        self.source = service.kinesis_stream("orders") if kind == "kinesis" else service.dynamodb_table("orders")
        self.dead = service.sqs_queue("dead")

    def mapped(self, function: Any, **settings: Any) -> Any:
        given = {
            "starting_position": "TRIM_HORIZON",
            "function_response_types": ["ReportBatchItemFailures"],
            "on_failure": self.dead,
            **settings,
        }
        self.mapping = function.create_event_source_mapping(self.source, **given)
        return self.mapping

    def put(self, *contents: str) -> None:
        for content in contents:
            self.put_one(content)
        self.service.run()
        self.service.check_ledger()

    def put_one(self, content: str) -> None:
        if self.kind == "kinesis":
            self.source.put_record(content, partition_key="key")
        else:
            self.source.put_item({"id": content})

    @property
    def batches(self) -> list[list[str]]:
        return [[content(record) for record in one.records] for one in self.mapping.invocations]

    @property
    def given_up(self) -> list[tuple[int, int, str | None]]:
        """Of each message of the destination: size of the batch, attempts, error of the function."""
        key = "KinesisBatchInfo" if self.kind == "kinesis" else "DDBStreamBatchInfo"
        return [
            (
                message.json[key]["batchSize"],
                message.json["requestContext"]["approximateInvokeCount"],
                message.json["responseContext"]["functionError"],
            )
            for message in self.dead.messages
        ]

    @property
    def is_done(self) -> bool:
        """Whether the checkpoint is at the end."""
        shards = self.source.shards if self.kind == "kinesis" else self.source.stream.shards
        [shard] = shards
        return bool(self.mapping.checkpoint(shard.shard_id) == shard.records[-1].sequence_number)


def content(record: Any) -> str:
    body = record.body
    return body if isinstance(body, str) else body["NewImage"]["id"]["S"]


def handler_of(kind: str, settings: str = "") -> str:
    source, body = SOURCES[kind]
    return HANDLER.format(source=source, settings=settings, body=body)


@pytest.fixture(params=SOURCES)
def stream(service, request):
    return Stream(service, request.param)


def test_the_first_failure_is_where_it_goes_on(deploy, stream):
    """P1, P2, C27, C28: what comes after the poison is handled each time, and given up with it."""
    stream.mapped(deploy(handler_of(stream.kind)), maximum_retry_attempts=1)
    stream.put("a", "poison", "c")

    assert stream.batches == [["a", "poison", "c"], ["poison", "c"], ["poison", "c"]]
    assert stream.given_up == [(2, 2, None)]
    assert stream.is_done


def test_bisecting_isolates_the_poison_which_then_raises(deploy, stream):
    """C42; alone in its batch it makes the processor raise (P3)."""
    stream.mapped(deploy(handler_of(stream.kind)), maximum_retry_attempts=1, bisect_batch_on_function_error=True)
    stream.put("a", "poison", "c", "d")

    assert stream.batches == [["a", "poison", "c", "d"], ["poison", "c", "d"], ["poison"], ["poison"], ["c", "d"]]
    assert stream.given_up == [(1, 2, "Unhandled")]
    assert stream.is_done


@pytest.mark.parametrize(("settings", "error"), [("", "Unhandled"), (", raise_on_entire_batch_failure=False", None)])
def test_when_all_fail_it_raises_unless_it_is_told_not_to(service, deploy, stream, settings, error):
    """P3, C62, C64."""
    stream.mapped(deploy(handler_of(stream.kind, settings)), maximum_retry_attempts=2)
    stream.put("poison 1", "poison 2")

    assert stream.batches == [["poison 1", "poison 2"]] * 3
    assert len({one.request_id for one in stream.mapping.invocations}) == 1  # C29
    assert stream.given_up == [(2, 3, error)]
    assert service.metrics["Errors"].sum(function="orders") == (3 if error else 0)


def test_a_forgotten_response_type_loses_poison(deploy, stream):
    """C67."""
    mapping = stream.mapped(deploy(handler_of(stream.kind)), function_response_types=[])
    stream.put("a", "poison", "c")

    assert stream.batches == [["a", "poison", "c"]]
    assert stream.given_up == []
    assert "ReportBatchItemFailures" in mapping.invocations[0].outcome.hint
    assert stream.is_done


def test_a_blocked_shard(service, deploy, stream):
    """C25: without limits poison is tried as long as the stream keeps it, and what comes after it waits."""
    stream.mapped(deploy(handler_of(stream.kind)), on_failure=None)
    stream.put_one("poison")
    service.advance(hours=20)
    stream.put("c")

    *blocked, last = stream.batches
    assert ["poison"] in blocked
    assert all("poison" in batch for batch in blocked)
    assert last == ["c"]
    begun = [one.start_epoch for one in stream.mapping.invocations]
    assert begun[-1] - begun[0] >= 24 * 3600
    assert stream.is_done


def test_the_asynchronous_processor(service, deploy, stream):
    source, body = SOURCES[stream.kind]
    function = deploy(
        f"""
        import asyncio
        from aws_lambda_powertools.utilities.batch import (
            AsyncBatchProcessor, EventType, async_process_partial_response,
        )

        processor = AsyncBatchProcessor(event_type=EventType.{source})

        async def record_handler(record):
            await asyncio.sleep(5)
            if "poison" in {body}:
                raise ValueError("poison")

        def handler(event, context):
            return async_process_partial_response(event, record_handler, processor, context)
        """
    )
    stream.mapped(function, maximum_retry_attempts=0)
    stream.put("a", "b", "poison", "d")

    assert stream.batches == [["a", "b", "poison", "d"], ["poison", "d"]]
    assert [round(one.duration_ms) for one in stream.mapping.invocations] == [5000, 5000]
    assert stream.given_up == [(2, 1, None)]


MODELS = {
    "kinesis": """
        from aws_lambda_powertools.utilities.parser.models import (
            KinesisDataStreamRecord, KinesisDataStreamRecordPayload,
        )

        class Payload(KinesisDataStreamRecordPayload):
            data: Json[Order]

        class Record(KinesisDataStreamRecord):
            kinesis: Payload

        def order_of(record):
            return record.kinesis.data
        """,
    "dynamodb": """
        from aws_lambda_powertools.utilities.parser.models import (
            DynamoDBStreamChangedRecordModel, DynamoDBStreamRecordModel,
        )

        class Change(DynamoDBStreamChangedRecordModel):
            NewImage: Order

        class Record(DynamoDBStreamRecordModel):
            dynamodb: Change

        def order_of(record):
            return record.dynamodb.NewImage
        """,
}
MODEL_HANDLER = """
        from pydantic import BaseModel, Json
        from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

        class Order(BaseModel):
            id: str
            number: int
{model}
        processor = BatchProcessor(event_type=EventType.{source}, model=Record)

        def record_handler(record):
            print("handled", order_of(record).number)

        def handler(event, context):
            return process_partial_response(event, record_handler, processor, context)
        """


def test_a_record_that_does_not_fit_the_model_is_given_up(service, deploy, stream):
    """P5."""
    function = deploy(MODEL_HANDLER.format(model=MODELS[stream.kind], source=SOURCES[stream.kind][0]))
    mapping = stream.mapped(function, maximum_retry_attempts=0, bisect_batch_on_function_error=True)
    for identity, number in (("a", 1), ("b", "many"), ("c", 3)):
        order = {"id": identity, "number": number}
        if stream.kind == "kinesis":
            stream.source.put_record(order, partition_key="key")
        else:
            stream.source.put_item(order)
    service.run()

    assert [len(one.records) for one in mapping.invocations] == [3, 2, 1, 1]
    assert [line for line in function.logs.splitlines() if line.startswith("handled")] == [
        "handled 1", "handled 3", "handled 3", "handled 3",
    ]  # fmt: skip
    assert stream.given_up == [(1, 1, "Unhandled")]
