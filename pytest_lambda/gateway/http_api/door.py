"""HTTP APIs of API Gateway, in front of a function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import unquote

from pytest_lambda.errors import (
    ConfigurationError,
    InvokeError,
    RequestEntityTooLargeException,
    TooManyRequestsException,
)
from pytest_lambda.events.builders.front_end import gateway_id, names_of
from pytest_lambda.gateway.authorizers.authorizer import AuthorizerCall
from pytest_lambda.gateway.authorizers.choice import named_authorizers
from pytest_lambda.gateway.connection_headers import handed_on
from pytest_lambda.gateway.door import Door, Refused
from pytest_lambda.gateway.exchange import Answer, Exchange, GatewayRequest, Refusal
from pytest_lambda.gateway.http_api.addressing import Paths, address_of
from pytest_lambda.gateway.http_api.answers import answer_of, own_answer
from pytest_lambda.gateway.http_api.backends import TIMEOUT_IN_MILLIS, Backend, backend_of, checked_format
from pytest_lambda.gateway.http_api.definition import definition_of
from pytest_lambda.gateway.http_api.events import Arrival, event_in_1, event_in_2, with_authorizer
from pytest_lambda.gateway.http_api.route_table import RouteTable
from pytest_lambda.gateway.integration import IntegrationTimedOut
from pytest_lambda.gateway.payload_v2.cors import Cors, is_preflight
from pytest_lambda.gateway.rest_api.settings import api_id_of
from pytest_lambda.gateway.routes.openapi.document import OpenApiGiven
from pytest_lambda.gateway.routes.route import RoutesGiven
from pytest_lambda.gateway.routes.settings import checked_qualifier
from pytest_lambda.gateway.wire import is_for, received, trace
from pytest_lambda.runtime.function import LambdaFunction

#: bytes of a request's body; AWS's page "Quotas for configuring and running an HTTP API"
_REQUEST_BYTES = 10 * 1024 * 1024
_EVENTS = {"1.0": event_in_1, "2.0": event_in_2}


class HttpApi(Door):
    """An HTTP API: one stage of it, under one host name.

    Args:
        function: behind all routes that name no other.
        payload_format: of events and answers: `2.0` or `1.0`.
        routes: keys such as `GET /pets/{id}`, `ANY /{proxy+}` and `$default`, or a mapping of keys to functions or
            settings; see `Route`. Without them all requests take `$default`.
        openapi: a document in place of routes: its path, or a mapping.
        functions: of the document: operation's id, or name of a function in an integration -> the function.
        stage: `$default`, or a name with which paths begin then.
        stage_variables: of the stage.
        domain_name: a custom domain, in place of the API's own host name.
        api_id: the first label of the API's own host name; by default made up.
        api_mapping_key: with which paths of the custom domain begin; events in format 2.0 do not have it.
        cors: `allow_origins`, `allow_methods`, `allow_headers`, `expose_headers`, `max_age` in seconds and
            `allow_credentials`. With it the API answers preflights, and ignores headers of the function about CORS.
        authorizer: of all routes that name no other; see `pytest_lambda.gateway.authorizers`.
        authorizers: name -> authorizer, for routes that name one.
        qualifier: version or alias of the function.
        timeout_in_millis: how long the gateway waits for the function, 50 to 30,000.
        raise_function_errors: see `Door`.
        source_ip: of the client.

    Raises:
        ConfigurationError: AWS would refuse a setting, or two contradict each other.

    Source: API Gateway Developer Guide, "API Gateway HTTP APIs".
    """

    kind: ClassVar[str] = "http-api"

    def __init__(
        self,
        function: LambdaFunction,
        *,
        payload_format: str = "2.0",
        routes: RoutesGiven | None = None,
        openapi: OpenApiGiven | None = None,
        functions: Mapping[str, LambdaFunction] | None = None,
        stage: str = "$default",
        stage_variables: Mapping[str, str] | None = None,
        api_id: str | None = None,
        domain_name: str | None = None,
        api_mapping_key: str | None = None,
        cors: Mapping[str, Any] | None = None,
        authorizer: Any = None,
        authorizers: Mapping[str, Any] | None = None,
        qualifier: str | None = None,
        timeout_in_millis: int = TIMEOUT_IN_MILLIS[1],
        raise_function_errors: bool = False,
        source_ip: str | None = None,
    ) -> None:
        super().__init__(function, raise_function_errors=raise_function_errors, source_ip=source_ip)
        world = function.world
        own_id = api_id_of(api_id, names_of("http_api", self.seed, 10)[0])
        own_host = f"{own_id}.execute-api.{world.region}.{world.dns_suffix}"
        self._address = address_of(own_id, own_host, stage, domain_name, api_mapping_key)
        self._stage_variables = _texts("stage_variables", stage_variables)
        named = named_authorizers(authorizers, self.kind)
        definition = definition_of(routes, openapi, functions, cors, named)
        self._cors = definition.cors
        self._table = RouteTable(definition.routes)
        version, qualifier = checked_format(payload_format), checked_qualifier("qualifier", qualifier)
        self._backends = {
            route.key: backend_of(route, function, qualifier, version, timeout_in_millis, authorizer, named)
            for route in definition.routes
        }

    @property
    def host(self) -> str:
        """The host name of the API."""
        return self._address.host

    @property
    def base_url(self) -> str:
        """What a client's paths come after: scheme, host, and the stage or the key of the API mapping."""
        return self._address.base_url

    def answered(self, request: GatewayRequest, exchange: Exchange) -> Answer:
        """The answer of the function, or the one to a preflight."""
        __tracebackhide__ = True
        scene = self.scene()
        exchange.request_id = gateway_id(scene)
        _check_size(request)
        paths = self._paths(request)
        preflight = self._cors if is_preflight(request) else None
        taken = self._table.taken(request.method, unquote(paths.inside))
        if taken is not None:
            exchange.route = taken.route.key
            taken.route.check_simulated()
            backend = self._backends[taken.route.key]
            http = received(handed_on(request), path=paths.inside)
            trace(http, scene)
            variables = self._stage_variables
            arrival = Arrival(request, http, self._address, variables, paths, taken, exchange.request_id)
            event = self._authorized(_EVENTS[backend.payload_format](scene, arrival), arrival, backend, exchange)
            if preflight is None:
                return self._answer(request, event, backend, exchange)
        elif preflight is None:
            raise Refused("NOT_FOUND", "HTTP-no-route", f"no route takes {request.method} {paths.inside}")
        return _preflight(preflight, request, exchange)

    def refused(self, request: GatewayRequest, exchange: Exchange, refused: Refused) -> Answer:
        """The gateway's own answer."""
        return _identified(own_answer(refused), exchange)

    def _paths(self, request: GatewayRequest) -> Paths:
        if not is_for(request, self.host):
            raise Refused("ACCESS_DENIED", "HTTP-host", f"Host is {request.header('host')!r}, not {self.host!r}")
        paths = self._address.paths(request.path)
        if paths is None:
            reason = f"the path {request.path!r} does not begin with {self._address.prefix!r}"
            raise Refused("NOT_FOUND", "HTTP-stage", reason)
        return paths

    def _authorized(self, event: Any, arrival: Arrival, backend: Backend, exchange: Exchange) -> Any:
        """The event, once the authorizer has let the request pass."""
        if backend.authorizer is None:
            return event
        call = AuthorizerCall(
            request=arrival.request,
            http=arrival.http,
            route=arrival.taken.route,
            path_parameters=arrival.taken.parameters,
            stage=self._address.stage,
            stage_variables=self._stage_variables or None,
            api_id=self._address.api_id,
            door=self,
            exchange=exchange,
            event=event,
        )
        return with_authorizer(event, backend.authorizer.authorize(call))

    def _answer(self, request: GatewayRequest, event: Any, backend: Backend, exchange: Exchange) -> Answer:
        """What the function answers."""
        exchange.event = event
        try:
            exchange.result = backend.integration.invoke(event)
        except IntegrationTimedOut as late:
            exchange.result = late.result
            reason = f"the function took more than {backend.timeout_in_millis:,} ms"
            raise Refused("SERVICE_UNAVAILABLE", "HTTP-timeout", reason) from None
        except RequestEntityTooLargeException as error:
            raise Refused("REQUEST_TOO_LARGE", "HTTP-event-size", str(error)) from None
        except TooManyRequestsException as error:
            raise Refused("SERVICE_UNAVAILABLE", "HTTP-throttled", str(error)) from None
        except InvokeError as error:
            raise Refused("INTERNAL_SERVER_ERROR", "HTTP-invoke", str(error)) from None
        answer = answer_of(exchange, backend.payload_format, with_cors=self._cors is not None)
        if self._cors is not None:
            answer.headers += self._cors.of_answer(request)
        return _identified(answer, exchange)


