"""How many batches are processed at a time (A23-A27, B3)."""

from __future__ import annotations

import pytest

from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
from pytest_lambda.service.event_sources.queues.scaling import Pace, Scaling, pace_of
from tests.service.event_sources.queues.consumer import numbered, send

SECOND = 1_000_000


def test_five_at_first(service, consumer):
    """A23."""
    consumer.seconds = 0.01
    queue = service.sqs_queue("orders")
    consumer.consume(queue, batch_size=1)
    send(queue, *numbered(50))

    service.run()

    assert consumer.most == 5


def test_three_hundred_more_a_minute(service, consumer):
    """A23."""
    consumer.seconds = 20
    queue = service.sqs_queue("orders", visibility_timeout=600)
    consumer.consume(queue, batch_size=1)
    send(queue, *numbered(200))

    service.advance(seconds=10)
    assert consumer.running == 5 + 50
    service.advance(seconds=5)
    assert consumer.running == 5 + 75
    service.run()

    assert len(queue.deleted) == 200


def test_it_begins_with_few_again_after_a_rest(service, consumer):
    consumer.seconds = 20
    queue = service.sqs_queue("orders", visibility_timeout=600)
    consumer.consume(queue, batch_size=1)
    send(queue, *numbered(60))
    service.run()
    service.advance(hours=1)
    send(queue, *numbered(60))

    service.advance(seconds=0)

    assert consumer.running == 5


@pytest.mark.parametrize("most", [2, 3, 20])
def test_maximum_concurrency(service, consumer, most):
    """A24."""
    consumer.seconds = 20
    queue = service.sqs_queue("orders", visibility_timeout=600)
    consumer.consume(queue, batch_size=1, maximum_concurrency=most)
    send(queue, *numbered(100))

    service.run()

    assert consumer.most == most
    assert len(queue.deleted) == 100


def test_messages_beyond_the_limit_stay_in_the_queue(service, consumer):
    """A24: they are not received, so they are not throttled and do not go to the dead-letter queue."""
    consumer.function.put_function_concurrency(reserved_concurrent_executions=2)
    consumer.seconds = 25
    queue = service.sqs_queue("orders", visibility_timeout=30, dead_letter_queue=True, max_receive_count=1)
    consumer.consume(queue, batch_size=1, maximum_concurrency=2)
    send(queue, *numbered(10))

    service.advance(seconds=1)
    assert len(queue.messages) == 8
    service.run()

    assert len(queue.deleted) == 10
    assert service.metrics["Throttles"].sum(function="consumer") == 0


def test_provisioned_pollers(service, consumer):
    """A27: ten at a time each, and a thousand more a minute."""
    consumer.seconds = 20
    queue = service.sqs_queue("orders", visibility_timeout=600)
    consumer.consume(queue, batch_size=1, provisioned_poller_config={"MinimumPollers": 3, "MaximumPollers": 6})
    send(queue, *numbered(200))

    service.advance(seconds=0)
    assert consumer.running == 30
    service.run()

    assert consumer.most == 60


def test_groups_of_a_fifo_queue_limit_it_too(service, consumer):
    """B3."""
    consumer.seconds = 5
    queue = service.sqs_queue("orders.fifo", fifo_queue=True, content_based_deduplication=True)
    consumer.consume(queue, batch_size=1)
    for group in "abc":
        send(queue, *(f"{group}{number}" for number in range(5)), message_group_id=group)

    service.run()

    assert consumer.most == 3
    assert service.clock.monotonic() == 25


def test_a_change_holds_from_the_next_poll_on(service, consumer):
    """A15."""
    consumer.seconds = 10
    queue = service.sqs_queue("orders", visibility_timeout=600)
    mapping = consumer.consume(queue, batch_size=1, maximum_concurrency=2)
    send(queue, *numbered(40))
    service.advance(seconds=5)
    assert consumer.running == 2

    service.update_event_source_mapping(mapping.uuid, maximum_concurrency=4)
    service.advance(seconds=0)
    assert consumer.running == 4
    service.update_event_source_mapping(mapping.uuid, batch_size=10)
    service.advance(seconds=5)

    assert {len(batch) for batch in consumer.batches[4:6]} == {10}


@pytest.mark.parametrize(
    ("settings", "pace"),
    [
        ({}, Pace(5, 300, 1_250)),
        ({"maximum_concurrency": 2}, Pace(2, 300, 2)),
        ({"maximum_concurrency": 1_000}, Pace(5, 300, 1_000)),
        ({"minimum_pollers": 5}, Pace(50, 1_000, 2_000)),
        ({"maximum_pollers": 4}, Pace(20, 1_000, 40)),
    ],
    ids=["default", "two", "thousand", "minimum", "maximum"],
)
def test_paces(settings, pace):
    assert pace_of(MappingSettings(**settings)) == pace


def test_growth_step_by_step():
    scaling = Scaling(Pace(first=1, per_minute=60, most=3))

    assert scaling.limit(0) == 1
    assert scaling.grows_at(10 * SECOND) == 11 * SECOND
    assert scaling.limit(11 * SECOND - 1) == 1
    assert scaling.limit(11 * SECOND) == 2
    assert scaling.grows_at(11 * SECOND) == 12 * SECOND
    assert scaling.limit(100 * SECOND) == 3
    assert scaling.grows_at(100 * SECOND) is None

    scaling.rest()
    assert scaling.limit(100 * SECOND) == 1
