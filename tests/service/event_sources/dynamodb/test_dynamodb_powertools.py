"""Powertools' batch processor behind a mapping on a table: its answers are read as AWS reads them (P1 to P3)."""

from __future__ import annotations

import pytest

HANDLER = """
    from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

    processor = BatchProcessor(event_type=EventType.DynamoDBStreams, raise_on_entire_batch_failure={raises})

    def record_handler(record):
        if record.dynamodb.new_image["id"] in {poison}:
            raise ValueError("poison")

    def handler(event, context):
        return process_partial_response(event, record_handler, processor, context)
"""


@pytest.fixture
def mapped(service, table, deploy):
    """`mapped("2", raises=True, maximum_retry_attempts=0)` gives a mapping on the table."""
    pytest.importorskip("aws_lambda_powertools")

    def make(*poison, raises=True, **settings):
        function = deploy(service, HANDLER.format(poison=poison or "()", raises=raises))
        given = {
            "starting_position": "TRIM_HORIZON",
            "function_response_types": ["ReportBatchItemFailures"],
            "on_failure": service.sqs_queue("dead"),
            **settings,
        }
        return function.create_event_source_mapping(table, **given)

    return make


def put(service, table, ids):
    for id in ids:
        table.put_item({"id": id})
    service.run()
    service.check_ledger()


def batches(mapping):
    return [[record.group for record in invocation.records] for invocation in mapping.invocations]


def test_all_is_well(service, table, mapped):
    """P1."""
    mapping = mapped()
    put(service, table, "123")

    assert batches(mapping) == [["1", "2", "3"]]
    assert mapping.invocations[0].payload == {"batchItemFailures": []}


def test_the_first_failure_is_the_checkpoint(service, table, mapped):
    """P1, P2, C27, C28."""
    mapping = mapped("2", maximum_retry_attempts=1)
    put(service, table, "123")

    assert batches(mapping) == [["1", "2", "3"], ["2", "3"], ["2", "3"]]
    assert mapping.invocations[0].outcome.verdict == "partial failure"
    (message,) = service.sqs_queue("dead").messages
    assert message.json["DDBStreamBatchInfo"]["batchSize"] == 2


def test_with_bisecting_only_the_poison_is_lost(service, table, mapped):
    """C42."""
    mapping = mapped("2", maximum_retry_attempts=1, bisect_batch_on_function_error=True)
    put(service, table, "123")

    assert batches(mapping)[:2] == [["1", "2", "3"], ["2", "3"]]
    done = {each.record.group for one in mapping.invocations for each in one.outcome.succeeded}
    assert done == {"1", "3"}


@pytest.mark.parametrize(("raises", "error"), [(True, "Unhandled"), (False, None)])
def test_when_all_fail_it_raises_unless_it_is_told_not_to(service, table, mapped, raises, error):
    """P3."""
    mapping = mapped("1", "2", raises=raises, maximum_retry_attempts=0)
    put(service, table, "12")

    (invocation,) = mapping.invocations
    assert invocation.function_error == error
    (message,) = service.sqs_queue("dead").messages
    assert message.json["responseContext"]["functionError"] == error
    assert message.json["DDBStreamBatchInfo"]["batchSize"] == 2
