"""What a load balancer makes of a function's answer (facts 3.3)."""

from __future__ import annotations

from typing import Any

from pytest_lambda.events.building.http_parts import OF_THE_CONNECTION
from pytest_lambda.events.responses.alb import RESPONSE_BYTES, book
from pytest_lambda.gateway.answer_parts import content_of, failure_of, status_of
from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.exchange import Answer, Exchange
from pytest_lambda.runtime.result import InvocationResult


def answer_of(exchange: Exchange, *, multi_value_headers: bool) -> Answer:
    """The response that a function's answer makes.

    Args:
        exchange: with the function's result; gets what is ignored of its answer.
        multi_value_headers: whether the target group has this attribute.

    Raises:
        Refused: the function failed, or its answer cannot be used.
    """
    result = exchange.result
    assert result is not None
    _check(result)
    violation, ignored = book.refusal(result.payload, exchange.event)
    if violation is not None:
        reason = f"{violation.field} {violation.reason}".strip()
        raise Refused("LambdaInvalidResponse", violation.rule, reason, of_answer=True)
    payload: dict[str, Any] = result.payload
    name = "multiValueHeaders" if multi_value_headers else "headers"
    headers = _headers(payload.get(name) or {}, several=multi_value_headers)
    exchange.ignored = ignored
    kept = [each for each in headers if each[0].lower() not in OF_THE_CONNECTION]
    return Answer(status_of(payload), kept, content_of(payload), _reason_phrase(payload))


def _check(result: InvocationResult) -> None:
    if result.function_error is not None:
        raise Refused("LambdaUnhandled", "ALB-function-error", failure_of(result), of_answer=True)
    size = len(result.payload_bytes)
    if size > RESPONSE_BYTES:
        reason = f"the answer has {size:,} bytes of JSON, more than {RESPONSE_BYTES:,}"
        raise Refused("LambdaResponseTooLarge", "ALB-size", reason, of_answer=True)


def _headers(given: dict[str, Any], *, several: bool) -> list[tuple[str, str]]:
    if several:
        return [(name, value) for name, values in given.items() for value in values]
    return list(given.items())


def _reason_phrase(payload: dict[str, Any]) -> str | None:
    """What follows the code in `statusDescription`; None for the usual phrase."""
    description: str | None = payload.get("statusDescription")
    if not description:
        return None
    code, _, phrase = description.partition(" ")
    return phrase if code.isdecimal() else description
