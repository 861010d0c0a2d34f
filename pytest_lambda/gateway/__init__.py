"""HTTP front doors: what stands between a client and a function, in both directions.

A request goes through here as it does through AWS::

    client -> GatewayRequest -> Door: route, authorizer, limits -> event -> function -> answer -> GatewayResponse

`exchange` has the two ends, `door` what all kinds have in common; each kind has a folder. Only `httpx_transport`
knows httpx, so that a development server goes the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.lazy_names import lazily

if TYPE_CHECKING:
    from pytest_lambda.gateway.alb.door import LoadBalancer
    from pytest_lambda.gateway.function_url.door import FunctionUrl
    from pytest_lambda.gateway.http_api.door import HttpApi
    from pytest_lambda.gateway.rest_api.door import RestApi
    from pytest_lambda.gateway.websocket.api import WebSocketApi
    from pytest_lambda.gateway.websocket.errors import NothingReceived, WebSocketClosed, WebSocketRefused

#: public name -> the module of this package that holds it
_HOMES = {
    "FunctionUrl": "function_url.door",
    "HttpApi": "http_api.door",
    "LoadBalancer": "alb.door",
    "NothingReceived": "websocket.errors",
    "RestApi": "rest_api.door",
    "WebSocketApi": "websocket.api",
    "WebSocketClosed": "websocket.errors",
    "WebSocketRefused": "websocket.errors",
}

__all__ = [
    "FunctionUrl",
    "HttpApi",
    "LoadBalancer",
    "NothingReceived",
    "RestApi",
    "WebSocketApi",
    "WebSocketClosed",
    "WebSocketRefused",
]

__getattr__, __dir__ = lazily(__name__, _HOMES)
