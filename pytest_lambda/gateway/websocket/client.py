"""What a test holds in its hand: the client's end of a connection."""

from __future__ import annotations

import json
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pytest_lambda.clock.wakeups import Wait
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.http_request import HeadersGiven, Query
from pytest_lambda.gateway.exchange import Exchange
from pytest_lambda.gateway.websocket.connection import CLOSED, OPEN, Closing, Connection
from pytest_lambda.gateway.websocket.errors import NothingReceived, WebSocketClosed, WebSocketRefused
from pytest_lambda.gateway.websocket.frames import broken_limit, closing_by_client, message_of
from pytest_lambda.gateway.websocket.upgrade import checked_subprotocols, upgrade_request

if TYPE_CHECKING:
    from pytest_lambda.gateway.websocket.api import WebSocketApi


class WebSocket:
    """A client of a WebSocket API; made by `WebSocketApi.connect` and `LambdaFunction.websocket`.

    It connects when it is entered, and is closed when it is left.

    Args:
        api: that it connects to.
        path, query, headers, subprotocols, source_ip: see `WebSocketApi.connect`.

    Raises:
        ConfigurationError: they cannot be sent.
    """

    def __init__(
        self,
        api: WebSocketApi,
        *,
        path: str = "/",
        query: Query = None,
        headers: HeadersGiven = None,
        subprotocols: Iterable[str] = (),
        source_ip: str | None = None,
    ) -> None:
        self.api = api
        self._offered = checked_subprotocols(subprotocols)
        self._request = upgrade_request(api, path, query, headers, self._offered, source_ip)
        self._connection: Connection | None = None
        self._read = 0
        self._holds_api = False
        #: the subprotocol that the function has chosen; None for none
        self.subprotocol: str | None = None

    # ---- the connection ---------------------------------------------------------------------------------------

    def open(self) -> WebSocket:
        """Connect.

        Raises:
            WebSocketRefused: the handshake was refused.
        """
        __tracebackhide__ = True
        if self._connection is not None:
            raise ConfigurationError("This client was connected already: make another one, with api.connect().")
        self.api.open()
        self._holds_api = True
        try:
            self._shake_hands()
        except BaseException:
            self._let_go()
            raise
        return self

    def close(self, code: int | None = None, reason: str = "") -> None:
        """Close the connection; closing twice is fine.

        Args:
            code: 1000, or 3000 to 4999; by default none is sent, and the `$disconnect` route gets 1005.
            reason: sent with a code.
        """
        __tracebackhide__ = True
        closing = closing_by_client(code, reason)
        try:
            connection = self._connection
            if connection is not None:
                self.api.look_at_the_clock()
                if connection.state == OPEN:
                    self.api.end_by_client(connection, closing)
        finally:
            self._let_go()

    def __enter__(self) -> WebSocket:
        __tracebackhide__ = True
        return self.open()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        __tracebackhide__ = True
        try:
            self.close()
        except Exception:
            if error is None:
                raise  # else the test's own error says more

    @property
    def connection_id(self) -> str:
        """As events and `post_to_connection` have it."""
        return self._established().connection_id

    @property
    def handshake(self) -> Exchange:
        """What happened when it connected: event and result of `$connect`."""
        return self._established().handshake

    @property
    def disconnection(self) -> Exchange | None:
        """What happened when it was closed: event and result of `$disconnect`; None as long as nothing has."""
        return self._established().disconnection

    @property
    def closed(self) -> Closing | None:
        """How the connection ended; None as long as it has not."""
        return self._established().closing

    # ---- messages ---------------------------------------------------------------------------------------------

    def send(self, data: Any, *, frame_bytes: int | None = None, wait: bool = True) -> Exchange:
        """Send a message.

        Args:
            data: text, or an object for JSON; bytes are sent in a binary frame, which API Gateway refuses.
            frame_bytes: of how many bytes each frame is; by default the message is one frame, as browsers send it.
            wait: whether to wait until the function has answered. Without it the message is handled beside the test,
                as time passes; for functions of a service.

        Returns:
            What happened: route, event, result, and the refusal if there was one.

        Raises:
            WebSocketClosed: the connection is closed.
        """
        __tracebackhide__ = True
        connection, clock = self._established(), self.api.clock
        if not wait and clock is None:
            raise ConfigurationError("wait=False needs a function of a service: only virtual time passes meanwhile.")
        message = message_of(data)
        self.api.look_at_the_clock()
        self._check_open(connection)
        exchange = Exchange(self.api.kind)
        broken = broken_limit(message, frame_bytes)
        if broken is not None:
            exchange.refusal, closing = broken
            self.api.end(connection, closing)
        elif isinstance(message, str) and not wait and clock is not None:
            self.api.carry_soon(clock, connection, message, exchange)
        elif isinstance(message, str):
            self.api.carry(connection, message, exchange)
        return exchange

    def receive(self, *, timeout: float = 30.0) -> str | bytes:
        """The next message that was sent to this client and not yet received here.

        Args:
            timeout: seconds of virtual time in which it may come. Elsewhere it is there already, or it never comes.

        Raises:
            NothingReceived: there is none.
            WebSocketClosed: there is none, and the connection is closed.
        """
        __tracebackhide__ = True
        connection, clock = self._established(), self.api.clock
        self.api.look_at_the_clock()
        if clock is not None:
            until_us = clock.moment_in(timeout)
            clock.wait(Wait("a message to a client", until_us=until_us, ready=lambda: self._is_over(connection)))
        if self._read < len(connection.received):
            self._read += 1
            return connection.received[self._read - 1]
        self._check_open(connection)
        waited = "" if clock is None else f" in {timeout:g} virtual seconds"
        raise NothingReceived(
            f"Nothing was sent to connection {connection.connection_id}{waited}, or all of it was received already "
            f"({len(connection.received)} messages so far). A function sends with post_to_connection, or by its "
            "answer on a route with route_response_selection_expression='$default'."
        )

    def receive_json(self, *, timeout: float = 30.0) -> Any:
        """The next message, which is JSON, as an object; see `receive`."""
        __tracebackhide__ = True
        return json.loads(self.receive(timeout=timeout))

    @property
    def messages(self) -> tuple[str | bytes, ...]:
        """All that was sent to this client so far, whether it was received or not."""
        self.api.look_at_the_clock()
        return tuple(self._established().received)

    def __repr__(self) -> str:
        connection = self._connection
        state = "not connected" if connection is None else f"{connection.connection_id} {connection.state}"
        return f"<WebSocket {self.api.base_url} {state}>"

    # -----------------------------------------------------------------------------------------------------------

    def _shake_hands(self) -> None:
        __tracebackhide__ = True
        response = self.api.handle(self._request)
        exchange = response.exchange
        if response.status != 101:
            reason = str(exchange.refusal) if exchange.refusal is not None else "the function's answer to $connect"
            raise WebSocketRefused(response.status, response.content.decode(), reason, exchange)
        connection = self.api.established(exchange)
        chosen = dict(response.headers).get("Sec-WebSocket-Protocol")
        if chosen is not None and chosen not in self._offered:
            # RFC 6455, 4.1: the client fails the connection
            self.api.end_by_client(connection, Closing(1006, "", "the client has not offered the subprotocol"))
            why = f"the function chose the subprotocol {chosen!r}, which the client has not offered"
            raise WebSocketRefused(101, "", why, exchange)
        self._connection, self.subprotocol = connection, chosen

    def _is_over(self, connection: Connection) -> bool:
        return self._read < len(connection.received) or connection.state == CLOSED

    def _check_open(self, connection: Connection) -> None:
        __tracebackhide__ = True
        closing = connection.closing
        if closing is not None:
            raise WebSocketClosed(closing.code, closing.reason or "", closing.how)

    def _established(self) -> Connection:
        if self._connection is None:
            raise ConfigurationError("This client is not connected: use it as `with api.connect() as ws:`.")
        return self._connection

    def _let_go(self) -> None:
        if self._holds_api:
            self._holds_api = False
            self.api.close()
