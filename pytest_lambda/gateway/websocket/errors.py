"""What clients of WebSocket APIs raise in tests."""

from __future__ import annotations

from typing import Any

from pytest_lambda.errors import PytestLambdaError
from pytest_lambda.gateway.exchange import Exchange


class WebSocketRefused(PytestLambdaError):
    """The handshake was refused: there is no connection.

    Attributes:
        status_code: of the HTTP response, in place of 101.
        body: of the response.
        exchange: what happened; None after unpickling.
    """

    def __init__(self, status_code: int, body: str, reason: str, exchange: Exchange | None = None) -> None:
        super().__init__(status_code, body, reason)
        self.status_code = status_code
        self.body = body
        self.reason = reason
        self.exchange = exchange

    def __str__(self) -> str:
        return f"The handshake was answered with HTTP {self.status_code}, not 101: {self.reason}"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.status_code, self.body, self.reason)


class WebSocketClosed(PytestLambdaError):
    """The connection is closed.

    Attributes:
        code: see RFC 6455, 7.4.1: 1000, 1001, 1009, …
        reason: that was given with it; may be empty.
    """

    def __init__(self, code: int, reason: str, how: str) -> None:
        super().__init__(code, reason, how)
        self.code = code
        self.reason = reason
        self.how = how

    def __str__(self) -> str:
        return f"The connection is closed, code {self.code}{f' ({self.reason})' if self.reason else ''}: {self.how}"


class NothingReceived(PytestLambdaError):
    """A client waits for a message, and there is none."""
