"""Events of Application Load Balancers (facts 2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pytest_lambda.events.builders.front_end import body_of, names_of, seed_of, whole_seconds
from pytest_lambda.events.builders.payload_v1 import query_maps
from pytest_lambda.events.http_parts import checked_headers
from pytest_lambda.events.http_request import (
    Cookies,
    HeadersGiven,
    HttpRequest,
    Query,
    as_text,
    forwarded_for,
    request_of,
    source_ip_of,
)
from pytest_lambda.events.media_types import is_text
from pytest_lambda.events.notations import milliseconds
from pytest_lambda.events.overrides import Fields, fields_of
from pytest_lambda.events.parameters import parameters_of
from pytest_lambda.events.scene import Scene
from pytest_lambda.events.shapes.alb import AlbEvent
from pytest_lambda.world import World

_CHECKER = "ELB-HealthChecker/2.0"


def alb(
    *,
    method: str | None = None,
    path: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    cookies: Cookies = None,
    body: Any = None,
    multi_value_headers: bool = False,
    target_group_name: str = "lambda-targets",
    source_ip: str | None = None,
    user_agent: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> AlbEvent:
    """A request to an Application Load Balancer with a Lambda target group.

    Args:
        method: GET by default, POST with a body.
        path: may be percent-encoded or not, and may end with `?` and the query.
        query: a mapping of names to a value or a list of values, pairs, or the text as it is sent. Load balancers
            do not decode it.
        headers: a mapping of names to a value or a list of values, or pairs. `ABSENT` removes one.
        cookies: a mapping, or a list of `name=value`.
        body: text, bytes, or an object for JSON.
        multi_value_headers: whether the target group has this attribute: then there are lists of all values of
            headers and of the query, in place of the last ones.
        target_group_name: of the target group.
        source_ip: where the request comes from.
        user_agent: the header `user-agent`.
        time: when the request comes; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the request cannot be sent.
    """
    scene = Scene(world, time, "alb", method, path, query, body)
    given = fields_of("alb", fields, parameters_of(alb))
    request = request_of(
        method=method, path=path, query=query, headers=headers, cookies=cookies, body=body, user_agent=user_agent
    )
    said = given("multiValueHeaders", None) if multi_value_headers else None
    if isinstance(said, Mapping):
        request.headers.update(checked_headers(said))
    flag, text, length = body_of(given, request.content, _is_binary(request))
    context, arn = _context(scene, given, world, target_group_name)
    sent = _headers(scene, request, length, source_ip, f"my-alb-{_number(world)}.{_region(arn, scene)}.elb")
    made = {"requestContext": context, "httpMethod": given("httpMethod", request.method)}
    made["path"] = given("path", request.path)
    made.update(_maps(given, request, sent, multi_value_headers))
    made["body"] = text or ""
    made["isBase64Encoded"] = flag
    return cast(AlbEvent, given.done(made))


def alb_health_check(
    *,
    path: str = "/",
    multi_value_headers: bool = False,
    target_group_name: str = "lambda-targets",
    world: World | None = None,
    **fields: Any,
) -> AlbEvent:
    """A health check of a Lambda target group: no client, no host, no trace.

    Args:
        path: what the target group is set to ask for.
        multi_value_headers: whether the target group has this attribute.
        target_group_name: of the target group.
        world: account, region and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: a field is not known.
    """
    scene = Scene(world, 0, "alb_health_check", path)
    given = fields_of("alb_health_check", fields, parameters_of(alb_health_check))
    context, _ = _context(scene, given, world, target_group_name)
    request = request_of(path=path)
    made = {"requestContext": context, "httpMethod": given("httpMethod", "GET"), "path": given("path", request.path)}
    made.update(_maps(given, request, {"user-agent": [_CHECKER]}, multi_value_headers))
    if not multi_value_headers:
        made["headers"] = given("headers", made["headers"])
    made["body"] = given("body", "")
    made["isBase64Encoded"] = given("isBase64Encoded", False)
    return cast(AlbEvent, given.done(made))


def _context(scene: Scene, fields: Fields, world: World | None, name: str) -> tuple[Any, Any]:
    context = fields.at("requestContext")
    elb = context.at("elb")
    own = scene.arn("elasticloadbalancing", f"targetgroup/{name}/{_hexadecimal(world)}")
    arn = elb("targetGroupArn", own)
    return context.done({"elb": elb.done({"targetGroupArn": arn})}), arn


def _maps(fields: Fields, request: HttpRequest, sent: dict[str, list[str]], multi: bool) -> dict[str, Any]:
    """The query and the headers, in lists or not."""
    values, lists = query_maps(fields, _raw_pairs(request.query), {})
    if multi:
        return {
            "multiValueQueryStringParameters": lists,
            "multiValueHeaders": fields("multiValueHeaders", sent),
        }
    return {"queryStringParameters": values, "headers": {name: several[-1] for name, several in sent.items()}}


def _headers(scene: Scene, request: HttpRequest, length: int, source_ip: str | None, host: str) -> dict[str, list[str]]:
    address = source_ip_of(request, source_ip)
    made = {
        "host": [f"{host}.{scene.dns_suffix}"],
        "x-amzn-trace-id": [f"Root=1-{whole_seconds(milliseconds(scene.epoch)):08x}-{scene.ids.hexadecimal(24)}"],
        "x-forwarded-for": [address],
        "x-forwarded-port": ["443"],
        "x-forwarded-proto": ["https"],
    }
    if request.content is not None:
        made["content-length"] = [str(length)]
    for name, (_, values) in request.headers.items():  # the client's word stands
        if values:
            made[name] = values.copy()
        else:
            made.pop(name, None)
    if "x-forwarded-for" in request.headers and "x-forwarded-for" in made:
        made["x-forwarded-for"] = [forwarded_for(request, address)]
    return made


def _is_binary(request: HttpRequest) -> bool:
    """What load balancers hand on in base64: what is no text by its type, or is encoded."""
    content, kind = request.content, request.content_type
    if content is None:
        return False
    if request.header("content-encoding") or (kind and not is_text(kind)):
        return True
    return isinstance(content, bytes) and as_text(content, kind) is None


def _raw_pairs(query: str) -> list[tuple[str, str]]:
    pairs = [each.partition("=") for each in query.split("&") if each]
    return [(name, value) for name, _, value in pairs]


def _number(world: World | None) -> int:
    return 1_000_000_000 + int(_hexadecimal(world), 16) % 1_000_000_000


def _hexadecimal(world: World | None) -> str:
    return names_of("alb", seed_of(world), 16)[0].translate(_TO_HEXADECIMAL)


_TO_HEXADECIMAL = str.maketrans("ghijklmnopqrstuvwxyz", "0123456789abcdef0123")


def _region(arn: object, scene: Scene) -> str:
    parts = str(arn).split(":")
    return parts[3] if len(parts) > 5 else scene.region
