"""The rules of the events of WebSocket APIs (facts 2.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.building.gateway_formats import is_gateway_id, is_ip, trace_seconds
from pytest_lambda.events.building.notations import common_log
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.websocket import WebSocketConnect, WebSocketDisconnect, WebSocketMessage

#: a message that is larger closes the connection
_LARGEST = 128 * 1024
_ROUTES = {"CONNECT": "$connect", "DISCONNECT": "$disconnect"}


def _recognises(event: Mapping[str, Any]) -> bool:
    context = event["requestContext"]
    return "connectionId" in context and "eventType" in context and "methodArn" not in event


book = Rulebook(
    "websocket", WebSocketMessage | WebSocketConnect | WebSocketDisconnect, _recognises, shape_rule="W-shape"
)
BOOKS = (book,)


@book.rule("W-route", "`$connect` and `$disconnect` are the routes of their events, and of no message.")
def _route(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    kind, route = context["eventType"], context["routeKey"]
    if kind not in ("CONNECT", "MESSAGE", "DISCONNECT"):
        yield "requestContext.eventType", f"is {kind!r}, expected CONNECT, MESSAGE or DISCONNECT"
    elif kind == "MESSAGE" and route in _ROUTES.values():
        yield "requestContext.routeKey", f"is {route!r}, but a message goes to a route of its own or to $default"
    elif route != _ROUTES.get(kind, route):
        yield "requestContext.routeKey", f"is {route!r}, expected {_ROUTES[kind]!r} for {kind}"


@book.rule("W-ids", "Ids are 15 characters and `=`; both request ids are one, and a message has one of its own.")
def _ids(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    for name in ("requestId", "extendedRequestId", "connectionId", "messageId"):
        if name in context and not is_gateway_id(context[name]):
            yield f"requestContext.{name}", f"is {context[name]!r}, expected 15 characters and '='"
    if context["requestId"] != context["extendedRequestId"]:
        yield "requestContext.extendedRequestId", f"is not the requestId, {context['requestId']!r}"
    if context.get("messageId") == context["requestId"]:
        yield "requestContext.messageId", "is the requestId: a message has an id of its own"


@book.rule("W-time", "`requestTime` is `requestTimeEpoch`, which is in milliseconds, as the Common Log Format has it.")
def _time(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    for name in ("requestTimeEpoch", "connectedAt"):
        if not 10**12 <= context[name] < 10**13:
            yield f"requestContext.{name}", f"is {context[name]}, expected milliseconds since 1970, 13 digits"
            return
    expected = common_log(context["requestTimeEpoch"] // 1000)
    if context["requestTime"] != expected:
        yield "requestContext.requestTime", f"is {context['requestTime']!r}, but requestTimeEpoch is {expected!r}"


@book.rule("W-connected", "A connection exists before what is sent over it.")
def _connected(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    if context["connectedAt"] > context["requestTimeEpoch"]:
        yield "requestContext.connectedAt", "is later than requestTimeEpoch"


@book.rule("W-host", "The host asked for is `domainName`; on a default domain its first label is `apiId`.")
def _host(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    host = _header(event, "host")
    if host is None:  # a message has no headers; the recorded one was made anonymous, and not in both places alike
        return
    if host != context["domainName"]:
        yield "headers.Host", f"is {host!r}, but domainName is {context['domainName']!r}"
    label, _, rest = context["domainName"].partition(".")
    if rest.startswith("execute-api.") and label != context["apiId"]:
        yield "requestContext.apiId", f"is {context['apiId']!r}, but domainName begins with {label!r}"


@book.rule("W-headers", "`headers` has the last of the values in `multiValueHeaders`.")
def _headers(event: Any) -> Iterator[Finding]:
    yield from last_values(event, "headers", "multiValueHeaders")


@book.rule("W-query", "`queryStringParameters` has the last of the values in `multiValueQueryStringParameters`.")
def _query(event: Any) -> Iterator[Finding]:
    yield from last_values(event, "queryStringParameters", "multiValueQueryStringParameters")


@book.rule("W-ip", "`sourceIp` is an IP address, and one of those in `X-Forwarded-For` of a new connection.")
def _ip(event: Any) -> Iterator[Finding]:
    address = event["requestContext"]["identity"]["sourceIp"]
    if not is_ip(address):
        yield "requestContext.identity.sourceIp", f"is {address!r}, expected an IP address"
    forwarded = _header(event, "x-forwarded-for")  # of a closed connection it is empty
    if forwarded and address not in (each.strip() for each in forwarded.split(",")):
        yield "headers.X-Forwarded-For", f"is {forwarded!r}, without the sourceIp {address!r}"


@book.rule("W-agent", "`identity.userAgent` is the header `User-Agent` of a new connection.")
def _agent(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    agent = context["identity"].get("userAgent")
    if context["eventType"] == "CONNECT" and agent != _header(event, "user-agent"):
        yield "requestContext.identity.userAgent", f"is {agent!r}, but the header is {_header(event, 'user-agent')!r}"


@book.rule("W-trace", "`X-Amzn-Trace-Id` is of the request's second.")
def _trace(event: Any) -> Iterator[Finding]:
    header = _header(event, "x-amzn-trace-id")
    if header is not None:
        yield from trace_of(header, event["requestContext"]["requestTimeEpoch"], "headers.X-Amzn-Trace-Id")


@book.rule("W-text", "A message is text of at most 128 KB: binary frames are refused.")
def _text(event: Any) -> Iterator[Finding]:
    if event["isBase64Encoded"]:
        yield "isBase64Encoded", "is true, but API Gateway does not take binary frames"
    size = len(event.get("body", "").encode("utf-8", "surrogatepass"))
    if size > _LARGEST:
        yield "body", f"has {size:,} bytes, more than the {_LARGEST:,} that API Gateway takes"


def last_values(event: Any, single: str, multiple: str) -> Iterator[Finding]:
    """Where a map does not have the last of each of the values in the other."""
    one, many = event.get(single) or {}, event.get(multiple) or {}
    for name in one.keys() ^ many.keys():
        yield single if name in many else multiple, f"does not have {name!r}, which the other has"
    for name in one.keys() & many.keys():
        if not many[name] or one[name] != many[name][-1]:
            yield f"{single}.{name}", f"is {one[name]!r}, but the values are {many[name]!r}"


def trace_of(header: str, milliseconds: int, field: str) -> Iterator[Finding]:
    """Where a trace header is malformed, or of another second."""
    second = trace_seconds(header)
    if second is None:
        yield field, f"is {header!r}, expected Root=1-<8 digits>-<24 digits>"
    elif abs(second - milliseconds // 1000) > 1:
        yield field, f"is of second {second}, but the request of {milliseconds // 1000}"


def _header(event: Any, name: str) -> str | None:
    for key, value in event.get("headers", {}).items():
        if key.lower() == name:
            return str(value)
    return None
