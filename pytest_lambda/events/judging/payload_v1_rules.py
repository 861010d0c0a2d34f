"""The rules of events of the form of REST APIs, which HTTP APIs keep in payload format 1.0 (facts 2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from pytest_lambda.events.judging.gateway_rules import (
    address_findings,
    base64_findings,
    header,
    host_findings,
    map_findings,
    parameter_findings,
    time_findings,
    trace_findings,
)
from pytest_lambda.events.judging.rulebook import Entry
from pytest_lambda.events.judging.shape import Finding


def _resource(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    if event["resource"] != context["resourcePath"]:
        yield "resource", f"is {event['resource']!r}, but requestContext.resourcePath is {context['resourcePath']!r}"


def _method(event: Any) -> Iterator[Finding]:
    inner = event["requestContext"]["httpMethod"]
    if event["httpMethod"] != inner:
        yield "httpMethod", f"is {event['httpMethod']!r}, but requestContext.httpMethod is {inner!r}"


def _headers(event: Any) -> Iterator[Finding]:
    yield from map_findings(event, "headers", "multiValueHeaders")


def _query(event: Any) -> Iterator[Finding]:
    single, multi = "queryStringParameters", "multiValueQueryStringParameters"
    if (event[single] is None) != (event[multi] is None):
        yield multi, f"and {single} are null together, or not at all"
    else:
        yield from map_findings(event, single, multi, first=_is_http_api(event))


def _empty(event: Any) -> Iterator[Finding]:
    for name in (
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
        "body",
    ):
        if event[name] in ({}, ""):
            yield name, "is empty: expected null"


def _parameters(event: Any) -> Iterator[Finding]:
    context, template, path = event["requestContext"], event["resource"], event["path"]
    if template == "$default":
        if event["pathParameters"]:
            yield "pathParameters", "is there, but the route $default has none"
        return
    if _is_http_api(event):
        path = _below(path, f"/{context['stage']}")
    found = list(parameter_findings(template, event["pathParameters"], path))
    if found and not _is_own(context):  # the path of a custom domain begins with a base path
        ends = path.strip("/").split("/")
        paths = ("/" + "/".join(ends[number:]) for number in range(len(ends) + 1))
        if any(not list(parameter_findings(template, event["pathParameters"], each)) for each in paths):
            return
    yield from found


def _stage_path(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    inner, stage = context["path"], f"/{context['stage']}"
    if _is_http_api(event) or not _is_own(context):
        path = event["path"]  # of HTTP APIs as sent, that of the context decoded: recorded
        fits = inner in (path, f"{stage}{path}", unquote(path))
    else:
        fits = inner.startswith(f"{stage}/") and inner[len(stage) :].lstrip("/") == event["path"].lstrip("/")
    if not fits:
        yield "requestContext.path", f"is {inner!r}, but the stage is {context['stage']!r} and path {event['path']!r}"


def _base64(event: Any) -> Iterator[Finding]:
    kind = header(event["headers"], "content-type")
    yield from base64_findings(event, kind, strict=_is_http_api(event))


def _times(event: Any) -> Iterator[Finding]:
    yield from time_findings(event["requestContext"], "requestTime", "requestTimeEpoch")


def _agent(event: Any) -> Iterator[Finding]:
    agent, sent = event["requestContext"]["identity"]["userAgent"], header(event["headers"], "user-agent")
    if agent != sent and not (sent is None and agent == "" and _is_http_api(event)):
        yield "requestContext.identity.userAgent", f"is {agent!r}, but the header User-Agent is {sent!r}"


def _address(event: Any) -> Iterator[Finding]:
    address = event["requestContext"]["identity"]["sourceIp"]
    forwarded = header(event["headers"], "x-forwarded-for")
    yield from address_findings(address, forwarded, "requestContext.identity.sourceIp")


def _host(event: Any) -> Iterator[Finding]:
    yield from host_findings(event["requestContext"], header(event["headers"], "host"), ".execute-api.")


def _trace(event: Any) -> Iterator[Finding]:
    seconds = event["requestContext"]["requestTimeEpoch"] // 1000
    yield from trace_findings(header(event["headers"], "x-amzn-trace-id"), seconds, "headers.X-Amzn-Trace-Id")


def _account(event: Any) -> Iterator[Finding]:
    account = event["requestContext"]["accountId"]
    if not (len(account) == 12 and account.isdecimal()):
        yield "requestContext.accountId", f"is {account!r}, expected twelve digits"


#: what REST APIs and payload format 1.0 have in common
RULES = [
    Entry("R-resource", "`resource` is `requestContext.resourcePath`.", _resource),
    Entry("R-method", "`httpMethod` is `requestContext.httpMethod`.", _method),
    Entry("R-headers", "`headers` has the last of the values of `multiValueHeaders`.", _headers),
    Entry("R-query", "`queryStringParameters` has the last values; both maps are null without a query.", _query),
    Entry("R-empty", "What is empty is null.", _empty),
    Entry("R-pathparams", "`pathParameters` in the places of `resource` give the path.", _parameters),
    Entry("R-stagepath", "`requestContext.path` is the stage and the path.", _stage_path),
    Entry("R-b64", "`isBase64Encoded` says whether the body is base64.", _base64),
    Entry("R-time", "`requestTime` and `requestTimeEpoch`, in milliseconds, are of one second.", _times),
    Entry("R-agent", "`identity.userAgent` is the header User-Agent.", _agent),
    Entry("R-ip", "`identity.sourceIp` is an IP address, and in X-Forwarded-For.", _address),
    Entry("R-host", "`domainName` is the header Host; its first label is `domainPrefix`, and `apiId`.", _host),
    Entry("R-trace", "The trace of X-Amzn-Trace-Id began in the second of the request.", _trace),
    Entry("R-account", "`accountId` has twelve digits.", _account),
]


def _is_http_api(event: Any) -> bool:
    return "version" in event


def _is_own(context: Any) -> bool:
    return ".execute-api." in context["domainName"]


def _below(path: str, stage: str) -> str:
    return path[len(stage) :] or "/" if path == stage or path.startswith(f"{stage}/") else path
