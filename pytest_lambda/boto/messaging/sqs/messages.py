"""Operations of SQS on messages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.clock.wakeups import Signal, Wait
from pytest_lambda.errors import ClockError
from pytest_lambda.events.building.message_attributes import attributes_of, md5_of
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.sqs_message import Message, shown
from pytest_lambda.service.resources.sqs_queue import SqsQueue
from pytest_lambda.service.resources.sqs_requests import checked_draft
from pytest_lambda.service.resources.sqs_settings import RECEIVE_WAIT_SECONDS, invalid_value

_TRACE = "AWSTraceHeader"
#: what a receiver can ask for: API reference, ReceiveMessage
_SYSTEM_ATTRIBUTES = frozenset(
    {
        "All", "ApproximateFirstReceiveTimestamp", "ApproximateReceiveCount", _TRACE, "DeadLetterQueueSourceArn",
        "MessageDeduplicationId", "MessageGroupId", "SenderId", "SentTimestamp", "SequenceNumber",
    }
)  # fmt: skip


def send(queue: SqsQueue, given: Mapping[str, Any], trace_header: str | None) -> dict[str, Any]:
    """SendMessage, or an entry of SendMessageBatch.

    Raises:
        RequestRefused: SQS would refuse the message.
    """
    draft = checked_draft(
        queue.settings,
        given["MessageBody"],
        given.get("MessageAttributes"),
        given.get("DelaySeconds"),
        given.get("MessageGroupId"),
        given.get("MessageDeduplicationId"),
    )
    system = _system_attributes(given.get("MessageSystemAttributes") or {})
    trace = system[_TRACE]["StringValue"] if system else trace_header
    message = shown(queue.take_in(draft, trace))
    answer = {"MessageId": message.message_id, "MD5OfMessageBody": message.md5_of_body}
    if message.md5_of_message_attributes is not None:
        answer["MD5OfMessageAttributes"] = message.md5_of_message_attributes
    if system:
        answer["MD5OfMessageSystemAttributes"] = md5_of(attributes_of(system))
    if queue.fifo:
        answer["SequenceNumber"] = message.attributes["SequenceNumber"]
    return answer


def receive(queue: SqsQueue, given: Mapping[str, Any], clock: VirtualClock) -> dict[str, Any]:
    """ReceiveMessage; who waits for messages, waits on virtual time.

    Raises:
        RequestRefused: an argument is out of range.
        ClockError: there is something to wait for, in another thread than the one that virtual time began in.
    """
    system = {*(given.get("AttributeNames") or ()), *(given.get("MessageSystemAttributeNames") or ())}
    for name in sorted(system - _SYSTEM_ATTRIBUTES):
        raise RequestRefused("InvalidAttributeName", f"Unknown Attribute {name}.")
    seconds = given.get("WaitTimeSeconds")
    low, high = RECEIVE_WAIT_SECONDS
    if seconds is None:
        seconds = queue.settings.receive_message_wait_time_seconds
    elif not low <= seconds <= high:
        raise invalid_value(seconds, "WaitTimeSeconds", f"Must be >= {low} and <= {high}, if provided.")
    most, visibility = given.get("MaxNumberOfMessages"), given.get("VisibilityTimeout")
    messages = queue.receive(1 if most is None else most, visibility)
    end_us = clock.moment_in(seconds) if seconds and not messages else 0
    while not messages and end_us > clock.moment_in(0):
        _wait(queue, clock, end_us)
        messages = queue.receive(1 if most is None else most, visibility)
    wanted = given.get("MessageAttributeNames") or ()
    return {"Messages": [_received(message, system, wanted) for message in messages]} if messages else {}


def _wait(queue: SqsQueue, clock: VirtualClock, end_us: int) -> None:
    if not clock.in_main_thread():
        raise ClockError(
            f"A thread waits for messages of {queue.name}: only the thread that virtual time began in can wait on it. "
            "Receive in the test or the handler itself, or with WaitTimeSeconds=0."
        )
    signal = Signal()
    queue.watch(signal.set)
    try:
        next_us = queue.next_visible_us()
        until_us = end_us if next_us is None else min(end_us, next_us)
        clock.wait(Wait(f"messages of {queue.name}", until_us=until_us, signal=signal))
    finally:
        queue.unwatch(signal.set)


def _received(message: Message, system: set[str], wanted: Collection[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "MessageId": message.message_id,
        "ReceiptHandle": message.receipt_handle,
        "MD5OfBody": message.md5_of_body,
        "Body": message.body,
    }
    told = {name: value for name, value in message.attributes.items() if name in system or "All" in system}
    if told:
        found["Attributes"] = told
    attributes = {name: each for name, each in message.message_attributes.items() if _is_wanted(name, wanted)}
    if attributes:
        found["MD5OfMessageAttributes"] = md5_of(attributes_of(attributes))
        found["MessageAttributes"] = attributes
    return found


def _is_wanted(name: str, wanted: Collection[str]) -> bool:
    """By its name, or by a prefix that ends with `.*`."""
    return any(each in ("All", name) or (each.endswith(".*") and name.startswith(each[:-2])) for each in wanted)


def _system_attributes(given: Mapping[str, Any]) -> Mapping[str, Any]:
    for name, each in given.items():
        if name != _TRACE:
            raise RequestRefused(
                "InvalidParameterValue", f"Message system attribute name '{name}' is invalid.", f"Only {_TRACE} is one."
            )
        if each["DataType"] != "String" or not each.get("StringValue"):
            raise RequestRefused(
                "InvalidParameterValue", f"Message system attribute '{name}' must contain a non-empty String value."
            )
    return given
