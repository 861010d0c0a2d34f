"""FIFO queues (B2-B10, FIFO's part of A32 and A33)."""

from __future__ import annotations

import pytest

from tests.service.event_sources.queues.consumer import REPORT, failing, names, raising, send


@pytest.fixture
def fifo(service):
    def make(name="orders", **settings):
        return service.sqs_queue(
            f"{name}.fifo", fifo_queue=True, content_based_deduplication=True, **{"visibility_timeout": 30, **settings}
        )

    return make


def test_a_batch_may_hold_several_groups(service, consumer, fifo):
    """B2."""
    queue = fifo()
    consumer.consume(queue)
    for body in ("a1", "b1", "a2", "b2"):
        send(queue, body, message_group_id=body[0])

    service.run()

    assert consumer.batches == [["a1", "a2", "b1", "b2"]]


def test_one_after_the_other_within_a_group(service, consumer, fifo):
    """B4: in one environment."""
    consumer.seconds = 5
    queue = fifo()
    mapping = consumer.consume(queue, batch_size=1)
    send(queue, *"abcde", message_group_id="g")

    service.run()

    assert consumer.got == [(5.0 * number, [body]) for number, body in enumerate("abcde")]
    assert consumer.most == 1
    assert len({id(invocation.environment) for invocation in mapping.invocations}) == 1


def test_groups_run_side_by_side(service, consumer, fifo):
    """B2."""
    consumer.seconds = 5
    queue = fifo()
    consumer.consume(queue, batch_size=1)
    for body in ("a1", "a2", "b1", "b2"):
        send(queue, body, message_group_id=body[0])

    service.run()

    assert consumer.most == 2
    assert consumer.got == [(0.0, ["a1"]), (0.0, ["b1"]), (5.0, ["a2"]), (5.0, ["b2"])]


def test_what_comes_later_waits_for_the_invocation_of_its_group(service, consumer, fifo):
    """B2."""
    consumer.seconds = 5
    queue = fifo()
    consumer.consume(queue)
    send(queue, "a", "b", message_group_id="g")
    service.advance(seconds=1)
    send(queue, "c", message_group_id="g")

    service.run()

    assert consumer.got == [(0.0, ["a", "b"]), (5.0, ["c"])]


def test_a_failed_message_blocks_its_group_until_it_is_visible_again(service, consumer, fifo):
    """B5, B9."""
    consumer.steps = [raising, None]
    queue = fifo(visibility_timeout=60)
    consumer.consume(queue, batch_size=2)
    send(queue, "a1", "a2", "a3", message_group_id="a")
    service.advance(seconds=1)
    send(queue, "b1", message_group_id="b")

    service.run()

    assert consumer.got == [(0.0, ["a1", "a2"]), (1.0, ["b1"]), (60.0, ["a1", "a2"]), (60.0, ["a3"])]


def test_the_recorded_cycle(service, consumer, fifo):
    """B7, B8."""
    consumer.function.update_function_configuration(timeout=5)
    consumer.steps = [failing("2", "3", "4"), failing("4")]
    queue = fifo(visibility_timeout=8, dead_letter_queue=fifo("dead"), max_receive_count=2)
    consumer.consume(queue, function_response_types=REPORT)
    send(queue, *"1234", message_group_id="g")
    ids = {message.body: message.message_id for message in queue.messages}

    service.run()

    assert consumer.got == [(0.0, list("1234")), (8.0, list("234"))]
    assert consumer.counts(1) == [2, 2, 2]
    (dead,) = queue.dead_letter_queue.messages
    assert dead.message_id == ids["4"]
    assert dead.attributes["MessageGroupId"] == "g"
    assert service.clock.monotonic() == 16


