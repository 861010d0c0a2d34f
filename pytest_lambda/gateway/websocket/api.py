"""WebSocket APIs of API Gateway, in front of a function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from pytest_lambda.events.builders.websocket_event import Connection as SharedParts
from pytest_lambda.events.building.http_request import HeadersGiven, Query
from pytest_lambda.events.building.overrides import ABSENT
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.gateway.authorizers.choice import authorizer_of
from pytest_lambda.gateway.door import Door, Refused
from pytest_lambda.gateway.exchange import Answer, Exchange, GatewayRequest
from pytest_lambda.gateway.rest_api.settings import stage_variables_of
from pytest_lambda.gateway.routes.route import Route
from pytest_lambda.gateway.routes.settings import checked_qualifier
from pytest_lambda.gateway.websocket.address import Address
from pytest_lambda.gateway.websocket.connection import Closing, Connection
from pytest_lambda.gateway.websocket.endings import Endings
from pytest_lambda.gateway.websocket.handshake import refused_handshake, upgraded
from pytest_lambda.gateway.websocket.management import Management, Reach
from pytest_lambda.gateway.websocket.routes import (
    CONNECT,
    RoutesGiven,
    RouteTable,
    WebSocketRoute,
    checked_authorizer,
)
from pytest_lambda.gateway.websocket.settings import (
    checked_authorizers,
    checked_response,
    checked_timeout,
)
from pytest_lambda.gateway.websocket.traffic import carry
from pytest_lambda.runtime.function import LambdaFunction

if TYPE_CHECKING:
    from pytest_lambda.clock.virtual import VirtualClock
    from pytest_lambda.gateway.websocket.client import WebSocket

#: milliseconds: the longest that WebSocket APIs wait (Developer Guide, WebSocket quotas)
_TIMEOUT = 29_000
_GONE = Closing(1001, "Going away", "its API was closed")


class WebSocketApi(Door):
    """A WebSocket API.

    While it is open, and while clients of it are connected, botocore's clients of service `apigatewaymanagementapi`
    that are made with its `endpoint_url` reach the connections, in handlers and in the test; with a function of a
    service until that is closed. Use it as `with WebSocketApi(function) as api:`, or connect clients only.

    Args:
        function: that is invoked.
        routes: keys, or a mapping of keys to functions or settings (see `WebSocketRoute`); by default `$connect`,
            `$disconnect` and `$default`.
        route_selection_expression: what of a message says which route it takes.
        route_response_selection_expression: `"$default"` for all routes whose answers reach the client; by default
            none do, as on AWS.
        stage: of the API.
        stage_variables: of the stage.
        authorizer: of `$connect`: one of `pytest_lambda.gateway.authorizers`, or the name of one of `authorizers`.
        authorizers: by their names.
        api_id: ten letters and digits; by default made up, another one for each API.
        domain_name: a custom domain; clients connect to it in place of the default one.
        api_mapping_key: what stands in the custom domain's URLs in place of the stage; by default nothing.
        qualifier: version or alias of the function.
        timeout_in_millis: how long the API waits for the function: 50 to 29,000.
        raise_function_errors: see `Door`; here in place of a refused handshake and of error messages.
        source_ip: of the clients.

    Raises:
        ConfigurationError: a setting makes no sense.
    """

    kind: ClassVar[str] = "websocket"

    def __init__(
        self,
        function: LambdaFunction,
        *,
        routes: RoutesGiven | None = None,
        route_selection_expression: str = "$request.body.action",
        route_response_selection_expression: str | None = None,
        stage: str = "prod",
        stage_variables: Mapping[str, str] | None = None,
        authorizer: Any = None,
        authorizers: Mapping[str, Any] | None = None,
        api_id: str | None = None,
        domain_name: str | None = None,
        api_mapping_key: str = "",
        qualifier: str | None = None,
        timeout_in_millis: int = _TIMEOUT,
        raise_function_errors: bool = False,
        source_ip: str | None = None,
    ) -> None:
        super().__init__(function, raise_function_errors=raise_function_errors, source_ip=source_ip)
        self.routes = RouteTable(routes, route_selection_expression)
        self._response = checked_response("route_response_selection_expression", route_response_selection_expression)
        self.qualifier = checked_qualifier("qualifier", qualifier)
        self.timeout_in_millis = checked_timeout("timeout_in_millis", timeout_in_millis)
        self.address = Address.of(function.world, stage, api_id, domain_name, api_mapping_key)
        self.stage_variables = stage_variables_of(stage_variables)
        checked_authorizer(self.routes, authorizer)
        self._authorizer = authorizer
        self._authorizers = checked_authorizers(authorizers)
        if (route := self.routes[CONNECT]) is not None:
            self.authorizer_of(route)
        #: those that are connected, by their ids
        self.connections: dict[str, Connection] = {}
        self._endings = Endings(self)
        self._reach = Reach(function, Management(self))
        self._users = 0
        self._scenes = 0

    # ---- where it is ------------------------------------------------------------------------------------------

    @property
    def host(self) -> str:
        """The host name that clients connect to."""
        return self.address.host

    @property
    def base_url(self) -> str:
        """The URL that clients connect to."""
        return f"wss://{self.address.place}"

    @property
    def endpoint_url(self) -> str:
        """What clients of `apigatewaymanagementapi` are made with."""
        return f"https://{self.address.place}"

    @property
    def clock(self) -> VirtualClock | None:
        """Virtual time, if the function lives on it."""
        return self._endings.clock

    # ---- clients ----------------------------------------------------------------------------------------------

    def connect(
        self,
        path: str = "/",
        *,
        query: Query = None,
        headers: HeadersGiven = None,
        subprotocols: Iterable[str] = (),
        source_ip: str | None = None,
    ) -> WebSocket:
        """A client, which connects when it is entered: `with api.connect() as ws:`.

        Args:
            path: below the stage: `/`, or `/?token=1` with a query.
            query: a mapping of names to a value or a list of values, pairs, or text.
            headers: besides those that browsers send; `ABSENT` removes one.
            subprotocols: that the client offers.
            source_ip: of this client; by default the API's.
        """
        from pytest_lambda.gateway.websocket.client import WebSocket

        return WebSocket(
            self, path=path, query=query, headers=headers, subprotocols=subprotocols, source_ip=source_ip
        )

    def open(self) -> None:
        """From now on functions reach the connections."""
        self._reach.begin()
        self._users += 1

    def close(self) -> None:
        """End what the last `open` began. With the last one all connections are closed."""
        if self._users == 0:
            return
        if self._users == 1:
            self._close_all()
        self._users -= 1

    def __enter__(self) -> WebSocketApi:
        self.open()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    # ---- what clients and functions do ------------------------------------------------------------------------

    def established(self, handshake: Exchange) -> Connection:
        """The connection that a handshake has made."""
        for connection in self.connections.values():
            if connection.handshake is handshake:
                return connection
        raise LookupError("This handshake has made no connection.")

    def carry(self, connection: Connection, message: str, exchange: Exchange) -> None:
        """Let a client's message take its route."""
        __tracebackhide__ = True
        connection.active_us = self.now_us()
        try:
            carry(self, connection, message, exchange)
        finally:
            self._endings.catch_up()

    def carry_soon(self, clock: VirtualClock, connection: Connection, message: str, exchange: Exchange) -> None:
        """The same, beside test code."""
        clock.spawn(partial(self.carry, connection, message, exchange), "a message of a client")

    def end(self, connection: Connection, closing: Closing) -> None:
        """Close a connection from the API's side."""
        self._endings.end(connection, closing)

    def end_by_client(self, connection: Connection, closing: Closing) -> None:
        """Close a connection from the client's side."""
        __tracebackhide__ = True
        self._endings.end_by_client(connection, closing)
        self._endings.catch_up()

    def look_at_the_clock(self) -> None:
        """Do what has become due while nothing of the API was called."""
        self._endings.close_aged()
        self._endings.catch_up()

    # ---- for the parts of the API -----------------------------------------------------------------------------

    def answered(self, request: GatewayRequest, exchange: Exchange) -> Answer:
        """The answer to a handshake: 101, or what the function answers in its place."""
        __tracebackhide__ = True
        try:
            answer = upgraded(self, request, exchange)
        finally:
            self._endings.catch_up()
        if answer.status == 101:
            self._endings.watch(self.established(exchange))
        return answer

    def refused(self, request: GatewayRequest, exchange: Exchange, refused: Refused) -> Answer:
        """The gateway's own answer to a handshake."""
        return refused_handshake(exchange, refused)

    def scene(self) -> Scene:
        """The surroundings of what happens now: its moment, and ids of its own."""
        self._scenes += 1
        return Scene(self.function.world, self.function.clock.epoch(), self.kind, self.address.api_id, self._scenes)

    def shared(self, connection: Connection) -> SharedParts:
        """What all events of a connection have in common."""
        return SharedParts(
            self.address.stage,
            connection.connection_id,
            connection.connected_us // 1000,
            self.address.api_id,
            connection.authorizer,
            dict(self.stage_variables) or ABSENT,
            connection.identity,
        )

    def authorizer_of(self, route: WebSocketRoute) -> Any:
        """The authorizer of `$connect`; None without one."""
        asked = Route("GET", CONNECT, authorizer=route.authorizer)
        return authorizer_of(asked, kind=self.kind, default=self._authorizer, named=self._authorizers)

    def responds(self, route: WebSocketRoute) -> bool:
        """Whether the answers of a route reach the client."""
        return (route.route_response_selection_expression or self._response) is not None

    def now_us(self) -> int:
        """The moment it is, in microseconds since 1970."""
        return round(self.function.clock.epoch() * 1e6)

    def raise_if_asked(self, exchange: Exchange, refused: Refused) -> None:
        """Raise the function's error, if the test wants it so."""
        __tracebackhide__ = True
        if refused.of_answer and self._raises:
            self._raise(exchange, refused)

    def _close_all(self) -> None:
        try:
            for connection in tuple(self.connections.values()):
                self._endings.end_by_client(connection, _GONE)
            self._endings.catch_up()
        finally:
            self._reach.pause()
