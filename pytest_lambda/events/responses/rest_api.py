"""What API Gateway accepts as the answer to a REST API's proxy event (facts 3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.judging import http_answers as http
from pytest_lambda.events.judging.responsebook import ResponseBook
from pytest_lambda.events.judging.shape import Finding

_KNOWN = ("statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded")
_ERROR = "API Gateway answers 502 (Malformed Lambda proxy response)"

book = ResponseBook("rest_api", "API Gateway answers 502")
BOOKS = (book,)


@book.rule("REST-object", "An answer is an object, not a bare text; that null is refused, too, is not recorded.")
def _object(answer: Any) -> Iterator[Finding]:
    if not isinstance(answer, dict):
        yield "", f"is {http.kind(answer)}, expected an object: {_ERROR}"


def _parts(answer: Any) -> dict[str, Any]:
    return answer if isinstance(answer, dict) else {}


@book.rule("REST-unknown", "An answer has no keys but the five of the proxy integration; recorded.")
def _unknown(answer: Any) -> Iterator[Finding]:
    yield from http.unknown_findings(_parts(answer), _KNOWN, _ERROR)


@book.rule(
    "REST-status",
    "`statusCode` is a whole number or the text of one; it need not be there. Its range is not recorded.",
)
def _status(answer: Any) -> Iterator[Finding]:
    yield from http.status_findings(_parts(answer), _ERROR)


@book.rule("REST-headers", "`headers` is an object or null; recorded for null, not for what is refused.")
def _headers(answer: Any) -> Iterator[Finding]:
    yield from http.map_findings(_parts(answer), "headers", _ERROR)


@book.rule("REST-multi", "`multiValueHeaders` is an object of lists; recorded for a value that is no list.")
def _multi(answer: Any) -> Iterator[Finding]:
    yield from http.map_findings(_parts(answer), "multiValueHeaders", _ERROR)


@book.rule("REST-value", "A header's value is text, true or false; that others are refused is not recorded.")
def _value(answer: Any) -> Iterator[Finding]:
    yield from http.value_findings(_parts(answer), (str, bool), _ERROR)


@book.rule("REST-sendable", "Names of headers are tokens, and their values have no line ends; else: not recorded.")
def _sendable(answer: Any) -> Iterator[Finding]:
    parts = {name: _parts(answer).get(name) for name in ("headers", "multiValueHeaders")}
    yield from http.sendable_findings(parts, _ERROR)


@book.rule("REST-body", "`body` is text; that anything else is refused is reported by users, not recorded.")
def _body(answer: Any) -> Iterator[Finding]:
    yield from http.body_findings(_parts(answer), _ERROR)


@book.rule("REST-flag", "`isBase64Encoded` is true or false; that anything else is refused is not recorded.")
def _flag(answer: Any) -> Iterator[Finding]:
    yield from http.flag_findings(_parts(answer), _ERROR)


# it is refused only where a binary media type applies: what the book does not see, the gateway does
@book.rule("REST-base64", "With `isBase64Encoded` the body is base64; documented, not recorded.", refuses=False)
def _base64(answer: Any) -> Iterator[Finding]:
    consequence = "API Gateway answers 500 (API_CONFIGURATION_ERROR) where a binary media type applies"
    yield from http.base64_findings(_parts(answer), consequence)
