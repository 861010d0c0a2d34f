"""HTTP APIs of API Gateway, in front of a function."""

from __future__ import annotations

from typing import Any, ClassVar

from pytest_lambda.errors import InvokeError
from pytest_lambda.events.builders.front_end import gateway_id, names_of
from pytest_lambda.events.builders.payload_v2 import FrontEnd, event_v2
from pytest_lambda.events.building.overrides import ABSENT, NOTHING
from pytest_lambda.gateway.door import Door, Refused
from pytest_lambda.gateway.exchange import Answer, Exchange, GatewayRequest
from pytest_lambda.gateway.http_api.answers import answer_of
from pytest_lambda.gateway.integration import Integration, IntegrationTimedOut
from pytest_lambda.gateway.wire import received
from pytest_lambda.runtime.function import LambdaFunction

#: milliseconds: the longest that HTTP APIs wait
_TIMEOUT = 30_000
_FORWARDED = {"x-forwarded-port": "443", "x-forwarded-proto": "https"}
#: what the gateway answers by itself (facts 3.2)
_ANSWERS = {
    "INTERNAL_SERVER_ERROR": (500, "Internal Server Error"),
    "SERVICE_UNAVAILABLE": (503, "Service Unavailable"),
}


class HttpApi(Door):
    """An HTTP API.

    Args:
        function: that is invoked.
        raise_function_errors: see `Door`.
        source_ip: of the client.
    """

    kind: ClassVar[str] = "http-api"

    def __init__(
        self, function: LambdaFunction, *, raise_function_errors: bool = False, source_ip: str | None = None
    ) -> None:
        super().__init__(function, raise_function_errors=raise_function_errors, source_ip=source_ip)
        self._api_id = names_of("http_api", function.world.seed, 10)[0]
        world = function.world
        self._host = f"{self._api_id}.execute-api.{world.region}.{world.dns_suffix}"
        self._integration = Integration(function, timeout_in_millis=_TIMEOUT)

    @property
    def host(self) -> str:
        """The host name of the API."""
        return self._host

    def answered(self, request: GatewayRequest, exchange: Exchange) -> Answer:
        """The answer of the function."""
        exchange.route = "$default"
        exchange.event = self._event(request)
        try:
            exchange.result = self._integration.invoke(exchange.event)
        except IntegrationTimedOut as late:
            exchange.result = late.result
            raise Refused("SERVICE_UNAVAILABLE", "HTTP-timeout", "the function took more than 30 s") from None
        except InvokeError as error:
            raise Refused("INTERNAL_SERVER_ERROR", "HTTP-invoke", str(error)) from None
        return answer_of(exchange)

    def refused(self, request: GatewayRequest, exchange: Exchange, refused: Refused) -> Answer:
        """The gateway's own answer."""
        status, message = _ANSWERS[refused.name]
        return Answer(status, [("Content-Type", "application/json")], b'{"message":"%s"}' % message.encode())

    def _event(self, request: GatewayRequest) -> Any:
        scene = self.scene()
        front = FrontEnd(
            account=scene.account,
            api_id=self._api_id,
            domain=self._host,
            stage="$default",
            route_key="$default",
            path=request.path,
            path_parameters=ABSENT,
            stage_variables=ABSENT,
            authorizer=ABSENT,
            source_ip=request.source_ip,
            request_id=gateway_id(scene),
            more_headers=_FORWARDED,
            cookie_header=False,
            counts_nothing=True,
        )
        return event_v2(scene, NOTHING, received(request), front)
