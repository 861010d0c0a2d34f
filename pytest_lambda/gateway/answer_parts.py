"""Parts of functions' answers as all kinds of front doors read them."""

from __future__ import annotations

import json
from typing import Any

from pytest_lambda.events.judging.formats import decoded_base64
from pytest_lambda.events.judging.http_answers import status_number
from pytest_lambda.runtime.result import InvocationResult


def failure_of(result: InvocationResult) -> str:
    """What a function error was, for people."""
    error = result.error
    return str(result.function_error) if error is None else f"the function failed with {error.type}: {error.message}"


def status_of(payload: dict[str, Any]) -> int:
    """The status of an answer that the book lets pass."""
    status = status_number(payload["statusCode"])
    assert status is not None  # the book's rule about it
    return status


def headers_of(payload: dict[str, Any]) -> list[tuple[str, str]]:
    """The headers of the map `headers`."""
    return [(name, header_text(value)) for name, value in (payload.get("headers") or {}).items()]


def header_text(value: Any) -> str:
    """A header's value as it is sent: text as it is, numbers and booleans as in JSON."""
    return value if isinstance(value, str) else json.dumps(value)


def content_of(payload: dict[str, Any]) -> bytes:
    """The body of an answer that the book lets pass, decoded if the answer says so."""
    body = payload.get("body") or ""
    if payload.get("isBase64Encoded"):
        content = decoded_base64(body)
        assert content is not None  # the book's rule about it
        return content
    return str(body).encode(errors="replace")
