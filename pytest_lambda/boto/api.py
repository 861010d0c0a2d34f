"""What the bridge asks of a Lambda service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """What the Invoke API answers to a request that it accepts.

    Args:
        status_code: 200, 202 or 204 (E1).
        payload: the function's result or error object; empty unless the status is 200.
        function_error: `Unhandled` if the function failed (G28).
        executed_version: which version ran (F19).
        log_result: the last 4 KB of the log in base64, if they were asked for (G29).
        request_id: as `context.aws_request_id` shows it.
    """

    status_code: int
    payload: bytes
    function_error: str | None
    executed_version: str | None
    log_result: str | None
    request_id: str


class InvokeApi(Protocol):
    """The front end of a simulated Lambda service."""

    def invoke_api(
        self,
        function_name: str,
        payload: bytes,
        *,
        invocation_type: str,
        qualifier: str | None,
        log_type: str | None,
        client_context: str | None,
        tenant_id: str | None,
        trace_header: str | None,
    ) -> ApiAnswer:
        """Serve one request of the Invoke operation, as it stands in the HTTP request; nothing is checked yet.

        Args:
            function_name: a name, partial ARN or ARN, with or without a qualifier.
            payload: the body; empty if the caller gave none.
            invocation_type: `RequestResponse` if the caller gave none.
            qualifier: a version or alias given beside the name.
            log_type: `None` or `Tail`.
            client_context: in base64.
            tenant_id: as given.
            trace_header: the X-Ray header that an SDK sends from within a function, which carries the lineage (G7).

        Raises:
            InvokeError: AWS refuses the request; the client raises its own exception of that code.
        """
        ...
