"""What no source confirms can be read in another way."""

from __future__ import annotations

import pytest

from pytest_lambda import Backoff, Disputed, LambdaService, Readings

REPORTING = {"function_response_types": ["ReportBatchItemFailures"]}


@pytest.mark.parametrize(("reading", "deleted"), [("failure", 0), ("success", 1)])
def test_answers(service: LambdaService, reading: str, deleted: int) -> None:
    service.mappings.readings = Readings(answers=Disputed(item_without_identifier=reading))
    function = service.create_function("orders", handler=lambda event, context: {"batchItemFailures": [{}]})
    queue = service.sqs_queue("orders")
    mapping = function.create_event_source_mapping(queue, **REPORTING)
    queue.send("a")
    service.advance(seconds=5)
    assert mapping.invocations[0].outcome.unconfirmed
    assert len(queue.deleted) == deleted


@pytest.mark.parametrize(("backoff", "gaps"), [(Readings().stream_retries, [0.2, 0.4, 0.8]), (Backoff(1, 1), [1, 1, 1])])
def test_retries_of_streams(service: LambdaService, backoff: Backoff, gaps: list[float]) -> None:
    service.mappings.readings = Readings(stream_retries=backoff)
    function = service.create_function("orders", handler=lambda event, context: 1 / 0)
    stream = service.kinesis_stream("orders")
    mapping = function.create_event_source_mapping(stream, starting_position="TRIM_HORIZON", maximum_retry_attempts=3)
    stream.put_record("a", partition_key="a")
    service.run()
    began = [invocation.start_epoch for invocation in mapping.invocations]
    assert [after - before for before, after in zip(began, began[1:], strict=False)] == pytest.approx(gaps, abs=1e-6)


@pytest.mark.parametrize(("backoff", "attempts"), [(Backoff(), 5), (Backoff(first_seconds=10, factor=1), 3)])
def test_throttles_of_queues(service: LambdaService, backoff: Backoff, attempts: int) -> None:
    service.mappings.readings = Readings(queue_throttles=backoff)
    function = service.create_function("orders", handler=lambda event, context: None)
    function.put_function_concurrency(reserved_concurrent_executions=0)
    queue = service.sqs_queue("orders", visibility_timeout=30, dead_letter_queue=True, max_receive_count=1)
    function.create_event_source_mapping(queue)
    queue.send("a")
    service.run()
    assert service.metrics["Throttles"].sum(function="orders") == attempts
