"""The function behind a route, as the gateway asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.errors import InvokeError
from pytest_lambda.events.responses.websocket import book
from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.exchange import Exchange
from pytest_lambda.gateway.integration import Integration, IntegrationTimedOut
from pytest_lambda.gateway.websocket.routes import WebSocketRoute

if TYPE_CHECKING:
    from pytest_lambda.gateway.websocket.api import WebSocketApi


def answer_of(api: WebSocketApi, route: WebSocketRoute, exchange: Exchange) -> dict[str, Any]:
    """What the function answers to the exchange's event: an object with a `statusCode`.

    Raises:
        Refused: it does not answer, or with something else.
    """
    limit = route.timeout_in_millis or api.timeout_in_millis
    qualifier = route.qualifier or (api.qualifier if route.function is None else None)
    integration = Integration(route.function or api.function, qualifier=qualifier, timeout_in_millis=limit)
    try:
        exchange.result = result = integration.invoke(exchange.event)
    except IntegrationTimedOut as late:
        exchange.result = late.result
        raise Refused(
            "INTEGRATION_TIMEOUT", "WS-timeout", f"the function took more than {limit / 1000:g} s", of_answer=True
        ) from None
    except InvokeError as error:
        raise Refused("INVOKE_REFUSED", "WS-invoke", str(error)) from None
    if result.function_error is not None:
        raise Refused("INTEGRATION_FAILED", "WS-function-error", repr(result.error), of_answer=True)
    violation, ignored = book.refusal(result.payload, exchange.event)
    exchange.ignored += ignored
    if violation is not None:
        where = f"{violation.field} {violation.reason}".strip()
        raise Refused("INTEGRATION_FAILED", violation.rule, where, of_answer=True)
    payload: dict[str, Any] = result.payload if isinstance(result.payload, dict) else {}
    return payload
