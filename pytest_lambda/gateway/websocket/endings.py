"""How connections end: by their client, their function, their age; and the `$disconnect` route after that."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.events.builders.websocket_event import disconnect_event
from pytest_lambda.events.building.overrides import NOTHING
from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.exchange import Exchange
from pytest_lambda.gateway.websocket.backend import answer_of
from pytest_lambda.gateway.websocket.connection import CLOSED, OPEN, Closing, Connection
from pytest_lambda.gateway.websocket.routes import DISCONNECT
from pytest_lambda.runtime.process_state.table import anything_thawed
from pytest_lambda.service.function import ServiceFunction

if TYPE_CHECKING:
    from pytest_lambda.gateway.websocket.api import WebSocketApi

_AGED = Closing(1001, "Going away", "it was idle for 10 minutes, or 2 hours old")


class Endings:
    """Ends the connections of one API.

    Args:
        api: whose connections these are.
    """

    def __init__(self, api: WebSocketApi) -> None:
        self._api = api
        function = api.function
        clock = function.clock
        self._clock = clock if isinstance(function, ServiceFunction) and isinstance(clock, VirtualClock) else None
        self._due: deque[Connection] = deque()

    @property
    def clock(self) -> VirtualClock | None:
        """Virtual time, if the API's function lives on it."""
        return self._clock

    def watch(self, connection: Connection) -> None:
        """Have a connection closed when it has become too old."""
        clock = self._clock
        if clock is not None:
            look = partial(self._look, connection)
            clock.at(connection.end_us, look, "the age of a connection", housekeeping=True)

    def close_aged(self) -> None:
        """Close what has become too old, where no virtual time does it: a test may have frozen or moved the time."""
        if self._clock is not None:
            return
        now_us = self._api.now_us()
        for connection in tuple(self._api.connections.values()):
            if connection.end_us <= now_us:
                self.end(connection, _AGED)

    def end(self, connection: Connection, closing: Closing) -> None:
        """Close from the API's side; `$disconnect` follows as soon as something can run."""
        self._close(connection, closing)
        if self._clock is not None:
            self._clock.spawn(partial(self.disconnect, connection), "the end of a connection")
        else:
            self._due.append(connection)
            self.catch_up()

    def end_by_client(self, connection: Connection, closing: Closing) -> None:
        """Close from the client's side."""
        __tracebackhide__ = True
        self._close(connection, closing)
        self.disconnect(connection)

    def catch_up(self) -> None:
        """Take the `$disconnect` routes that could not be taken while a function ran in this thread."""
        while self._due and not anything_thawed():
            self.disconnect(self._due.popleft())

    def disconnect(self, connection: Connection) -> None:
        """Take the `$disconnect` route."""
        __tracebackhide__ = True
        api, closing = self._api, connection.closing
        assert closing is not None
        connection.disconnection = exchange = Exchange(api.kind)
        route = api.routes[DISCONNECT]
        if route is None:
            return
        exchange.route = DISCONNECT
        exchange.event = disconnect_event(
            api.scene(), NOTHING, api.shared(connection), connection.client, closing.code, closing.reason
        )
        try:
            answer_of(api, route, exchange)
        except Refused as refused:  # nobody is there to hear of it
            exchange.refusal = refused.refusal
            api.raise_if_asked(exchange, refused)

    def _close(self, connection: Connection, closing: Closing) -> None:
        connection.state, connection.closing = CLOSED, closing
        self._api.connections.pop(connection.connection_id, None)

    def _look(self, connection: Connection) -> None:
        if connection.state != OPEN:
            return
        if connection.end_us <= self._api.now_us():
            self.end(connection, _AGED)
        else:
            self.watch(connection)
