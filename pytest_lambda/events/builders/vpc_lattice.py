"""Events of VPC Lattice services, in both versions of their structure."""

from __future__ import annotations

from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.events.building.http_request import (
    Cookies,
    HeadersGiven,
    HttpRequest,
    Query,
    as_bytes,
    as_text,
    forwarded_for,
    request_of,
)
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.vpc_lattice import VpcLatticeEvent
from pytest_lambda.world import World

#: clients are in a VPC
_SOURCE_IP = "10.0.3.17"
_IDENTITY = (
    "type",
    "principal",
    "principalOrgID",
    "sessionName",
    "x509IssuerOu",
    "x509SanDns",
    "x509SanNameCn",
    "x509SanUri",
    "x509SubjectCn",
)


def vpc_lattice(
    *,
    payload_format: str = "2.0",
    method: str | None = None,
    path: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    cookies: Cookies = None,
    body: Any = None,
    service_name: str = "orders",
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> VpcLatticeEvent:
    """A request to a VPC Lattice service whose target is a function.

    Args:
        payload_format: the version of the event structure of the target group, `2.0` or `1.0`.
        method: GET by default, POST with a body.
        path: of the request.
        query: a mapping of names to a value or a list of values, pairs, or text.
        headers: a mapping of names to a value or a list of values, or pairs.
        cookies: a mapping, or a list of `name=value`.
        body: text, bytes, or an object for JSON.
        service_name: of the VPC Lattice service.
        time: when the request comes; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: a parameter cannot be sent, or there is no such payload format.
    """
    if payload_format not in ("1.0", "2.0"):
        raise EventError(f"payload_format is {payload_format!r}: expected '2.0' or '1.0'.")
    request = request_of(method=method, path=path, query=query, headers=headers, cookies=cookies, body=body)
    scene = Scene(world, time, "vpc_lattice", request, service_name)
    given = fields_of("vpc_lattice", fields, parameters_of(vpc_lattice))
    sent = _headers(scene, request, service_name)
    path_sent = f"{request.path}?{request.query}" if request.query else request.path
    if payload_format == "1.0":
        return cast(VpcLatticeEvent, _first(given, request, sent, path_sent))
    return cast(VpcLatticeEvent, _second(scene, given, request, sent, path_sent))


def _first(given: Fields, request: HttpRequest, sent: dict[str, list[str]], path: str) -> Any:
    content, encoded = _body(request)
    return given.done(
        {
            "raw_path": given("raw_path", path),
            "method": given("method", request.method),
            "headers": given("headers", {name: ",".join(values) for name, values in sent.items()}),
            "query_string_parameters": given("query_string_parameters", dict(request.pairs)),
            "body": given("body", content or ""),
            "is_base64_encoded": given("is_base64_encoded", encoded),
        }
    )


def _second(scene: Scene, given: Fields, request: HttpRequest, sent: dict[str, list[str]], path: str) -> Any:
    content, encoded = _body(request)
    values: dict[str, list[str]] = {}
    for name, value in request.pairs:
        values.setdefault(name, []).append(value)
    return given.done(
        {
            "version": given("version", "2.0"),
            "path": given("path", path),
            "method": given("method", request.method),
            "headers": given("headers", sent),
            "queryStringParameters": given("queryStringParameters", values or ABSENT),
            "body": given("body", ABSENT if content is None else content),
            "isBase64Encoded": given("isBase64Encoded", ABSENT if content is None else encoded),
            "requestContext": _context(scene, given.at("requestContext")),
        }
    )


def _context(scene: Scene, fields: Fields) -> Any:
    region = fields("region", scene.region)

    def arn(service: str, resource: str) -> str:
        return f"arn:{scene.partition}:{service}:{region}:{scene.account}:{resource}{scene.ids.hexadecimal(17)}"

    inner = fields.at("identity")
    identity = {"sourceVpcArn": inner("sourceVpcArn", arn("ec2", "vpc/vpc-"))}
    for name in _IDENTITY:
        identity[name] = inner(name, ABSENT)
    return fields.done(
        {
            "serviceNetworkArn": fields("serviceNetworkArn", arn("vpc-lattice", "servicenetwork/sn-")),
            "serviceArn": fields("serviceArn", arn("vpc-lattice", "service/svc-")),
            "targetGroupArn": fields("targetGroupArn", arn("vpc-lattice", "targetgroup/tg-")),
            "identity": inner.done(identity),
            "region": region,
            "timeEpoch": fields("timeEpoch", str(round(scene.epoch * 1_000_000))),
        }
    )


def _headers(scene: Scene, request: HttpRequest, service_name: str) -> dict[str, list[str]]:
    made = {lower: values for lower, (_, values) in request.headers.items() if values}
    if "host" not in request.headers:
        number = scene.ids.hexadecimal(17)
        made["host"] = [f"{service_name}-{number}.7d67968.vpc-lattice-svcs.{scene.region}.on.aws"]
    made["x-forwarded-for"] = [forwarded_for(request, _SOURCE_IP)]
    if request.content is not None and "content-length" not in request.headers:
        made["content-length"] = [str(len(as_bytes(request.content)))]
    return made


def _body(request: HttpRequest) -> tuple[str | None, bool]:
    content = request.content
    if content is None:
        return None, False
    text = as_text(content, request.content_type)
    if text is None or request.header("content-encoding"):
        return base64_text(as_bytes(content)), True
    return text, False
