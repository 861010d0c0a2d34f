"""What an Application Load Balancer accepts as the answer of a target (facts 3.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.building.http_parts import OF_THE_CONNECTION, is_sendable
from pytest_lambda.events.judging import http_answers as http
from pytest_lambda.events.judging.responsebook import ResponseBook, json_size
from pytest_lambda.events.judging.shape import Finding

_KNOWN = ("statusCode", "statusDescription", "headers", "multiValueHeaders", "body", "isBase64Encoded")
_ERROR = "the load balancer answers 502"
#: Elastic Load Balancing, "Use Lambda functions as targets": the JSON of a response
RESPONSE_BYTES = 1_048_576
_SINGLE, _MULTI = "headers", "multiValueHeaders"

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


@book.rule("ALB-description", "`statusDescription` is text like `200 OK`, on one line; not recorded.")
def _description(answer: Any) -> Iterator[Finding]:
    text = _parts(answer).get("statusDescription")
    if text is not None and not (isinstance(text, str) and is_sendable("Status", text)):
        yield "statusDescription", f"is {http.kind(text)}, expected text like '200 OK': {_ERROR}"


@book.rule("ALB-unknown", "Other keys are ignored; not recorded.", refuses=False)
def _unknown(answer: Any) -> Iterator[Finding]:
    yield from http.unknown_findings(_parts(answer), _KNOWN, "the load balancer ignores it")


@book.event_rule(
    "ALB-headers",
    "`headers` is an object, `multiValueHeaders` one of lists; values are text. Not recorded.",
    needed=False,
)
def _headers(answer: Any, event: Any) -> Iterator[Finding]:
    used = _used(answer, event)
    for name in used:
        yield from http.map_findings(used, name, _ERROR)
    yield from http.value_findings(used, (str,), _ERROR)


@book.event_rule(
    "ALB-sendable",
    "Names of headers are tokens, and their values have no line ends; documented.",
    needed=False,
)
def _sendable(answer: Any, event: Any) -> Iterator[Finding]:
    yield from http.sendable_findings(_used(answer, event), _ERROR)


@book.event_rule(
    "ALB-hop",
    "Headers of one connection, `Connection` and `Transfer-Encoding` say, are not sent on; documented.",
    needed=False,
    refuses=False,
)
def _hop(answer: Any, event: Any) -> Iterator[Finding]:
    for name, headers in _used(answer, event).items():
        for header in headers if isinstance(headers, dict) else ():
            if header.lower() in OF_THE_CONNECTION:
                yield f"{name}.{header}", "is of one connection: the load balancer does not send it on"


def _used(answer: Any, event: Any) -> dict[str, Any]:
    """The map of headers that the target group's mode uses; both, if there is no event to tell it."""
    names = (_SINGLE, _MULTI) if event is None else (_MULTI if _MULTI in event else _SINGLE,)
    parts = _parts(answer)
    return {name: parts[name] for name in names if name in parts}


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
    used, other = (_MULTI, _SINGLE) if _MULTI in event else (_SINGLE, _MULTI)
    parts = _parts(answer)
    if parts.get(other) and not parts.get(used):
        yield other, f"is ignored: the event has {used}, so the target group's mode wants {used} in the answer"
