"""A message of a queue: its life as the queue keeps it, and what users see of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias

from pytest_lambda.events.building.message_attributes import MessageAttribute
from pytest_lambda.service.resources.attribute_forms import shown_attributes
from pytest_lambda.service.resources.moments import moment, seconds

#: `dead_letter` is the end of a message in the queue that it was sent to; it goes on in the dead-letter queue
State: TypeAlias = Literal["delayed", "visible", "in_flight", "deleted", "expired", "dead_letter"]

WAITING: tuple[State, ...] = ("delayed", "visible")
#: states that end by themselves
PASSING: tuple[State, ...] = ("delayed", "in_flight")
LIVING: tuple[State, ...] = ("delayed", "visible", "in_flight")


#: what a message keeps in the dead-letter queue (A33)
CARRIED_OVER = (
    "message_id",
    "body",
    "sender",
    "message_attributes",
    "md5_of_message_attributes",
    "group",
    "sent_us",
    "first_received_us",
    "receive_count",
    "reported",
)


class HistoryEntry(NamedTuple):
    """Something that happened to a message.

    Attributes:
        epoch: when, in seconds since 1970.
        event: `sent`, `received`, `visible` (again, or after its delay), `deleted`, `purged`, `expired`,
            `dead_letter`, or `moved` (out of a dead-letter queue).
    """

    epoch: float
    event: str


class Home(Protocol):
    """The queue of a message."""

    def settle(self) -> int:
        """Let everything happen that is due."""
        ...


class Life:
    """Everything about one message in one queue. Only its queue changes it.

    Attributes:
        number: counts the messages of the queue.
        sender: the id of who sent it.
        system: those of the system attributes that few messages have.
        expires_us: the end of its retention period.
        until_us: when its state ends by itself, if it is one that does.
        received_us: when it was last received.
        receive_count: over all queues that it was in (A33).
        receives_here: in this queue.
        reported: what the history holds so far, moments and events in turn.
    """

    __slots__ = (
        "body", "expires_us", "first_received_us", "group", "home", "md5_of_message_attributes",
        "message_attributes", "message_id", "number", "receive_count", "received_us", "receives_here", "reported",
        "sender", "sent_us", "state", "system", "until_us",
    )  # fmt: skip

    home: Home
    number: int
    message_id: str
    body: str
    message_attributes: Mapping[str, MessageAttribute]
    md5_of_message_attributes: str | None
    sender: str
    system: Mapping[str, str]
    group: str
    sent_us: int
    expires_us: int
    state: State
    until_us: int
    received_us: int
    first_received_us: int | None
    receive_count: int
    receives_here: int
    reported: tuple[Any, ...]

    def report(self, at_us: int, event: str) -> None:
        """Note in the history what happened."""
        self.reported += (at_us, event)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a queue.

    `state`, `receive_count` and `history` tell how it is now; all else is as it was when this was handed out.

    Attributes:
        message_id: a UUID, the same one in the dead-letter queue.
        body: text.
        md5_of_message_attributes: SQS' digest of them; None if there are none.
        attributes: the system attributes: `SentTimestamp`, `ApproximateReceiveCount`, …
        message_attributes: as `ReceiveMessage` shows them: `{"kind": {"StringValue": "a", "DataType": "String"}}`.
        sent_timestamp: when it was sent, in UTC.
        receipt_handle: of the receipt that this is; None if it is none.
    """

    message_id: str
    body: str
    md5_of_message_attributes: str | None
    attributes: Mapping[str, str] = field(compare=False)
    message_attributes: Mapping[str, Mapping[str, Any]] = field(compare=False)
    sent_timestamp: datetime
    receipt_handle: str | None
    _life: Life = field(repr=False, compare=False)

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)

    @property
    def md5_of_body(self) -> str:
        """The MD5 of the body, in hexadecimal digits."""
        return hashlib.md5(self.body.encode(), usedforsecurity=False).hexdigest()

    @property
    def state(self) -> State:
        """`delayed`, `visible`, `in_flight`, `deleted`, `expired`, or `dead_letter` (moved to that queue)."""
        self._life.home.settle()
        return self._life.state

    @property
    def receive_count(self) -> int:
        """How often it was received; goes on counting in a dead-letter queue (A33)."""
        return self._life.receive_count

    @property
    def history(self) -> tuple[HistoryEntry, ...]:
        """What happened to it, oldest first."""
        self._life.home.settle()
        reported = iter(self._life.reported)
        return tuple(HistoryEntry(seconds(at), event) for at, event in zip(reported, reported, strict=True))


def shown(
    life: Life,
    *,
    receipt_handle: str | None = None,
    attributes: Mapping[str, MessageAttribute] | None = None,
    digest: str | None = None,
) -> Message:
    """A message as it is now.

    Args:
        life: of the message.
        receipt_handle: of the receipt.
        attributes: the message attributes to be shown in place of those that were sent, with their digest.
        digest: see above.
    """
    if attributes is None:
        attributes, digest = life.message_attributes, life.md5_of_message_attributes
    return Message(
        life.message_id,
        life.body,
        digest,
        system_attributes(life),
        shown_attributes(attributes),
        moment(life.sent_us),
        receipt_handle,
        life,
    )


def system_attributes(life: Life) -> dict[str, str]:
    """Those of a message as it is now, all text (A81)."""
    attributes = {
        "ApproximateReceiveCount": str(life.receive_count),
        "SentTimestamp": str(life.sent_us // 1000),
        "SenderId": life.sender,
    }
    if life.first_received_us is not None:
        attributes["ApproximateFirstReceiveTimestamp"] = str(life.first_received_us // 1000)
    return {**attributes, **life.system} if life.system else attributes
