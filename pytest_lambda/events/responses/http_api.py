"""What HTTP APIs and function URLs accept as the answer to their events (facts 3.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.judging import http_answers as http
from pytest_lambda.events.judging.responsebook import ResponseBook
from pytest_lambda.events.judging.shape import Finding

_KNOWN_1 = ("statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded")
_KNOWN_2 = ("statusCode", "headers", "body", "isBase64Encoded", "cookies")


def _parts(answer: Any) -> dict[str, Any]:
    """An answer that says how to be understood; any other becomes the body as it is."""
    return answer if isinstance(answer, dict) and "statusCode" in answer else {}


def _add_version_2(book: ResponseBook, prefix: str, gateway: str) -> None:
    """The rules of payload version 2.0, recorded for function URLs and documented for HTTP APIs."""
    error = book.consequence

    @book.rule(f"{prefix}-status", "`statusCode` is a whole number or the text of one; else: not recorded.")
    def _status(answer: Any) -> Iterator[Finding]:
        yield from http.status_findings(_parts(answer), error)

    @book.rule(
        f"{prefix}-unknown",
        "Other keys beside `statusCode` are ignored, multiValueHeaders too; not recorded.",
        refuses=False,
    )
    def _unknown(answer: Any) -> Iterator[Finding]:
        yield from http.unknown_findings(_parts(answer), _KNOWN_2, f"{gateway} ignores it")

    @book.rule(f"{prefix}-headers", "`headers` is an object or null; else: not recorded.")
    def _headers(answer: Any) -> Iterator[Finding]:
        yield from http.map_findings(_parts(answer), "headers", error)

    @book.rule(f"{prefix}-value", "A header's value is text, a number, true or false; else: not recorded.")
    def _value(answer: Any) -> Iterator[Finding]:
        headers = {"headers": _parts(answer).get("headers")}
        yield from http.value_findings(headers, (str, int, float, bool), error)

    @book.rule(
        f"{prefix}-sendable",
        "Names of headers are tokens; their values and cookies have no line ends: else not recorded.",
    )
    def _sendable(answer: Any) -> Iterator[Finding]:
        yield from http.sendable_findings(_parts(answer), error)

    @book.rule(f"{prefix}-body", "`body` beside `statusCode` is text; else: not recorded.")
    def _body(answer: Any) -> Iterator[Finding]:
        yield from http.body_findings(_parts(answer), error)

    @book.rule(f"{prefix}-base64", "With `isBase64Encoded` the body is base64; else: not recorded.")
    def _base64(answer: Any) -> Iterator[Finding]:
        yield from http.flag_findings(_parts(answer), error)
        yield from http.base64_findings(_parts(answer), error)

    @book.rule(f"{prefix}-cookies", "`cookies` is a list of texts, one Set-Cookie header each; documented.")
    def _cookies(answer: Any) -> Iterator[Finding]:
        yield from http.cookie_findings(_parts(answer), error)


def _version_1(event: Mapping[str, Any]) -> ResponseBook | None:
    return http_api_1 if event.get("version") == "1.0" else None


http_api = ResponseBook("http_api", "API Gateway answers 500", variant=_version_1)
http_api_1 = ResponseBook("http_api", "API Gateway answers 500")
function_url = ResponseBook("function_url", "the function URL answers 502")
BOOKS = (http_api, function_url)

_add_version_2(http_api, "HTTP", "API Gateway")
_add_version_2(function_url, "URL", "the function URL")


def _parts_1(answer: Any) -> dict[str, Any]:
    return answer if isinstance(answer, dict) else {}


@http_api_1.rule("HTTP1-status", "Payload version 1.0 needs an object with a `statusCode`; documented, not recorded.")
def _status_1(answer: Any) -> Iterator[Finding]:
    if not isinstance(answer, dict):
        yield "", f"is {http.kind(answer)}, expected an object with a statusCode: {http_api_1.consequence}"
    else:
        yield from http.status_findings(answer, http_api_1.consequence, required=True)


@http_api_1.rule(
    "HTTP1-unknown",
    "Unknown keys are ignored; not recorded. `cookies` is one: it is of version 2.0.",
    refuses=False,
)
def _unknown_1(answer: Any) -> Iterator[Finding]:
    yield from http.unknown_findings(_parts_1(answer), _KNOWN_1, "API Gateway ignores it")


@http_api_1.rule("HTTP1-headers", "Header maps are as those of REST APIs; not recorded for HTTP APIs.")
def _headers_1(answer: Any) -> Iterator[Finding]:
    for name in ("headers", "multiValueHeaders"):
        yield from http.map_findings(_parts_1(answer), name, http_api_1.consequence)
    yield from http.value_findings(_parts_1(answer), (str, int, float, bool), http_api_1.consequence)


@http_api_1.rule(
    "HTTP1-sendable", "Names of headers are tokens, and their values have no line ends; else: not recorded."
)
def _sendable_1(answer: Any) -> Iterator[Finding]:
    parts = {name: value for name, value in _parts_1(answer).items() if name != "cookies"}
    yield from http.sendable_findings(parts, http_api_1.consequence)


@http_api_1.rule("HTTP1-body", "`body` is text, and base64 if the answer says so; else: not recorded.")
def _body_1(answer: Any) -> Iterator[Finding]:
    parts = _parts_1(answer)
    for findings in (http.body_findings, http.flag_findings, http.base64_findings):
        yield from findings(parts, http_api_1.consequence)
