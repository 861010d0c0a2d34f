"""httpx in front of a door: the only file that knows it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import nearest
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


#: options of httpx that would lead elsewhere
_OURS = ("transport", "app", "proxy", "proxies")
#: what HTTP allows as the name of a header, and as its value (RFC 9110, 5.1 and 5.5)
_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(rb"([^\x00\s]([^\x00\r\n]*[^\x00\s])?)?")


def client(door: Door, options: Mapping[str, Any]) -> httpx.Client:
    """A client whose requests go through a door."""
    _check(options, httpx.Client)
    return httpx.Client(transport=Transport(door), **{"base_url": door.base_url, **options})


def async_client(door: Door, options: Mapping[str, Any]) -> httpx.AsyncClient:
    """An asynchronous client whose requests go through a door."""
    _check(options, httpx.AsyncClient)
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


def _check(options: Mapping[str, Any], made: type[httpx.Client | httpx.AsyncClient]) -> None:
    if not isinstance(options, Mapping):
        raise ConfigurationError(f"client_options is {options!r}: expected a mapping such as {{'headers': {{…}}}}.")
    for name in options:
        if name in _OURS:
            raise ConfigurationError(f"client_options has {name!r}: this client has a way of its own; leave it out.")
    known = list(inspect.signature(made).parameters)
    for name in options:
        if name not in known:
            raise ConfigurationError(
                f"client_options has {name!r}, which is no option of httpx.{made.__name__}.{nearest(name, known)}"
            )


def _received(request: httpx.Request, content: bytes, door: Door) -> GatewayRequest:
    if (request.url.scheme, request.url.host, request.url.port) != ("https", door.host, None):
        raise ConfigurationError(
            f"{request.method} {request.url}: this client reaches {door.host} only, by https. Ask it for a path, "
            "'/pets' say; other hosts need a client of their own."
        )
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    headers = tuple([_header(request, name, value) for name, value in request.headers.raw])
    return GatewayRequest(request.method.upper(), path, query, headers, content, door.source_ip)


def _header(request: httpx.Request, name: bytes, value: bytes) -> tuple[str, str]:
    if _NAME.fullmatch(name) is None:
        raise httpx.LocalProtocolError(f"Illegal header name {name!r}", request=request)
    if _VALUE.fullmatch(value) is None:
        raise httpx.LocalProtocolError(f"Illegal header value {value!r}", request=request)
    return name.decode("ascii"), value.decode("latin-1")


def _response(answer: GatewayResponse) -> httpx.Response:
    extensions: dict[str, Any] = {"http_version": b"HTTP/1.1", "lambda": answer.exchange}
    if answer.reason_phrase is not None:
        extensions["reason_phrase"] = answer.reason_phrase.encode("ascii", "replace")
    return httpx.Response(
        answer.status,
        headers=[(_encoded(name), _encoded(value)) for name, value in answer.headers],
        stream=httpx.ByteStream(answer.content),
        extensions=extensions,
    )


def _encoded(text: str) -> bytes:
    """As bytes of a header; what AWS makes of letters beyond Latin-1 is not recorded."""
    return text.encode("latin-1", "replace")
