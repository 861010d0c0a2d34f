"""What REST APIs make of a function's answer (facts 3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pytest_lambda.events.judging.formats import decoded_base64
from pytest_lambda.events.judging.http_answers import status_number
from pytest_lambda.events.judging.rulebook import Violation
from pytest_lambda.events.responses.rest_api import book
from pytest_lambda.gateway.answer_parts import failure_of, header_text
from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.exchange import Answer, Exchange
from pytest_lambda.gateway.rest_api.binary import BinaryMediaTypes
from pytest_lambda.runtime.result import InvocationResult

#: the gateway response of what cannot be used
_MALFORMED = "DEFAULT_5XX"
#: sent on under another name ("Amazon API Gateway important notes", which says it of integrations with functions, and
#: not whether with the proxy ones, too; users report it of WWW-Authenticate, Content-Length, Connection, Date, Server
#: and x-amzn-RequestId; the others are not recorded)
_REMAPPED = frozenset(
    {
        "authorization",
        "connection",
        "content-length",
        "content-md5",
        "date",
        "expect",
        "host",
        "max-forwards",
        "proxy-authenticate",
        "server",
        "trailer",
        "upgrade",
        "user-agent",
        "www-authenticate",
        "x-amzn-requestid",
    }
)
_DROPPED = frozenset({"transfer-encoding"})
_TEXT = "is true, but the request's Accept names no binary media type of the API: its base64 is sent as it is"


def answer_of(exchange: Exchange, accept: str | None, binary: BinaryMediaTypes) -> Answer:
    """The response that a function's answer makes.

    Args:
        exchange: with the function's result; gets what is ignored of its answer.
        accept: the header of the request; None if it is not there.
        binary: of the API.

    Raises:
        Refused: the function failed, or its answer cannot be used.
    """
    result = exchange.result
    assert result is not None
    payload = _usable(result, exchange)
    status = status_number(payload.get("statusCode", 200))
    assert status is not None  # the book's rule about it
    content = _content(payload, exchange, decodes=binary.match(accept))
    headers = _headers(payload)
    exchange.ignored += tuple(_notes(dict(headers)))
    answer = Answer(status, [(_sent(name), value) for name, value in headers if name.lower() not in _DROPPED], content)
    answer.add_missing([("Content-Type", "application/json")])
    return answer


def _usable(result: InvocationResult, exchange: Exchange) -> dict[str, Any]:
    if result.function_error is not None:
        raise Refused(_MALFORMED, "REST-function-error", failure_of(result), of_answer=True)
    payload = result.payload
    violation, _ = book.refusal(payload, exchange.event)
    if violation is not None:
        raise Refused(_MALFORMED, violation.rule, f"{violation.field} {violation.reason}".strip(), of_answer=True)
    usable: dict[str, Any] = payload
    return usable


def _content(payload: dict[str, Any], exchange: Exchange, *, decodes: bool) -> bytes:
    body = payload.get("body") or ""
    if not payload.get("isBase64Encoded"):
        return str(body).encode(errors="replace")
    if not decodes:
        exchange.ignored += (Violation("REST-binary", "isBase64Encoded", _TEXT),)
        return str(body).encode(errors="replace")
    content = decoded_base64(body)
    if content is None:
        reason = "body is not base64, as isBase64Encoded says"
        raise Refused("API_CONFIGURATION_ERROR", "REST-base64", reason, of_answer=True)
    return content


def _headers(payload: dict[str, Any]) -> list[tuple[str, str]]:
    """Both maps: a name's values in `multiValueHeaders` first, and that of `headers` if it is another one."""
    single = [(name, header_text(value)) for name, value in (payload.get("headers") or {}).items()]
    merged: list[tuple[str, str]] = []
    for name, given in (payload.get("multiValueHeaders") or {}).items():
        values = [header_text(value) for value in given]
        same = [value for each, value in single if each.lower() == name.lower() and value not in values]
        merged += [(name, value) for value in [*values, *same]]
    several = {name.lower() for name, _ in merged}
    return [*merged, *[(name, value) for name, value in single if name.lower() not in several]]


def _notes(names: Iterable[str]) -> Iterator[Violation]:
    """What becomes of headers that do not arrive under their own names."""
    for name in names:
        if name.lower() in _DROPPED:
            yield Violation("REST-dropped", f"headers.{name}", "is not sent on")
        elif name.lower() in _REMAPPED:
            yield Violation("REST-remapped", f"headers.{name}", f"is sent as {_sent(name)}")


def _sent(name: str) -> str:
    return f"x-amzn-Remapped-{name}" if name.lower() in _REMAPPED else name
