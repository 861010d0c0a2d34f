"""What functions reach of a WebSocket API: `post_to_connection`, `get_connection`, `delete_connection`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pytest_lambda.boto.connections import (
    ConnectionRefusal,
    ConnectionsApi,
    ConnectionState,
    close_to_clients,
    open_to_clients,
)
from pytest_lambda.events.builders.websocket_event import LARGEST_MESSAGE
from pytest_lambda.gateway.websocket.connection import Closing, Connection
from pytest_lambda.runtime.function import LambdaFunction
from pytest_lambda.service.function import ServiceFunction

if TYPE_CHECKING:
    from pytest_lambda.gateway.websocket.api import WebSocketApi


class Management:
    """The management API of one WebSocket API; see `ConnectionsApi`.

    Args:
        api: whose connections are reached.
    """

    __slots__ = ("_api",)

    def __init__(self, api: WebSocketApi) -> None:
        self._api = api

    @property
    def endpoints(self) -> Mapping[str, str]:
        """See `ConnectionsApi`."""
        return self._api.address.endpoints

    @property
    def region(self) -> str:
        """See `ConnectionsApi`."""
        return self._api.function.world.region

    def post_to_connection(self, connection_id: str, data: bytes) -> None:
        """Send a message to a client; bytes that are no text reach it as bytes, which is not recorded."""
        connection = self._connection(connection_id)
        if len(data) > LARGEST_MESSAGE:  # the message is not recorded
            raise ConnectionRefusal("PayloadTooLargeException", 413, "Payload too large")
        try:
            message: str | bytes = data.decode()
        except UnicodeDecodeError:
            message = data
        connection.deliver(message, self._api.now_us())

    def get_connection(self, connection_id: str) -> ConnectionState:
        """What is known of a connection."""
        connection = self._connection(connection_id)
        client = connection.client
        return ConnectionState(
            connection.connected_at, connection.last_active_at, client.source_ip or "", client.agent or ""
        )

    def delete_connection(self, connection_id: str) -> None:
        """Close a connection; which code the client gets is not recorded."""
        closing = Closing(1000, "", "the function called delete_connection")
        self._api.end(self._connection(connection_id), closing)

    def _connection(self, connection_id: str) -> Connection:
        self._api.look_at_the_clock()
        connection = self._api.connections.get(connection_id)
        # until $connect has answered the connection does not exist (AWS re:Post, 410 GoneException)
        if connection is None:
            raise ConnectionRefusal("GoneException", 410)
        return connection


class Reach:
    """For how long an API is reached through botocore.

    Args:
        function: behind the API. If it belongs to a service, the API is reached until that ends: what still happens
            there may ask for connections that have gone.
        api: that is reached.
    """

    __slots__ = ("_api", "_function", "_is_open", "_outlasts_clients")

    def __init__(self, function: LambdaFunction, api: ConnectionsApi) -> None:
        self._function = function
        self._outlasts_clients = isinstance(function, ServiceFunction)
        self._api = api
        self._is_open = False

    def begin(self) -> None:
        """The API is reached from now on."""
        if self._is_open:
            return
        self._is_open = True
        open_to_clients(self._api)
        if self._outlasts_clients:
            self._function.at_end.append(self._end)

    def pause(self) -> None:
        """Nobody is connected any more."""
        if not self._outlasts_clients:
            self._end()

    def _end(self) -> None:
        self._is_open = False
        close_to_clients(self._api)
