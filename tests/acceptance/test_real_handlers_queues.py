"""Powertools' processors behind queues: what becomes of each message (P1 to P6)."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("aws_lambda_powertools")

REPORTING = {"function_response_types": ["ReportBatchItemFailures"]}

PLAIN = """
    from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

    processor = BatchProcessor(event_type=EventType.SQS{settings})

    def record_handler(record):
        print("handled", record.body)
        if "poison" in record.body:
            raise ValueError(record.body)

    def handler(event, context):
        return process_partial_response(event, record_handler, processor, context)
"""
FIFO = """
    from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response

    processor = SqsFifoPartialProcessor({settings})

    def record_handler(record):
        print("handled", record.body)
        if "poison" in record.body:
            raise ValueError(record.body)

    def handler(event, context):
        return process_partial_response(event, record_handler, processor, context)
"""


def failing_once(source: str) -> str:
    """With poison that is none any more when it is received again."""
    condition = 'if "poison" in record.body'
    return source.replace(condition, f'{condition} and record.attributes.approximate_receive_count == "1"')


def batches(mapping: Any) -> list[list[str]]:
    return [[record.body for record in invocation.records] for invocation in mapping.invocations]


def times(mapping: Any) -> list[float]:
    """When each invocation began, after the first."""
    begun = [invocation.start_epoch for invocation in mapping.invocations]
    return [each - begun[0] for each in begun]


def bodies(messages: Any) -> list[str]:
    return [message.body for message in messages]


def handled(function: Any) -> list[str]:
    """What the record handler saw, in order."""
    lines = function.logs.splitlines()
    return [line.removeprefix("handled ") for line in lines if line.startswith("handled ")]


@pytest.fixture
def queue(service):
    dead = service.sqs_queue("dead")
    return service.sqs_queue("orders", visibility_timeout=60, dead_letter_queue=dead, max_receive_count=2)


@pytest.fixture
def fifo(service):
    dead = service.sqs_queue("dead.fifo", fifo_queue=True)
    return service.sqs_queue(
        "orders.fifo", fifo_queue=True, visibility_timeout=60, dead_letter_queue=dead, max_receive_count=2
    )


def send(service, queue, *contents):
    for content in contents:
        settings = {}
        if queue.fifo:
            settings = {"message_group_id": content[0], "message_deduplication_id": content.replace(" ", "-")}
        queue.send(content, **settings)
    service.run()
    service.check_ledger()


def test_poison_among_good_messages(service, deploy, queue):
    """P1, P2, A36; alone in its batch it makes the processor raise (P3), which comes to the same."""
    mapping = deploy(PLAIN.format(settings="")).create_event_source_mapping(queue, **REPORTING)
    send(service, queue, "a", "poison", "c")

    assert batches(mapping) == [["a", "poison", "c"], ["poison"]]
    assert times(mapping) == [0, 60]
    assert [one.outcome.verdict for one in mapping.invocations] == ["partial failure", "complete failure"]
    assert [one.function_error for one in mapping.invocations] == [None, "Unhandled"]
    assert mapping.invocations[1].error.type == "BatchProcessingError"
    assert bodies(queue.deleted) == ["a", "c"]
    assert bodies(queue.dead_letter_queue.messages) == ["poison"]
    assert queue.messages == queue.in_flight == ()


def test_when_all_fail_the_function_errs(service, deploy, queue):
    """P3, A34."""
    mapping = deploy(PLAIN.format(settings="")).create_event_source_mapping(queue, **REPORTING)
    send(service, queue, "poison 1", "poison 2")

    assert batches(mapping) == [["poison 1", "poison 2"]] * 2
    assert {one.outcome.rule for one in mapping.invocations} == {"A34"}
    assert service.metrics["Errors"].sum(function="orders") == 2
    assert bodies(queue.dead_letter_queue.messages) == ["poison 1", "poison 2"]


def test_when_all_fail_it_may_report_them(service, deploy, queue):
    """P3, A68: the queue sees no difference, the metrics do."""
    source = PLAIN.format(settings=", raise_on_entire_batch_failure=False")
    mapping = deploy(source).create_event_source_mapping(queue, **REPORTING)
    send(service, queue, "poison 1", "poison 2")

    assert batches(mapping) == [["poison 1", "poison 2"]] * 2
    assert {one.outcome.rule for one in mapping.invocations} == {"A68"}
    assert service.metrics["Errors"].sum(function="orders") == 0
    assert bodies(queue.dead_letter_queue.messages) == ["poison 1", "poison 2"]


def test_a_forgotten_response_type_loses_poison_unless_it_is_alone(service, deploy, queue):
    """A35: the list of failures is not read; but the exception of P3 is seen."""
    mapping = deploy(PLAIN.format(settings="")).create_event_source_mapping(queue)
    send(service, queue, "a", "poison 1")
    send(service, queue, "poison 2")

    assert bodies(queue.deleted) == ["a", "poison 1"]
    assert bodies(queue.dead_letter_queue.messages) == ["poison 2"]
    assert "ReportBatchItemFailures" in mapping.invocations[0].outcome.hint


def test_a_timeout_halfway_repeats_what_was_done(service, deploy, queue):
    """A31: nothing was reported when the environment was killed."""
    source = """
        import time
        from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

        processor = BatchProcessor(event_type=EventType.SQS)

        def record_handler(record):
            print("handled", record.body)
            if record.body == "slow" and record.attributes.approximate_receive_count == "1":
                time.sleep(120)

        def handler(event, context):
            return process_partial_response(event, record_handler, processor, context)
    """
    function = deploy(source)
    mapping = function.create_event_source_mapping(queue, **REPORTING)
    send(service, queue, "a", "slow", "c")

    assert handled(function) == ["a", "slow", "a", "slow", "c"]
    assert [one.timed_out for one in mapping.invocations] == [True, False]
    assert times(mapping) == [0, 60]
    assert bodies(queue.deleted) == ["a", "slow", "c"]


class TestFifo:
    def test_a_failure_stops_the_batch_and_other_groups_with_it(self, service, deploy, fifo):
        """P4: in the second batch nothing else is left, so it raises (P3), and the good ones are dead letters, too."""
        function = deploy(FIFO.format(settings=""))
        mapping = function.create_event_source_mapping(fifo, **REPORTING)
        send(service, fifo, "a1", "a2 poison", "a3", "b1")

        assert batches(mapping) == [["a1", "a2 poison", "a3", "b1"], ["a2 poison", "a3", "b1"]]
        assert handled(function) == ["a1", "a2 poison", "a2 poison"]
        assert times(mapping) == [0, 60]
        assert mapping.invocations[0].outcome.rule == "A36"
        assert mapping.invocations[1].error.type == "BatchProcessingError"
        assert bodies(fifo.deleted) == ["a1"]
        assert bodies(fifo.dead_letter_queue.messages) == ["a2 poison", "a3", "b1"]

    def test_only_the_group_stops_that_failed(self, service, deploy, fifo):
        """P4, B10."""
        function = deploy(FIFO.format(settings="skip_group_on_error=True"))
        mapping = function.create_event_source_mapping(fifo, **REPORTING)
        send(service, fifo, "a1", "a2 poison", "a3", "b1")

        assert batches(mapping) == [["a1", "a2 poison", "a3", "b1"], ["a2 poison", "a3"]]
        assert handled(function) == ["a1", "a2 poison", "b1", "a2 poison"]
        assert bodies(fifo.deleted) == ["a1", "b1"]
        assert bodies(fifo.dead_letter_queue.messages) == ["a2 poison", "a3"]

    @pytest.mark.parametrize("settings", ["", "skip_group_on_error=True"])
    def test_what_fails_once_is_handled_in_order(self, service, deploy, fifo, settings):
        """B5."""
        source = failing_once(FIFO.format(settings=settings))
        function = deploy(source)
        function.create_event_source_mapping(fifo, **REPORTING)
        send(service, fifo, "a1", "b1 poison", "a2", "b2", "b3")

        seen = handled(function)
        assert [each for each in seen if each[0] == "b"] == ["b1 poison", "b1 poison", "b2", "b3"]
        assert [each for each in seen if each[0] == "a"] == ["a1", "a2"]
        assert len(fifo.deleted) == 5
        assert fifo.dead_letter_queue.messages == ()

    def test_the_plain_processor_breaks_the_order(self, service, deploy, fifo):
        """B6: nobody but the hint notices."""
        source = failing_once(PLAIN.format(settings=""))
        function = deploy(source)
        mapping = function.create_event_source_mapping(fifo, **REPORTING)
        send(service, fifo, "a1 poison", "a2")

        assert handled(function) == ["a1 poison", "a2", "a1 poison"]
        assert bodies(fifo.deleted) == ["a1 poison", "a2"]
        assert mapping.invocations[0].outcome.hint.startswith("The order of group 'a' is broken")

    def test_there_is_no_asynchronous_processor(self, service, deploy, fifo):
        """P6."""
        source = """
            from aws_lambda_powertools.utilities.batch import (
                SqsFifoPartialProcessor, async_process_partial_response,
            )

            processor = SqsFifoPartialProcessor()

            async def record_handler(record):
                pass

            def handler(event, context):
                return async_process_partial_response(event, record_handler, processor, context)
        """
        mapping = deploy(source).create_event_source_mapping(fifo, **REPORTING)
        send(service, fifo, "a1")

        assert [one.error.type for one in mapping.invocations] == ["NotImplementedError"] * 2
        assert bodies(fifo.dead_letter_queue.messages) == ["a1"]


ASYNCHRONOUS = """
    import asyncio
    from aws_lambda_powertools.utilities.batch import AsyncBatchProcessor, EventType, async_process_partial_response

    processor = AsyncBatchProcessor(event_type=EventType.SQS)

    async def record_handler(record):
        print("handled", record.body)
        await asyncio.sleep(float(record.json_body["seconds"]))
        if record.json_body.get("poison"):
            raise ValueError("poison")

    def handler(event, context):
        return async_process_partial_response(event, record_handler, processor, context)
