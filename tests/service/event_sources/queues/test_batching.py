"""How messages become batches (A20-A22, A25, A26)."""

from __future__ import annotations

import json

import pytest

from tests.service.event_sources.queues.consumer import numbered, send


def test_what_is_sent_before_time_goes_on_comes_in_one_batch(service, consumer):
    """A22."""
    queue = service.sqs_queue("orders")
    consumer.consume(queue)
    send(queue, "a", "b", "c")

    service.run()

    assert consumer.got == [(0.0, ["a", "b", "c"])]


def test_what_is_there_already_is_polled_at_creation(service, consumer):
    queue = service.sqs_queue("orders")
    send(queue, "a", "b")

    consumer.consume(queue)
    service.run()

    assert consumer.batches == [["a", "b"]]


@pytest.mark.parametrize(("size", "expected"), [(1, [1] * 12), (5, [5, 5, 2]), (10, [10, 2])])
def test_batches_hold_at_most_the_batch_size(service, consumer, size, expected):
    """A20."""
    queue = service.sqs_queue("orders")
    consumer.consume(queue, batch_size=size)
    send(queue, *numbered(12))

    service.run()

    assert [len(batch) for batch in consumer.batches] == expected
    assert consumer.everything == numbered(12)


def test_the_window_begins_with_the_first_message(service, consumer):
    """A20, A21."""
    queue = service.sqs_queue("orders")
    consumer.consume(queue, batch_size=100, maximum_batching_window_in_seconds=5)
    service.advance(seconds=3)
    send(queue, "a")
    service.advance(seconds=4)
    send(queue, "b")

    service.run()

    assert consumer.got == [(8.0, ["a", "b"])]


def test_a_full_batch_does_not_wait_for_the_window(service, consumer):
    """A20."""
    queue = service.sqs_queue("orders")
    consumer.consume(queue, batch_size=3, maximum_batching_window_in_seconds=300)
    send(queue, "a", "b")
    service.advance(seconds=1)
    send(queue, "c", "d")

    service.run()

    assert consumer.got == [(1.0, ["a", "b", "c"]), (301.0, ["d"])]


@pytest.mark.parametrize("size", [15, 100, 1_000, 10_000])
def test_more_than_ten_by_several_receipts(service, consumer, size):
    """A26."""
    queue = service.sqs_queue("orders")
    consumer.consume(queue, batch_size=size, maximum_batching_window_in_seconds=10)
    send(queue, *numbered(10))
    service.advance(seconds=1)
    send(queue, *numbered(5))

    service.run()

    assert sum(map(len, consumer.batches)) == 15
    assert len(queue.deleted) == 15


def test_thirty_messages_and_two_at_a_time(service, consumer):
    """A25."""
    consumer.function.put_function_concurrency(reserved_concurrent_executions=2)
    queue = service.sqs_queue("orders")
    consumer.consume(queue, batch_size=20, maximum_batching_window_in_seconds=1, maximum_concurrency=2)
    send(queue, *numbered(30))

    service.run()

    assert [len(batch) for batch in consumer.batches] == [20, 10]


@pytest.mark.parametrize("window", [0, 5])
def test_no_event_exceeds_six_megabytes(service, consumer, window):
    """A20: with the metadata."""
    queue = service.sqs_queue("orders")
    consumer.consume(queue, batch_size=10, maximum_batching_window_in_seconds=window)
    send(queue, *("x" * 1_000_000 for _ in range(8)))

    service.run()

    assert [len(batch) for batch in consumer.batches] == [6, 2]
    assert max(len(json.dumps(event)) for event in consumer.events) <= 6_291_456


def test_sizes_are_those_of_json(service, consumer):
    """What JSON escapes counts as it is sent."""
    queue = service.sqs_queue("orders")
    consumer.consume(queue)
    send(queue, *("é" * 500_000 for _ in range(5)))

    service.run()

    assert [len(batch) for batch in consumer.batches] == [2, 2, 1]


