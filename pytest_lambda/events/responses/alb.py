"""What an Application Load Balancer accepts as the answer of a target (facts 3.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.judging import http_answers as http
from pytest_lambda.events.judging.responsebook import ResponseBook, json_size
from pytest_lambda.events.judging.shape import Finding

_KNOWN = ("statusCode", "statusDescription", "headers", "multiValueHeaders", "body", "isBase64Encoded")
_ERROR = "the load balancer answers 502"
#: Elastic Load Balancing, "Use Lambda functions as targets": the JSON of a response
RESPONSE_BYTES = 1_048_576

book = ResponseBook("alb", _ERROR)
BOOKS = (book,)


@book.rule("ALB-object", "An answer is an object with a `statusCode`; not recorded.")
def _object(answer: Any) -> Iterator[Finding]:
    if not isinstance(answer, dict):
        yield "", f"is {http.kind(answer)}, expected an object: {_ERROR}"


def _parts(answer: Any) -> dict[str, Any]:
    return answer if isinstance(answer, dict) else {}


@book.rule("ALB-status", "`statusCode` is there and a whole number; not recorded.")
def _status(answer: Any) -> Iterator[Finding]:
    if isinstance(answer, dict):
        yield from http.status_findings(answer, _ERROR, required=True)


@book.rule("ALB-description", "`statusDescription` is text like `200 OK`; not recorded.")
def _description(answer: Any) -> Iterator[Finding]:
    text = _parts(answer).get("statusDescription")
    if text is not None and not isinstance(text, str):
        yield "statusDescription", f"is {http.kind(text)}, expected text like '200 OK': {_ERROR}"


@book.rule("ALB-unknown", "Other keys are ignored; not recorded.", refuses=False)
def _unknown(answer: Any) -> Iterator[Finding]:
    yield from http.unknown_findings(_parts(answer), _KNOWN, "the load balancer ignores it")


@book.rule("ALB-headers", "`headers` is an object, `multiValueHeaders` one of lists; values are text. Not recorded.")
def _headers(answer: Any) -> Iterator[Finding]:
    for name in ("headers", "multiValueHeaders"):
        yield from http.map_findings(_parts(answer), name, _ERROR)
    yield from http.value_findings(_parts(answer), (str,), _ERROR)


@book.rule("ALB-body", "`body` is text, and base64 if the answer says so; not recorded.")
def _body(answer: Any) -> Iterator[Finding]:
    for findings in (http.body_findings, http.flag_findings, http.base64_findings):
        yield from findings(_parts(answer), _ERROR)


@book.rule("ALB-size", "The answer's JSON has at most 1 MB; documented.")
def _size(answer: Any) -> Iterator[Finding]:
    size = json_size(answer)
    if size > RESPONSE_BYTES:
        yield "", f"has {size:,} bytes of JSON, more than {RESPONSE_BYTES:,}: {_ERROR}"


@book.event_rule(
    "ALB-multi",
    "Headers are in the map of the target group's mode, which is the event's: the other one is ignored; not recorded.",
    refuses=False,
)
def _multi(answer: Any, event: Any) -> Iterator[Finding]:
    used, other = "headers", "multiValueHeaders"
    if "multiValueHeaders" in event:
        used, other = other, used
    parts = _parts(answer)
    if parts.get(other) and not parts.get(used):
        yield other, f"is ignored: the event has {used}, so the target group's mode wants {used} in the answer"
