"""Messages that are done are kept to be looked at, as many as one wants."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, LambdaService
from pytest_lambda.service.resources.refusals import RequestRefused


def taken(queue, number):
    return [message for _ in range(number) for message in queue.receive(1)]


def test_the_newest_are_kept(service: LambdaService) -> None:
    queue = service.sqs_queue("orders", retain_messages=2)
    for number in range(5):
        queue.send(str(number))
    received = taken(queue, 4)
    for message in received:
        queue.delete(message.receipt_handle)
    assert [message.body for message in queue.deleted] == ["2", "3"]
    assert [message.body for message in queue.messages] == ["4"]
    assert received[0].state == "deleted"
    assert [entry.event for entry in received[0].history] == ["sent", "received", "deleted"]


@pytest.mark.parametrize("retain", [None, 0])
@pytest.mark.parametrize("fifo", [False, True])
def test_handles_of_what_is_gone(service: LambdaService, retain: int | None, fifo: bool) -> None:
    name = "orders.fifo" if fifo else "orders"
    queue = service.sqs_queue(name, fifo_queue=fifo, retain_messages=retain)
    queue.send("a", **({"message_group_id": "g", "message_deduplication_id": "d"} if fifo else {}))
    [message] = queue.receive()
    queue.delete(message.receipt_handle)
    queue.delete(message.receipt_handle)  # twice is fine
    with pytest.raises(RequestRefused, match="Message does not exist"):
        queue.change_visibility(message.receipt_handle, 1)


def test_expired_and_dead_letters(service: LambdaService) -> None:
    letters = service.sqs_queue("letters")
    queue = service.sqs_queue(
        "orders", dead_letter_queue=letters, max_receive_count=1, retain_messages=0, message_retention_period=3600
    )
    for number in range(3):
        queue.send(str(number))
    taken(queue, 3)
    service.advance(seconds=30)
    assert queue.receive(3) == ()
    assert (len(letters.messages), queue.dead_lettered) == (3, ())
    queue.send("late")
    service.advance(hours=2)
    assert (queue.messages, queue.expired) == ((), ())


def test_numbers_are_not_used_again(service: LambdaService) -> None:
    queue = service.sqs_queue("orders", retain_messages=0)
    ids = set()
    for _ in range(50):
        queue.send("a")
        [message] = queue.receive()
        ids.add(message.message_id)
        queue.delete(message.receipt_handle)
    assert len(ids) == 50


@pytest.mark.parametrize("wrong", [-1, "2", 1.5, True])
def test_nonsense(service: LambdaService, wrong: object) -> None:
    with pytest.raises(ConfigurationError, match="retain_messages is"):
        service.sqs_queue("orders", retain_messages=wrong)
