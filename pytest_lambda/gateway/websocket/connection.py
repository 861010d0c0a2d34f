"""A connection, as the gateway keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pytest_lambda.clock.real import moment
from pytest_lambda.events.builders.websocket_event import Handshake
from pytest_lambda.events.building.overrides import ABSENT
from pytest_lambda.gateway.exchange import Exchange

#: microseconds: after which an idle connection is closed, and any (Developer Guide, WebSocket quotas)
_IDLE = 600_000_000
_LONGEST = 7_200_000_000

OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True, slots=True)
class Closing:
    """How a connection came to its end.

    Args:
        code: see RFC 6455, 7.4.1.
        reason: that is sent with it; None if nothing is said of it.
        how: for people.
    """

    code: int
    reason: str | None
    how: str


@dataclass(slots=True, eq=False)
class Connection:
    """A client that is connected, or was.

    Attributes:
        connection_id: as events have it.
        client: what it sent to connect.
        handshake: what became of that.
        connected_us: when it began, in microseconds since 1970.
        active_us: when something was last sent, either way.
        state: `open` or `closed`.
        authorizer: what the authorizer of `$connect` said.
        identity: what it knows of the client besides.
        received: what was sent to the client, oldest first.
        closing: how it ended; None as long as it has not.
        disconnection: what became of the `$disconnect` route; None if it was not taken yet.
    """

    connection_id: str
    client: Handshake
    handshake: Exchange
    connected_us: int
    active_us: int
    state: str = OPEN
    authorizer: Any = ABSENT
    identity: Mapping[str, Any] | None = None
    received: list[str | bytes] = field(default_factory=list)
    closing: Closing | None = None
    disconnection: Exchange | None = None

    @property
    def connected_at(self) -> datetime:
        """When it began."""
        return moment(self.connected_us / 1e6)

    @property
    def last_active_at(self) -> datetime:
        """When something was last sent, either way."""
        return moment(self.active_us / 1e6)

    @property
    def end_us(self) -> int:
        """When the gateway closes it, if nothing is sent until then; in microseconds since 1970."""
        return min(self.active_us + _IDLE, self.connected_us + _LONGEST)

    def deliver(self, message: str | bytes, now_us: int) -> None:
        """Send to the client; nothing reaches one that is gone."""
        if self.state == OPEN:
            self.received.append(message)
            self.active_us = now_us
