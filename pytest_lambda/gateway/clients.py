"""What functions open for tests: clients in front of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda.gateway.httpx_transport import async_client, client
from pytest_lambda.gateway.kinds import door_of
from pytest_lambda.runtime.function import LambdaFunction

if TYPE_CHECKING:
    import httpx


def http_client(
    function: LambdaFunction, kind: str, client_options: Mapping[str, Any], settings: dict[str, Any]
) -> httpx.Client:
    """See `LambdaFunction.http_client`."""
    __tracebackhide__ = True
    return client(door_of(function, kind, settings), client_options)


def async_http_client(
    function: LambdaFunction, kind: str, client_options: Mapping[str, Any], settings: dict[str, Any]
) -> httpx.AsyncClient:
    """See `LambdaFunction.async_http_client`."""
    __tracebackhide__ = True
    return async_client(door_of(function, kind, settings), client_options)