def _check_size(request: GatewayRequest) -> None:
    size = len(request.content)
    if size > _REQUEST_BYTES:
        reason = f"the body has {size:,} bytes, more than {_REQUEST_BYTES:,}"
        raise Refused("REQUEST_TOO_LARGE", "HTTP-request-size", reason)


def _preflight(cors: Cors, request: GatewayRequest, exchange: Exchange) -> Answer:
    """The gateway's answer to a preflight: an origin that is not allowed gets no headers (not recorded)."""
    headers = cors.of_preflight(request)
    allowed = "" if headers else f", but the origin {request.header('origin')!r} is not among allow_origins"
    exchange.refusal = Refusal("HTTP-preflight", f"CORS is configured: API Gateway answers preflights{allowed}")
    return _identified(Answer(204, headers), exchange)


def _identified(answer: Answer, exchange: Exchange) -> Answer:
    answer.headers.append(("Apigw-Requestid", exchange.request_id or ""))
    return answer


def _texts(name: str, given: Any) -> dict[str, str]:
    """A mapping of texts to texts.

    Raises:
        ConfigurationError: it is none.
    """
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(isinstance(each, str) for pair in given.items() for each in pair):
        raise ConfigurationError(f"{name} is {given!r}: expected a mapping of texts to texts.")
    return dict(given)
