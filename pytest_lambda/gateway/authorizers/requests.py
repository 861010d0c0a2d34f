"""The request that waits for an authorizer: what it asks for, and its event in either payload format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from pytest_lambda.events.builders.front_end import gateway_id
from pytest_lambda.events.builders.payload_v1 import FrontEndV1, event_v1
from pytest_lambda.events.builders.payload_v2 import FrontEnd, event_v2
from pytest_lambda.events.building.overrides import ABSENT, NOTHING
from pytest_lambda.gateway.authorizers.authorizer import AuthorizerCall
from pytest_lambda.gateway.routes.route import DEFAULT

REST_API = "rest-api"
HTTP_API = "http-api"
WEBSOCKET = "websocket"
_TRACE = "x-amzn-trace-id"
_TIMES = {"1.0": ("requestTime", "requestTimeEpoch"), "2.0": ("time", "timeEpoch")}
_FORWARDED = {"X-Forwarded-Port": ["443"], "X-Forwarded-Proto": ["https"]}
_FORWARDED_V2 = {"x-forwarded-port": "443", "x-forwarded-proto": "https"}


def method_arn(call: AuthorizerCall) -> str:
    """What the request asks for: the ARN of the method and path at the stage."""
    if call.method_arn is not None:
        return call.method_arn
    world = call.door.function.world
    path = unquote(call.http.path) if call.door.kind == HTTP_API else call.event["path"]
    resource = f"{call.api_id}/{call.stage}/{call.http.method}{path}"
    return f"arn:{world.partition}:execute-api:{world.region}:{world.account}:{resource}"


def in_format_1(call: AuthorizerCall) -> Mapping[str, Any]:
    """The event of an HTTP API in payload format 1.0, whichever the function gets."""
    if call.event["version"] == "1.0":
        return call.event
    scene, request = call.door.scene(), call.request
    front = FrontEndV1(
        api_id=call.api_id,
        domain=call.event["requestContext"]["domainName"],
        stage=call.stage,
        resource=call.route.path,
        resource_id=call.route.key,
        deployment_id=ABSENT,
        path=request.path,
        context_path=unquote(request.path),
        path_parameters=dict(call.path_parameters or {}),
        stage_variables=dict(call.stage_variables or {}),
        authorizer=ABSENT,
        source_ip=request.source_ip,
        protocol="HTTP/1.1",
        more_headers={"Content-Length": [str(len(request.content))], **_FORWARDED},
        dropped=frozenset(),
        forwarded="",
        body=(False, None, 0),
        version="1.0",
    )
    return _of_one_request(event_v1(scene, NOTHING, call.http, front), call.event)


def in_format_2(call: AuthorizerCall) -> Mapping[str, Any]:
    """The event of an HTTP API in payload format 2.0, whichever the function gets."""
    if call.event["version"] == "2.0":
        return call.event
    scene = call.door.scene()
    front = FrontEnd(
        account=scene.account,
        api_id=call.api_id,
        domain=call.event["requestContext"]["domainName"],
        stage=call.stage,
        route_key=call.route.key,
        path=_staged(call),
        path_parameters=dict(call.path_parameters) if call.path_parameters and call.route.path != DEFAULT else ABSENT,
        stage_variables=dict(call.stage_variables) if call.stage_variables else ABSENT,
        authorizer=ABSENT,
        source_ip=call.request.source_ip,
        request_id=gateway_id(scene),
        more_headers=_FORWARDED_V2,
        cookie_header=False,
        counts_nothing=True,
    )
    return _of_one_request(event_v2(scene, NOTHING, call.http, front), call.event)


def _of_one_request(made: dict[str, Any], event: Mapping[str, Any]) -> dict[str, Any]:
    """An event with the id, the moment and the trace of the function's own, which has the other payload format."""
    said, context = event["requestContext"], made["requestContext"]
    for name, other in zip(_TIMES[made["version"]], _TIMES[event["version"]], strict=True):
        context[name] = said[other]
    for name in ("requestId", "extendedRequestId"):
        if name in context:
            context[name] = said["requestId"]
    trace = next(value for name, value in event["headers"].items() if name.lower() == _TRACE)
    made["headers"] = {name: trace if name.lower() == _TRACE else each for name, each in made["headers"].items()}
    for name in made.get("multiValueHeaders", ()):
        if name.lower() == _TRACE:
            made["multiValueHeaders"][name] = [trace]
    return made


def _staged(call: AuthorizerCall) -> str:
    """The path as an HTTP API shows it: decoded, below the stage if it has a name."""
    path = unquote(call.http.path)
    return path if call.stage == DEFAULT else f"/{call.stage}{path}"
