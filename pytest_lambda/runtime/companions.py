"""What runs beside the runtime's process in an environment."""

from __future__ import annotations

from typing import Protocol

from pytest_lambda.runtime.messages import ExtensionFailed
from pytest_lambda.runtime.request import Request


class Companions(Protocol):
    """Processes beside the runtime's: extensions.

    Attributes:
        failure: of one of them, or None.
    """

    failure: ExtensionFailed | None

    def start(self, seconds: float) -> bool:
        """Start those that do not run, and wait; whether they were ready in time, or one has failed."""
        ...

    def invoke(self, request: Request) -> None:
        """Tell them of an invocation that begins."""
        ...

    def reset(self, reason: str) -> None:
        """End them all; the reason is `timeout` or `failure`."""
        ...

    def kill(self) -> None:
        """End them at once."""
        ...
