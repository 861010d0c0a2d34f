"""A Lambda authorizer is asked: its function is invoked, and either it answers or the request is refused."""

from __future__ import annotations

from typing import Any

from pytest_lambda.errors import ConfigurationError, InvokeError
from pytest_lambda.events.judging.response_checking import response_books
from pytest_lambda.gateway.authorizers.authorizer import AuthorizerCall
from pytest_lambda.gateway.authorizers.requests import HTTP_API
from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.integration import Integration
from pytest_lambda.runtime.function import LambdaFunction
from pytest_lambda.runtime.result import InvocationResult

#: an exception of just this text makes 401 of the request (facts 3.3)
UNAUTHORIZED = "Unauthorized"
#: what is wrong with the authorizer, not with the request (facts 3.3: 500 with a null message)
BROKEN = "AUTHORIZER_CONFIGURATION_ERROR"


def integration_of(function: object) -> Integration:
    """The function of an authorizer.

    Raises:
        ConfigurationError: it is none.
    """
    if not isinstance(function, LambdaFunction):
        raise ConfigurationError(f"The function of an authorizer is {function!r}: expected a LambdaFunction.")
    return Integration(function)


def answer_of(integration: Integration, event: dict[str, Any], call: AuthorizerCall, source: str) -> Any:
    """What the authorizer's function answers, if a gateway can use it.

    Args:
        integration: its function.
        event: that it gets.
        call: the request.
        source: of which builder the event is, whose rules for answers hold.

    Raises:
        Refused: 401, or the function failed, or its answer cannot be used.
    """
    result = _invoked(integration, event, call)
    refusing, ignored = response_books()[source].book_for(event).refusal(result.payload)
    if refusing is not None:
        too_long = refusing.rule == "AUTH-length" and call.door.kind != HTTP_API
        name = "REQUEST_URI_TOO_LONG" if too_long else BROKEN
        raise Refused(name, refusing.rule, f"{refusing.field} {refusing.reason}".strip(), of_answer=True)
    call.exchange.ignored += ignored
    return result.payload


def latency_of(call: AuthorizerCall) -> int:
    """Milliseconds that the authorizer took: none if a remembered answer was taken."""
    result = call.exchange.authorizer
    return 0 if result is None else round((result.end_time - result.start_time).total_seconds() * 1000)


def _invoked(integration: Integration, event: dict[str, Any], call: AuthorizerCall) -> InvocationResult:
    try:
        result = integration.invoke(event)
    except InvokeError as error:
        raise Refused(BROKEN, "AUTH-invoke", f"the authorizer was not invoked: {error}") from None
    call.exchange.authorizer = result
    if result.error is not None:
        if result.error.message == UNAUTHORIZED:
            raise Refused("UNAUTHORIZED", "AUTH-unauthorized", "the authorizer raised an exception 'Unauthorized'")
        reason = f"the authorizer failed: {result.error.type}: {result.error.message}"
        raise Refused(BROKEN, "AUTH-function-error", reason, of_answer=True)
    return result
