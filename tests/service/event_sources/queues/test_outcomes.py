"""What an invocation does to the messages of its batch (A30-A36, A40, A41)."""

from __future__ import annotations

import time

import pytest

from tests.service.event_sources.queues.consumer import REPORT, failing, names, numbered, raising, report, send


def test_what_succeeds_is_deleted(service, consumer):
    """A30."""
    queue = service.sqs_queue("orders")
    consumer.consume(queue)
    send(queue, "a", "b")

    service.run()

    assert names(queue.deleted) == ["a", "b"]
    assert [entry.event for entry in queue.deleted[0].history] == ["sent", "received", "deleted"]


def late(event):
    time.sleep(100)


def dying(event):
    raise SystemExit(1)


@pytest.mark.parametrize("step", [raising, late, dying])
def test_what_fails_returns_after_its_own_visibility_timeout(service, consumer, step):
    """A31: from the receipt on, whenever the function ended."""
    consumer.steps = [step, None]
    queue = service.sqs_queue("orders", visibility_timeout=60)
    consumer.consume(queue)
    send(queue, "a", "b")

    service.run()

    assert consumer.got == [(0.0, ["a", "b"]), (60.0, ["a", "b"])]
    assert consumer.counts(1) == [2, 2]
    assert len(queue.deleted) == 2


def test_what_stays_and_what_changes_when_a_message_returns(service, consumer):
    """A31, A41."""
    consumer.steps = [raising, None]
    queue = service.sqs_queue("orders", visibility_timeout=30)
    mapping = consumer.consume(queue)
    service.advance(milliseconds=1500)
    send(queue, "a")
    service.advance(seconds=1)

    service.run()

    first, second = (event["Records"][0] for event in consumer.events)
    assert first["messageId"] == second["messageId"]
    assert first["receiptHandle"] != second["receiptHandle"]
    for name in ("SentTimestamp", "ApproximateFirstReceiveTimestamp"):
        assert first["attributes"][name] == second["attributes"][name]
    assert first["md5OfBody"] == second["md5OfBody"]
    ids = [invocation.request_id for invocation in mapping.invocations]
    assert len(set(ids)) == 2


@pytest.mark.parametrize("times", [1, 2, 5])
def test_the_queue_moves_a_message_at_the_receipt_after_the_last_allowed_one(service, consumer, times):
    """A32, A33."""
    consumer.steps = [raising]
    queue = service.sqs_queue("orders", visibility_timeout=30, dead_letter_queue=True, max_receive_count=times)
    mapping = consumer.consume(queue)
    queue.send("a", message_attributes={"kind": "order"})
    sent = queue.messages[0]

    service.run()

    assert consumer.times == [30.0 * number for number in range(times)]
    assert service.clock.monotonic() == 30.0 * times
    (dead,) = mapping.dead_letter_queue.messages
    assert (dead.message_id, dead.body, dead.message_attributes) == (sent.message_id, "a", sent.message_attributes)
    assert dead.receive_count == times
    assert dead.sent_timestamp == sent.sent_timestamp
    assert mapping.dead_letter_queue.receive()[0].receive_count == times + 1
    assert "moves to the dead-letter queue" in service.timeline()


def test_a_mapping_of_the_dead_letter_queue_gets_what_moves_there(service, consumer):
    consumer.steps = [raising]
    queue = service.sqs_queue("orders", visibility_timeout=30, dead_letter_queue=True, max_receive_count=1)
    consumer.consume(queue)
    seen = []
    rescue = service.create_function("rescue", handler=lambda event, context: seen.extend(event["Records"]))
    rescue.create_event_source_mapping(queue.dead_letter_queue)
    send(queue, "a")

    service.run()

    assert [record["body"] for record in seen] == ["a"]
    assert seen[0]["attributes"]["ApproximateReceiveCount"] == "2"
    assert seen[0]["attributes"]["DeadLetterQueueSourceArn"] == queue.arn


def test_a_raise_returns_the_whole_batch_even_with_reports(service, consumer):
    """A34."""
    consumer.steps = [raising]
    queue = service.sqs_queue("orders", visibility_timeout=30, dead_letter_queue=True, max_receive_count=2)
    consumer.consume(queue, function_response_types=REPORT)
    send(queue, "bad", "good")

    service.run()

    assert consumer.batches == [["bad", "good"]] * 2
    assert names(queue.dead_letter_queue.messages) == ["bad", "good"]


def test_without_reports_the_answer_is_not_read(service, consumer):
    """A35."""
    consumer.steps = [failing("a")]
    queue = service.sqs_queue("orders")
    consumer.consume(queue)
    send(queue, "a", "b")

    service.run()

    assert names(queue.deleted) == ["a", "b"]
    assert len(consumer.got) == 1


