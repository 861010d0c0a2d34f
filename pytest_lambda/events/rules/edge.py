"""The rules of what CloudFront sends to Lambda@Edge functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pytest_lambda.events.building.gateway_formats import is_ip
from pytest_lambda.events.judging.formats import decoded_base64
from pytest_lambda.events.judging.rulebook import Rule, Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.edge import (
    EdgeOriginRequestEvent,
    EdgeOriginResponseEvent,
    EdgeViewerRequestEvent,
    EdgeViewerResponseEvent,
)

_LIMITS = {"viewer-request": 40 * 1024, "origin-request": 1024 * 1024}


def _book(name: str, shape: Any) -> Rulebook:
    kind = name.removeprefix("edge_").replace("_", "-")

    def recognises(event: Mapping[str, Any]) -> bool:
        return bool(event["Records"][0]["cf"]["config"]["eventType"] == kind)

    return Rulebook(name, shape, recognises, shape_rule="CF-shape")


BOOKS = (
    _book("edge_viewer_request", EdgeViewerRequestEvent),
    _book("edge_viewer_response", EdgeViewerResponseEvent),
    _book("edge_origin_request", EdgeOriginRequestEvent),
    _book("edge_origin_response", EdgeOriginResponseEvent),
)


def _of_all(name: str, statement: str, part: str = "_") -> Callable[[Rule], Rule]:
    def add(check: Rule) -> Rule:
        for book in BOOKS:
            if part in book.source:
                book.record_rule(name, statement)(check)
        return check

    return add


@_of_all("CF-headers", "Headers are listed under their names in lower case.")
def _headers(record: Any) -> Iterator[Finding]:
    cf = record["cf"]
    for part in ("request", "response"):
        for name, values in cf.get(part, {}).get("headers", {}).items():
            field = f"cf.{part}.headers.{name}"
            if name != name.lower():
                yield field, "is not in lower case"
            if not values:
                yield field, "has no values"
            for value in values:
                if value["key"].lower() != name.lower():
                    yield field, f"has the key {value['key']!r}, which is another header"


@_of_all("CF-request", "The path begins with a slash, the query has no question mark, the client has an IP address.")
def _request(record: Any) -> Iterator[Finding]:
    request = record["cf"]["request"]
    if not request["uri"].startswith("/") or "?" in request["uri"]:
        yield "cf.request.uri", f"is {request['uri']!r}, expected a path from the slash on, without the query"
    if request["querystring"].startswith("?"):
        yield "cf.request.querystring", "begins with a question mark"
    if request["method"] != request["method"].upper():
        yield "cf.request.method", f"is {request['method']!r}, expected upper case"
    if not is_ip(request["clientIp"]):
        yield "cf.request.clientIp", f"is {request['clientIp']!r}, expected an IP address"


@_of_all("CF-body", "A body is base64, and as long as functions get: 40 KB of viewers, 1 MB to origins.", "_request")
def _body(record: Any) -> Iterator[Finding]:
    body = record["cf"]["request"].get("body")
    if body is None:
        return
    data = decoded_base64(body["data"])
    limit = _LIMITS.get(record["cf"]["config"]["eventType"], 0)
    if data is None:
        yield "cf.request.body.data", "is not base64"
    elif len(data) > limit:
        yield "cf.request.body.data", f"has {len(data):,} bytes, expected at most {limit:,}, and inputTruncated"


@_of_all("CF-status", "A status is text of three digits.", "_response")
def _status(record: Any) -> Iterator[Finding]:
    status = record["cf"]["response"]["status"]
    if not (status.isdecimal() and len(status) == 3):
        yield "cf.response.status", f"is {status!r}, expected three digits"


@_of_all("CF-origin", "An origin is either custom or S3.", "origin_")
def _origin(record: Any) -> Iterator[Finding]:
    origin = record["cf"]["request"]["origin"]
    if len(origin) != 1:
        yield "cf.request.origin", f"has {sorted(origin)}, expected either custom or s3"


def _one_record(event: Any) -> Iterator[Finding]:
    if len(event["Records"]) != 1:
        yield "Records", f"has {len(event['Records'])} records, expected one"


for _each in BOOKS:
    _each.rule("CF-one", "An event has one record.")(_one_record)