def test_many_small_messages_fill_the_event(service, consumer):
    """A20: what does not fit stays in the queue for the next batch, and is received once."""
    queue = service.sqs_queue("orders")
    consumer.consume(queue, batch_size=10_000, maximum_batching_window_in_seconds=10)
    send(queue, *("y" * 2_500 for _ in range(2_200)), "last")

    service.run()

    sizes = [len(json.dumps(event)) for event in consumer.events]
    assert len(sizes) == 2
    assert 6_291_456 - 4_000 < sizes[0] <= 6_291_456
    assert consumer.batches[-1][-1] == "last"
    assert {count for number in (0, 1) for count in consumer.counts(number)} == {1}


def test_attributes_of_messages_count(service, consumer):
    queue = service.sqs_queue("orders")
    consumer.consume(queue)
    send(queue, *numbered(9), message_attributes={"blob": b"\0" * 900_000})

    service.run()

    assert [len(batch) for batch in consumer.batches] == [5, 4]


def test_a_message_whose_lease_ends_in_a_long_window_comes_once_in_the_batch(service, consumer):
    """Its visibility timeout is not prolonged: it is received again, for the same batch."""
    consumer.function.update_function_configuration(timeout=1)
    queue = service.sqs_queue("orders", visibility_timeout=4)
    mapping = consumer.consume(queue, batch_size=100, maximum_batching_window_in_seconds=10)
    send(queue, "a")
    service.advance(seconds=2)
    send(queue, "b")

    service.run()

    assert consumer.got == [(10.0, ["a", "b"])]
    assert consumer.counts(0) == [3, 3]
    assert mapping.poller.unsettled() is None


def test_what_is_purged_meanwhile_is_not_delivered(service, consumer):
    queue = service.sqs_queue("orders")
    mapping = consumer.consume(queue, batch_size=100, maximum_batching_window_in_seconds=10)
    send(queue, "a")
    service.advance(seconds=2)
    queue.purge()
    send(queue, "b")

    service.run()

    assert consumer.batches == [["b"]]
    assert mapping.poller.unsettled() is None


def test_delayed_messages_come_when_their_delay_is_over(service, consumer):
    queue = service.sqs_queue("orders")
    consumer.consume(queue)
    queue.send("late", delay_seconds=60)
    queue.send("now")

    service.run()

    assert consumer.got == [(0.0, ["now"]), (60.0, ["late"])]


def test_nothing_happens_without_messages(service, consumer):
    consumer.consume(service.sqs_queue("orders"))

    began = service.now()
    service.run()
    service.advance(days=3)

    assert consumer.got == []
    assert service.clock.scheduler.agenda.next_due() is None
    assert (service.now() - began).days == 3


def test_a_run_does_not_wait_for_the_visibility_timeout_of_what_is_deleted(service, consumer):
    queue = service.sqs_queue("orders", visibility_timeout=600)
    consumer.consume(queue)
    other = service.create_function("other", handler=lambda event, context: None)
    other.create_event_source_mapping(queue)
    send(queue, *numbered(3))

    service.run()

    assert service.clock.monotonic() == 0


def test_two_functions_share_a_queue(service, consumer):
    """A10: each message goes to one of them."""
    seen: list[str] = []
    queue = service.sqs_queue("orders")
    consumer.consume(queue, batch_size=1)
    other = service.create_function("other", handler=lambda event, context: seen.append(event["Records"][0]["body"]))
    other.create_event_source_mapping(queue, batch_size=1)
    send(queue, *numbered(20))

    service.run()

    assert sorted(seen + consumer.everything) == sorted(numbered(20))
    assert seen
    assert consumer.batches


def test_messages_sent_by_handlers_come_too(service, consumer):
    queue = service.sqs_queue("orders")
    consumer.consume(queue)
    sender = service.create_function("sender", handler=lambda event, context: send(queue, "from a handler"))

    sender.invoke({})
    service.run()

    assert consumer.batches == [["from a handler"]]


def test_messages_that_expire_while_in_flight_are_not_waited_for(service, consumer):
    def slow(event):
        raise RuntimeError

    consumer.steps = [slow]
    queue = service.sqs_queue("orders", message_retention_period=60, visibility_timeout=50)
    consumer.consume(queue)
    send(queue, "a")

    service.run()

    assert consumer.times == [0, 50]
    assert service.clock.monotonic() == 60
    assert len(queue.expired) == 1
