"""The way of messages into a dead-letter queue, and back from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.sqs_message import CARRIED_OVER, Life
from pytest_lambda.service.resources.sqs_requests import Draft

if TYPE_CHECKING:
    from pytest_lambda.service.resources.sqs_queue import SqsQueue
    from pytest_lambda.service.resources.sqs_storage import Storage

#: the system attribute of what came out of another queue
SOURCE = "DeadLetterQueueSourceArn"


@dataclass(frozen=True, slots=True)
class MessageMoveTask:
    """What came of moving messages out of a dead-letter queue.

    Attributes:
        task_handle: names the task.
        source_arn: of the dead-letter queue.
        destination_arn: of the queue that they went to; None for the one that each came from.
        status: `COMPLETED`, or `FAILED`.
        approximate_number_of_messages_moved: exact here.
        failure_reason: `CouldNotDetermineMessageSource` of messages that came from no queue; None if all went well.
    """

    task_handle: str
    source_arn: str
    destination_arn: str | None
    status: Literal["COMPLETED", "FAILED"]
    approximate_number_of_messages_moved: int
    failure_reason: str | None = None


class DeadLetters:
    """Moves messages that were received too often.

    Args:
        source_arn: of their queue.
        target: its dead-letter queue, if it has one.
    """

    __slots__ = ("_source_arn", "_target")

    def __init__(self, source_arn: str, target: SqsQueue | None) -> None:
        self._source_arn = source_arn
        self._target = target

    def take(self, life: Life, now: int) -> None:
        """Move a message that has ended in its own queue (A33)."""
        assert self._target is not None, "a limit of receipts comes with a dead-letter queue"
        self._target.take_over(life, self._source_arn, now)


def carried_over(source: Life, source_arn: str) -> Life:
    """The message as it goes on in the dead-letter queue (A33)."""
    life = Life()
    for name in CARRIED_OVER:
        setattr(life, name, getattr(source, name))
    life.system = {**source.system, SOURCE: source_arn}
    return life


def redriven(life: Life) -> Draft:
    """A message of a dead-letter queue as it is sent back."""
    return Draft(
        life.body,
        life.message_attributes,
        life.md5_of_message_attributes,
        life.group,
        life.system.get("MessageDeduplicationId", ""),
        0,
    )


def moved_out(
    queue: SqsQueue, storage: Storage, sources: dict[str, SqsQueue], destination: SqsQueue | None, handle: str
) -> MessageMoveTask:
    """Move the visible messages out of a dead-letter queue.

    Args:
        queue: that is one.
        storage: its messages.
        sources: the queues that have it as theirs, by ARN.
        destination: where to; None for the queue that each came from.
        handle: names the task.

    Raises:
        RequestRefused: StartMessageMoveTask would refuse it.
    """
    check_move(queue, sources, destination)
    now = storage.settle()
    moved, failure = 0, None
    for life in [each for each in storage.living.values() if each.state == "visible"]:
        target = destination or sources.get(life.system.get(SOURCE, ""))
        if target is None:
            failure = "CouldNotDetermineMessageSource"
            continue
        target.take_back(life)
        storage.end(life, "deleted", now, "moved")
        moved += 1
    target_arn = destination.arn if destination else None
    return MessageMoveTask(handle, queue.arn, target_arn, "FAILED" if failure else "COMPLETED", moved, failure)


def check_move(queue: SqsQueue, sources: dict[str, SqsQueue], destination: SqsQueue | None) -> None:
    """Whether messages can be moved out of a queue.

    Raises:
        RequestRefused: StartMessageMoveTask would refuse it.
    """
    if not sources:
        raise RequestRefused(
            "InvalidParameterValue",
            "Source queue must be configured as a Dead Letter Queue.",
            f"No queue has {queue.name} as its dead_letter_queue.",
        )
    if destination is not None and destination.fifo != queue.fifo:
        raise RequestRefused(
            "InvalidParameterValue",
            "Source and destination queues must be of the same type.",
            "Messages of a FIFO queue go to a FIFO queue, those of a standard queue to a standard one.",
        )
