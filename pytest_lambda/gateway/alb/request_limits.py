"""Requests that a load balancer does not hand on.

From "Troubleshoot your Application Load Balancers" and "Lambda functions as targets".
"""

from __future__ import annotations

from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.exchange import GatewayRequest

#: bytes of a body; that AWS's "1 MB" means this number is not recorded
BODY_BYTES = 1_048_576
_LINE_BYTES = 16_384
_HEADERS_BYTES = 65_536
_FORWARDERS = 30


def check_request(request: GatewayRequest) -> None:
    """See that a request can be handed on to a Lambda function.

    Raises:
        Refused: it cannot.
    """
    if request.method == "TRACE":
        raise Refused("MethodNotAllowed", "ALB-method", "load balancers do not support TRACE")
    if (request.header("upgrade") or "").lower() == "websocket":
        raise Refused("BadRequest", "ALB-websocket", "Lambda targets do not support WebSockets")
    _check_head(request)
    if len(request.content) > BODY_BYTES:
        raise Refused(
            "LambdaRequestTooLarge",
            "ALB-request-size",
            f"the body has {len(request.content):,} bytes, more than {BODY_BYTES:,}",
        )


def _check_head(request: GatewayRequest) -> None:
    query = f"?{request.query}" if request.query else ""
    line = len(f"{request.method} {request.path}{query} HTTP/1.1")
    if line > _LINE_BYTES:
        raise Refused("BadRequest", "ALB-head-size", f"the request line has {line:,} bytes, more than {_LINE_BYTES:,}")
    sizes = [(len(name) + len(value) + 2, name) for name, value in request.headers]
    for size, name in sizes:
        if size > _LINE_BYTES:
            reason = f"the header {name} has {size:,} bytes, more than {_LINE_BYTES:,}"
            raise Refused("BadRequest", "ALB-head-size", reason)
    if sum(size for size, _ in sizes) > _HEADERS_BYTES:
        raise Refused("BadRequest", "ALB-head-size", f"the headers have more than {_HEADERS_BYTES:,} bytes")
    forwarders = (request.header("x-forwarded-for") or "").count(",") + 1
    if forwarders > _FORWARDERS:
        reason = f"X-Forwarded-For has {forwarders} addresses, more than {_FORWARDERS}"
        raise Refused("TooManyForwarders", "ALB-forwarded-for", reason)
