"""The rules of events in payload format 2.0: HTTP APIs and function URLs (facts 2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.building.http_parts import pairs_of
from pytest_lambda.events.judging.gateway_rules import (
    address_findings,
    base64_findings,
    length_findings,
    time_findings,
    trace_findings,
)
from pytest_lambda.events.judging.rulebook import Entry
from pytest_lambda.events.judging.shape import Finding

_ALWAYS = ("host", "x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto")


def _lower(event: Any) -> Iterator[Finding]:
    for name in event["headers"]:
        if name != name.lower():
            yield f"headers.{name}", "is not in lower case"


def _there(event: Any) -> Iterator[Finding]:
    names = {name.lower() for name in event["headers"]}
    for name in _ALWAYS:
        if name not in names:
            yield f"headers.{name}", "is missing: the front end adds it to every request"


def _empty(event: Any) -> Iterator[Finding]:
    for name in ("cookies", "queryStringParameters", "body", "pathParameters", "stageVariables"):
        if name in event and not event[name]:
            yield name, f"is {event[name]!r}: expected that it is absent"


def _query(event: Any) -> Iterator[Finding]:
    expected: dict[str, list[str]] = {}
    for name, value in pairs_of(event["rawQueryString"]):
        expected.setdefault(name, []).append(value)
    joined = {name: ",".join(values) for name, values in expected.items()}
    there = event.get("queryStringParameters") or {}
    if there != joined:
        yield "queryStringParameters", f"is {there!r}, but rawQueryString gives {joined!r}"


def _path(event: Any) -> Iterator[Finding]:
    inner = event["requestContext"]["http"]["path"]
    if event["rawPath"] != inner:
        yield "rawPath", f"is {event['rawPath']!r}, but requestContext.http.path is {inner!r}"


def _cookies(event: Any) -> Iterator[Finding]:
    for number, each in enumerate(event.get("cookies", ())):
        if "=" not in each:
            yield f"cookies[{number}]", f"is {each!r}, expected 'name=value'"


def _times(event: Any) -> Iterator[Finding]:
    yield from time_findings(event["requestContext"], "time", "timeEpoch")


def _trace(event: Any) -> Iterator[Finding]:
    seconds = event["requestContext"]["timeEpoch"] // 1000
    yield from trace_findings(event["headers"].get("x-amzn-trace-id"), seconds, "headers.x-amzn-trace-id")


def _address(event: Any) -> Iterator[Finding]:
    address = event["requestContext"]["http"]["sourceIp"]
    yield from address_findings(address, event["headers"].get("x-forwarded-for"), "requestContext.http.sourceIp")


def _agent(event: Any) -> Iterator[Finding]:
    agent, sent = event["requestContext"]["http"]["userAgent"], event["headers"].get("user-agent", "")
    if agent != sent:
        yield "requestContext.http.userAgent", f"is {agent!r}, but the header user-agent is {sent!r}"


def _base64(event: Any) -> Iterator[Finding]:
    yield from base64_findings(event, event["headers"].get("content-type"), strict=True)


def _length(event: Any) -> Iterator[Finding]:
    yield from length_findings(event, event["headers"].get("content-length"), "headers.content-length")


def _route_key(event: Any) -> Iterator[Finding]:
    inner = event["requestContext"]["routeKey"]
    if event["routeKey"] != inner:
        yield "routeKey", f"is {event['routeKey']!r}, but requestContext.routeKey is {inner!r}"


#: what HTTP APIs and function URLs have in common
RULES = [
    Entry("H-lower", "Names of headers are in lower case.", _lower),
    Entry("H-there", "Host, X-Forwarded-For, -Port, -Proto and X-Amzn-Trace-Id are always there.", _there),
    Entry("H-empty", "What is empty is absent.", _empty),
    Entry("H-query", "`queryStringParameters` has the decoded values of `rawQueryString`, joined.", _query),
    Entry("H-path", "`rawPath` is `requestContext.http.path`.", _path),
    Entry("H-routekey", "`routeKey` is `requestContext.routeKey`.", _route_key),
    Entry("H-cookie", "Each cookie is `name=value`.", _cookies),
    Entry("H-time", "`time` and `timeEpoch`, in milliseconds, are of one second.", _times),
    Entry("H-trace", "The trace of x-amzn-trace-id began in the second of the request.", _trace),
    Entry("H-ip", "`http.sourceIp` is an IP address, and in x-forwarded-for.", _address),
    Entry("H-agent", "`http.userAgent` is the header user-agent.", _agent),
    Entry("H-b64", "A body that is no text by its type is base64, and no other one.", _base64),
    Entry("H-length", "content-length is the length of the body as it was sent.", _length),
]
