"""What a function URL makes of functions' answers (facts 3.2), and what it answers by itself."""

from __future__ import annotations

import json

from pytest_lambda.events.building.http_parts import OF_THE_CONNECTION
from pytest_lambda.events.judging.rulebook import Violation
from pytest_lambda.events.responses.http_api import function_url
from pytest_lambda.gateway.answer_parts import failure_of
from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.exchange import Answer, Exchange, GatewayRequest
from pytest_lambda.gateway.payload_v2.answers import JSON_TYPE, AnswerReader, compact
from pytest_lambda.gateway.payload_v2.cors import Cors

_CONNECTION = "is ignored: it is about the connection, which is the URL's (not recorded)"

BAD_GATEWAY = "BAD_GATEWAY"
FORBIDDEN = "FORBIDDEN"
UNKNOWN_URL = "UNKNOWN_URL"
REQUEST_TOO_LARGE = "REQUEST_TOO_LARGE"
THROTTLED = "THROTTLED"

_READER = AnswerReader(function_url, "URL", BAD_GATEWAY, JSON_TYPE, compact)

#: name -> status, error type and message; the messages of 413 and 429 are not recorded
_OWN = {
    FORBIDDEN: (
        403,
        "AccessDeniedException",
        "Forbidden. For troubleshooting Function URL authorization issues, see: "
        "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
    ),
    UNKNOWN_URL: (403, "AccessDeniedException", None),
    REQUEST_TOO_LARGE: (413, "RequestEntityTooLargeException", "Request Entity Too Large"),
    THROTTLED: (429, "TooManyRequestsException", "Rate Exceeded."),
}


def buffered(exchange: Exchange) -> Answer:
    """The response that a function's answer makes in mode BUFFERED.

    Raises:
        Refused: the function failed, or its answer cannot be used.
    """
    answer = _READER.answer(exchange)
    kept = []
    for name, value in answer.headers:
        if name.lower() in OF_THE_CONNECTION:
            exchange.ignored += (Violation("URL-connection", f"headers.{name}", _CONNECTION),)
        else:
            kept.append((name, value))
    answer.headers = kept
    return answer


def streamed(exchange: Exchange) -> Answer:
    """The response that a function's answer makes in mode RESPONSE_STREAM.

    Python functions do not stream. What they return is sent to the byte, whatever it says about a status or headers:
    recorded for a function in another language that does not stream either; its content type is not recorded.

    Raises:
        Refused: the function failed.
    """
    result = exchange.result
    assert result is not None
    if result.function_error is not None:
        raise Refused(BAD_GATEWAY, "URL-function-error", failure_of(result), of_answer=True)
    return Answer(200, [("Content-Type", "application/octet-stream")], result.payload_bytes)


def own_answer(name: str) -> Answer:
    """What a function URL answers by itself."""
    if name == BAD_GATEWAY:
        return Answer(502, [("Content-Type", "text/plain")], b"Internal Server Error")
    status, error_type, message = _OWN[name]
    content = json.dumps({"Message": message}, separators=(",", ":")).encode()
    return Answer(status, [("Content-Type", JSON_TYPE), ("x-amzn-ErrorType", error_type)], content)


def add_cors(answer: Answer, cors: Cors, request: GatewayRequest, exchange: Exchange) -> None:
    """Add the URL's headers about CORS; they come before those of the function ("Cross-origin resource sharing")."""
    own = cors.of_answer(request)
    names = {name.lower() for name, _ in own}
    replaced = [name for name, _ in answer.headers if name.lower() in names]
    reason = "is ignored: CORS is configured, and the URL's own header takes precedence"
    exchange.ignored += tuple(Violation("URL-cors", f"headers.{name}", reason) for name in replaced)
    answer.headers = [each for each in answer.headers if each[0] not in replaced] + own