def test_aws_does_not_check_that_all_behind_the_first_failure_are_reported(service, consumer, fifo):
    """B6: the order breaks, silently but for our hint."""
    consumer.steps = [failing("2"), None]
    queue = fifo(visibility_timeout=60)
    mapping = consumer.consume(queue, function_response_types=REPORT)
    send(queue, *"123", message_group_id="g")

    service.run()

    assert consumer.batches == [["1", "2", "3"], ["2"]]
    assert mapping.invocations[0].outcome.hint


def test_skipping_a_group_leaves_the_others_alone(service, consumer, fifo):
    """B10."""
    consumer.steps = [failing("a1", "a2"), None]
    queue = fifo(visibility_timeout=60)
    consumer.consume(queue, function_response_types=REPORT)
    for body in ("a1", "b1", "a2", "b2"):
        send(queue, body, message_group_id=body[0])

    service.run()

    assert consumer.got == [(0.0, ["a1", "a2", "b1", "b2"]), (60.0, ["a1", "a2"])]
    assert names(queue.deleted) == ["a1", "b1", "a2", "b2"]


def test_a_group_goes_on_when_its_message_has_moved(service, consumer, fifo):
    """B8."""
    consumer.steps = [raising, raising, None]
    queue = fifo(dead_letter_queue=fifo("dead"), max_receive_count=2)
    consumer.consume(queue, batch_size=1)
    send(queue, "a", "b", message_group_id="g")

    service.run()

    assert consumer.got == [(0.0, ["a"]), (30.0, ["a"]), (60.0, ["b"])]
    assert names(queue.dead_letter_queue.messages) == ["a"]


def test_a_group_goes_on_when_its_message_expires_in_flight(service, consumer, fifo):
    consumer.steps = [raising, None]
    queue = fifo(visibility_timeout=600, message_retention_period=60)
    consumer.consume(queue, batch_size=1)
    send(queue, "a", message_group_id="g")
    service.advance(seconds=10)
    send(queue, "b", message_group_id="g")

    service.run()

    assert consumer.got == [(0.0, ["a"]), (60.0, ["b"])]


def test_a_group_is_in_one_invocation_even_if_its_visibility_timeout_is_over(service, consumer, fifo):
    """B2: a handler that gives messages up does not meet them in a second environment."""

    def give_up(event):
        queue.change_visibility(event["Records"][0]["receiptHandle"], 1)

    consumer.steps = [give_up, None]
    consumer.seconds = 10
    queue = fifo()
    mapping = consumer.consume(queue)
    send(queue, "a", message_group_id="g")
    service.advance(seconds=3)
    send(queue, "b", message_group_id="g")

    service.run()

    assert consumer.most == 1
    assert consumer.everything[0] == "a"
    assert mapping.poller.unsettled() is None


def test_throttled_groups_keep_their_order(service, consumer, fifo):
    consumer.function.put_function_concurrency(reserved_concurrent_executions=1)
    consumer.seconds = 2
    queue = fifo(visibility_timeout=600)
    consumer.consume(queue, batch_size=1)
    for number in range(4):
        for group in "abc":
            send(queue, f"{group}{number}", message_group_id=group)

    service.run()

    for group in "abc":
        assert [body for body in consumer.everything if body[0] == group] == [f"{group}{n}" for n in range(4)]


def test_groups_of_a_standard_queue_have_no_order(service, consumer):
    """They share it fairly."""
    queue = service.sqs_queue("orders", visibility_timeout=60)
    consumer.steps = [raising, None]
    mapping = consumer.consume(queue, batch_size=1)
    send(queue, "a", "b", message_group_id="g")

    service.run()

    assert consumer.got == [(0.0, ["a"]), (0.0, ["b"]), (60.0, ["a"])]
    assert {record.group for record, _ in mapping.deliveries()} == {None}


def test_deliveries_of_a_group(service, consumer, fifo):
    queue = fifo()
    mapping = consumer.consume(queue)
    for body in ("a1", "b1", "a2"):
        send(queue, body, message_group_id=body[0])
    service.run()

    assert [record.body for record, _ in mapping.deliveries(group="a")] == ["a1", "a2"]
