"""Who watches a queue is told when there may be something to receive; and leases, which services of AWS use."""

from __future__ import annotations

import pytest

from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.sqs_queue import SqsQueue
from tests.service.resources.stand_in import BEGIN

SECOND = 1_000_000
NOW = round(BEGIN * SECOND)


@pytest.fixture
def queue(platform):
    return SqsQueue("orders", platform=platform, visibility_timeout=30)


@pytest.fixture
def fifo(platform):
    return SqsQueue("orders.fifo", platform=platform, fifo_queue=True, content_based_deduplication=True)


@pytest.fixture
def told(queue):
    calls = []
    queue.watch(lambda: calls.append(queue.next_visible_us()))
    return calls


def test_sent_messages(queue, told):
    queue.send("a")
    queue.send("b", delay_seconds=5)

    assert told == [NOW, NOW]


def test_delayed_messages(queue, told):
    queue.send("a", delay_seconds=5)

    assert told == [NOW + 5 * SECOND]


def test_visibility_deletion_and_purge(queue, told):
    queue.send("a")
    queue.send("b")
    first, second = queue.receive(2)
    told.clear()

    queue.change_visibility(first.receipt_handle, 5)
    queue.delete(first.receipt_handle)
    queue.change_visibility(second.receipt_handle, 0)
    queue.purge()

    assert told == [NOW + 5 * SECOND, NOW + 30 * SECOND, NOW, None]


def test_nobody_is_told_any_longer(queue):
    calls = []
    queue.watch(calls.append)
    queue.unwatch(calls.append)
    queue.unwatch(calls.append)

    queue.send("a")

    assert calls == []


def test_dead_letters_are_told_there(platform, queue):
    dead = SqsQueue("dead", platform=platform)
    source = SqsQueue("source", platform=platform, dead_letter_queue=dead, max_receive_count=1)
    calls = []
    dead.watch(lambda: calls.append(dead.next_visible_us()))
    source.send("a")
    source.receive()
    platform.pass_time(30)
    source.receive()

    assert calls == [NOW + 30 * SECOND]


def test_a_duplicate_tells_nobody(fifo):
    fifo.send("a", message_group_id="g")
    calls = []
    fifo.watch(lambda: calls.append(1))

    fifo.send("a", message_group_id="g")

    assert calls == []


def test_a_group_is_open_again_after_a_deletion(fifo):
    fifo.send("a", message_group_id="g")
    fifo.send("b", message_group_id="g")
    (first,) = fifo.receive()
    assert fifo.next_visible_us() == NOW + 30 * SECOND

    fifo.delete(first.receipt_handle)

    assert fifo.next_visible_us() == NOW


def test_what_expires_first(platform):
    queue = SqsQueue("q", platform=platform, message_retention_period=60, visibility_timeout=600)
    queue.send("a")
    queue.receive()

    assert queue.next_visible_us() == NOW + 60 * SECOND
    platform.pass_time(60)
    assert queue.next_visible_us() is None


def test_taking_many(queue):
    for number in range(25):
        queue.send(f"m{number}")

    taken = queue.leases.take(20)

    assert [life.body for life in taken.lives] == [f"m{number}" for number in range(20)]
    assert len(queue.in_flight) == 20
    receipts = [(life, life.receives_here) for life in taken.lives]
    assert queue.leases.delete(receipts) == 20
    assert queue.leases.delete(receipts) == 0
    assert len(queue.messages) == 5


def test_what_does_not_fit_stays_where_it_is(queue):
    for number in range(3):
        queue.send(f"m{number}")

    taken = queue.leases.take(10, lambda life: life.body != "m1")

    assert [life.body for life in taken.lives] == ["m0"]
    assert taken.declined
    assert [message.receive_count for message in queue.messages] == [0, 0]
    assert [message.body for message in queue.receive(10)] == ["m1", "m2"]


def test_what_does_not_fit_of_another_group(fifo):
    fifo.send("a", message_group_id="a")
    fifo.send("b", message_group_id="b")

    fifo.leases.take(10, lambda life: life.body != "b")

    assert fifo.next_visible_us() == NOW
    assert [message.body for message in fifo.receive(10)] == ["b"]


def test_outdated_receipts(platform, queue):
    queue.send("a")
    (life,) = queue.leases.take(1).lives
    assert queue.leases.holds(life, 1)
    platform.pass_time(30)
    assert not queue.leases.holds(life, 1)
    queue.leases.take(1)

    assert queue.leases.delete([(life, 1)]) == 0
    assert queue.leases.delete([(life, 2)]) == 1


def test_held_groups(platform, fifo):
    fifo.leases.hold(["g", "h"])
    fifo.send("a", message_group_id="g")

    assert fifo.next_visible_us() is None
    assert fifo.receive() == ()

    fifo.leases.release(["g", "h"])
    assert [message.body for message in fifo.receive()] == ["a"]


@pytest.fixture
def dead(platform):
    return SqsQueue("dead", platform=platform)


def exhausted(platform, name, dead, *bodies, **settings):
    queue = SqsQueue(name, platform=platform, dead_letter_queue=dead, max_receive_count=1, **settings)
    for body in bodies:
        queue.send(body, **({"message_group_id": "g"} if queue.fifo else {}))
    queue.receive(10)
    platform.pass_time(30)
    assert queue.receive(10) == ()
    return queue


def test_dead_letters_go_back_to_where_they_came_from(platform, dead):
    one = exhausted(platform, "one", dead, "a", "b")
    two = exhausted(platform, "two", dead, "c")
    before = {message.message_id for message in dead.messages}

    task = dead.start_message_move_task()

    assert (task.status, task.approximate_number_of_messages_moved, task.failure_reason) == ("COMPLETED", 3, None)
    assert (task.source_arn, task.destination_arn) == (dead.arn, None)
    assert [message.body for message in one.messages] == ["a", "b"]
    assert [message.body for message in two.messages] == ["c"]
    assert dead.messages == ()
    assert dead.deleted[0].history[-1].event == "moved"
    # new messages, says SQS' Developer Guide
    assert before.isdisjoint(message.message_id for message in one.messages)
    assert one.messages[0].receive_count == 0


def test_to_another_queue(platform, dead):
    exhausted(platform, "one", dead, "a")
    other = SqsQueue("other", platform=platform)

    task = dead.start_message_move_task(other)

    assert task.destination_arn == other.arn
    assert [message.body for message in other.messages] == ["a"]


def test_what_came_from_no_queue_stays(platform, dead):
    exhausted(platform, "one", dead, "a")
    dead.send("sent here")

    task = dead.start_message_move_task()

    assert (task.status, task.failure_reason) == ("FAILED", "CouldNotDetermineMessageSource")
    assert task.approximate_number_of_messages_moved == 1
    assert [message.body for message in dead.messages] == ["sent here"]


def test_a_duplicate_is_not_lost_on_its_way_back(platform):
    dead = SqsQueue("dead.fifo", platform=platform, fifo_queue=True)
    queue = exhausted(platform, "q.fifo", dead, "a", fifo_queue=True, content_based_deduplication=True)

    dead.start_message_move_task()

    (message,) = queue.messages
    assert message.attributes["MessageGroupId"] == "g"


def test_refused_moves(platform, dead, queue, fifo):
    with pytest.raises(RequestRefused, match=r"(?s)must be configured as a Dead Letter Queue.*No queue has orders"):
        queue.start_message_move_task()
    exhausted(platform, "one", dead, "a")
    with pytest.raises(RequestRefused, match="same type"):
        dead.start_message_move_task(fifo)
