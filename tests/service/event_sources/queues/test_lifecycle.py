"""Mappings that are enabled, disabled and deleted; functions that are gone; loops (A14, A15, A39, G7)."""

from __future__ import annotations

import pytest

from pytest_lambda import InvalidParameterValueException
from tests.service.event_sources.queues.consumer import names, numbered, raising, send


def test_a_disabled_mapping_polls_nothing(service, consumer):
    queue = service.sqs_queue("orders")
    mapping = consumer.consume(queue, enabled=False)
    send(queue, "a")

    service.run()
    assert consumer.got == []
    assert service.clock.monotonic() == 0
    service.update_event_source_mapping(mapping.uuid, enabled=True)
    service.run()

    assert consumer.batches == [["a"]]


def test_disabling_ends_polling_and_brings_to_its_end_what_runs(service, consumer):
    consumer.seconds = 10
    queue = service.sqs_queue("orders")
    mapping = consumer.consume(queue, batch_size=1, maximum_concurrency=2)
    send(queue, *numbered(5))
    service.advance(seconds=5)

    service.update_event_source_mapping(mapping.uuid, enabled=False)
    service.run()

    assert names(queue.deleted) == ["m0", "m1"]
    assert len(queue.messages) == 3
    assert mapping.poller.unsettled() is None


def test_what_fails_after_that_stays_in_the_queue(service, consumer):
    consumer.steps = [raising]
    queue = service.sqs_queue("orders", visibility_timeout=60)
    mapping = consumer.consume(queue)
    send(queue, "a")
    service.advance(seconds=1)

    service.delete_event_source_mapping(mapping.uuid)
    service.run()
    service.advance(hours=1)

    assert len(consumer.got) == 1
    assert names(queue.messages) == ["a"]


@pytest.mark.parametrize("verb", ["disable", "delete"])
def test_what_was_gathered_returns_to_the_queue(service, consumer, verb):
    queue = service.sqs_queue("orders", visibility_timeout=60)
    mapping = consumer.consume(queue, batch_size=100, maximum_batching_window_in_seconds=20)
    send(queue, "a")
    service.advance(seconds=5)

    if verb == "disable":
        service.update_event_source_mapping(mapping.uuid, enabled=False)
    else:
        service.delete_event_source_mapping(mapping.uuid)
    service.run()
    service.advance(seconds=55)

    assert consumer.got == []
    assert names(queue.messages) == ["a"]
    assert mapping.poller.unsettled() is None


def test_a_throttled_batch_of_a_disabled_mapping_is_not_tried_again(service, consumer):
    consumer.function.put_function_concurrency(reserved_concurrent_executions=0)
    queue = service.sqs_queue("orders", visibility_timeout=60)
    mapping = consumer.consume(queue)
    send(queue, "a")
    service.advance(seconds=2)
    service.update_event_source_mapping(mapping.uuid, enabled=False)
    consumer.function.delete_function_concurrency()

    service.run()
    service.advance(seconds=60)

    assert consumer.got == []
    assert names(queue.messages) == ["a"]
    assert mapping.poller.unsettled() is None


def test_disabled_and_enabled_again(service, consumer):
    queue = service.sqs_queue("orders")
    mapping = consumer.consume(queue)
    for number in range(3):
        service.update_event_source_mapping(mapping.uuid, enabled=False)
        service.run()
        send(queue, f"m{number}")
        service.update_event_source_mapping(mapping.uuid, enabled=True)
        service.run()

    assert consumer.everything == numbered(3)


def test_messages_for_a_deleted_function_fail(service, consumer):
    """A14: its mapping stays. Nobody waits for it, but time lets it happen."""
    queue = service.sqs_queue("orders", visibility_timeout=60, dead_letter_queue=True, max_receive_count=2)
    mapping = consumer.consume(queue)
    service.delete_function("consumer")
    send(queue, "a")

    service.run()
    assert service.clock.monotonic() == 0
    service.advance(seconds=120)

    assert service.event_source_mappings == (mapping,)
    assert names(queue.dead_letter_queue.messages) == ["a"]
    assert mapping.poller.unsettled() is None
    assert "Function not found" in service.timeline()


def test_a_deleted_version_fails_too(service, consumer):
    version = consumer.function.publish_version()
    queue = service.sqs_queue("orders", visibility_timeout=60, dead_letter_queue=True, max_receive_count=1)
    consumer.consume(queue, qualifier=version.version)
    service.delete_function("consumer", qualifier=version.version)
    send(queue, "a")

    service.run()

    assert names(queue.dead_letter_queue.messages) == ["a"]


def test_a_loop_through_the_queue_is_stopped(service):
    """A39, G7: after sixteen executions; the message goes to the dead-letter queue."""
    ran = []

    def again(event, context):
        ran.append(event["Records"][0]["body"])
        queue.send(f"m{len(ran)}")

    function = service.create_function("again", handler=again)
    queue = service.sqs_queue("orders", visibility_timeout=5, dead_letter_queue=True, max_receive_count=1)
    mapping = function.create_event_source_mapping(queue, batch_size=1)
    queue.send("m0")

    service.run()

    assert ran == numbered(16)
    assert names(mapping.dead_letter_queue.messages) == ["m16"]
    assert service.metrics["RecursiveInvocationsDropped"].sum(function="again") == 1


def test_a_loop_that_is_allowed_goes_on(service):
    """G7."""
    ran = []

    def again(event, context):
        ran.append(1)
        if len(ran) < 18:
            queue.send("again")

    function = service.create_function("again", handler=again)
    function.put_function_recursion_config(recursive_loop="Allow")
    queue = service.sqs_queue("orders")
    function.create_event_source_mapping(queue, batch_size=1)
    queue.send("again")

    service.run()

    assert len(ran) == 18
    assert len(queue.deleted) == 18


def test_a_loop_is_seen_in_a_batch_with_other_messages(service):
    """G7."""
    ran = []

    def again(event, context):
        ran.append(len(event["Records"]))
        queue.send("again")

    function = service.create_function("again", handler=again)
    queue = service.sqs_queue("orders", visibility_timeout=5, dead_letter_queue=True, max_receive_count=1)
    function.create_event_source_mapping(queue)
    queue.send("again")
    for _ in range(40):
        service.advance(seconds=0)
        if len(ran) >= 16:
            break
        queue.send("from outside")

    service.run()

    assert 16 <= len(ran) <= 18


def test_an_arn_of_no_queue(service, consumer):
    """A11."""
    with pytest.raises(InvalidParameterValueException, match="AWS.SimpleQueueService.NonExistentQueue") as caught:
        consumer.consume("arn:aws:sqs:us-east-1:123456789012:nothing")

    assert str(caught.value).startswith("Error occurred while ReceiveMessage. SQS Error Code: ")


def test_a_queue_by_its_arn(service, consumer):
    queue = service.sqs_queue("orders")
    mapping = consumer.consume(queue.arn)
    send(queue, "a")
    service.run()

    assert mapping.source is queue
    assert consumer.batches == [["a"]]


def test_everything_is_accounted_for(service, consumer):
    queue = service.sqs_queue("orders")
    mapping = consumer.consume(queue)
    send(queue, "a")
    service.run()
    service.check_ledger()

    mapping.poller.account.polled += 1

    assert mapping.poller.unsettled() == (
        "2 messages were received, but 1 deleted, 0 filtered, 0 returned, 0 done too late, and 0 are in hand"
    )
