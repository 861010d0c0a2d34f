"""What a door asks an authorizer, and what it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pytest_lambda.events.building.http_request import HttpRequest
from pytest_lambda.gateway.door import Door
from pytest_lambda.gateway.exchange import Exchange, GatewayRequest
from pytest_lambda.gateway.routes.route import Route


@dataclass(frozen=True, slots=True)
class AuthorizerCall:
    """A request that waits at a door.

    Args:
        request: as it was sent.
        http: the same as builders of events take it; its path is without the stage.
        route: that it takes.
        path_parameters: of the route; None if it has none.
        stage: of the API.
        stage_variables: of the stage; None if it has none.
        api_id: of the API.
        door: that asks.
        exchange: where the authorizer's invocation is noted.
        event: that the function will get, as yet without `requestContext.authorizer`: the authorizer's event has the
            same headers, ids and moment.
        method_arn: what is asked for; None for `…:<api>/<stage>/<method>/<path>`, as REST and HTTP APIs have it.
    """

    request: GatewayRequest
    http: HttpRequest
    route: Route
    path_parameters: Mapping[str, str] | None
    stage: str
    stage_variables: Mapping[str, str] | None
    api_id: str
    door: Door
    exchange: Exchange
    event: Mapping[str, Any]
    method_arn: str | None = None


@dataclass(frozen=True, slots=True)
class Authorized:
    """The request may pass.

    Args:
        context: what becomes of the event's `requestContext.authorizer`: a flat map (REST APIs, WebSocket APIs,
            payload format 1.0), or one of `{"lambda": …}`, `{"jwt": …}`, `{"iam": …}` (payload format 2.0); None for
            nothing.
        identity: what is known of the caller besides: fields of a REST API's `requestContext.identity`.
    """

    context: Any
    identity: Mapping[str, Any] | None = None


class Authorizer(Protocol):
    """Decides about requests. One may be shared by doors; what it remembers, it remembers for each of them alone."""

    def authorize(self, call: AuthorizerCall) -> Authorized:
        """Let a request pass.

        Raises:
            Refused: it may not, or the authorizer failed. Its name is one of API Gateway's types of gateway responses:
                `UNAUTHORIZED`, `ACCESS_DENIED`, `AUTHORIZER_FAILURE`, `AUTHORIZER_CONFIGURATION_ERROR`, …
        """
