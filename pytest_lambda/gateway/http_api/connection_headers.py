"""Headers that concern one connection, and go no further than its ends."""

from __future__ import annotations

from dataclasses import replace

from pytest_lambda.gateway.exchange import GatewayRequest

#: in lower case; RFC 9110, 7.6.1. What HTTP APIs do with them is not recorded.
OF_THE_CONNECTION = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
)


def handed_on(request: GatewayRequest) -> GatewayRequest:
    """A request as it goes on to the function."""
    headers = tuple([each for each in request.headers if each[0].lower() not in OF_THE_CONNECTION])
    return request if len(headers) == len(request.headers) else replace(request, headers=headers)
