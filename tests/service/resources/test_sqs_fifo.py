"""FIFO queues: groups in order, one batch of a group at a time, duplicates."""

from __future__ import annotations

import hashlib

import pytest

from pytest_lambda.service.resources.refusals import DeliveryRefused, RequestRefused
from pytest_lambda.service.resources.sqs_queue import SqsQueue


@pytest.fixture
def queue(platform):
    return SqsQueue("orders.fifo", platform=platform, fifo_queue=True, content_based_deduplication=True)


def send(queue, *bodies):
    return [queue.send(body, message_group_id=body[0]) for body in bodies]


def bodies(messages):
    return [message.body for message in messages]


def test_attributes(queue):
    first, second = send(queue, "a1", "b1")

    assert first.attributes["MessageGroupId"] == "a"
    assert first.attributes["MessageDeduplicationId"] == hashlib.sha256(b"a1").hexdigest()
    numbers = [message.attributes["SequenceNumber"] for message in (first, second)]
    assert numbers == sorted(numbers)
    assert [len(number) for number in numbers] == [20, 20]


def test_group_and_deduplication_id_are_needed(platform):
    queue = SqsQueue("orders.fifo", platform=platform, fifo_queue=True)

    with pytest.raises(RequestRefused, match="must contain the parameter MessageGroupId"):
        queue.send("a")
    with pytest.raises(RequestRefused, match="should either have ContentBasedDeduplication enabled"):
        queue.send("a", message_group_id="g")
    with pytest.raises(RequestRefused, match="MessageDeduplicationId can only include"):
        queue.send("a", message_group_id="g", message_deduplication_id="")
    with pytest.raises(
        RequestRefused, match="Value 2 for parameter DelaySeconds is invalid.*not valid for this queue type"
    ):
        queue.send("a", message_group_id="g", message_deduplication_id="d", delay_seconds=2)
    with pytest.raises(DeliveryRefused, match="MessageGroupId"):
        queue.deliver("a")


def test_a_batch_may_mix_groups_and_fills_up_with_one_first(queue):
    """B2."""
    send(queue, "a1", "b1", "a2", "b2")

    assert bodies(queue.receive(3)) == ["a1", "a2", "b1"]


def test_a_group_is_closed_while_one_of_its_messages_is_in_flight(queue, platform):
    """B2, B9."""
    send(queue, "a1", "a2", "a3", "b1")
    first, second = queue.receive(2)

    assert bodies(queue.receive(10)) == ["b1"]
    queue.delete(first.receipt_handle)
    assert queue.receive(10) == ()
    queue.delete(second.receipt_handle)
    assert bodies(queue.receive(10)) == ["a3"]


def test_failed_messages_come_back_in_order_before_later_ones(queue, platform):
    """B7."""
    send(queue, "a1", "a2", "a3", "a4")
    batch = queue.receive(3)
    queue.delete(batch[0].receipt_handle)
    platform.pass_time(30)

    assert bodies(queue.receive(10)) == ["a2", "a3", "a4"]


def test_a_message_whose_timeout_was_changed_holds_its_group(queue, platform):
    send(queue, "a1", "a2")
    first, second = queue.receive(10)
    queue.change_visibility(first.receipt_handle, 0)
    queue.change_visibility(second.receipt_handle, 100)
    platform.pass_time(99)
    assert queue.receive(10) == ()
    platform.pass_time(1)
    assert bodies(queue.receive(10)) == ["a1", "a2"]


def test_the_recorded_cycle(platform):
    """B7: 2, 3, 4 fail, then 4 fails again and goes to the dead-letter queue with its group."""
    dead = SqsQueue("dead.fifo", platform=platform, fifo_queue=True)
    queue = SqsQueue(
        "orders.fifo", platform=platform, fifo_queue=True, content_based_deduplication=True, visibility_timeout=8,
        dead_letter_queue=dead, max_receive_count=2,
    )  # fmt: skip
    send(queue, "a1", "a2", "a3", "a4")
    (first, *_) = queue.receive(10)
    queue.delete(first.receipt_handle)
    platform.pass_time(8)
    batch = queue.receive(10)
    assert [(message.body, message.receive_count) for message in batch] == [("a2", 2), ("a3", 2), ("a4", 2)]
    for message in batch[:2]:
        queue.delete(message.receipt_handle)
    platform.pass_time(8)

    assert queue.receive(10) == ()

    (moved,) = dead.messages
    assert (moved.body, moved.attributes["MessageGroupId"]) == ("a4", "a")
    assert moved.attributes["MessageDeduplicationId"] == hashlib.sha256(b"a4").hexdigest()
    assert dead.receive()[0].receive_count == 3


