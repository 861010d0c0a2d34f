"""Headers as Lambda@Edge wants them, and which of them a function may set.

From the pages "Restrictions on all edge functions" and "Lambda@Edge event structure".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pytest_lambda.events.judging.http_answers import kind
from pytest_lambda.events.judging.shape import Finding

ERROR: Final = "CloudFront answers 502 (the Lambda function result failed validation)"

_DISALLOWED = frozenset({
    "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "trailer",
    "upgrade", "x-accel-buffering", "x-accel-charset", "x-accel-limit-rate", "x-accel-redirect", "x-amzn-auth",
    "x-amzn-cf-billing", "x-amzn-cf-id", "x-amzn-cf-xff", "x-amzn-errortype", "x-amzn-fle-profile",
    "x-amzn-header-count", "x-amzn-header-order", "x-amzn-lambda-integration-tag", "x-amzn-requestid", "x-cache",
    "x-forwarded-proto", "x-real-ip",
})  # fmt: skip
_DISALLOWED_BEGINNINGS = ("x-amz-cf-", "x-edge-")

#: by the trigger
READ_ONLY: Final = {
    "viewer_request": frozenset({"content-length", "host", "transfer-encoding", "via"}),
    "origin_request": frozenset({
        "accept-encoding", "content-length", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since",
        "transfer-encoding", "via",
    }),
    "origin_response": frozenset({"transfer-encoding", "via"}),
    "viewer_response": frozenset({"warning", "via"}),
}  # fmt: skip


def form_findings(headers: Any) -> Iterator[Finding]:
    """The map is from names in lower case to lists of objects with `value` and, if they like, `key`."""
    if headers is None:
        return
    if not isinstance(headers, dict):
        yield "headers", f"is {kind(headers)}, expected an object: {ERROR}"
        return
    for name, values in headers.items():
        if name != name.lower():
            yield f"headers.{name}", f"is not in lower case (its list says how it is written): {ERROR}"
        if not isinstance(values, list):
            example = '[{"key": …, "value": …}]'
            yield f"headers.{name}", f"is {kind(values)}, expected a list like {example}: {ERROR}"
            continue
        for number, each in enumerate(values):
            yield from _entry_findings(name, each, f"headers.{name}[{number}]")


def _entry_findings(name: str, entry: Any, path: str) -> Iterator[Finding]:
    if not isinstance(entry, dict):
        yield path, f"is {kind(entry)}, expected an object with key and value: {ERROR}"
        return
    key = entry.get("key", name)
    if not isinstance(key, str) or key.lower() != name.lower():
        yield f"{path}.key", f"is {kind(key)}, expected {name!r} in whatever case: {ERROR}"
    if "value" not in entry:
        yield f"{path}.value", f"is missing: {ERROR}"
    elif not isinstance(entry["value"], str):
        yield f"{path}.value", f"is {kind(entry['value'])}, expected text: {ERROR}"


def disallowed(name: str) -> bool:
    """Whether no function may add a header."""
    return name.lower() in _DISALLOWED or name.lower().startswith(_DISALLOWED_BEGINNINGS)


def values_of(headers: Any, name: str) -> list[str]:
    """The values of a header, whatever the case of its name."""
    found: list[str] = []
    for each, values in headers.items() if isinstance(headers, dict) else ():
        if each.lower() == name.lower() and isinstance(values, list):
            found += [str(value.get("value")) for value in values if isinstance(value, dict)]
    return found


def size_of(headers: Any) -> int:
    """The bytes of names and values."""
    total = 0
    for name in headers if isinstance(headers, dict) else ():
        for value in values_of({name: headers[name]}, name):
            total += len(name.encode(errors="surrogatepass")) + len(value.encode(errors="surrogatepass"))
    return total
