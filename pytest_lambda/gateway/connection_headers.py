"""Headers that concern one connection: HTTP APIs and function URLs do not hand them on (not recorded)."""

from __future__ import annotations

from dataclasses import replace

from pytest_lambda.events.building.http_parts import OF_THE_CONNECTION
from pytest_lambda.gateway.exchange import GatewayRequest


def handed_on(request: GatewayRequest) -> GatewayRequest:
    """A request as it goes on to the function."""
    headers = tuple([each for each in request.headers if each[0].lower() not in OF_THE_CONNECTION])
    return request if len(headers) == len(request.headers) else replace(request, headers=headers)
