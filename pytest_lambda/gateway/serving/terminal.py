"""Tells on a terminal what a server does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from pytest_lambda.gateway.exchange import Exchange, GatewayRequest, GatewayResponse
from pytest_lambda.gateway.serving.listener import Listener
from pytest_lambda.runtime.result import InvocationResult

#: how many changed files are named
_NAMED = 3
#: what stands before the function's own lines, which have been shown as they came
_BEGINNINGS = ("INIT_START", "RESTORE_START", "START")
_JSON_BEGINNINGS = ('"type": "platform.initStart"', '"type": "platform.restoreStart"', '"type": "platform.start"')


class Terminal(Listener):
    """Writes lines.

    Args:
        stream: to which; standard error of the server.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def serving(self, handler: str, kind: str, url: str, routes: Sequence[str]) -> None:
        """Where; on standard output, where a program finds it."""
        lines = (f"{handler} as {kind} at {url} (Ctrl-C ends it)", *(f"  {route}" for route in routes))
        print(*lines, sep="\n", flush=True)

    def answered(self, request: GatewayRequest, response: GatewayResponse, seconds: float) -> None:
        """The platform's last lines, the request with its status, and what the gateway has to say."""
        target = f"{request.path}?{request.query}" if request.query else request.path
        head = f"{request.method} {target}{_route(response.exchange)}: {response.status}, {_took(seconds)}"
        self._told(head, response.exchange, str(response.status))

    def carried(self, connection_id: str, exchange: Exchange, seconds: float | None) -> None:
        """The same of a message."""
        took = "" if seconds is None else f": {_took(seconds)}"
        self._told(f"connection {connection_id}{_route(exchange)}{took}", exchange, "refused")

    def failed(self, request: GatewayRequest, error: Exception) -> None:
        """Why."""
        self.noted(f"{request.method} {request.path}: {type(error).__name__}: {error}")

    def changed(self, files: Collection[Path]) -> None:
        """Which files."""
        names = sorted(path.name for path in files)
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        self.noted(f"changed: {', '.join(names[:_NAMED])}{more}; the next request is a cold start")

    def noted(self, text: str) -> None:
        """A line of its own."""
        self._write([f"{text}\n"])

    def _told(self, head: str, exchange: Exchange, refused: str) -> None:
        for result in (exchange.authorizer, exchange.result):
            if result is not None:
                self._write(_last_lines(result))
        self.noted(head)
        if exchange.refusal is not None:
            self.noted(f"{refused}: {exchange.refusal}")
        for violation in exchange.ignored:
            self.noted(f"ignored: {violation}")

    def _write(self, lines: Collection[str]) -> None:
        for line in lines:
            self._stream.write(line)
        self._stream.flush()


def _route(exchange: Exchange) -> str:
    return f" ({exchange.route})" if exchange.route else ""


def _took(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"


def _last_lines(result: InvocationResult) -> list[str]:
    """What the platform wrote of an invocation, but for the lines before the function's own."""
    return list(_without_beginnings(event.text for event in result.logs.events if event.kind == "platform"))


def _without_beginnings(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith(_BEGINNINGS) and not any(each in line for each in _JSON_BEGINNINGS):
            yield line
