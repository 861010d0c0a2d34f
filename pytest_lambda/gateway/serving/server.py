"""Serves a door on a port of this computer, through uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.door import Door
from pytest_lambda.gateway.serving.asgi import LambdaApp
from pytest_lambda.gateway.serving.kinds import WEBSOCKET
from pytest_lambda.gateway.serving.terminal import Terminal
from pytest_lambda.runtime.process_state.table import anything_thawed

try:
    import uvicorn

    from pytest_lambda.gateway.serving.protocol import WholeHttp
    from pytest_lambda.gateway.serving.reload import SOURCES, reloading
except ImportError as error:
    raise ConfigurationError(
        f"The development server needs {error.name}, which is not installed. Mend it with\n"
        "  pip install 'pytest-aws-lambda[serve]'"
    ) from error

if TYPE_CHECKING:
    from pytest_lambda.gateway.serving.sockets import Sockets

_Task: TypeAlias = Callable[[], Awaitable[None]]

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
            f"{host}:{port} cannot be served: {_reason(error)}. Take another port, --port 0 for any that is free."
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


def serve(
    door: Door,
    listening: socket.socket,
    *,
    source_ip: str | None = None,
    watched: Sequence[Path] = (),
    patterns: Sequence[str] = (),
) -> None:
    """Serve until Ctrl-C.

    Args:
        door: of the function, which is closed at the end.
        listening: where; see `bound`.
        source_ip: of all clients; by default each has its own.
        watched: folders with the function's files, each change of which makes the next request a cold start.
        patterns: of the names of files that count, besides Python's.
    """
    terminal = Terminal(sys.stderr)
    sockets = _sockets(door, terminal)
    tasks: list[_Task] = []
    if watched:
        tasks.append(lambda: reloading(door.function, watched, (*SOURCES, *patterns), terminal))
    if sockets is not None:
        tasks.append(sockets.grow_old)
    app = LambdaApp(
        door, listener=terminal, source_ip=source_ip, life=lambda: _life(door, tasks), sockets=sockets
    )
    # What a function prints belongs to its log, which is shown on standard error.
    with contextlib.redirect_stdout(sys.stderr), contextlib.suppress(KeyboardInterrupt):
        _Server(_configuration(app)).run(sockets=[listening])


def _sockets(door: Door, terminal: Terminal) -> Sockets | None:
    if door.kind != WEBSOCKET:
        return None
    from pytest_lambda.gateway.serving.sockets import Sockets  # not all servers have one

    return Sockets(door, terminal)  # type: ignore[arg-type]  # a door of this kind is a WebSocketApi


@contextlib.asynccontextmanager
async def _life(door: Door, tasks: Sequence[_Task]) -> AsyncIterator[None]:
    """What is in place while the server runs."""
    api: Any = door if door.kind == WEBSOCKET else contextlib.nullcontext()
    with contextlib.closing(door.function), api:
        running = [asyncio.ensure_future(task()) for task in tasks]
        try:
            yield
        finally:
            for each in running:
                each.cancel()
            await asyncio.gather(*running, return_exceptions=True)


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

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if anything_thawed():
            # Python's own: an interrupt that a `raise` statement begins is taken for the function's.
            signal.default_int_handler(sig, frame)
