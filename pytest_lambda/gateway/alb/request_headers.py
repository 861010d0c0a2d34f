"""What a load balancer does to the headers of a request before it makes an event of it (facts 2.4)."""

from __future__ import annotations

from pytest_lambda.events.building.http_request import HttpRequest
from pytest_lambda.events.building.scene import Scene

#: the load balancer says these itself, whatever the client says
_OWN = ("x-forwarded-port", "x-forwarded-proto")
#: of the connection between client and load balancer; `connection` is handed on, as recorded
_HOP = ("transfer-encoding",)


def rewrite(request: HttpRequest, scene: Scene, source_ip: str) -> None:
    """Change the headers of a request in place."""
    headers = request.headers
    for name in (*_OWN, *_HOP):
        headers.pop(name, None)
    if "x-forwarded-for" in headers:
        name, values = headers["x-forwarded-for"]
        headers["x-forwarded-for"] = (name, [", ".join([*values, source_ip])])
    if "x-amzn-trace-id" in headers:
        name, values = headers["x-amzn-trace-id"]
        headers["x-amzn-trace-id"] = (name, [_traced(values[-1], scene)])


def _traced(header: str, scene: Scene) -> str:
    """The header of a client with the load balancer's field: "Request tracing for your Application Load Balancer"."""
    fields = [each.strip() for each in header.split(";") if each.strip()]
    others = [each for each in fields if not each.startswith("Self=")]
    fresh = scene.trace_root()
    if any(each.startswith("Root=") for each in others):
        fresh = f"Self={fresh.removeprefix('Root=')}"
    return ";".join([fresh, *others])
