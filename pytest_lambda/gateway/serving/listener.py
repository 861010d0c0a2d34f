"""What a server tells of its work."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from pytest_lambda.gateway.exchange import Exchange, GatewayRequest, GatewayResponse


class Listener:
    """Is told what happens; by itself it says nothing."""

    def serving(self, handler: str, kind: str, url: str, routes: Sequence[str]) -> None:
        """Requests are taken from now on.

        Args:
            handler: that gets them.
            kind: of the front door.
            url: of the server.
            routes: by their keys; none if all paths are one.
        """

    def answered(self, request: GatewayRequest, response: GatewayResponse, seconds: float) -> None:
        """A request was answered.

        Args:
            seconds: that it took.
        """

    def carried(self, connection_id: str, exchange: Exchange, seconds: float | None) -> None:
        """A message of a WebSocket was handled, or the end of its connection.

        Args:
            seconds: that it took; None if that was not measured.
        """

    def failed(self, request: GatewayRequest, error: Exception) -> None:
        """A request cannot be answered as AWS would."""

    def changed(self, files: Collection[Path]) -> None:
        """Files of the function changed: the next request is a cold start."""

    def noted(self, text: str) -> None:
        """Something that a person should know."""
