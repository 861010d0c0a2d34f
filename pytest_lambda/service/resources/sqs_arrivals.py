"""Messages that come into a queue with a past: from another simulation of the same queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pytest_lambda.events.building.message_attributes import MessageAttribute, md5_of
from pytest_lambda.service.resources.moments import MICROSECONDS
from pytest_lambda.service.resources.sqs_duplicates import DEDUPLICATION_US
from pytest_lambda.service.resources.sqs_message import Life
from pytest_lambda.service.resources.sqs_queue import SqsQueue
from pytest_lambda.service.resources.sqs_receipts import receipt_handle
from pytest_lambda.service.resources.sqs_requests import Draft


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as it was where it comes from.

    Attributes:
        message_id, body, attributes, sender: of the message.
        group, deduplication_id: empty if it has none.
        trace_header: of the invocation that sent it.
        sent_us, first_received_us: in microseconds since 1970; the latter None if it was not received.
        receive_count: how often it was received.
        hidden_for_us: from now on, as long as it is in flight, or delayed if it was never received; 0 for visible.
    """

    message_id: str
    body: str
    attributes: Mapping[str, MessageAttribute]
    sender: str
    group: str
    deduplication_id: str
    trace_header: str | None
    sent_us: int
    first_received_us: int | None
    receive_count: int
    hidden_for_us: int


def bring_in(queue: SqsQueue, arrival: Arrival) -> str:
    """Let a message go on here: with its id, counts and times, and as visible as it was.

    Returns:
        The handle of its last receipt.
    """
    storage = queue._storage
    now = storage.settle()
    draft = Draft(
        arrival.body,
        arrival.attributes,
        md5_of(arrival.attributes) if arrival.attributes else None,
        arrival.group,
        arrival.deduplication_id,
        0,
    )
    life = queue._births.born(draft, storage.came, now, arrival.trace_header)
    life.message_id, life.sender = arrival.message_id, arrival.sender
    life.sent_us, life.first_received_us = arrival.sent_us, arrival.first_received_us
    life.expires_us = max(now + 1, arrival.sent_us + queue.settings.message_retention_period * MICROSECONDS)
    life.receive_count = arrival.receive_count
    life.reported = (arrival.sent_us, "sent")
    _let_in(queue, life, arrival, now)
    recent = now - arrival.sent_us < DEDUPLICATION_US
    key = queue._duplicate_key(arrival.group, arrival.deduplication_id)
    if queue.fifo and recent and queue._duplicates.first(key, now) is None:
        queue._duplicates.remember(key, life, arrival.sent_us)
    queue._watchers.tell()
    return receipt_handle(queue.arn, life.number, life.receives_here)


def _let_in(queue: SqsQueue, life: Life, arrival: Arrival, now: int) -> None:
    storage = queue._storage
    if arrival.hidden_for_us and not arrival.receive_count:
        storage.admit(life, "delayed")
        storage.pass_at(life, now + arrival.hidden_for_us)
        return
    storage.admit(life, "visible")
    life.receives_here = arrival.receive_count
    if arrival.hidden_for_us:
        # this receipt is counted already
        life.receive_count -= 1
        life.receives_here -= 1
        storage.receive(life, now, now + arrival.hidden_for_us)
