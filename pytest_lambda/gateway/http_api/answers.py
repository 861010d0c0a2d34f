"""What HTTP APIs make of functions' answers (facts 3.2), and what they answer by themselves."""

from __future__ import annotations

import json

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.http_parts import OF_THE_CONNECTION
from pytest_lambda.events.judging.rulebook import Violation
from pytest_lambda.events.responses.http_api import http_api, http_api_1
from pytest_lambda.gateway.answer_parts import content_of, header_text, headers_of, status_of
from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.exchange import Answer, Exchange
from pytest_lambda.gateway.payload_v2.answers import JSON_TYPE, AnswerReader, as_returned
from pytest_lambda.gateway.payload_v2.cors import CORS_HEADERS

#: recorded in both formats for an answer with a statusCode and without a content type
_TEXT_TYPE = "text/plain; charset=utf-8"
_FORMAT_2 = AnswerReader(http_api, "HTTP", "INTERNAL_SERVER_ERROR", _TEXT_TYPE, as_returned)
_FORMAT_1 = AnswerReader(http_api_1, "HTTP", "INTERNAL_SERVER_ERROR", _TEXT_TYPE, as_returned)

#: what an HTTP API answers by itself (facts 3.2); names of authorizers' refusals are those of REST APIs
_OWN = {
    "NOT_FOUND": (404, "Not Found"),
    "REQUEST_TOO_LARGE": (413, "Request Entity Too Large"),
    "REQUEST_URI_TOO_LONG": (414, "Request-URI Too Long"),
    "UNAUTHORIZED": (401, "Unauthorized"),
    "ACCESS_DENIED": (403, "Forbidden"),
    "EXPIRED_TOKEN": (403, "Forbidden"),
    "INVALID_SIGNATURE": (403, "Forbidden"),
    "MISSING_AUTHENTICATION_TOKEN": (403, "Forbidden"),
    "AUTHORIZER_FAILURE": (500, "Internal Server Error"),
    "AUTHORIZER_CONFIGURATION_ERROR": (500, "Internal Server Error"),
    "INTERNAL_SERVER_ERROR": (500, "Internal Server Error"),
    "SERVICE_UNAVAILABLE": (503, "Service Unavailable"),
}


def answer_of(exchange: Exchange, payload_format: str, *, with_cors: bool) -> Answer:
    """The response that a function's answer makes.

    Args:
        exchange: with the invocation.
        payload_format: in which the function answers.
        with_cors: whether headers about CORS are the API's: those of the function are ignored then.

    Raises:
        Refused: the function failed, or its answer cannot be used.
    """
    answer = _FORMAT_2.answer(exchange) if payload_format == "2.0" else _answer_in_1(exchange)
    headers = []
    for name, value in answer.headers:
        reason = _unused(name.lower(), with_cors=with_cors)
        if reason is None:
            headers.append((_as_sent(name), value))
        else:
            exchange.ignored += (Violation(reason[0], f"headers.{name}", reason[1]),)
    answer.headers = headers
    return answer


def own_answer(refused: Refused) -> Answer:
    """What the gateway answers by itself.

    Raises:
        ConfigurationError: an authorizer refused with a name that is no answer of HTTP APIs.
    """
    if refused.name not in _OWN:
        raise ConfigurationError(f"A request was refused with {refused.name!r}: expected one of {', '.join(_OWN)}.")
    status, message = _OWN[refused.name]
    content = json.dumps({"message": refused.message or message}, separators=(",", ":")).encode()
    return Answer(status, [("Content-Type", JSON_TYPE), *refused.headers], content)


def _answer_in_1(exchange: Exchange) -> Answer:
    """Values of `headers` come before those of `multiValueHeaders`: recorded, the other way round than REST APIs."""
    payload = _FORMAT_1.usable(exchange).payload
    answer = Answer(status_of(payload), headers_of(payload), content_of(payload))
    for name, values in (payload.get("multiValueHeaders") or {}).items():
        answer.headers += [(name, header_text(value)) for value in values]
    answer.add_missing([("Content-Type", _TEXT_TYPE)])
    return answer


def _unused(name: str, *, with_cors: bool) -> tuple[str, str] | None:
    """The rule and the reason for which a header of an answer is not handed on."""
    if with_cors and name in CORS_HEADERS:
        return "HTTP-cors", "is ignored: CORS is configured, so such headers are the API's"
    if name in OF_THE_CONNECTION:
        return "HTTP-connection", "is ignored: it is about the connection, which is the gateway's (not recorded)"
    return None


def _as_sent(name: str) -> str:
    """The name of a header in HTTP/1.1: recorded, `myheader` reaches the client as `Myheader`."""
    return "-".join([part.capitalize() for part in name.split("-")])
