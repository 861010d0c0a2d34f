"""Events of Application Load Balancers (facts 2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

from pytest_lambda.events.builders.front_end import body_of, seed_of
from pytest_lambda.events.builders.payload_v1 import query_maps
from pytest_lambda.events.building.http_parts import checked_headers
from pytest_lambda.events.building.http_request import (
    Cookies,
    HeadersGiven,
    HttpRequest,
    Query,
    as_text,
    forwarded_for,
    request_of,
    source_ip_of,
)
from pytest_lambda.events.building.media_types import is_text
from pytest_lambda.events.building.overrides import NOTHING, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
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
    scene = Scene(world, time, "alb", method, path, query, headers, cookies, body)
    given = fields_of("alb", fields, parameters_of(alb)) if fields else NOTHING
    request = request_of(
        method=method, path=path, query=query, headers=headers, cookies=cookies, body=body, user_agent=user_agent
    )
    said = given("multiValueHeaders", None) if multi_value_headers else None
    if isinstance(said, Mapping):
        request.headers.update(checked_headers(said))
    content = request.content
    flag, text, length = body_of(given, content, content is not None and _is_binary(request, content))
    digits, number = _balancer(seed_of(world))
    context, region = _context(scene, given, target_group_name, digits)
    sent = _headers(scene, request, length, source_ip, f"my-alb-{number}.{region}.elb.{scene.dns_suffix}")
    made = {
        "requestContext": context,
        "httpMethod": given("httpMethod", request.method),
        "path": given("path", request.path),
    }
    if multi_value_headers:
        sent = {name: _all_of(request, name, value) for name, value in sent.items()}
    _add_maps(made, given, request, sent, multi_value_headers)
    made["body"] = text or ""
    made["isBase64Encoded"] = flag
    return cast(AlbEvent, made if given is NOTHING else given.done(made))


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
    context, _ = _context(scene, given, target_group_name, _balancer(seed_of(world))[0])
    request = request_of(path=path)
    made = {"requestContext": context, "httpMethod": given("httpMethod", "GET"), "path": given("path", request.path)}
    sent = {"user-agent": [_CHECKER] if multi_value_headers else _CHECKER}
    _add_maps(made, given, request, sent, multi_value_headers)
    if not multi_value_headers:
        made["headers"] = given("headers", made["headers"])
    made["body"] = given("body", "")
    made["isBase64Encoded"] = given("isBase64Encoded", False)
    return cast(AlbEvent, given.done(made))


def _context(scene: Scene, fields: Fields, name: str, digits: str) -> tuple[Any, str]:
    """`requestContext`, and the region of its target group."""
    arn = scene.arn("elasticloadbalancing", f"targetgroup/{name}/{digits}")
    context = fields.at("requestContext")
    if context is NOTHING:
        return {"elb": {"targetGroupArn": arn}}, scene.region
    elb = context.at("elb")
    arn = elb("targetGroupArn", arn)
    parts = str(arn).split(":")
    made = context.done({"elb": elb.done({"targetGroupArn": arn})})
    return made, parts[3] if len(parts) > 5 else scene.region


def _add_maps(made: dict[str, Any], fields: Fields, request: HttpRequest, sent: dict[str, Any], multi: bool) -> None:
    """The query and the headers, in lists or not."""
    if request.query or fields is not NOTHING:
        values, lists = query_maps(fields, _raw_pairs(request.query), {})
    else:
        values, lists = {}, {}
    if multi:
        made["multiValueQueryStringParameters"] = lists
        made["multiValueHeaders"] = fields("multiValueHeaders", sent)
    else:
        made["queryStringParameters"] = values
        made["headers"] = sent


def _headers(scene: Scene, request: HttpRequest, length: int, source_ip: str | None, host: str) -> dict[str, Any]:
    """The last value of each header."""
    address = source_ip_of(request, source_ip)
    sent = request.headers
    made = {
        "host": host,
        "x-amzn-trace-id": scene.trace_root(),
        "x-forwarded-for": address if "x-forwarded-for" not in sent else forwarded_for(request, address),
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    if request.content is not None:
        made["content-length"] = str(length)
    for name, (_, values) in sent.items():  # the client's word stands
        if not values:
            made.pop(name, None)
        elif name != "x-forwarded-for":
            made[name] = values[-1]
    return made


def _all_of(request: HttpRequest, name: str, last: str) -> list[str]:
    sent = request.headers.get(name)
    return [last] if sent is None or name == "x-forwarded-for" else sent[1].copy()


def _is_binary(request: HttpRequest, content: str | bytes) -> bool:
    """What load balancers hand on in base64: what is no text by its type, or is encoded."""
    kind = request.content_type
    if request.header("content-encoding") or (kind and not is_text(kind)):
        return True
    return isinstance(content, bytes) and as_text(content, kind) is None


def _raw_pairs(query: str) -> list[tuple[str, str]]:
    pairs = [each.partition("=") for each in query.split("&") if each]
    return [(name, value) for name, _, value in pairs]


@lru_cache(maxsize=64)
def _balancer(seed: int | str) -> tuple[str, int]:
    """The ids of target group and load balancer: 16 hexadecimal digits, and 10 decimal ones."""
    ids = World(seed=seed).ids_for("alb")
    return ids.hexadecimal(16), 1_000_000_000 + ids.number(1_000_000_000)
