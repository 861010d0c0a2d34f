"""What the rules of HTTP front ends share: comparisons of what an event says twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from pytest_lambda.events.building.gateway_formats import common_log_seconds, is_ip, trace_seconds
from pytest_lambda.events.building.media_types import is_surely_binary, is_text
from pytest_lambda.events.judging.formats import decoded_base64
from pytest_lambda.events.judging.shape import Finding

_SLASHES = re.compile("/+")
_PARAMETER = re.compile(r"\{([^{}+]+)(\+?)\}")


def header(headers: Mapping[str, Any], name: str) -> Any:
    """The value of a header by its name in lower case; None if it is not there."""
    return next((value for each, value in headers.items() if each.lower() == name), None)


def time_findings(context: Mapping[str, Any], text: str, number: str) -> Iterator[Finding]:
    """The two notations of the time are of one second."""
    seconds, moment = common_log_seconds(context[text]), context[number]
    if seconds is None:
        yield f"requestContext.{text}", f"is {context[text]!r}, expected a time like '31/Jan/2026:12:00:00 +0000'"
    elif moment // 1000 != seconds:
        yield (
            f"requestContext.{number}",
            f"is {moment}, but {text} is {context[text]!r}, second {seconds}",
        )


def trace_findings(value: Any, seconds: int, field: str) -> Iterator[Finding]:
    """The trace began when the request came; that of a client, to which `Self` is added, may be older."""
    if value is None or "Self=" in str(value):
        return
    begun = trace_seconds(value)
    if begun is None:
        yield field, f"is {value!r}, expected 'Root=1-' and 8 and 24 hexadecimal digits"
    elif abs(begun - seconds) > 1:  # the root may be made just before the next second begins
        yield field, f"says second {begun}, but the request is of second {seconds}"


def address_findings(address: Any, forwarded: Any, field: str) -> Iterator[Finding]:
    """The address is one, and is among those of X-Forwarded-For."""
    if not is_ip(address):
        yield field, f"is {address!r}, expected an IP address"
    elif forwarded is not None and address not in [each.strip() for each in str(forwarded).split(",")]:
        yield field, f"is {address!r}, which is not in X-Forwarded-For: {forwarded!r}"


def host_findings(context: Mapping[str, Any], host: Any, own: str) -> Iterator[Finding]:
    """Domain, its first label, the API's id and the header Host agree.

    Args:
        context: `requestContext`.
        host: the header.
        own: what the API's own domains contain.
    """
    domain, prefix = context["domainName"], context["domainPrefix"]
    if host is not None and host != domain:
        yield "requestContext.domainName", f"is {domain!r}, but the header Host is {host!r}"
    if prefix != domain.partition(".")[0]:
        yield "requestContext.domainPrefix", f"is {prefix!r}, but domainName is {domain!r}"
    label = domain.partition(".")[0]
    if own in domain and label != context["apiId"] and not label.startswith(f"{context['apiId']}-vpce"):
        yield "requestContext.apiId", f"is {context['apiId']!r}, but domainName is {domain!r}"


def base64_findings(event: Mapping[str, Any], content_type: Any, *, strict: bool) -> Iterator[Finding]:
    """The flag says whether the body is base64.

    Args:
        event: of any front end.
        content_type: the header.
        strict: whether the type of the body decides, as it does for all but REST APIs.
    """
    body, kind = event.get("body"), str(content_type or "")
    if not body:
        return
    if event["isBase64Encoded"]:
        data = decoded_base64(body)
        if data is None:
            yield "body", "is no base64, but isBase64Encoded is true"
        elif strict and kind and is_text(kind) and _is_utf8(data):
            yield "isBase64Encoded", f"is true, but a body of {kind!r} is handed on as text"
    elif strict and is_surely_binary(kind):
        yield "isBase64Encoded", f"is false, but a body of {kind!r} is handed on in base64"


def length_findings(event: Mapping[str, Any], value: Any, field: str) -> Iterator[Finding]:
    """Content-Length is the length of the body as it was sent."""
    if value is None:
        return
    body = event.get("body") or ""
    data = decoded_base64(body) if event["isBase64Encoded"] else body.encode("utf-8", "surrogatepass")
    if data is not None and value != str(len(data)):
        yield field, f"is {value!r}, but the body has {len(data)} bytes"


def parameter_findings(template: str, parameters: Mapping[str, str] | None, path: str) -> Iterator[Finding]:
    """The template with the parameters in their places is the path, but for a slash at the end (R-pathparams)."""
    names = _PARAMETER.findall(template)
    given = parameters or {}
    if {name for name, _ in names} != given.keys():
        yield "pathParameters", f"is {parameters!r}, but the route is {template!r}"
        return
    for name, greedy in names:
        if greedy and given[name].startswith("/"):
            yield f"pathParameters.{name}", f"is {given[name]!r}, expected no slash at the beginning"
            return
    expected = _PARAMETER.sub(lambda found: given[found[1]], template)
    if any(greedy for _, greedy in names):  # the slashes before its value are none of it
        path, expected = (_SLASHES.sub("/", each) for each in (path, expected))
    if _plain(path) != _plain(expected):
        yield "pathParameters", f"in the route {template!r} give {expected!r}, but the path is {path!r}"


def map_findings(event: Mapping[str, Any], single: str, multi: str, *, first: bool = False) -> Iterator[Finding]:
    """Two maps have the same names, and the one has the last of the other's values.

    Args:
        event: of a REST API, or of that form.
        single, multi: names of the two maps.
        first: whether the first of the values will do as well.
    """
    values, lists = event[single] or {}, event[multi] or {}
    for name in values.keys() ^ lists.keys():
        missing = single if name in lists else multi
        yield f"{missing}.{name}", f"is missing, but {multi if name in lists else single} has it"
    for name in values.keys() & lists.keys():
        several = lists[name]
        if not several:
            yield f"{multi}.{name}", "is empty"
        elif values[name] != several[-1] and not (first and values[name] == several[0]):
            yield f"{single}.{name}", f"is {values[name]!r}, but the last of {multi} is {several[-1]!r}"


def _plain(path: str) -> str:
    return unquote(path).rstrip("/")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
