"""Messages that no filter accepts (A95, A85, A102)."""

from __future__ import annotations

import json

from tests.service.event_sources.queues.consumer import names, send

PAID = {"Filters": [{"Pattern": json.dumps({"body": {"state": ["paid"]}})}]}
HIT, MISS = '{"state": "paid" }', '{"state": "open"}'


def test_what_no_filter_accepts_is_deleted_unseen(service, consumer):
    """A95, A85."""
    queue = service.sqs_queue("orders")
    mapping = consumer.consume(queue, filter_criteria=PAID, metrics_config={"Metrics": ["EventCount"]})
    send(queue, HIT, MISS, "no JSON")

    service.run()

    assert consumer.batches == [[HIT]]
    assert len(queue.deleted) == 3
    assert mapping.poller.unsettled() is None
    counts = {
        name: service.metrics[f"{name}EventCount"].sum(EventSourceMappingUUID=mapping.uuid)
        for name in ("Polled", "FilteredOut", "Invoked", "Deleted")
    }
    assert counts == {"Polled": 3, "FilteredOut": 2, "Invoked": 1, "Deleted": 3}
    assert "matches no filter" in service.timeline()


def test_only_accepted_messages_fill_a_batch(service, consumer):
    """A102."""
    queue = service.sqs_queue("orders")
    consumer.consume(queue, batch_size=3, maximum_batching_window_in_seconds=60, filter_criteria=PAID)
    send(queue, MISS, HIT, MISS, MISS, HIT, MISS, HIT, HIT)

    service.run()

    assert consumer.got == [(0.0, [HIT, HIT, HIT]), (60.0, [HIT])]


def test_no_invocation_if_nothing_is_accepted(service, consumer):
    queue = service.sqs_queue("orders")
    mapping = consumer.consume(queue, filter_criteria=PAID)
    send(queue, *[MISS] * 25)

    service.run()

    assert consumer.got == []
    assert len(queue.deleted) == 25
    assert mapping.poller.unsettled() is None


def test_the_window_begins_with_the_first_accepted_message(service, consumer):
    queue = service.sqs_queue("orders")
    consumer.consume(queue, maximum_batching_window_in_seconds=10, filter_criteria=PAID)
    send(queue, MISS)
    service.advance(seconds=5)
    send(queue, HIT)

    service.run()

    assert consumer.times == [15.0]


def test_new_filters_hold_for_what_is_read_from_then_on(service, consumer):
    queue = service.sqs_queue("orders")
    mapping = consumer.consume(queue)
    send(queue, MISS)
    service.run()
    service.update_event_source_mapping(mapping.uuid, filter_criteria=PAID)
    send(queue, MISS)
    service.run()

    assert consumer.batches == [[MISS]]


def test_groups_of_deleted_messages_are_open(service, consumer):
    queue = service.sqs_queue("orders.fifo", fifo_queue=True)
    consumer.consume(queue, batch_size=1, filter_criteria=PAID)
    for number, body in enumerate([MISS, HIT, MISS, HIT]):
        queue.send(body, message_group_id="g", message_deduplication_id=str(number))

    service.run()

    assert consumer.batches == [[HIT], [HIT]]
    assert len(names(queue.deleted)) == 4
