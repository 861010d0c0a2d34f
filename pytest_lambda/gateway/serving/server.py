"""Serves an ASGI application on a port of this computer: the only file beside `protocol` that knows uvicorn."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from types import FrameType
from urllib.parse import urlsplit

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.door import Door
from pytest_lambda.gateway.serving.asgi import LambdaApp
from pytest_lambda.gateway.serving.kinds import WEBSOCKET
from pytest_lambda.runtime.process_state.table import anything_thawed


def missing(library: str | None) -> ConfigurationError:
    """The error about a library that is not installed."""
    return ConfigurationError(
        f"The development server needs {library}, which is not installed. Mend it with\n"
        "  pip install 'pytest-aws-lambda[serve]'"
    )


try:
    import uvicorn

    from pytest_lambda.gateway.serving.protocol import WholeHttp
except ImportError as error:
    raise missing(error.name) from error

#: bytes of a request's first line and headers: more than any gateway takes, so that it is the gateway that refuses
_HEAD_AT_MOST = 256 * 1024
#: seconds for which open connections are waited for at the end
_GRACE = 3


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises:
        ConfigurationError: there is no such address here, or the port is in use.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        # `localhost` may be both; most clients try IPv4 as well, some nothing else
        family, *_, address = min(found, key=lambda each: each[0] != socket.AF_INET)
        return socket.create_server(address[:2], family=family)
    except (OSError, OverflowError) as error:
        raise ConfigurationError(
            f"{host}:{port} cannot be served: {_reason(error)}. Take another port; 0 stands for any that is free."
        ) from None


def _reason(error: Exception) -> object:
    if isinstance(error, OSError) and not isinstance(error, socket.gaierror) and error.errno:
        return os.strerror(error.errno)  # without what Python adds, the address once more
    return getattr(error, "strerror", None) or error


def url_of(listening: socket.socket, door: Door) -> str:
    """What paths come after, or what WebSockets connect to: the address, and the stage if the API has one."""
    host, port = listening.getsockname()[:2]
    base = urlsplit(door.base_url)
    scheme = "ws" if base.scheme == "wss" else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}{base.path}"


class Ending:
    """A way to end a server from within.

    Attributes:
        asked_for: whether it is to end.
    """

    __slots__ = ("asked_for",)

    def __init__(self) -> None:
        self.asked_for = False


def run(app: LambdaApp, listening: socket.socket, ending: Ending) -> None:
    """Serve until Ctrl-C, or until it is to end; the socket stays open, and who connects meanwhile waits."""
    with contextlib.suppress(KeyboardInterrupt):
        _Server(_configuration(app), ending).run(sockets=[listening.dup()])


def _configuration(app: LambdaApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="asyncio",
        http=WholeHttp,
        ws="websockets-sansio" if app.door.kind == WEBSOCKET else "none",
        ws_ping_interval=None,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=_HEAD_AT_MOST,
        timeout_graceful_shutdown=_GRACE,
    )


class _Server(uvicorn.Server):
    """Ctrl-C, and what else ends a server, interrupts the function that runs, too."""

    def __init__(self, config: uvicorn.Config, ending: Ending) -> None:
        super().__init__(config)
        self._ending = ending

    async def on_tick(self, counter: int) -> bool:
        return await super().on_tick(counter) or self._ending.asked_for

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if anything_thawed():
            # Python's own: an interrupt that a `raise` statement begins is taken for the function's.
            signal.default_int_handler(sig, frame)
