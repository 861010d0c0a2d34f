"""What CloudFront sends to Lambda@Edge functions: one builder for each of the four events."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.front_end import names_of, seed_of
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.events.building.http_parts import Headers, checked_headers
from pytest_lambda.events.building.http_request import (
    Cookies,
    HeadersGiven,
    HttpRequest,
    Query,
    as_bytes,
    request_of,
    source_ip_of,
)
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.edge import (
    EdgeOriginRequestEvent,
    EdgeOriginResponseEvent,
    EdgeViewerRequestEvent,
    EdgeViewerResponseEvent,
)
from pytest_lambda.world import World

#: bytes of a body that a function gets (AWS: "Quotas on Lambda@Edge")
_BODY_LIMITS = {"viewer-request": 40 * 1024, "origin-request": 1024 * 1024}
_ORIGIN = "example.org"


class _Said(NamedTuple):
    """What the caller says, besides the fields."""

    builder: Callable[..., Any]
    event_type: str
    request: HttpRequest
    source_ip: str | None
    origin: str | None
    world: World | None
    status: object = None
    response_headers: HeadersGiven = None


def edge_viewer_request(
    *,
    method: str | None = None,
    path: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    cookies: Cookies = None,
    body: Any = None,
    source_ip: str | None = None,
    world: World | None = None,
    **fields: Any,
) -> EdgeViewerRequestEvent:
    """A viewer's request, before CloudFront looks into its cache.

    Args:
        method: GET by default, POST with a body.
        path: of the request.
        query: a mapping of names to a value or a list of values, pairs, or text.
        headers: a mapping of names to a value or a list of values, or pairs.
        cookies: a mapping, or a list of `name=value`.
        body: text, bytes, or an object for JSON, for a function that is configured to get it: 40 KB of it.
        source_ip: where the request comes from.
        world: account, region, clock and seed.
        fields: `config` and `request`, with AWS's names of their fields. `ABSENT` leaves one out.

    Raises:
        EventError: a parameter cannot be sent, or a field does not exist.
    """
    request = request_of(method=method, path=path, query=query, headers=headers, cookies=cookies, body=body)
    said = _Said(edge_viewer_request, "viewer-request", request, source_ip, None, world)
    return cast(EdgeViewerRequestEvent, _event(said, fields, None))


def edge_viewer_response(
    *,
    method: str | None = None,
    path: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    cookies: Cookies = None,
    source_ip: str | None = None,
    status: int | str = 200,
    response_headers: HeadersGiven = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> EdgeViewerResponseEvent:
    """A response, before CloudFront gives it to the viewer.

    Args:
        method: of the request; GET by default.
        path: of the request.
        query: a mapping of names to a value or a list of values, pairs, or text.
        headers: of the request: a mapping of names to a value or a list of values, or pairs.
        cookies: a mapping, or a list of `name=value`.
        source_ip: where the request comes from.
        status: of the response, 200 to 599.
        response_headers: a mapping of names to a value or a list of values, or pairs.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: `config`, `request` and `response`, with AWS's names of their fields. `ABSENT` leaves one out.

    Raises:
        EventError: a parameter cannot be sent, or a field does not exist.
    """
    request = request_of(method=method, path=path, query=query, headers=headers, cookies=cookies)
    said = _Said(
        edge_viewer_response, "viewer-response", request, source_ip, None, world, status, response_headers
    )
    return cast(EdgeViewerResponseEvent, _event(said, fields, time))


def edge_origin_request(
    *,
    method: str | None = None,
    path: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    cookies: Cookies = None,
    body: Any = None,
    source_ip: str | None = None,
    origin_domain_name: str = _ORIGIN,
    world: World | None = None,
    **fields: Any,
) -> EdgeOriginRequestEvent:
    """A request that the cache could not answer, before it goes to the origin.

    Args:
        method: GET by default, POST with a body.
        path: of the request.
        query: a mapping of names to a value or a list of values, pairs, or text.
        headers: a mapping of names to a value or a list of values, or pairs.
        cookies: a mapping, or a list of `name=value`.
        body: text, bytes, or an object for JSON, for a function that is configured to get it: 1 MB of it.
        source_ip: where the request comes from.
        origin_domain_name: of the origin; that of a bucket makes it an S3 origin.
        world: account, region, clock and seed.
        fields: `config` and `request`, with AWS's names of their fields. `ABSENT` leaves one out.

    Raises:
        EventError: a parameter cannot be sent, or a field does not exist.
    """
    request = request_of(method=method, path=path, query=query, headers=headers, cookies=cookies, body=body)
    said = _Said(edge_origin_request, "origin-request", request, source_ip, origin_domain_name, world)
    return cast(EdgeOriginRequestEvent, _event(said, fields, None))


def edge_origin_response(
    *,
    method: str | None = None,
    path: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    cookies: Cookies = None,
    source_ip: str | None = None,
    origin_domain_name: str = _ORIGIN,
    status: int | str = 200,
    response_headers: HeadersGiven = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> EdgeOriginResponseEvent:
    """The origin's response, before it goes into the cache.

    Args:
        method: of the request; GET by default.
        path: of the request.
        query: a mapping of names to a value or a list of values, pairs, or text.
        headers: of the request: a mapping of names to a value or a list of values, or pairs.
        cookies: a mapping, or a list of `name=value`.
        source_ip: where the request comes from.
        origin_domain_name: of the origin; that of a bucket makes it an S3 origin.
        status: of the response, 200 to 599.
        response_headers: a mapping of names to a value or a list of values, or pairs.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: `config`, `request` and `response`, with AWS's names of their fields. `ABSENT` leaves one out.

    Raises:
        EventError: a parameter cannot be sent, or a field does not exist.
    """
    request = request_of(method=method, path=path, query=query, headers=headers, cookies=cookies)
    said = _Said(
        edge_origin_response,
        "origin-response",
        request,
        source_ip,
        origin_domain_name,
        world,
        status,
        response_headers,
    )
    return cast(EdgeOriginResponseEvent, _event(said, fields, time))


def _event(said: _Said, fields: Mapping[str, Any], time: object) -> Any:
    name = said.builder.__name__
    scene = Scene(said.world, time, name, said.request)
    given = fields_of(name, fields, parameters_of(said.builder))
    outer = given.at("config")
    domain, identifier = names_of("cloudfront", seed_of(said.world), 13, 13)
    domain_name = outer("distributionDomainName", f"d{domain}.cloudfront.net")
    config = {
        "distributionDomainName": domain_name,
        "distributionId": outer("distributionId", f"E{identifier.upper()}"),
        "eventType": outer("eventType", said.event_type),
        "requestId": outer("requestId", urlsafe_b64encode(scene.ids.bytes(40)).decode("ascii")),
    }
    cf = {"config": outer.done(config), "request": _sent(scene, given.at("request"), said, domain_name)}
    if said.status is not None:
        cf["response"] = _answered(scene, given.at("response"), said)
    return {"Records": [{"cf": given.done(cf)}]}


def _sent(scene: Scene, fields: Fields, said: _Said, domain_name: Any) -> Any:
    request = said.request
    client = fields("clientIp", source_ip_of(request, said.source_ip))
    made: dict[str, Any] = {"clientIp": client}
    headers = dict(request.headers)
    host = domain_name
    if said.origin is not None:
        made["origin"] = origin = fields("origin", _origin(scene, said.origin))
        kind = origin.get("custom") or origin.get("s3") if isinstance(origin, Mapping) else None
        host = (kind or {}).get("domainName", said.origin)
        headers["user-agent"] = ("User-Agent", ["Amazon CloudFront"])  # unless the cache policy forwards it
        headers.setdefault("via", ("Via", [f"2.0 {scene.ids.hexadecimal(32)}.cloudfront.net (CloudFront)"]))
        headers.setdefault("x-forwarded-for", ("X-Forwarded-For", [str(client)]))
    headers.setdefault("host", ("Host", [str(host)]))
    made["headers"] = fields("headers", _listed(headers))
    made["method"] = fields("method", request.method)
    made["querystring"] = fields("querystring", request.query)
    made["uri"] = fields("uri", request.path)
    made["body"] = fields("body", ABSENT if request.content is None else _body(request.content, said.event_type))
    return fields.done(made)


def _answered(scene: Scene, fields: Fields, said: _Said) -> Any:
    headers = checked_headers(said.response_headers) if said.response_headers else {}
    headers.setdefault("content-type", ("Content-Type", ["text/html; charset=utf-8"]))
    headers.setdefault("date", ("Date", [_http_date(scene.epoch)]))
    status = fields("status", _status(said.status))
    return fields.done(
        {
            "headers": fields("headers", _listed(headers)),
            "status": status,
            "statusDescription": fields("statusDescription", _phrase(status)),
        }
    )


def _origin(scene: Scene, domain_name: str) -> dict[str, Any]:
    if ".s3." in domain_name or ".s3-" in domain_name:
        return {
            "s3": {
                "authMethod": "origin-access-identity",
                "customHeaders": {},
                "domainName": domain_name,
                "path": "",
                "region": scene.region,
            }
        }
    return {
        "custom": {
            "customHeaders": {},
            "domainName": domain_name,
            "keepaliveTimeout": 5,
            "path": "",
            "port": 443,
            "protocol": "https",
            "readTimeout": 30,
            "sslProtocols": ["TLSv1.2"],
        }
    }


def _listed(headers: Headers) -> dict[str, list[dict[str, str]]]:
    sent = {lower: each for lower, each in headers.items() if each[1]}
    return {lower: [{"key": name, "value": value} for value in values] for lower, (name, values) in sent.items()}


def _body(content: str | bytes, event_type: str) -> dict[str, Any]:
    data, limit = as_bytes(content), _BODY_LIMITS[event_type]
    return {
        "inputTruncated": len(data) > limit,
        "action": "read-only",
        "encoding": "base64",
        "data": base64_text(data[:limit]),
    }


def _status(status: object) -> str:
    text = str(status)
    if isinstance(status, bool) or not (len(text) == 3 and text.isdecimal() and "200" <= text <= "599"):
        raise EventError(f"status is {status!r}: expected a number from 200 to 599.")
    return text


def _phrase(status: object) -> str:
    try:
        return HTTPStatus(int(str(status))).phrase
    except ValueError:
        return ""


def _http_date(epoch: float) -> str:
    from email.utils import formatdate  # only responses need it, and it is slow to import

    return formatdate(int(epoch), usegmt=True)
