"""Powertools' idempotency utility behind queues and streams: duplicates, and calls that a timeout cut off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import moto
import pytest

from tests.acceptance.idempotency_store import InMemoryStore

REPORTING = {"function_response_types": ["ReportBatchItemFailures"]}

STORES = {
    "in memory": """
from tests.acceptance.idempotency_store import InMemoryStore

store = InMemoryStore()
""",
    "moto": """
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer

store = DynamoDBPersistenceLayer(table_name="idempotency")
""",
}
#: charges once for each order; what happens meanwhile stands in the message
HANDLER = """
import os
import time

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig, idempotent_function

processor = BatchProcessor(event_type=EventType.{source})
config = IdempotencyConfig(event_key_jmespath="order", expires_after_seconds={keeps})


@idempotent_function(data_keyword_argument="order", persistence_store=store, config=config)
def charge(order):
    print("charging", order["order"])
    plan = order.get("plan", [])
    try:
        number = int(open("/tmp/charged").read())
    except FileNotFoundError:
        number = 0
    with open("/tmp/charged", "w") as file:
        file.write(str(number + 1))
    if number < len(plan):
        if plan[number] == "exit":
            os._exit(1)
        if plan[number] == "raise":
            raise RuntimeError("declined")
        time.sleep(plan[number])
    print("charged", order["order"])
    return {{"charged": order["order"]}}


def record_handler(record):
    try:
        answer = charge(order={body})
    except Exception as error:
        print("error", type(error).__name__)
        raise
    print("answer", answer["charged"])


def handler(event, context):
    {registers}
    return process_partial_response(event, record_handler, processor, context)
