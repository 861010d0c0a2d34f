"""A message in a queue of a message broker."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any, Literal, TypeAlias

from pytest_lambda.service.resources.moments import moment

#: where a message is, or how it ended; `filtered` and `too_large` are Lambda's doing
BrokerState: TypeAlias = Literal[
    "ready", "waiting", "in_flight", "acknowledged", "filtered", "too_large", "dead_letter", "discarded", "expired"
]


class BrokerMessage:
    """A message.

    Attributes:
        number: of the message in its queue, from 1 on.
        message_id: ActiveMQ's `JMSMessageID`; of RabbitMQ what the sender gave, or else a name for tests.
        state: `ready` (can be delivered), `waiting` (for its redelivery), `in_flight`, `acknowledged`, `filtered`
            (taken by a mapping that no filter of accepts it), `too_large` (dropped by Lambda, M8), `dead_letter`,
            `discarded` (the broker gave it up and kept no copy) or `expired`.
        deliveries: how often it was delivered.
    """

    __slots__ = ("_record", "_sent_us", "deliveries", "expires_us", "message_id", "number", "persistent", "state")

    def __init__(
        self,
        record: dict[str, Any],
        number: int,
        message_id: str,
        sent_us: int,
        *,
        expires_us: int | None = None,
        persistent: bool = True,
    ) -> None:
        # as text: a third of the memory, and nobody can change it
        self._record = json.dumps(record, separators=(",", ":"))
        self._sent_us = sent_us
        self.number = number
        self.message_id = message_id
        self.expires_us = expires_us
        self.persistent = persistent
        self.state: BrokerState = "ready"
        self.deliveries = 0

    @property
    def redelivered(self) -> bool:
        """Whether the latest delivery, or else the next one, is not the first."""
        return self.deliveries > (1 if self.state == "in_flight" else 0)

    @property
    def body(self) -> bytes:
        """What was sent."""
        return base64.b64decode(self.record["data"])

    @property
    def text(self) -> str:
        """The body as UTF-8 text."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)

    @property
    def sent(self) -> datetime:
        """When it was sent, in UTC."""
        return moment(self._sent_us)

    @property
    def record(self) -> dict[str, Any]:
        """What the Lambda event has of it, as of its sending; each time another copy."""
        made: dict[str, Any] = json.loads(self._record)
        return made

    def __repr__(self) -> str:
        return f"<BrokerMessage {self.message_id}: {self.state}, {self.deliveries} deliveries>"