def test_reported_messages_return_and_the_others_are_deleted_at_once(service, consumer):
    """A36."""
    consumer.steps = [failing("b", "d"), None]
    queue = service.sqs_queue("orders", visibility_timeout=60)
    mapping = consumer.consume(queue, function_response_types=REPORT, metrics_config={"Metrics": ["EventCount"]})
    send(queue, *"abcd")

    service.advance(seconds=1)
    assert names(queue.deleted) == ["a", "c"]
    assert names(queue.in_flight) == ["b", "d"]
    service.run()

    assert consumer.got == [(0.0, list("abcd")), (60.0, ["b", "d"])]
    first = mapping.invocations[0].outcome
    assert [each.body for each in first.failed] == ["b", "d"]
    assert [each.body for each in first.succeeded] == ["a", "c"]


def test_all_reported_is_no_error_of_the_function(service, consumer):
    """A68."""
    consumer.steps = [failing("a", "b"), None]
    queue = service.sqs_queue("orders", visibility_timeout=60)
    consumer.consume(queue, function_response_types=REPORT)
    send(queue, "a", "b")

    service.run()

    assert consumer.batches == [["a", "b"], ["a", "b"]]
    assert service.metrics["Errors"].sum(function="consumer") == 0


def test_an_unknown_id_returns_the_whole_batch(service, consumer):
    """A60."""
    consumer.steps = [report("00000000-0000-0000-0000-000000000000"), None]
    queue = service.sqs_queue("orders", visibility_timeout=60)
    mapping = consumer.consume(queue, function_response_types=REPORT)
    send(queue, "a", "b")

    service.run()

    assert consumer.batches == [["a", "b"], ["a", "b"]]
    assert mapping.invocations[0].outcome.rule == "A60"


def test_the_functions_own_destinations_see_nothing(service, consumer):
    """A40."""
    consumer.steps = [raising]
    letters = service.sqs_queue("letters")
    consumer.function.put_function_event_invoke_config(on_failure=letters)
    queue = service.sqs_queue("orders", visibility_timeout=30, dead_letter_queue=True, max_receive_count=1)
    consumer.consume(queue)
    send(queue, "a")

    service.run()

    assert letters.messages == ()
    assert len(queue.dead_letter_queue.messages) == 1


def test_a_message_that_was_visible_again_before_its_function_ended_comes_again(service, consumer):
    """At least once: an outdated receipt deletes nothing."""
    queue = service.sqs_queue("orders", visibility_timeout=30)
    mapping = consumer.consume(queue)
    consumer.seconds = 20
    message = queue.send("a")
    service.advance(seconds=5)
    handle = consumer.events[0]["Records"][0]["receiptHandle"]
    queue.change_visibility(handle, 1)
    service.run()

    assert consumer.times == [0.0, 6.0]
    assert consumer.counts(1) == [2]
    assert message.state == "deleted"
    assert mapping.poller.account.outdated == 1
    assert mapping.poller.unsettled() is None
    assert "not deleted" in service.timeline()


def test_a_handler_can_give_a_message_back_at_once(service, consumer):
    def give_back(event):
        queue.change_visibility(event["Records"][0]["receiptHandle"], 2)
        raise RuntimeError("later")

    consumer.steps = [give_back, None]
    queue = service.sqs_queue("orders", visibility_timeout=600)
    consumer.consume(queue)
    send(queue, "a")

    service.run()

    assert consumer.times == [0.0, 2.0]


def test_a_handler_may_delete_messages_itself(service, consumer):
    def delete_first(event):
        queue.delete(event["Records"][0]["receiptHandle"])
        raise RuntimeError("the second one")

    consumer.steps = [delete_first, None]
    queue = service.sqs_queue("orders", visibility_timeout=60)
    mapping = consumer.consume(queue)
    send(queue, "a", "b")

    service.run()

    assert consumer.batches == [["a", "b"], ["b"]]
    assert mapping.poller.unsettled() is None


def test_messages_are_counted(service, consumer):
    """H18: a partial failure."""
    consumer.steps = [failing("m1"), None]
    queue = service.sqs_queue("orders", visibility_timeout=60)
    mapping = consumer.consume(queue, function_response_types=REPORT, metrics_config={"Metrics": ["EventCount"]})
    send(queue, *numbered(4))
    service.advance(seconds=1)

    def total(name):
        return service.metrics[name].sum(EventSourceMappingUUID=mapping.uuid)

    assert total("PolledEventCount") == 4
    assert total("InvokedEventCount") == 4
    assert total("DeletedEventCount") == 3
