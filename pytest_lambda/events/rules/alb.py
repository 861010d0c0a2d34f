"""The rules of events of Application Load Balancers (facts 2.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.building.gateway_formats import trace_seconds
from pytest_lambda.events.judging.formats import arn_parts
from pytest_lambda.events.judging.gateway_rules import base64_findings, length_findings
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.alb import AlbEvent

_PAIRS = (("queryStringParameters", "headers"), ("multiValueQueryStringParameters", "multiValueHeaders"))
_ALWAYS = ("x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto")
_TARGET_GROUP = re.compile(r"targetgroup/[A-Za-z0-9-]{1,32}/[0-9a-f]{16}")
_DECODED = re.compile(r"[^!-~]")


def _recognises(event: Mapping[str, Any]) -> bool:
    return "elb" in event["requestContext"]


book = Rulebook("alb", AlbEvent, _recognises, shape_rule="A-shape")
BOOKS = (book,)


@book.rule("A-multi", "Headers and query are both in lists, or both not.")
def _multi(event: Any) -> Iterator[Finding]:
    there = [[name for name in names if name in event] for names in _PAIRS]
    if there[0] and there[1]:
        yield there[1][0], f"is there besides {there[0][0]}: a target group sends the one kind or the other"
    for names, found in zip(_PAIRS, there, strict=True):
        for name in names:
            if (found and name not in found) or not any(there):
                yield name, "is missing"


@book.rule("A-lower", "Names of headers are in lower case.")
def _lower(event: Any) -> Iterator[Finding]:
    for field in ("headers", "multiValueHeaders"):
        for name in event.get(field, ()):
            if name != name.lower():
                yield f"{field}.{name}", "is not in lower case"


@book.rule("A-there", "X-Forwarded-For, -Port, -Proto and X-Amzn-Trace-Id are there, but not in health checks.")
def _there(event: Any) -> Iterator[Finding]:
    headers = {name.lower() for name in _headers(event)}
    if _header(event, "user-agent").startswith("ELB-HealthChecker/"):
        return
    for name in _ALWAYS:
        if name not in headers:
            yield f"headers.{name}", "is missing: the load balancer adds it to every request"


@book.rule("A-trace", "X-Amzn-Trace-Id has a root.")
def _trace(event: Any) -> Iterator[Finding]:
    trace = _header(event, "x-amzn-trace-id")
    if trace and trace_seconds(trace) is None:
        yield "headers.x-amzn-trace-id", f"is {trace!r}, expected 'Root=1-' and 8 and 24 hexadecimal digits"


@book.rule("A-arn", "`targetGroupArn` is the ARN of a target group.")
def _arn(event: Any) -> Iterator[Finding]:
    text = event["requestContext"]["elb"]["targetGroupArn"]
    arn = arn_parts(text)
    if arn is None or arn.service != "elasticloadbalancing" or not _TARGET_GROUP.fullmatch(arn.resource):
        yield "requestContext.elb.targetGroupArn", f"is {text!r}, expected the ARN of a target group"
    elif not arn.account or not re.fullmatch(r"[a-z]{2,}(-[a-z0-9]+)+-\d+", arn.region):
        yield "requestContext.elb.targetGroupArn", f"is {text!r}, expected a region and an account of twelve digits"


@book.rule("A-region", "The target group is in the region of the load balancer.")
def _region(event: Any) -> Iterator[Finding]:
    arn, host = arn_parts(event["requestContext"]["elb"]["targetGroupArn"]), _header(event, "host")
    found = re.search(r"\.([a-z0-9-]+)\.elb\.amazonaws\.com", host)
    if arn is not None and found and found[1] != arn.region:
        yield "requestContext.elb.targetGroupArn", f"is in {arn.region}, but the host is {host!r}"


@book.rule("A-query", "The query is not decoded.")
def _query(event: Any) -> Iterator[Finding]:
    for field in ("queryStringParameters", "multiValueQueryStringParameters"):
        for name, values in event.get(field, {}).items():
            for text in (name, *(values if isinstance(values, list) else [values])):
                if _DECODED.search(text):
                    yield f"{field}.{name}", f"has {text!r}: expected it percent-encoded, as it is sent"


@book.rule("A-b64", "A body that is no text by its type is base64.")
def _base64(event: Any) -> Iterator[Finding]:
    encoded = bool(_header(event, "content-encoding"))
    yield from base64_findings(event, _header(event, "content-type"), strict=not encoded)


@book.rule("A-length", "content-length is the length of the body as it was sent.")
def _length(event: Any) -> Iterator[Finding]:
    yield from length_findings(event, _header(event, "content-length") or None, "headers.content-length")


def _headers(event: Any) -> dict[str, Any]:
    return event.get("headers") or event.get("multiValueHeaders") or {}


def _header(event: Any, name: str) -> str:
    value = _headers(event).get(name, "")
    return str(value[-1] if value else "") if isinstance(value, list) else str(value)
