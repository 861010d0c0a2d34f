"""One request to run a function, from the front door to its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.service.function import ServiceFunction

REQUEST_RESPONSE, EVENT, DRY_RUN = "RequestResponse", "Event", "DryRun"
INVOCATION_TYPES = (REQUEST_RESPONSE, EVENT, DRY_RUN)


@dataclass(slots=True)
class Call:
    """What is to be run.

    Attributes:
        function: which function.
        qualifier: as the caller named it, or None.
        body: the event, JSON.
        request_id: the same for all attempts (E7).
        trace_header: X-Ray's, with the lineage of the chain (G7).
        epoch: when it was asked for, in seconds since 1970.
        kind: `RequestResponse`, or `Event` for an attempt from the asynchronous queue.
        client_context, cognito_identity, tenant_id: as the runtime gets them.
    """

    function: ServiceFunction
    qualifier: str | None
    body: bytes
    request_id: str
    trace_header: str
    epoch: float
    kind: str = REQUEST_RESPONSE
    client_context: str | None = None
    cognito_identity: str | None = None
    tenant_id: str | None = None

    @property
    def arn(self) -> str:
        """The ARN that was called (F19)."""
        arn = self.function.arn
        return arn if self.qualifier is None else f"{arn}:{self.qualifier}"
