"""The operations of the Lambda API besides Invoke, as a service offers them to a bridge."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class OperationAnswer:
    """What an operation answers.

    Args:
        status_code: 200, or 202 of what takes a while, or 204 without a body.
        body: AWS's members; moments are `datetime`.
    """

    status_code: int
    body: Mapping[str, Any] | None = None

    def as_json(self) -> bytes:
        """The body as the API sends it: moments in seconds since 1970."""
        return b"" if self.body is None else json.dumps(self.body, default=_seconds).encode()


class Operations(Protocol):
    """What a service offers a bridge besides Invoke."""

    def refusal(self, operation: str) -> str | None:
        """Why an operation is not served; None if it is."""
        ...

    def answer(self, operation: str, request: Any) -> OperationAnswer:
        """Do what a client asks for.

        Args:
            operation: AWS's name, one that is served.
            request: as botocore has prepared it.

        Raises:
            InvokeError: AWS refuses it; the client raises its own exception of that code.
        """
        ...


def _seconds(value: object) -> float:
    seconds: Callable[[], float] | None = getattr(value, "timestamp", None)
    if seconds is None:
        raise TypeError(f"{value!r} is no moment")
    return seconds()
