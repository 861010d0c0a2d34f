"""The operations of the Lambda API besides Invoke that a simulated service answers: those on event source mappings."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

_UUID = re.compile(r"/2015-03-31/event-source-mappings/(?P<uuid>[^/]+)/?$")


@dataclass(frozen=True, slots=True)
class OperationAnswer:
    """What an operation answers.

    Args:
        status_code: 200, or 202 of what takes a while.
        body: AWS's members; moments are `datetime`.
    """

    status_code: int
    body: Mapping[str, Any]

    def as_json(self) -> bytes:
        """The body as the API sends it: moments in seconds since 1970."""
        return json.dumps(self.body, default=_seconds).encode()


class Operations(Protocol):
    """What a service offers a bridge besides Invoke."""

    def answer(self, operation: str, parameters: Mapping[str, Any]) -> OperationAnswer:
        """Do what a client asks for.

        Args:
            operation: AWS's name, one of `OPERATIONS`.
            parameters: AWS's members, those of path, query and body in one.

        Raises:
            InvokeError: AWS refuses it; the client raises its own exception of that code.
        """
        ...


#: what can be served; botocore has checked the parameters by the API model
OPERATIONS = frozenset(
    {
        "CreateEventSourceMapping",
        "GetEventSourceMapping",
        "ListEventSourceMappings",
        "UpdateEventSourceMapping",
        "DeleteEventSourceMapping",
    }
)


def parameters_of(request: Any) -> dict[str, Any]:
    """The parameters in a request that botocore has prepared."""
    url = urlsplit(request.url)
    found: dict[str, Any] = dict(parse_qsl(url.query))
    named = _UUID.search(url.path)
    if named:
        found["UUID"] = unquote(named["uuid"])
    body = request.body
    if body:
        found.update(json.loads(body))
    return found


def _seconds(value: object) -> float:
    seconds: Callable[[], float] | None = getattr(value, "timestamp", None)
    if seconds is None:
        raise TypeError(f"{value!r} is no moment")
    return seconds()
