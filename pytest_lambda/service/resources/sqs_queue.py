"""An SQS queue on virtual time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.deliveries import Deliveries
from pytest_lambda.service.resources.moments import MICROSECONDS, microseconds
from pytest_lambda.service.resources.refusals import DeliveryRefused, RequestRefused
from pytest_lambda.service.resources.sqs_births import Births
from pytest_lambda.service.resources.sqs_dead_letters import (
    DeadLetters,
    MessageMoveTask,
    carried_over,
    moved_out,
    redriven,
)
from pytest_lambda.service.resources.sqs_duplicates import Duplicates
from pytest_lambda.service.resources.sqs_leases import Leases
from pytest_lambda.service.resources.sqs_message import LIVING, WAITING, Life, Message, State, shown
from pytest_lambda.service.resources.sqs_order import MOST_AT_ONCE, FifoOrder, Order, StandardOrder
from pytest_lambda.service.resources.sqs_receipts import receipt_handle, receipt_of
from pytest_lambda.service.resources.sqs_requests import Draft, checked_draft, normalised
from pytest_lambda.service.resources.sqs_settings import (
    VISIBILITY_TIMEOUT_SECONDS,
    QueueSettings,
    check_redrive,
    check_visibility,
    checked_retention,
    invalid_value,
)
from pytest_lambda.service.resources.sqs_storage import Storage
from pytest_lambda.service.resources.watchers import Watchers


class SqsQueue(Deliveries):
    """A queue, standard or FIFO.

    Args:
        name: 1 to 80 letters, digits, `-` and `_`; of a FIFO queue it ends with `.fifo`.
        platform: what the queue is part of.
        visibility_timeout: seconds, 0 to 43,200.
        delay_seconds: 0 to 900.
        message_retention_period: seconds, 60 to 1,209,600.
        maximum_message_size: bytes, 1,024 to 1,048,576.
        fifo_queue: whether order is kept within message groups.
        content_based_deduplication: FIFO only: the SHA-256 of the body stands in for a missing deduplication id.
        dead_letter_queue: of the same type.
        max_receive_count: 1 to 1,000 receipts before a message goes to the dead-letter queue.
        receive_message_wait_time_seconds: 0 to 20, for which a client of botocore waits for messages.
        deduplication_scope: FIFO only: `queue`, or `messageGroup`: then a duplicate is one within its message group.
        fifo_throughput_limit: FIFO only: `perQueue` or `perMessageGroupId`; nothing here is limited by it.
        retain_messages: how many deleted, expired and dead-lettered messages each are kept to be looked at; by default
            all, about a kilobyte each.

    Attributes:
        name, arn, url: of the queue.
        settings: all of the above.
        dead_letter_queue: where messages go that were received too often.
        leases: for those who receive messages by the thousand.

    Raises:
        RequestRefused: CreateQueue would refuse that.
    """

    def __init__(
        self,
        name: str,
        *,
        platform: Platform,
        visibility_timeout: int = 30,
        delay_seconds: int = 0,
        message_retention_period: int = 345_600,
        maximum_message_size: int = 1_048_576,
        fifo_queue: bool = False,
        content_based_deduplication: bool = False,
        dead_letter_queue: SqsQueue | None = None,
        max_receive_count: int | None = None,
        receive_message_wait_time_seconds: int = 0,
        deduplication_scope: str = "queue",
        fifo_throughput_limit: str = "perQueue",
        retain_messages: int | None = None,
    ) -> None:
        super().__init__()
        self.settings = QueueSettings(
            name,
            visibility_timeout,
            delay_seconds,
            message_retention_period,
            maximum_message_size,
            fifo_queue,
            content_based_deduplication,
            max_receive_count,
            receive_message_wait_time_seconds,
            deduplication_scope,
            fifo_throughput_limit,
        )
        check_redrive(self.settings, dead_letter_queue)
        world = platform.world
        self.name = name
        self.arn: str = f"arn:{world.partition}:sqs:{world.region}:{world.account}:{name}"
        self.url = f"https://sqs.{world.region}.{world.dns_suffix}/{world.account}/{name}"
        self._platform = platform
        self._births = Births(platform, self.arn, self.settings)
        self._order: Order = FifoOrder() if fifo_queue else StandardOrder()
        self._storage = Storage(self._now, self._order, checked_retention(retain_messages))
        self._duplicates = Duplicates()
        self._watchers = Watchers()
        #: the queues that have this one as their dead-letter queue, by ARN
        self._sources: dict[str, SqsQueue] = {}
        letters = self._with_dead_letter_queue(dead_letter_queue)
        self.leases = Leases(self.settings, self._storage, self._order, letters, self._watchers)

    def __repr__(self) -> str:
        return f"<SqsQueue {self.name}: {len(self._storage.living)} messages>"

    @property
    def fifo(self) -> bool:
        """Whether it is a FIFO queue."""
        return self.settings.fifo_queue

    @property
    def messages(self) -> tuple[Message, ...]:
        """Visible and delayed messages, oldest first."""
        return self._shown_living(*WAITING)

    @property
    def in_flight(self) -> tuple[Message, ...]:
        """Messages that were received and whose visibility timeout runs, oldest first."""
        return self._shown_living("in_flight")

    @property
    def deleted(self) -> tuple[Message, ...]:
        """Messages that were deleted or purged, oldest first."""
        return self._shown_ended("deleted")

    @property
    def expired(self) -> tuple[Message, ...]:
        """Messages whose retention period is over, oldest first."""
        return self._shown_ended("expired")

    @property
    def dead_lettered(self) -> tuple[Message, ...]:
        """Messages that were received too often and are in the dead-letter queue, oldest first."""
        return self._shown_ended("dead_letter")

    def send(
        self,
        body: object,
        *,
        message_attributes: Mapping[str, Any] | None = None,
        delay_seconds: int | None = None,
        message_group_id: str | None = None,
        message_deduplication_id: str | None = None,
    ) -> Message:
        """Send a message. A duplicate of a FIFO queue gives the message that was there first.

        Args:
            body: text, UTF-8 bytes, or an object for compact JSON.
            message_attributes: `{"kind": "order", "count": 3, "raw": b"..."}`, or boto3's form.
            delay_seconds: 0 to 900; not for FIFO queues.
            message_group_id: needed by FIFO queues.
            message_deduplication_id: of FIFO queues.

        Raises:
            EventError: the body or an attribute is of a kind that cannot be sent.
            RequestRefused: SendMessage would refuse it.
        """
        draft = checked_draft(
            self.settings, body, message_attributes, delay_seconds, message_group_id, message_deduplication_id
        )
        return shown(self.take_in(draft, self._platform.trace_header()))

    def deliver(
        self,
        record: object,
        *,
        attributes: Mapping[str, Any] | None = None,
        trace_header: str | None = None,
    ) -> Message:
        """What a service of AWS sends: a destination's record, a dead letter, a notification.

        Args:
            record: text, or an object for compact JSON.
            attributes: message attributes.
            trace_header: of the invocation behind it (E19).

        Raises:
            DeliveryRefused: the queue does not take it.
        """
        self.check_delivery(f"The queue {self.name}")
        try:
            draft = checked_draft(self.settings, record, attributes, None, None, None)
        except RequestRefused as refused:
            raise DeliveryRefused(refused.code, refused.message, refused.hint) from refused
        return shown(self.take_in(draft, trace_header))

    def receive(self, max_number_of_messages: int = 1, visibility_timeout: int | None = None) -> tuple[Message, ...]:
        """Receive messages, which are in flight from then on.

        Args:
            max_number_of_messages: 1 to 10.
            visibility_timeout: seconds, 0 to 43,200; by default the queue's.

        Raises:
            RequestRefused: an argument is out of range.
        """
        most = max_number_of_messages
        if not 1 <= most <= MOST_AT_ONCE:
            raise invalid_value(most, "MaxNumberOfMessages", f"Must be between 1 and {MOST_AT_ONCE}, if provided.")
        timeout = self.settings.visibility_timeout if visibility_timeout is None else visibility_timeout
        check_visibility(timeout)
        now, received = self._storage.settle(), []
        for life in self.leases.candidates(now):
            received.append(self._received(life, now, now + timeout * MICROSECONDS))
            if len(received) == most:
                break
        return tuple(received)

    def delete(self, receipt_handle: str) -> None:
        """Delete a message that was received. An outdated handle does nothing, as SQS has it for standard queues.

        Args:
            receipt_handle: of its last receipt.

        Raises:
            RequestRefused: the handle is none of this queue's, or of a FIFO queue and no longer valid.
        """
        now = self._storage.settle()
        life, last = self._life_of(receipt_handle)
        if self.fifo and (not last or (life is not None and life.state == "visible")):
            raise invalid_value(receipt_handle, "ReceiptHandle", "The receipt handle has expired.")
        if life is not None and last and life.state in LIVING:
            self._storage.end(life, "deleted", now, "deleted")
            self._watchers.tell()

    def change_visibility(self, receipt_handle: str, seconds: int) -> None:
        """Let the visibility timeout of a message in flight begin anew with another length.

        Args:
            receipt_handle: of its last receipt.
            seconds: from now on, 0 to 43,200.

        Raises:
            RequestRefused: the message is not in flight, or would be for more than twelve hours in all.
        """
        check_visibility(seconds)
        now = self._storage.settle()
        life, last = self._life_of(receipt_handle)
        if life is None or life.state not in LIVING or not last:
            raise invalid_value(
                receipt_handle,
                "ReceiptHandle",
                "Message does not exist or is not available for visibility timeout change.",
            )
        if life.state != "in_flight":
            raise RequestRefused("MessageNotInflight", "The specified message isn't in flight.")
        until = now + seconds * MICROSECONDS
        longest = VISIBILITY_TIMEOUT_SECONDS[1]
        if until > life.received_us + longest * MICROSECONDS:
            reason = f"Total VisibilityTimeout for the message is beyond the limit [{longest} seconds]"
            raise invalid_value(seconds, "VisibilityTimeout", reason)
        self._storage.pass_at(life, until)
        self._watchers.tell()

    def purge(self) -> None:
        """Delete every message, those in flight too."""
        now = self._storage.settle()
        for life in list(self._storage.living.values()):
            self._storage.end(life, "deleted", now, "purged")
        self._watchers.tell()

    def set_attributes(self, *, dead_letter_queue: SqsQueue | None, **settings: Any) -> None:
        """Change settings from now on; the retention period holds for the messages that there are, too.

        Args:
            dead_letter_queue: the one from now on; None for none.
            settings: the others that change, as `SqsQueue` takes them.

        Raises:
            RequestRefused: SetQueueAttributes would refuse that.
        """
        changed = replace(self.settings, **settings)
        check_redrive(changed, dead_letter_queue)
        if changed.message_retention_period != self.settings.message_retention_period:
            self._storage.keep_for(changed.message_retention_period * MICROSECONDS)
        if self.dead_letter_queue is not None:
            self.dead_letter_queue._sources.pop(self.arn, None)
        self.settings = changed
        self._births = Births(self._platform, self.arn, changed)
        self.leases.reconfigure(changed, self._with_dead_letter_queue(dead_letter_queue))

    def watch(self, callback: Callable[[], object]) -> None:
        """Call `callback()` whenever there may be something new about what can be received, or when.

        It must not wait; it asks `next_visible_us`.
        """
        self._watchers.add(callback)

    def unwatch(self, callback: Callable[[], object]) -> None:
        """Call it no longer."""
        self._watchers.remove(callback)

    def next_visible_us(self) -> int | None:
        """When the next message can be received, in microseconds since 1970; None if there is none to wait for."""
        return self.leases.next_visible_us()

    def start_message_move_task(self, destination: SqsQueue | None = None) -> MessageMoveTask:
        """Move all visible messages out of this dead-letter queue. They are new there, with ids of their own.

        Args:
            destination: by default the queue that each came from.

        Raises:
            RequestRefused: this is nobody's dead-letter queue, or the destination is of the other type.

        Source: SQS API reference, StartMessageMoveTask; SQS Developer Guide, dead-letter queue redrive.
        """
        now = self._storage.settle()
        handle = self._platform.world.ids_for("move", self.arn, now).uuid()
        return moved_out(self, self._storage, self._sources, destination, handle)

    def take_back(self, life: Life) -> None:
        """Take a message of a dead-letter queue; not as a duplicate of what was sent here: it would be lost."""
        self._admitted(redriven(life), self._storage.settle(), life.system.get("AWSTraceHeader"))

    def take_over(self, source: Life, source_arn: str, now: int) -> None:
        """Take a message that was received too often in another queue, with its id and count (A33).

        Args:
            source: the message there.
            source_arn: of that queue.
            now: microseconds since 1970.
        """
        life = carried_over(source, source_arn)
        # SQS Developer Guide, dead-letter queues: only in a FIFO queue does the retention period begin anew.
        life.expires_us = (now if self.fifo else life.sent_us) + self._births.retention_us
        self._storage.admit(life, "visible")
        self._watchers.tell()

    def _with_dead_letter_queue(self, target: SqsQueue | None) -> DeadLetters:
        self.dead_letter_queue = target
        if target is not None:
            target._sources.setdefault(self.arn, self)
        return DeadLetters(self.arn, target)

    def _now(self) -> int:
        return microseconds(self._platform.epoch())

    def take_in(self, draft: Draft, trace_header: str | None) -> Life:
        """Send a message that was checked, on behalf of the invocation with that trace header."""
        now = self._storage.settle()
        key = self._duplicate_key(draft.group, draft.deduplication_id)
        life = self._duplicates.first(key, now) if self.fifo else None
        if life is None:
            life = self._admitted(draft, now, trace_header)
            if self.fifo:
                self._duplicates.remember(key, life, now)
        return life

    def _duplicate_key(self, group: str, deduplication_id: str) -> tuple[str, str]:
        return group if self.settings.deduplication_scope == "messageGroup" else "", deduplication_id

    def _admitted(self, draft: Draft, now: int, trace_header: str | None) -> Life:
        life = self._births.born(draft, self._storage.came, now, trace_header)
        self._storage.admit(life, "delayed" if draft.delay_seconds else "visible")
        if draft.delay_seconds:
            self._storage.pass_at(life, now + draft.delay_seconds * MICROSECONDS)
        self._watchers.tell()
        return life

    def _received(self, life: Life, now: int, until: int) -> Message:
        self._storage.receive(life, now, until)
        handle = receipt_handle(self.arn, life.number, life.receives_here)
        attributes, digest = normalised(life.message_attributes)
        return shown(life, receipt_handle=handle, attributes=attributes, digest=digest)

    def _life_of(self, handle: str) -> tuple[Life | None, bool]:
        """The message of a receipt handle, None if it has ended and is not kept; and whether that was its last one."""
        receipt = receipt_of(self.arn, handle)
        if receipt is None:
            raise RequestRefused(
                "ReceiptHandleIsInvalid",
                "The input receipt handle is invalid.",
                f"Give receipt_handle of a message that receive() of the queue {self.name} returned.",
            )
        life = self._storage.lives.get(receipt[0])
        return life, life is None or receipt[1] == life.receives_here

    def _shown_living(self, *states: State) -> tuple[Message, ...]:
        self._storage.settle()
        return tuple(shown(life) for life in self._storage.living.values() if life.state in states)

    def _shown_ended(self, state: State) -> tuple[Message, ...]:
        self._storage.settle()
        return tuple(shown(life) for life in sorted(self._storage.ended[state], key=lambda life: life.number))
