"""Queues of moto that a service takes over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.boto.messaging.adoption import Adopted, Adoption
from pytest_lambda.boto.messaging.sqs.attributes import KEPT
from pytest_lambda.events.building.message_attributes import attributes_of
from pytest_lambda.service.resources.moments import MICROSECONDS, microseconds
from pytest_lambda.service.resources.sqs_arrivals import Arrival, bring_in
from pytest_lambda.service.resources.sqs_queue import SqsQueue

_MILLISECOND_US = 1_000


def adopt_queue(adoption: Adoption, arn: str, owner: Any) -> Adopted | None:
    """Take over a queue of moto's, with its dead-letter queue and the messages of both; None if there is none.

    Args:
        adoption: of the service.
        arn: of the queue.
        owner: moto's backend.
    """
    name = arn.rpartition(":")[2]
    theirs = owner.queues.get(name)
    if theirs is None:
        return None
    queue = SqsQueue(name, platform=adoption.service, **_settings(theirs), **_redrive(adoption, theirs))
    for message in theirs._messages:
        ours = bring_in(queue, _arrival(queue, message, adoption.service.epoch()))
        if message.receipt_handle is not None:
            adoption.handles[message.receipt_handle] = ours
    theirs._messages = []
    theirs._pending_messages = set()
    # what moto sends there by itself, for a bucket or a topic of its own
    theirs.add_message = lambda message: bring_in(queue, _arrival(queue, message, adoption.service.epoch()))

    def release() -> None:
        vars(theirs).pop("add_message", None)

    return Adopted(queue, lambda backend: backend.queues.get(name) is theirs, release)


def kept_by_moto(theirs: Any) -> dict[str, str]:
    """The attributes of a queue of moto's that nothing here acts on."""
    told = {name: each for name, each in theirs.attributes.items() if name in KEPT and each is not None}
    return {name: str(each) for name, each in told.items()}


def _settings(theirs: Any) -> dict[str, Any]:
    of_fifo_queues = {
        "deduplication_scope": theirs.deduplication_scope or "queue",
        "fifo_throughput_limit": theirs.fifo_throughput_limit or "perQueue",
    }
    return {
        "visibility_timeout": int(theirs.visibility_timeout),
        "delay_seconds": int(theirs.delay_seconds),
        "message_retention_period": int(theirs.message_retention_period),
        "maximum_message_size": int(theirs.maximum_message_size),
        "receive_message_wait_time_seconds": int(theirs.receive_message_wait_time_seconds),
        "fifo_queue": bool(theirs.fifo_queue),
        "content_based_deduplication": bool(theirs.fifo_queue and theirs.content_based_deduplication),
        **(of_fifo_queues if theirs.fifo_queue else {}),
    }


def _redrive(adoption: Adoption, theirs: Any) -> dict[str, Any]:
    policy: Mapping[str, Any] | None = theirs.redrive_policy
    if not policy:
        return {}
    target = adoption.service.resource(policy["deadLetterTargetArn"])
    return {"dead_letter_queue": target, "max_receive_count": int(policy["maxReceiveCount"])} if target else {}


def _arrival(queue: SqsQueue, message: Any, epoch: float) -> Arrival:
    now_us = microseconds(epoch)
    sent_us = int(message.sent_timestamp) * _MILLISECOND_US
    hidden_until = max(message.visible_at if message.approximate_receive_count else 0, message.delayed_until)
    hidden_us = int(hidden_until) * _MILLISECOND_US - now_us
    if sent_us > now_us:
        # It is from before virtual time began, by the clock on the wall: it was sent now.
        hidden_us = min(int(hidden_until) * _MILLISECOND_US - sent_us, queue.settings.visibility_timeout * MICROSECONDS)
        sent_us = now_us
    first = message.approximate_first_receive_timestamp
    trace = (message.system_attributes or {}).get("AWSTraceHeader")
    return Arrival(
        message.id,
        message.body,
        attributes_of(message.message_attributes),
        message.sender_id,
        message.group_id or "",
        message.deduplication_id or "",
        trace["StringValue"] if isinstance(trace, Mapping) and "StringValue" in trace else None,
        sent_us,
        None if first is None else min(int(first) * _MILLISECOND_US, now_us),
        message.approximate_receive_count,
        max(0, hidden_us),
    )
