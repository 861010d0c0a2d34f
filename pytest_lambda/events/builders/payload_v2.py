"""Events in payload format 2.0: HTTP APIs and function URLs (facts 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pytest_lambda.events.builders.front_end import body_of, is_binary, moment_of, whole_seconds
from pytest_lambda.events.building.http_parts import pairs_of, query_text
from pytest_lambda.events.building.http_request import HttpRequest, forwarded_for
from pytest_lambda.events.building.notations import common_log
from pytest_lambda.events.building.overrides import ABSENT, NOTHING, Fields
from pytest_lambda.events.building.scene import Scene


class FrontEnd(NamedTuple):
    """What a front end of format 2.0 knows besides the request."""

    account: str
    api_id: str
    domain: str
    stage: str
    route_key: str
    path: str
    path_parameters: Any
    stage_variables: Any
    authorizer: Any
    source_ip: str
    request_id: str
    more_headers: Mapping[str, str]
    cookie_header: bool
    counts_nothing: bool


def event_v2(scene: Scene, fields: Fields, request: HttpRequest, front: FrontEnd) -> Any:
    """The event of a request."""
    context = fields.at("requestContext")
    http = context.at("http")
    raw_path = fields("rawPath", http("path", front.path))
    route_key = fields("routeKey", context("routeKey", front.route_key))
    moment = moment_of(scene, context, "time", "timeEpoch")
    source_ip = http("sourceIp", front.source_ip)
    domain = context("domainName", front.domain)
    content = request.content
    flag, body, length = body_of(fields, content, content is not None and is_binary(request))
    seconds = whole_seconds(moment)
    trace = f"Root=1-{seconds:08x}-{scene.ids.hexadecimal(24)}"
    headers = _headers(request, front, domain, trace, source_ip, length)
    query, values = _query(fields, request)
    made = {
        "version": fields("version", "2.0"),
        "routeKey": route_key,
        "rawPath": raw_path,
        "rawQueryString": query,
    }
    if request.cookies:
        made["cookies"] = request.cookies
    made["headers"] = headers
    if values is not ABSENT:
        made["queryStringParameters"] = values
    inner = {"accountId": context("accountId", front.account), "apiId": context("apiId", front.api_id)}
    if context is not NOTHING:
        inner["authentication"] = context("authentication", ABSENT)
    if front.authorizer is not ABSENT or context is not NOTHING:
        inner["authorizer"] = context("authorizer", front.authorizer)
    inner["domainName"] = domain
    inner["domainPrefix"] = context("domainPrefix", str(domain).partition(".")[0])
    inner["http"] = sent = {
        "method": http("method", request.method),
        "path": http("path", raw_path),
        "protocol": http("protocol", "HTTP/1.1"),
        "sourceIp": source_ip,
        "userAgent": http("userAgent", headers.get("user-agent", "")),
    }
    inner["requestId"] = context("requestId", front.request_id)
    inner["routeKey"] = context("routeKey", route_key)
    inner["stage"] = context("stage", front.stage)
    inner["time"] = context("time", common_log(seconds))
    inner["timeEpoch"] = moment
    if context is not NOTHING:
        inner["http"] = http.done(sent)
        inner = context.done(inner)
    made["requestContext"] = inner
    if front.path_parameters is not ABSENT or fields is not NOTHING:
        made["pathParameters"] = fields("pathParameters", front.path_parameters)
    if front.stage_variables is not ABSENT or fields is not NOTHING:
        made["stageVariables"] = fields("stageVariables", front.stage_variables)
    if body is not None:
        made["body"] = body
    made["isBase64Encoded"] = flag
    return made if fields is NOTHING else fields.done(made)


def _headers(
    request: HttpRequest, front: FrontEnd, domain: Any, trace: str, source_ip: Any, length: int
) -> dict[str, str]:
    sent = request.headers
    made = {
        **front.more_headers,
        "x-forwarded-for": str(source_ip),
        "x-amzn-trace-id": trace,
        "host": str(domain),
    }
    if request.content is not None or front.counts_nothing:
        made["content-length"] = str(length)
    for name, (_, values) in sent.items():  # the client's word stands
        if len(values) == 1:
            made[name] = values[0]
        elif values:
            made[name] = ",".join(values)
        else:
            made.pop(name, None)
    if "x-forwarded-for" in sent:
        made["x-forwarded-for"] = forwarded_for(request, str(source_ip))
    if not front.cookie_header:
        made.pop("cookie", None)
    return made


def _query(fields: Fields, request: HttpRequest) -> tuple[Any, Any]:
    """The query as sent and decoded; each follows the other, if that was given."""
    query, pairs = request.query, request.pairs
    if fields is not NOTHING:
        said = fields("queryStringParameters", None)
        if fields.says("rawQueryString"):
            query = fields("rawQueryString", query)
            pairs = pairs_of(query) if isinstance(query, str) else pairs
        elif isinstance(said, Mapping):
            values = {**_joined(pairs), **said}
            return query_text({name: each for name, each in values.items() if each is not ABSENT}), values
    return query, fields("queryStringParameters", _joined(pairs) if pairs else ABSENT)


def _joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in pairs:
        values[name] = f"{values[name]},{value}" if name in values else value
    return values
