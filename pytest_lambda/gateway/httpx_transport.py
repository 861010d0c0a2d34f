"""httpx in front of a door: the only file that knows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.concurrent import handled
from pytest_lambda.gateway.exchange import GatewayRequest, GatewayResponse

if TYPE_CHECKING:
    from pytest_lambda.gateway.door import Door

try:
    import httpx
except ImportError as error:
    raise ConfigurationError(
        "HTTP clients need httpx, which is not installed. Mend it with\n  pip install 'pytest-aws-lambda[http]'"
    ) from error


def client(door: Door, options: Mapping[str, Any]) -> httpx.Client:
    """A client whose requests go through a door."""
    return httpx.Client(transport=Transport(door), **{"base_url": door.base_url, **options})


def async_client(door: Door, options: Mapping[str, Any]) -> httpx.AsyncClient:
    """An asynchronous client whose requests go through a door."""
    return httpx.AsyncClient(transport=AsyncTransport(door), **{"base_url": door.base_url, **options})


class Transport(httpx.BaseTransport):
    """Hands requests to a door.

    Args:
        door: that answers them.
    """

    def __init__(self, door: Door) -> None:
        self.door = door

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx."""
        __tracebackhide__ = True
        return _response(self.door.handle(_received(request, request.read(), self.door)))


class AsyncTransport(httpx.AsyncBaseTransport):
    """Hands requests of an asynchronous client to a door.

    Args:
        door: that answers them.
    """

    def __init__(self, door: Door) -> None:
        self.door = door

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx."""
        __tracebackhide__ = True
        return _response(await handled(self.door, _received(request, await request.aread(), self.door)))


def _received(request: httpx.Request, content: bytes, door: Door) -> GatewayRequest:
    if request.url.host != door.host:
        raise ConfigurationError(
            f"{request.method} {request.url}: this client reaches {door.host} only. Ask it for a path, '/pets' say; "
            "other hosts need a client of their own."
        )
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    headers = tuple([(name.decode("ascii"), value.decode("latin-1")) for name, value in request.headers.raw])
    return GatewayRequest(request.method.upper(), path, query, headers, content, door.source_ip)


def _response(answer: GatewayResponse) -> httpx.Response:
    extensions: dict[str, Any] = {"http_version": b"HTTP/1.1", "lambda": answer.exchange}
    if answer.reason_phrase is not None:
        extensions["reason_phrase"] = answer.reason_phrase.encode("ascii", "replace")
    return httpx.Response(
        answer.status,
        headers=[(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in answer.headers],
        stream=httpx.ByteStream(answer.content),
        extensions=extensions,
    )
