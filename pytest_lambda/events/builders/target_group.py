"""Events that load balancers send to Lambda target groups: what their builders and front doors have in common."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from pytest_lambda.events.builders.front_end import body_of
from pytest_lambda.events.builders.payload_v1 import query_maps
from pytest_lambda.events.building.http_request import HttpRequest, as_text, forwarded_for
from pytest_lambda.events.building.media_types import is_text
from pytest_lambda.events.building.overrides import NOTHING, Fields
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.world import World

_CHECKER = "ELB-HealthChecker/2.0"


class TargetGroup(NamedTuple):
    """What a load balancer knows besides the request.

    Attributes:
        context: `requestContext`.
        host: of the load balancer, for requests that do not say one.
        multi_value_headers: whether headers and the query are in lists.
    """

    context: Any
    host: str
    multi_value_headers: bool


def event_of(scene: Scene, fields: Fields, request: HttpRequest, group: TargetGroup, source_ip: str) -> Any:
    """The event of a request."""
    content = request.content
    flag, text, length = body_of(fields, content, content is not None and _is_binary(request, content))
    sent = _headers(scene, request, length, source_ip, group.host)
    made = {
        "requestContext": group.context,
        "httpMethod": fields("httpMethod", request.method),
        "path": fields("path", request.path),
    }
    if group.multi_value_headers:
        sent = {name: _all_of(request, name, value) for name, value in sent.items()}
    _add_maps(made, fields, request, sent, group.multi_value_headers)
    made["body"] = text or ""
    made["isBase64Encoded"] = flag
    return made if fields is NOTHING else fields.done(made)


def health_check_of(fields: Fields, request: HttpRequest, group: TargetGroup) -> Any:
    """The event of a health check."""
    multi = group.multi_value_headers
    made = {
        "requestContext": group.context,
        "httpMethod": fields("httpMethod", "GET"),
        "path": fields("path", request.path),
    }
    _add_maps(made, fields, request, {"user-agent": [_CHECKER] if multi else _CHECKER}, multi)
    if not multi:
        made["headers"] = fields("headers", made["headers"])
    made["body"] = fields("body", "")
    made["isBase64Encoded"] = fields("isBase64Encoded", False)
    return fields.done(made)


def context_of(scene: Scene, fields: Fields, name: str, digits: str) -> tuple[Any, str]:
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


def _headers(scene: Scene, request: HttpRequest, length: int, address: str, host: str) -> dict[str, Any]:
    """The last value of each header."""
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
def ids_of(seed: int | str) -> tuple[str, int]:
    """The ids of target group and load balancer: 16 hexadecimal digits, and 10 decimal ones."""
    ids = World(seed=seed).ids_for("alb")
    return ids.hexadecimal(16), 1_000_000_000 + ids.number(1_000_000_000)