"""


class TestAsynchronous:
    def test_records_wait_side_by_side(self, service, deploy, queue):
        mapping = deploy(ASYNCHRONOUS).create_event_source_mapping(queue, **REPORTING)
        send(service, queue, {"seconds": 20}, {"seconds": 10, "poison": True}, {"seconds": 15})

        assert [round(one.duration_ms / 1000) for one in mapping.invocations] == [20, 10]
        assert [len(one.outcome.failed) for one in mapping.invocations] == [1, 1]
        assert [message.json["seconds"] for message in queue.deleted] == [20, 15]
        assert [message.json["seconds"] for message in queue.dead_letter_queue.messages] == [10]

    def test_a_timeout_kills_all_of_them(self, service, deploy, queue):
        mapping = deploy(ASYNCHRONOUS).create_event_source_mapping(queue, **REPORTING)
        send(service, queue, {"seconds": 1}, {"seconds": 100})

        assert [one.timed_out for one in mapping.invocations] == [True, True]
        assert [message.json["seconds"] for message in queue.dead_letter_queue.messages] == [1, 100]

    def test_the_event_loop_of_the_next_environment_works(self, service, deploy, queue):
        mapping = deploy(ASYNCHRONOUS).create_event_source_mapping(queue, batch_size=1, **REPORTING)
        send(service, queue, {"seconds": 100})
        send(service, queue, {"seconds": 1}, {"seconds": 2})

        assert sorted(message.json["seconds"] for message in queue.deleted) == [1, 2]
        assert sum(one.timed_out for one in mapping.invocations) == 2


MODEL = """
    from pydantic import BaseModel, Json

    from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
    from aws_lambda_powertools.utilities.parser.models import SqsRecordModel

    class Order(BaseModel):
        number: int

    class Record(SqsRecordModel):
        body: Json[Order]

    processor = BatchProcessor(event_type=EventType.SQS, model=Record)

    def record_handler(record):
        print("handled", record.body.number)
        if record.body.number == 13:
            raise ValueError("unlucky")

    def handler(event, context):
        return process_partial_response(event, record_handler, processor, context)
"""


def test_messages_that_do_not_fit_the_model_are_dead_letters(service, deploy, queue):
    """P5."""
    function = deploy(MODEL)
    mapping = function.create_event_source_mapping(queue, **REPORTING)
    send(service, queue, {"number": 1}, {"number": "many"}, "no JSON", {"number": 13}, {"number": 2})

    assert handled(function) == ["1", "13", "2", "13"]
    assert [message.json["number"] for message in queue.deleted] == [1, 2]
    assert bodies(queue.dead_letter_queue.messages) == ['{"number":"many"}', "no JSON", '{"number":13}']
    assert mapping.invocations[1].error.type == "BatchProcessingError"