"""


def source_of(store: str, *, source: str = "SQS", registers: bool = True, keeps: int = 3600) -> str:
    return STORES[store] + HANDLER.format(
        source=source,
        keeps=keeps,
        body="record.json_body" if source == "SQS" else "record.kinesis.data_as_json()",
        registers="config.register_lambda_context(context)" if registers else "pass",
    )


@pytest.fixture(params=STORES)
def store(request, monkeypatch) -> Iterator[str]:
    """Where the records are."""
    if request.param == "in memory":
        InMemoryStore.records.clear()
        yield request.param
        InMemoryStore.records.clear()
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with moto.mock_aws():
        boto3.client("dynamodb", region_name="us-east-1").create_table(
            TableName="idempotency",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield request.param


def statuses(store: str) -> list[str]:
    """Of the records that there are."""
    if store == "in memory":
        return [record.status for record in InMemoryStore.records.values()]
    items = boto3.client("dynamodb", region_name="us-east-1").scan(TableName="idempotency")["Items"]
    return [item["status"]["S"] for item in items]


@pytest.fixture
def queue(service):
    return service.sqs_queue("orders", visibility_timeout=30, dead_letter_queue=True, max_receive_count=4)


def said(function: Any) -> list[str]:
    words = ("charging", "charged", "answer", "error")
    return [line for line in function.logs.splitlines() if line.startswith(words)]


def times(mapping: Any) -> list[float]:
    """When each invocation began, after the first."""
    begun = [invocation.start_epoch for invocation in mapping.invocations]
    return [round(each - begun[0], 3) for each in begun]


def finish(service: Any) -> None:
    service.run()
    service.check_ledger()


def test_a_duplicate_is_answered_from_the_store(service, deploy, queue, store):
    function = deploy(source_of(store))
    function.create_event_source_mapping(queue, **REPORTING)
    queue.send({"order": 1})
    finish(service)
    queue.send({"order": 1})
    finish(service)

    assert said(function) == ["charging 1", "charged 1", "answer 1", "answer 1"]
    assert statuses(store) == ["COMPLETED"]
    assert len(queue.deleted) == 2


def test_a_duplicate_in_one_batch(service, deploy, queue, store):
    function = deploy(source_of(store))
    mapping = function.create_event_source_mapping(queue, **REPORTING)
    for order in (1, 2, 1):
        queue.send({"order": order})
    finish(service)

    assert len(mapping.invocations) == 1
    assert said(function).count("charging 1") == 1
    assert len(queue.deleted) == 3


def test_a_record_expires_on_virtual_time(service, deploy, queue, store):
    function = deploy(source_of(store, keeps=60))
    function.create_event_source_mapping(queue, **REPORTING)
    for seconds in (30, 32, 0):
        queue.send({"order": 1})
        service.advance(seconds=seconds)
    finish(service)

    assert said(function).count("charging 1") == 2


def test_the_store_outlives_the_environment(service, deploy, queue, store):
    function = deploy(source_of(store))
    function.create_event_source_mapping(queue, **REPORTING)
    queue.send({"order": 1})
    service.run()
    function.cold_start()
    queue.send({"order": 1})
    finish(service)

    assert [one.cold_start for one in function.invocations] == [True, True]
    assert said(function).count("charging 1") == 1


def test_a_failed_call_leaves_nothing_behind(service, deploy, queue, store):
    function = deploy(source_of(store))
    mapping = function.create_event_source_mapping(queue, **REPORTING)
    queue.send({"order": 1, "plan": ["raise"]})
    finish(service)

    assert said(function) == ["charging 1", "error RuntimeError", "charging 1", "charged 1", "answer 1"]
    assert times(mapping) == [0, 30]
    assert len(queue.deleted) == 1


def test_what_a_killed_batch_had_done_is_not_done_again(service, deploy, queue, store):
    """A31: the batch returns as a whole."""
    function = deploy(source_of(store))
    mapping = function.create_event_source_mapping(queue, **REPORTING)
    queue.send({"order": 1})
    queue.send({"order": 2, "plan": [0, 100]})
    finish(service)

    assert mapping.invocations[0].timed_out
    assert said(function).count("charging 1") == 1
    assert said(function).count("answer 1") == 2
    assert len(queue.deleted) == 2


def test_at_the_same_time_the_second_one_is_refused_and_comes_again(service, deploy, queue, store):
    """Two environments: the duplicate finds the first call in progress, returns, and is answered from the store."""
    function = deploy(source_of(store))
    mapping = function.create_event_source_mapping(queue, batch_size=1, **REPORTING)
    for _ in range(2):
        queue.send({"order": 1, "plan": [10, 10]})
    finish(service)

    assert said(function) == ["charging 1", "charged 1", "answer 1", "error IdempotencyAlreadyInProgressError", "answer 1"]
    begun = sorted(one.start_epoch for one in mapping.invocations)
    assert [each - begun[0] for each in begun] == [0, 0, 30]
    assert len(queue.deleted) == 2
    assert queue.dead_letter_queue.messages == ()


class TestATimeoutDuringTheCall:
    """The record stays INPROGRESS, since nothing of the function runs when it is killed."""

    def test_the_next_delivery_runs_it_if_the_queue_is_slower(self, service, deploy, queue, store):
        function = deploy(source_of(store), timeout=20)
        mapping = function.create_event_source_mapping(queue, **REPORTING)
        queue.send({"order": 1, "plan": [100]})
        service.advance(seconds=25)

        assert mapping.invocations[0].timed_out
        assert statuses(store) == ["INPROGRESS"]
        finish(service)
        assert said(function) == ["charging 1", "charging 1", "charged 1", "answer 1"]
        assert times(mapping) == [0, 30]
        assert statuses(store) == ["COMPLETED"]

    def test_deliveries_are_refused_until_it_expires(self, service, deploy, queue, store):
        """The timeout grew after the mapping was made, beyond the visibility timeout (A8)."""
        function = deploy(source_of(store))
        mapping = function.create_event_source_mapping(queue, **REPORTING)
        function.update_function_configuration(timeout=70)
        queue.send({"order": 1, "plan": [100]})
        finish(service)

        in_order = sorted(mapping.invocations, key=lambda one: one.start_epoch)
        begun = [round(one.start_epoch - in_order[0].start_epoch) for one in in_order]
        assert begun == [0, 30, 60, 90]
        assert [one.timed_out for one in in_order] == [True, False, False, False]
        assert [one.function_error for one in in_order[1:]] == ["Unhandled", "Unhandled", None]  # P3
        assert said(function) == [
            "charging 1",
            "error IdempotencyAlreadyInProgressError",
            "error IdempotencyAlreadyInProgressError",
            "charging 1",
            "charged 1",
            "answer 1",
        ]
        assert len(queue.deleted) == 1

    def test_the_message_is_a_dead_letter_if_it_comes_too_often_before(self, service, deploy, store):
        """Each refusal is a receipt (A32)."""
        queue = service.sqs_queue("orders", visibility_timeout=30, dead_letter_queue=True, max_receive_count=3)
        function = deploy(source_of(store))
        function.create_event_source_mapping(queue, **REPORTING)
        function.update_function_configuration(timeout=200)
        queue.send({"order": 1, "plan": [1000]})
        finish(service)

        assert said(function) == ["charging 1"] + ["error IdempotencyAlreadyInProgressError"] * 2
        assert len(queue.dead_letter_queue.messages) == 1
        assert statuses(store) == ["INPROGRESS"]

    @pytest.mark.filterwarnings("ignore:Couldn't determine the remaining time left")
    def test_without_the_context_it_is_locked_until_the_record_expires(self, service, deploy, queue, store):
        """Nobody called `register_lambda_context`: the record does not know when the function would be killed."""
        function = deploy(source_of(store, registers=False), timeout=20)
        function.create_event_source_mapping(queue, **REPORTING)
        queue.send({"order": 1, "plan": [100]})
        finish(service)

        assert said(function) == ["charging 1"] + ["error IdempotencyAlreadyInProgressError"] * 3
        assert len(queue.dead_letter_queue.messages) == 1

    def test_of_a_stream(self, service, deploy, store):
        """A crash after no time: the shard is blocked, its retries refused, until the call would have timed out."""
        stream = service.kinesis_stream("orders")
        function = deploy(source_of(store, source="KinesisDataStreams"), timeout=20)
        mapping = function.create_event_source_mapping(stream, starting_position="TRIM_HORIZON", **REPORTING)
        stream.put_record({"order": 1, "plan": ["exit"]}, partition_key="1")
        finish(service)

        first, *refused, last = said(function)[:-2]
        assert (first, last) == ("charging 1", "charging 1")
        assert refused
        assert set(refused) == {"error IdempotencyAlreadyInProgressError"}
        assert times(mapping)[-2] <= 20 < times(mapping)[-1]
        assert mapping.checkpoint(stream.shards[0].shard_id) == stream.records[-1].sequence_number
