"""A request from the wire in the form from which builders make events."""

from __future__ import annotations

from pytest_lambda.events.building.http_parts import Headers, pairs_of
from pytest_lambda.events.building.http_request import HttpRequest
from pytest_lambda.gateway.exchange import GatewayRequest


def received(request: GatewayRequest, *, path: str | None = None) -> HttpRequest:
    """The request as the builders of events take it.

    Args:
        request: as it was sent.
        path: in place of the request's own, without a stage say.
    """
    headers = headers_of(request)
    cookies = headers.get("cookie")
    listed = [] if cookies is None else [part.strip() for value in cookies[1] for part in value.split(";")]
    return HttpRequest(
        request.method,
        request.path if path is None else path,
        request.query,
        pairs_of(request.query) if request.query else [],
        headers,
        [each for each in listed if each],
        request.content or None,
    )


def headers_of(request: GatewayRequest) -> Headers:
    """Headers by their names in lower case; the first casing of a name is that of all its values."""
    headers: Headers = {}
    for name, value in request.headers:
        lower = name.lower()
        if lower in headers:
            headers[lower][1].append(value)
        else:
            headers[lower] = (name, [value])
    return headers
