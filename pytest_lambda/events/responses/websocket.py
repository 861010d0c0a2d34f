"""What API Gateway accepts as the answer to a WebSocket route (facts 3.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.judging import http_answers as http
from pytest_lambda.events.judging.responsebook import ResponseBook
from pytest_lambda.events.judging.shape import Finding

_ERROR = "API Gateway refuses the handshake of $connect, and sends an error to the client on other routes"


def _of_disconnect(event: Mapping[str, Any]) -> ResponseBook | None:
    return disconnect if event.get("requestContext", {}).get("eventType") == "DISCONNECT" else None


book = ResponseBook("websocket", _ERROR, variant=_of_disconnect)
#: nobody is there any more: whatever is answered is dropped
disconnect = ResponseBook("websocket", "API Gateway drops the answer, as it does with any after $disconnect")
BOOKS = (book,)


@book.rule("WS-status", "An answer of a proxy integration is an object with a `statusCode`; not recorded.")
def _status(answer: Any) -> Iterator[Finding]:
    if isinstance(answer, dict):
        yield from http.status_findings(answer, _ERROR, required=True)
    else:
        yield "", f"is {http.kind(answer)}, expected an object with a statusCode: {_ERROR}"


def _parts(answer: Any) -> dict[str, Any]:
    return answer if isinstance(answer, dict) else {}


@book.rule("WS-body", "`body` is text; it reaches the client only if the route has a route response. Not recorded.")
def _body(answer: Any) -> Iterator[Finding]:
    for findings in (http.body_findings, http.flag_findings, http.base64_findings):
        yield from findings(_parts(answer), _ERROR)


@book.rule("WS-headers", "`headers` is an object, `multiValueHeaders` one of lists; not recorded.")
def _headers(answer: Any) -> Iterator[Finding]:
    for name in ("headers", "multiValueHeaders"):
        yield from http.map_findings(_parts(answer), name, _ERROR)
