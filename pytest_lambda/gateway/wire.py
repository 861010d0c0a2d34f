"""A request from the wire in the form from which builders make events."""

from __future__ import annotations

from pytest_lambda.events.building.gateway_formats import trace_seconds
from pytest_lambda.events.building.http_parts import Headers, pairs_of
from pytest_lambda.events.building.http_request import HttpRequest
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.gateway.exchange import GatewayRequest

_TRACE = "x-amzn-trace-id"


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


def is_for(request: GatewayRequest, host: str) -> bool:
    """Whether a request names this host: API Gateway answers 403 for one that is no API's; not recorded.

    Args:
        request: one without a host is for all.
        host: of the API.
    """
    asked = request.header("host")
    return asked is None or asked.lower().removesuffix(":443") == host


def trace(http: HttpRequest, scene: Scene) -> None:
    """Add the gateway's part to the trace of a client, in place: `Self`, as load balancers do (facts 2.4).

    That API Gateway and function URLs do the same, and make a trace of their own in place of one that is none, is not
    recorded.
    """
    if _TRACE not in http.headers:
        return
    name, values = http.headers.pop(_TRACE)
    if trace_seconds(values[-1]) is not None:
        others = [part for part in values[-1].split(";") if not part.strip().startswith("Self=")]
        http.headers[_TRACE] = (name, [";".join([scene.trace_root().replace("Root=", "Self="), *others])])


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
