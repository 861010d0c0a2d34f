"""Tells machines what a server does: an object of JSON in each line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from pytest_lambda.cli.console import Console
from pytest_lambda.cli.invocation_json import as_json
from pytest_lambda.gateway.exchange import Exchange, GatewayRequest, GatewayResponse
from pytest_lambda.gateway.serving.listener import Listener
from pytest_lambda.runtime.result import InvocationResult


class JsonLines(Listener):
    """Writes objects, whose `type` says what they are about.

    Args:
        console: writes them, each in a line.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def serving(self, handler: str, kind: str, url: str, routes: Sequence[str]) -> None:
        """Where."""
        self._write("serving", handler=handler, kind=kind, url=url, routes=list(routes))

    def answered(self, request: GatewayRequest, response: GatewayResponse, seconds: float) -> None:
        """The request, its status, and what happened in between."""
        self._write(
            "request", **_target(request), status=response.status, **_told(response.exchange), **_took(seconds)
        )

    def carried(self, connection_id: str, exchange: Exchange, seconds: float | None) -> None:
        """The connection, and what happened to the message."""
        self._write("message", connection_id=connection_id, **_told(exchange), **_took(seconds))

    def failed(self, request: GatewayRequest, error: Exception) -> None:
        """Why."""
        self._write("failure", **_target(request), error=f"{type(error).__name__}: {error}")

    def changed(self, files: Collection[Path]) -> None:
        """Which files."""
        self._write("change", files=sorted(map(str, files)))

    def noted(self, text: str) -> None:
        """The text."""
        self._write("note", text=text)

    def _write(self, about: str, **members: Any) -> None:
        self._console.json({"type": about, **members})


def _target(request: GatewayRequest) -> dict[str, Any]:
    return {"method": request.method, "path": request.path, "query": request.query}


def _told(exchange: Exchange) -> dict[str, Any]:
    refusal = exchange.refusal
    return {
        "route": exchange.route,
        "refusal": None if refusal is None else {"rule": refusal.rule, "reason": refusal.reason},
        "ignored": [str(each) for each in exchange.ignored],
        "authorizer": _invocation(exchange.authorizer),
        "invocation": _invocation(exchange.result),
    }


def _invocation(result: InvocationResult | None) -> dict[str, Any] | None:
    return None if result is None else as_json(result)


def _took(seconds: float | None) -> dict[str, Any]:
    return {"duration_ms": None if seconds is None else round(seconds * 1000, 3)}
