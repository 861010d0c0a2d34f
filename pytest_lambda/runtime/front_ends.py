"""The clients that a function opens in front of itself.

They live below this layer, which does not depend on them: they are found by name when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    from pytest_lambda.events.building.http_request import HeadersGiven, Query
    from pytest_lambda.gateway.websocket.client import WebSocket

HTTP_API = "http-api"
_NO_OPTIONS: Mapping[str, Any] = {}


class FrontEnds:
    """What a function offers to those who reach it over HTTP."""

    __slots__ = ()

    def http_client(
        self, kind: str = HTTP_API, *, client_options: Mapping[str, Any] = _NO_OPTIONS, **settings: Any
    ) -> httpx.Client:
        """A client whose requests reach this function as they would on AWS; without a port or a server.

        Each response has `extensions["lambda"]`: the invocation's `result`, the `event`, and the `refusal` when the
        gateway answered by itself, with the rule that was broken.

        Args:
            kind: `"rest-api"`, `"http-api"` (the default), `"function-url"` or `"alb"`.
            client_options: of `httpx.Client`: `headers`, `cookies`, `follow_redirects`, …
            settings: of the kind; see `RestApi`, `HttpApi`, `FunctionUrl` and `LoadBalancer` in
                `pytest_lambda.gateway`. All have `raise_function_errors` and `source_ip`.

        Raises:
            ConfigurationError: no such kind or setting, or httpx is not installed: extra `http`.
        """
        __tracebackhide__ = True
        client: httpx.Client = _clients().http_client(self, kind, client_options, settings)
        return client

    def async_http_client(
        self, kind: str = HTTP_API, *, client_options: Mapping[str, Any] = _NO_OPTIONS, **settings: Any
    ) -> httpx.AsyncClient:
        """The same as `http_client`, for `async` tests."""
        __tracebackhide__ = True
        client: httpx.AsyncClient = _clients().async_http_client(self, kind, client_options, settings)
        return client

    def websocket(
        self,
        path: str = "/",
        *,
        query: Query = None,
        headers: HeadersGiven = None,
        subprotocols: Iterable[str] = (),
        **settings: Any,
    ) -> WebSocket:
        """A client of a WebSocket API in front of this function: `with function.websocket("/") as ws:`.

        Entering it connects, leaving it disconnects; meanwhile botocore's clients of service
        `apigatewaymanagementapi` reach it. Several clients of one API: `WebSocketApi` in `pytest_lambda.gateway`.

        Args:
            path: below the stage: `/`, or `/?token=1` with a query.
            query: a mapping of names to a value or a list of values, pairs, or text.
            headers: besides those that browsers send; `ABSENT` removes one.
            subprotocols: that the client offers.
            settings: of the API: `routes`, `route_selection_expression`, …; see `WebSocketApi`.

        Raises:
            ConfigurationError: no such setting, or it makes no sense.
        """
        module = import_module("pytest_lambda.gateway.websocket.opening")
        client: WebSocket = module.websocket(self, path, query, headers, subprotocols, settings)
        return client


def _clients() -> Any:
    return import_module("pytest_lambda.gateway.clients")
