"""The Invoke request as it stands on the wire."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

_PATH = re.compile(r"/2015-03-31/functions/(?P<name>[^/]+)/invocations/?$")
# A full ARN, or one that begins with the account (API reference, Invoke, FunctionName).
_ACCOUNT_IN_NAME = re.compile(r"(?:arn:[^:]+:lambda:[^:]*:)?(?P<account>\d{12}):")
_CREDENTIAL_SCOPE = re.compile(r"Credential=[^,]*/\d{8}/(?P<region>[^/]+)/[a-z0-9-]+/aws4_request")
# a label of its own, and the last one like that: what stands before may be the name of a bucket
_HOST = re.compile(r".*(?:^|\.)(?P<region>[a-z]+(?:-[a-z]+)+-\d+)\.")


@dataclass(frozen=True, slots=True)
class InvokeRequest:
    """What a caller asks of the Invoke operation (API reference, Invoke, request syntax).

    Attributes:
        region: for which the request is signed, else that of the endpoint; None if neither tells.
        durable_execution_name: of a durable function, which is not simulated (G11).
    """

    function_name: str
    payload: bytes
    invocation_type: str
    qualifier: str | None
    log_type: str | None
    client_context: str | None
    tenant_id: str | None
    trace_header: str | None
    region: str | None
    durable_execution_name: str | None

    @classmethod
    def of(cls, request: Any) -> InvokeRequest:
        """Read a request that botocore has prepared."""
        url = urlsplit(request.url)
        path = _PATH.search(url.path)
        trace_header = header(request, "X-Amzn-Trace-Id")
        return cls(
            function_name=unquote(path["name"]) if path else "",
            payload=body_of(request),
            invocation_type=header(request, "X-Amz-Invocation-Type") or "RequestResponse",
            qualifier=parse_qs(url.query).get("Qualifier", [None])[0],
            log_type=header(request, "X-Amz-Log-Type"),
            client_context=header(request, "X-Amz-Client-Context"),
            tenant_id=header(request, "X-Amz-Tenant-Id"),
            # botocore quotes it
            trace_header=unquote(trace_header) if trace_header else None,
            region=region_of(request),
            durable_execution_name=header(request, "X-Amz-Durable-Execution-Name"),
        )

    @property
    def account(self) -> str | None:
        """The account that the function's name tells, if it does."""
        found = _ACCOUNT_IN_NAME.match(self.function_name)
        return found["account"] if found else None


def host_of(request: Any) -> str:
    """The host that a request is for."""
    return urlsplit(request.url).hostname or ""


def region_of(request: Any) -> str | None:
    """The region that a request is for: as the signature says, else the endpoint's name."""
    found = _CREDENTIAL_SCOPE.search(header(request, "Authorization") or "") or _HOST.search(host_of(request))
    return found["region"] if found else None


def header(request: Any, name: str) -> str | None:
    """A header's text; botocore has them in bytes by now."""
    value = request.headers.get(name)
    return value.decode() if isinstance(value, bytes) else value


def body_of(request: Any) -> bytes:
    """The bytes that would be sent: botocore leaves a file where it begins."""
    body = request.body
    content = body.read() if hasattr(body, "read") else body
    return content.encode() if isinstance(content, str) else bytes(content or b"")
