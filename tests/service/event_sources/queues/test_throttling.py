"""What happens to messages while the function cannot take them (A37-A39, F)."""

from __future__ import annotations

import pytest

from pytest_lambda.service.asynchronous.backoff import Backoff
from pytest_lambda.service.event_sources.readings import Readings
from tests.service.event_sources.queues.consumer import names, numbered, send


@pytest.fixture
def busy(service, consumer):
    """`busy(seconds)` occupies the only environment that the function may have."""

    def occupy(seconds):
        consumer.function.put_function_concurrency(reserved_concurrent_executions=1)
        consumer.seconds = seconds
        service.invoke("consumer", {"Records": []}, invocation_type="Event")
        service.advance(seconds=0)
        assert consumer.running == 1
        consumer.seconds = 0.0
        consumer.got.clear()
        consumer.events.clear()

    consumer.function.update_function_configuration(timeout=600)
    return occupy


def forwards(service, queue_name, **settings):
    return service.sqs_queue(queue_name, **{"visibility_timeout": 60, **settings})


def consume(consumer, queue, **settings):
    """Its function's timeout is longer than the visibility timeout: changed afterwards, which AWS does not check (A8)."""
    consumer.function.update_function_configuration(timeout=1)
    mapping = consumer.consume(queue, **settings)
    consumer.function.update_function_configuration(timeout=600)
    return mapping


def test_a_throttled_batch_keeps_its_receipt(service, consumer, busy):
    """A37: capacity is back soon."""
    queue = forwards(service, "orders")
    mapping = consume(consumer, queue)
    busy(2)
    send(queue, "a")

    service.run()

    assert consumer.times == [3.0]
    assert consumer.counts(0) == [1]
    assert service.metrics["Throttles"].sum(function="consumer") == 2
    assert len(mapping.invocations) == 1


@pytest.mark.parametrize(("seconds", "at", "count"), [(33, 60.0, 2), (119, 120.0, 3)])
def test_if_the_visibility_timeout_is_over_first_the_message_is_received_again(
    service, consumer, busy, seconds, at, count
):
    """A37, A38: as recorded."""
    queue = forwards(service, "orders")
    consume(consumer, queue)
    busy(seconds)
    send(queue, "a")

    service.run()

    assert consumer.times == [at]
    assert consumer.counts(0) == [count]
    assert names(queue.deleted) == ["a"]


def test_throttles_alone_bring_messages_to_the_dead_letter_queue(service, consumer):
    """A37."""
    consumer.function.put_function_concurrency(reserved_concurrent_executions=0)
    queue = service.sqs_queue("orders", visibility_timeout=30, dead_letter_queue=True, max_receive_count=2)
    mapping = consumer.consume(queue)
    send(queue, "a")

    service.run()

    assert consumer.got == []
    assert names(queue.dead_letter_queue.messages) == ["a"]
    assert service.clock.monotonic() == 60
    assert mapping.poller.unsettled() is None


def test_the_backoff_can_be_set(service, consumer, busy):
    """A38: AWS does not say how long it is."""
    service.mappings.readings = Readings(queue_throttles=Backoff(first_seconds=10, factor=1))
    queue = forwards(service, "orders")
    consume(consumer, queue)
    busy(33)
    send(queue, "a")

    service.run()

    assert consumer.times == [40.0]


def test_system_errors_are_tried_again_with_the_same_receipt(service, consumer):
    queue = service.sqs_queue("orders")
    consumer.consume(queue)
    service.inject_system_errors("consumer", times=2)
    send(queue, "a")

    service.run()

    assert consumer.times == [3.0]
    assert consumer.counts(0) == [1]


def test_throttled_attempts_are_counted(service, consumer, busy):
    """H18."""
    queue = forwards(service, "orders")
    mapping = consume(consumer, queue, metrics_config={"Metrics": ["EventCount"]})
    busy(2)
    send(queue, "a")
    service.run()

    def total(name):
        return service.metrics[name].sum(EventSourceMappingUUID=mapping.uuid)

    counts = {name: total(f"{name}EventCount") for name in ("Polled", "Invoked", "Deleted")}
    assert counts == {"Polled": 1, "Invoked": 3, "Deleted": 1}
    assert total("FailedInvokeEventCount") == 2


def test_what_is_deleted_while_it_waits_is_not_delivered(service, consumer, busy):
    queue = forwards(service, "orders")
    mapping = consume(consumer, queue)
    busy(20)
    send(queue, "a")
    service.advance(seconds=5)
    queue.purge()

    service.run()

    assert consumer.got == []
    assert mapping.poller.unsettled() is None


def test_more_pollers_than_concurrency(service, consumer):
    """F: what is received and throttled waits, and nothing is lost."""
    consumer.function.put_function_concurrency(reserved_concurrent_executions=1)
    consumer.seconds = 1
    queue = service.sqs_queue("orders", visibility_timeout=600)
    mapping = consumer.consume(queue, batch_size=1)
    send(queue, *numbered(20))

    service.run()

    assert consumer.most == 1
    assert sorted(consumer.everything) == sorted(numbered(20))
    assert service.metrics["Throttles"].sum(function="consumer") > 0
    assert mapping.poller.unsettled() is None
