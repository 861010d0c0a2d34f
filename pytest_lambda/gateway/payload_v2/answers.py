"""What HTTP APIs and function URLs make of functions' answers (facts 3.2)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from pytest_lambda.events.judging.responsebook import ResponseBook
from pytest_lambda.gateway.answer_parts import content_of, failure_of, headers_of, status_of
from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.exchange import Answer, Exchange
from pytest_lambda.runtime.result import InvocationResult

JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class AnswerReader:
    """Reads answers as one front end does.

    Args:
        book: the rules of its answers.
        prefix: of the names of rules that are in no book: `HTTP`, `URL`.
        refused: the name of what it answers if the function failed, or for an answer that it cannot use.
        content_type: of an answer with a `statusCode` that says none.
        plain: the body of an answer that has no `statusCode`.
    """

    book: ResponseBook
    prefix: str
    refused: str
    content_type: str
    plain: Callable[[InvocationResult], bytes]

    def answer(self, exchange: Exchange) -> Answer:
        """The response that an answer in format 2.0 makes.

        Raises:
            Refused: the function failed, or its answer cannot be used.
        """
        result = self.usable(exchange)
        payload = result.payload
        if not isinstance(payload, dict) or "statusCode" not in payload:
            return Answer(200, [("Content-Type", JSON_TYPE)], self.plain(result))
        answer = Answer(status_of(payload), headers_of(payload), content_of(payload))
        answer.headers += [("Set-Cookie", cookie) for cookie in payload.get("cookies") or ()]
        answer.add_missing([("Content-Type", self.content_type)])
        return answer

    def usable(self, exchange: Exchange) -> InvocationResult:
        """The function's answer, once it is known that it can be used; the parts that are not go to the exchange.

        Raises:
            Refused: the function failed, or its answer cannot be used.
        """
        result = exchange.result
        assert result is not None
        if result.function_error is not None:
            raise Refused(self.refused, f"{self.prefix}-function-error", failure_of(result), of_answer=True)
        violation, ignored = self.book.refusal(result.payload, exchange.event)
        exchange.ignored += ignored
        if violation is not None:
            raise Refused(self.refused, violation.rule, f"{violation.field} {violation.reason}".strip(), of_answer=True)
        return result


def compact(result: InvocationResult) -> bytes:
    """Text without its quotes, all else as compact JSON; recorded for function URLs."""
    payload = result.payload
    text = payload if isinstance(payload, str) else json.dumps(payload, separators=(",", ":"), ensure_ascii=False)
    return text.encode(errors="replace")


def as_returned(result: InvocationResult) -> bytes:
    """Text without its quotes, all else to the byte; recorded for HTTP APIs."""
    payload = result.payload
    return payload.encode(errors="replace") if isinstance(payload, str) else result.payload_bytes
