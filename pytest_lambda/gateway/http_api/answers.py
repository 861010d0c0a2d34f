"""What HTTP APIs make of a function's answer in format 2.0 (facts 3.2)."""

from __future__ import annotations

import base64
import json
from typing import Any

from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.exchange import Answer, Exchange

_JSON = "application/json"


def answer_of(exchange: Exchange) -> Answer:
    """The response that a function's answer makes.

    Raises:
        Refused: the function failed, or its answer cannot be used.
    """
    result = exchange.result
    assert result is not None
    if result.function_error is not None:
        raise Refused("INTERNAL_SERVER_ERROR", "HTTP-function-error", repr(result.error), of_answer=True)
    payload: Any = result.payload
    if not isinstance(payload, dict) or "statusCode" not in payload:
        text = payload if isinstance(payload, str) else json.dumps(payload, separators=(",", ":"), ensure_ascii=False)
        return Answer(200, [("Content-Type", _JSON)], text.encode())
    headers = [(name, str(value)) for name, value in (payload.get("headers") or {}).items()]
    body = payload.get("body") or ""
    content = base64.b64decode(body) if payload.get("isBase64Encoded") else body.encode()
    answer = Answer(int(payload["statusCode"]), headers, content)
    answer.headers += [("Set-Cookie", cookie) for cookie in payload.get("cookies") or ()]
    answer.add_missing([("Content-Type", _JSON)])
    return answer
