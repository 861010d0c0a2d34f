"""A development server from its start to its end."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.http_request import SOURCE_IP
from pytest_lambda.gateway.door import Door
from pytest_lambda.gateway.serving.asgi import LambdaApp
from pytest_lambda.gateway.serving.kinds import WEBSOCKET
from pytest_lambda.gateway.serving.listener import Listener
from pytest_lambda.gateway.serving.served import ServedFunction
from pytest_lambda.gateway.serving.server import Ending, bound, missing, run, url_of
from pytest_lambda.gateway.serving.successor import Successor
from pytest_lambda.gateway.serving.terminal import Terminal
from pytest_lambda.runtime.function import LambdaFunction

if TYPE_CHECKING:
    import socket

    from pytest_lambda.gateway.serving.sockets import Sockets

_Task: TypeAlias = Callable[[], Awaitable[None]]


def serve(door: Door, *, host: str, port: int, **settings: Any) -> None:
    """See `Door.serve`.

    Args:
        settings: see `serve_at`.
    """
    _check((door.function, *settings.get("functions", ())))
    with bound(host, port) as listening:
        serve_at(listening, door, **settings)


def serve_at(
    listening: socket.socket,
    door: Door,
    *,
    reload: bool,
    reload_include: Sequence[str] = (),
    functions: Sequence[LambdaFunction] = (),
    routes: Iterable[str] = (),
    listener: Listener | None = None,
    start: bool = True,
    successor: Successor | None = None,
) -> bool:
    """Serve on a socket, which stays open.

    Args:
        listening: the socket.
        reload, reload_include, functions: see `Door.serve`.
        routes: that are shown at the start.
        listener: is told of everything; by default what it hears is shown on the terminal.
        start: run init phases ahead of the first request, and end if one fails.
        successor: what may take the place of the door; only with `reload`.

    Returns:
        whether the successor's turn has come; False after Ctrl-C.
    """
    terminal = Terminal(sys.stderr) if listener is None else listener
    sockets = _sockets(door, terminal)
    all_functions = (door.function, *functions)
    ending = Ending()
    tasks = _tasks(all_functions, sockets, reload_include if reload else None, terminal)
    if reload and successor is not None:
        from pytest_lambda.gateway.serving.reload import succeeding  # without reload nothing needs watchfiles

        tasks.append(lambda: succeeding(successor, ending, terminal))
    source_ip = None if door.source_ip == SOURCE_IP else door.source_ip  # each client has its own by default
    app = LambdaApp(
        door,
        listener=terminal,
        source_ip=source_ip,
        life=lambda: _life(door, all_functions, tasks),
        sockets=sockets,
    )
    for function in all_functions:
        if start and isinstance(function, ServedFunction):
            function.start()
    terminal.serving(door.function.configuration.handler_name, door.kind, url_of(listening, door), list(routes))
    # What a function prints belongs to its log, which is shown on standard error.
    with contextlib.redirect_stdout(sys.stderr):
        run(app, listening, ending)
    return ending.asked_for


def _check(functions: Sequence[LambdaFunction]) -> None:
    for function in functions:
        if isinstance(function.clock, VirtualClock):
            raise ConfigurationError(
                f"{function!r} lives on virtual time, which stands still while a server waits for requests. Serve a "
                "LambdaFunction; those of a service are reached through http_client."
            )


def _sockets(door: Door, terminal: Listener) -> Sockets | None:
    from pytest_lambda.gateway.websocket.api import WebSocketApi  # most servers have none

    if not isinstance(door, WebSocketApi):
        return None
    if find_spec("websockets") is None:
        raise missing("websockets")
    from pytest_lambda.gateway.serving.sockets import Sockets  # not all servers have one

    return Sockets(door, terminal)


def _tasks(
    functions: Sequence[LambdaFunction], sockets: Sockets | None, patterns: Sequence[str] | None, terminal: Listener
) -> list[_Task]:
    """What goes on beside the requests."""
    tasks: list[_Task] = []
    if patterns is not None:
        from pytest_lambda.gateway.serving.reload import reloading  # without reload nothing needs watchfiles

        tasks.append(lambda: reloading(functions, patterns, terminal))
    if sockets is not None:
        tasks.append(sockets.grow_old)
    return tasks


@contextlib.asynccontextmanager
async def _life(door: Door, functions: Sequence[LambdaFunction], tasks: Sequence[_Task]) -> AsyncIterator[None]:
    """What is in place while the server runs."""
    with contextlib.ExitStack() as opened:
        for function in functions:
            opened.callback(function.close)
        api: Any = door if door.kind == WEBSOCKET else contextlib.nullcontext()
        opened.enter_context(api)
        running = [asyncio.ensure_future(task()) for task in tasks]
        try:
            yield
        finally:
            for each in running:
                each.cancel()
            await asyncio.gather(*running, return_exceptions=True)