def test_a_group_goes_on_after_a_move(platform):
    dead = SqsQueue("dead.fifo", platform=platform, fifo_queue=True)
    queue = SqsQueue(
        "orders.fifo", platform=platform, fifo_queue=True, content_based_deduplication=True,
        dead_letter_queue=dead, max_receive_count=1,
    )  # fmt: skip
    send(queue, *(f"a{number:02}" for number in range(25)))
    queue.receive(10, visibility_timeout=0)

    assert bodies(queue.receive(10)) == [f"a{number}" for number in range(10, 20)]
    assert len(dead.messages) == 10
    assert len(dead.receive(10)) == 10


def test_a_group_stays_closed_when_the_first_of_a_batch_was_moved(platform):
    dead = SqsQueue("dead.fifo", platform=platform, fifo_queue=True)
    queue = SqsQueue(
        "orders.fifo", platform=platform, fifo_queue=True, content_based_deduplication=True,
        dead_letter_queue=dead, max_receive_count=2,
    )  # fmt: skip
    send(queue, "a1", "a2", "a3")
    for _ in range(2):
        queue.receive(1, visibility_timeout=0)
    second, third = queue.receive(10)
    assert bodies(dead.messages) == ["a1"]
    queue.change_visibility(second.receipt_handle, 0)

    assert queue.receive(10) == ()

    queue.delete(third.receipt_handle)
    assert bodies(queue.receive(10)) == ["a2"]


def test_the_retention_period_begins_anew_in_the_dead_letter_queue(platform):
    dead = SqsQueue("dead.fifo", platform=platform, fifo_queue=True, message_retention_period=60)
    queue = SqsQueue(
        "orders.fifo", platform=platform, fifo_queue=True, content_based_deduplication=True,
        dead_letter_queue=dead, max_receive_count=1,
    )  # fmt: skip
    send(queue, "a1")
    queue.receive()
    platform.pass_time(50)
    queue.receive()
    platform.pass_time(59)
    assert bodies(dead.messages) == ["a1"]
    platform.pass_time(1)
    assert bodies(dead.expired) == ["a1"]


def test_duplicates_are_taken_but_not_kept_for_five_minutes(queue, platform):
    (first,) = send(queue, "a1")
    queue.delete(queue.receive()[0].receipt_handle)
    platform.pass_time(299.999)
    (duplicate,) = send(queue, "a1")

    assert duplicate.message_id == first.message_id
    assert queue.messages == ()
    platform.pass_time(0.001)
    (again,) = send(queue, "a1")
    assert again.message_id != first.message_id
    assert queue.messages == (again,)


def test_own_deduplication_ids_count_not_the_bodies(queue):
    for body, name in (("a1", "x"), ("a2", "x"), ("a1", "y")):
        queue.send(body, message_group_id="a", message_deduplication_id=name)

    assert bodies(queue.messages) == ["a1", "a1"]


def test_duplicates_within_message_groups(platform):
    queue = SqsQueue(
        "fast.fifo",
        platform=platform,
        fifo_queue=True,
        content_based_deduplication=True,
        deduplication_scope="messageGroup",
        fifo_throughput_limit="perMessageGroupId",
    )
    for group in "aba":
        queue.send("same", message_group_id=group)

    assert [each.attributes["MessageGroupId"] for each in queue.messages] == ["a", "b"]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"deduplication_scope": "group", "fifo_queue": True}, "InvalidAttributeValue"),
        ({"fifo_throughput_limit": "perMessageGroupId", "fifo_queue": True}, "InvalidAttributeValue"),
        ({"deduplication_scope": "messageGroup", "fifo_queue": False}, "InvalidAttributeName"),
    ],
)
def test_scopes_that_sqs_does_not_take(platform, settings, code):
    with pytest.raises(RequestRefused) as refused:
        SqsQueue("fast.fifo" if settings["fifo_queue"] else "fast", platform=platform, **settings)
    assert refused.value.code == code


def test_delay_of_the_queue(platform):
    queue = SqsQueue(
        "slow.fifo", platform=platform, fifo_queue=True, content_based_deduplication=True, delay_seconds=10
    )
    send(queue, "a1")
    platform.pass_time(5)
    send(queue, "a2")
    platform.pass_time(5)
    assert bodies(queue.receive(10)) == ["a1"]
    platform.pass_time(5)
    assert queue.receive(10) == ()


def test_an_outdated_handle_is_refused(queue, platform):
    send(queue, "a1")
    (message,) = queue.receive()
    platform.pass_time(30)
    with pytest.raises(RequestRefused, match="The receipt handle has expired"):
        queue.delete(message.receipt_handle)
    assert bodies(queue.messages) == ["a1"]


def test_an_expired_head_lets_the_group_go_on(platform):
    queue = SqsQueue(
        "brief.fifo", platform=platform, fifo_queue=True, content_based_deduplication=True, message_retention_period=60,
        visibility_timeout=1000,
    )  # fmt: skip
    send(queue, "a1")
    queue.receive()
    platform.pass_time(30)
    send(queue, "a2")
    assert queue.receive(10) == ()
    platform.pass_time(30)
    assert bodies(queue.receive(10)) == ["a2"]
