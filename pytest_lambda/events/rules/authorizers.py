"""The rules of what API Gateway sends to Lambda authorizers; those of the requests themselves are of 2.1, 2.2, 2.5."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from pytest_lambda.events.building.gateway_formats import is_ip
from pytest_lambda.events.building.http_parts import pairs_of
from pytest_lambda.events.building.notations import common_log
from pytest_lambda.events.judging.formats import arn_parts
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.rules import websocket
from pytest_lambda.events.rules.websocket import last_values, trace_of
from pytest_lambda.events.shapes.authorizers import (
    HttpApiAuthorizerEvent,
    HttpApiAuthorizerV1Event,
    RestApiAuthorizerRequestEvent,
    RestApiAuthorizerTokenEvent,
    WebSocketAuthorizerEvent,
)

token_book = Rulebook(
    "rest_api_authorizer_token",
    RestApiAuthorizerTokenEvent,
    lambda event: event["type"] == "TOKEN" and "methodArn" in event,
    shape_rule="AZ-shape",
)
request_book = Rulebook(
    "rest_api_authorizer_request",
    RestApiAuthorizerRequestEvent,
    lambda event: (
        "methodArn" in event and "httpMethod" in event and event["type"] == "REQUEST" and "version" not in event
    ),
    shape_rule="AZ-shape",
)
http_book = Rulebook(
    "http_api_authorizer",
    HttpApiAuthorizerEvent | HttpApiAuthorizerV1Event,
    lambda event: event["type"] == "REQUEST" and event["version"] in ("1.0", "2.0"),
    shape_rule="AZ-shape",
)
websocket_book = Rulebook(
    "websocket_authorizer",
    WebSocketAuthorizerEvent,
    lambda event: "methodArn" in event and "connectionId" in event["requestContext"],
    shape_rule="AZ-shape",
)
BOOKS = (token_book, request_book, http_book, websocket_book)
websocket_book.entries += [entry for entry in websocket.book.entries if entry.name != "W-text"]


@token_book.rule("AZ-arn", "`methodArn` is that of a request: `…:execute-api:…:<api>/<stage>/<METHOD>/<path>`.")
def _token_arn(event: Any) -> Iterator[Finding]:
    yield from _arn_findings(event, "methodArn", 4)


@token_book.rule("AZ-token", "There is a token: without one the answer is 401, and no authorizer is asked.")
def _token(event: Any) -> Iterator[Finding]:
    if not event["authorizationToken"]:
        yield "authorizationToken", "is empty: API Gateway answers 401 by itself (3.3)"


@request_book.rule("AZ-arn", "`methodArn` is of the same API, stage, method and path as the request.")
def _request_arn(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    expected = f"{context['apiId']}/{context['stage']}/{event['httpMethod']}{event['path']}"
    yield from _arn_findings(event, "methodArn", 4, expected, context["accountId"])


@request_book.rule("AZ-same", "Resource and method are the same in the request and its context (R-resource).")
def _same(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    for name, other in (("resource", "resourcePath"), ("httpMethod", "httpMethod")):
        if event[name] != context[other]:
            yield f"requestContext.{other}", f"is {context[other]!r}, but {name} is {event[name]!r}"


@request_book.rule("AZ-maps", "Single values are the last of the multiple ones (R-headers, R-query).")
def _maps(event: Any) -> Iterator[Finding]:
    yield from last_values(event, "headers", "multiValueHeaders")
    yield from last_values(event, "queryStringParameters", "multiValueQueryStringParameters")


@request_book.rule("AZ-context", "Time, trace, host and address are of one request (R-time, R-trace, R-host, R-ip).")
def _context(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    yield from _time_findings(context, "requestTime", "requestTimeEpoch")
    headers = {name.lower(): value for name, value in event["headers"].items()}
    yield from _header_findings(headers, context, context["requestTimeEpoch"], context["identity"]["sourceIp"])


@http_book.rule("AZ-arn", "`routeArn` is of the same API, stage, method and path as the request.")
def _route_arn(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    if event["version"] == "1.0":
        yield from _old_arn(event)
        return
    path = event["rawPath"]
    if context["stage"] != "$default":
        path = path.removeprefix(f"/{context['stage']}")
    expected = f"{context['apiId']}/{context['stage']}/{context['http']['method']}{path}"
    yield from _arn_findings(event, "routeArn", 4, expected, context["accountId"])


def _old_arn(event: Any) -> Iterator[Finding]:
    """Of payload format 1.0, whose path is as sent: encoded, and with what the address of the stage begins with."""
    context = event["requestContext"]
    yield from _arn_findings(event, "methodArn", 4, account=context["accountId"])
    begin, path = f"{context['apiId']}/{context['stage']}/{event['httpMethod']}/", unquote(event["path"])
    arn = arn_parts(event["methodArn"])
    if arn is not None and not (arn.resource.startswith(begin) and path.endswith(arn.resource[len(begin) - 1 :])):
        yield "methodArn", f"ends with {arn.resource!r}, but the request is {begin[:-1] + path!r}"


@http_book.rule("AZ-same", "Route and path are the same in the request and its context (H-route, H-path, H-stage).")
def _http_same(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    if event["version"] == "1.0":
        yield from _same(event)
        return
    if event["routeKey"] != context["routeKey"]:
        yield "requestContext.routeKey", f"is {context['routeKey']!r}, but routeKey is {event['routeKey']!r}"
    if event["rawPath"] != context["http"]["path"]:
        yield "requestContext.http.path", f"is {context['http']['path']!r}, but rawPath is {event['rawPath']!r}"
    stage = context["stage"]
    if stage != "$default" and not f"{event['rawPath']}/".startswith(f"/{stage}/"):
        yield "rawPath", f"is {event['rawPath']!r}, which does not begin with the stage {stage!r}"
    if event["routeKey"] == "$default" and "pathParameters" in event:
        yield "pathParameters", "is there, but the route $default has none"


@http_book.rule("AZ-maps", "Header names are in lower case, the query is the raw one, cookies are pairs (2.2).")
def _http_maps(event: Any) -> Iterator[Finding]:
    if event["version"] == "1.0":
        yield from last_values(event, "headers", "multiValueHeaders")
        return
    for name in event["headers"]:
        if name != name.lower():
            yield f"headers.{name}", "is not in lower case"
    expected: dict[str, str] = {}
    for name, value in pairs_of(event["rawQueryString"]):
        expected[name] = f"{expected[name]},{value}" if name in expected else value
    values = event.get("queryStringParameters", {})
    if values != expected:
        yield "queryStringParameters", f"is {values!r}, but rawQueryString says {expected!r}"
    for cookie in event.get("cookies", []):
        if "=" not in cookie:
            yield "cookies", f"has {cookie!r}, expected name=value"
    for name in ("cookies", "queryStringParameters", "pathParameters", "stageVariables"):
        if name in event and not event[name]:
            yield name, "is empty, expected to be absent (H-empty)"


@http_book.rule("AZ-context", "Time, trace, host and address are those of one request (H-time, H-host, H-ip).")
def _http_context(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    if event["version"] == "1.0":
        yield from _context(event)
        return
    yield from _time_findings(context, "time", "timeEpoch")
    yield from _header_findings(event["headers"], context, context["timeEpoch"], context["http"]["sourceIp"])


@websocket_book.rule("AZ-arn", "`methodArn` is that of `$connect` of the same API and stage.")
def _connect_arn(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    yield from _arn_findings(event, "methodArn", 3, f"{context['apiId']}/{context['stage']}/$connect")


def _arn_findings(
    event: Any, field: str, parts: int, expected: str | None = None, account: str | None = None
) -> Iterator[Finding]:
    arn = arn_parts(event[field])
    if arn is None or arn.service != "execute-api" or arn.resource.count("/") < parts - 1:
        yield field, f"is {event[field]!r}, expected the ARN of a request to an API"
    elif expected is not None and arn.resource != expected:
        yield field, f"ends with {arn.resource!r}, but the request is {expected!r}"
    elif account is not None and arn.account != account:
        yield field, f"is of account {arn.account}, but requestContext says {account}"


def _time_findings(context: Mapping[str, Any], text: str, number: str) -> Iterator[Finding]:
    if not 10**12 <= context[number] < 10**13:
        yield f"requestContext.{number}", f"is {context[number]}, expected milliseconds since 1970, 13 digits"
    elif context[text] != common_log(context[number] // 1000):
        expected = common_log(context[number] // 1000)
        yield f"requestContext.{text}", f"is {context[text]!r}, but {number} is {expected!r}"


def _header_findings(
    headers: Mapping[str, str], context: Mapping[str, Any], moment: int, address: str
) -> Iterator[Finding]:
    """By names in lower case."""
    if headers.get("host", context["domainName"]) != context["domainName"]:
        yield "requestContext.domainName", f"is {context['domainName']!r}, but the host is {headers['host']!r}"
    if context["domainName"].partition(".")[0] != context["domainPrefix"]:
        yield "requestContext.domainPrefix", f"is {context['domainPrefix']!r}, but domainName {context['domainName']!r}"
    if "x-amzn-trace-id" in headers:
        yield from trace_of(headers["x-amzn-trace-id"], moment, "headers.x-amzn-trace-id")
    if not is_ip(address):
        yield "requestContext", f"has the sourceIp {address!r}, expected an IP address"
    elif address not in (each.strip() for each in headers.get("x-forwarded-for", address).split(",")):
        yield "headers.x-forwarded-for", f"does not have the sourceIp {address!r}"
