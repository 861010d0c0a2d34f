"""REST APIs of API Gateway, in front of a function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from email.utils import formatdate
from typing import Any, ClassVar

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.builders.front_end import gateway_id, names_of
from pytest_lambda.events.building.http_request import HttpRequest
from pytest_lambda.gateway.authorizers.authorizer import Authorizer, AuthorizerCall
from pytest_lambda.gateway.authorizers.choice import named_authorizers
from pytest_lambda.gateway.door import Door, Refused
from pytest_lambda.gateway.exchange import Answer, Exchange, GatewayRequest
from pytest_lambda.gateway.rest_api import settings
from pytest_lambda.gateway.rest_api.answers import answer_of
from pytest_lambda.gateway.rest_api.binary import BinaryMediaTypes
from pytest_lambda.gateway.rest_api.event import Deployment
from pytest_lambda.gateway.rest_api.gateway_responses import GatewayResponses
from pytest_lambda.gateway.rest_api.method import Defaults, Method
from pytest_lambda.gateway.rest_api.resources import ALL, METHODS, Resource, Resources
from pytest_lambda.gateway.rest_api.response_types import CONTENT_LENGTH, FORBIDDEN
from pytest_lambda.gateway.rest_api.site import Arrival, Site
from pytest_lambda.gateway.routes.fixed_answer import FixedAnswer
from pytest_lambda.gateway.routes.openapi.document import ApiDocument, OpenApiGiven, document_of
from pytest_lambda.gateway.routes.route import Route, RoutesGiven, routes_of
from pytest_lambda.gateway.routes.settings import checked_qualifier
from pytest_lambda.gateway.wire import is_for, received
from pytest_lambda.runtime.function import LambdaFunction

#: bytes of a request's body ("Amazon API Gateway quotas")
REQUEST_BYTES = 10_485_760
_OVERRIDE = "x-http-method-override"


class RestApi(Door):
    """A REST API with Lambda proxy integrations.

    Args:
        function: that is invoked, unless a route has its own.
        routes: keys such as `GET /pets/{id}`, or a mapping of keys to functions or settings; by default `ANY /` and
            `ANY /{proxy+}`.
        openapi: an OpenAPI document, or its path, in place of `routes`.
        functions: for the document's operations; see `document_of`.
        stage: its name is the first part of each path.
        stage_variables: of the stage.
        binary_media_types: `image/png`, `application/*`, `*/*`: bodies that are bytes.
        gateway_responses: type -> `status_code`, `response_parameters`, `response_templates`.
        authorizer: of routes that have none of their own.
        authorizers: by the names that routes use.
        endpoint_type: `REGIONAL`, or `EDGE` for what CloudFront adds.
        domain_name: a custom domain, in place of the API's own; its paths have no stage.
        base_path: of the mapping of the custom domain.
        api_id: the first label of the API's own domain.
        qualifier: version or alias of the function.
        timeout_in_millis: how long the gateway waits: 50 to 29,000; more for a regional API.
        api_key_required, usage_plans, request_templates, response_templates: are not simulated.
        raise_function_errors: see `Door`.
        source_ip: of the client.

    Raises:
        ConfigurationError: a setting is malformed, or contradicts another one.
        NotSimulated: API keys, usage plans, mapping templates, private endpoints.

    Source: API Gateway Developer Guide, REST APIs.
    """

    kind: ClassVar[str] = "rest-api"

    def __init__(
        self,
        function: LambdaFunction,
        *,
        routes: RoutesGiven | None = None,
        openapi: OpenApiGiven | None = None,
        functions: Mapping[str, LambdaFunction] | None = None,
        stage: str = "prod",
        stage_variables: Mapping[str, str] | None = None,
        binary_media_types: Iterable[str] | None = None,
        gateway_responses: Mapping[str, Mapping[str, Any]] | None = None,
        authorizer: Authorizer | str | None = None,
        authorizers: Mapping[str, Authorizer] | None = None,
        endpoint_type: str = settings.REGIONAL,
        domain_name: str | None = None,
        base_path: str = "",
        api_id: str | None = None,
        qualifier: str | None = None,
        timeout_in_millis: int | None = None,
        api_key_required: bool = False,
        usage_plans: Any = None,
        request_templates: Any = None,
        response_templates: Any = None,
        raise_function_errors: bool = False,
        source_ip: str | None = None,
    ) -> None:
        super().__init__(function, raise_function_errors=raise_function_errors, source_ip=source_ip)
        settings.refuse_unsimulated(
            {
                "api_key_required": api_key_required,
                "usage_plans": usage_plans,
                "request_templates": request_templates,
                "response_templates": response_templates,
            }
        )
        world = function.world
        own_id, deployment_id = names_of("rest_api", self.seed, 10, 6)
        own_id = settings.api_id_of(api_id, own_id)
        own_host = f"{own_id}.execute-api.{world.region}.{world.dns_suffix}"
        self._site = Site(own_host, stage=stage, domain_name=domain_name, base_path=base_path)
        named = named_authorizers(authorizers, self.kind)
        document = _document(openapi, routes, functions)
        if document is not None:
            document.check_authorizers(named)
            binary_media_types = document.binary_media_types if binary_media_types is None else binary_media_types
            gateway_responses = document.gateway_responses if gateway_responses is None else gateway_responses
        self._responses = GatewayResponses(gateway_responses)
        edge = settings.endpoint_type_of(endpoint_type) == settings.EDGE
        self._deployment = Deployment(
            api_id=own_id,
            deployment_id=deployment_id,
            seed=self.seed,
            domain=self._site.host,
            stage=stage,
            stage_variables=settings.stage_variables_of(stage_variables),
            edge=edge,
            binary=BinaryMediaTypes(() if binary_media_types is None else binary_media_types),
        )
        table = document.routes if document is not None else ALL if routes is None else _table(routes)
        self._resources = Resources(table)
        timeout = settings.timeout_of(None, timeout_in_millis, edge=edge)
        defaults = Defaults(function, checked_qualifier("qualifier", qualifier), timeout, edge, authorizer, named)
        self._methods = {route.key: Method(route, defaults) for route in table}

    @property
    def host(self) -> str:
        """The host name of the API."""
        return self._site.host

    @property
    def base_url(self) -> str:
        """With the stage, or the base path of a custom domain."""
        return f"https://{self._site.host}{self._site.prefix}"

    def answered(self, request: GatewayRequest, exchange: Exchange) -> Answer:
        """The answer of the function."""
        scene = self.scene()
        ids = scene.ids.uuid(), gateway_id(scene)
        exchange.request_id, exchange.extended_request_id = ids
        if len(request.content) > REQUEST_BYTES:
            reason = f"the body has {len(request.content):,} bytes, more than {REQUEST_BYTES:,}"
            raise Refused(CONTENT_LENGTH, "REST-size", reason)
        request = _overridden(request)
        arrival, resource, parameters = self._reached(request)
        exchange.route = resource.route.key
        resource.route.check_simulated()
        http = received(request, path=arrival.inside)
        event = self._deployment.event(scene, http, arrival, resource, parameters, request.source_ip, ids)
        call = AuthorizerCall(
            request,
            http,
            resource.route,
            parameters,
            self._site.stage,
            self._deployment.stage_variables or None,
            self._deployment.api_id,
            self,
            exchange,
            event=event,
        )
        method = self._methods[resource.route.key]
        method.admit(call, event)
        if resource.route.fixed_answer is not None:
            return self._fixed(resource.route.fixed_answer, exchange)
        method.invoke(event, exchange)
        answer = answer_of(exchange, _accept(http), self._deployment.binary)
        trace = next(value for name, value in event["headers"].items() if name.lower() == "x-amzn-trace-id")
        answer.add_missing([("X-Amzn-Trace-Id", trace), *self._own_headers("Miss", exchange)])
        return answer

    def refused(self, request: GatewayRequest, exchange: Exchange, refused: Refused) -> Answer:
        """The gateway's own answer."""
        answer = self._responses.answer(refused, request)
        answer.add_missing(self._own_headers("Error", exchange))
        return answer

    def _fixed(self, fixed: FixedAnswer, exchange: Exchange) -> Answer:
        """What a mock integration answers: no function is asked."""
        answer = Answer(fixed.status_code, list(fixed.headers), fixed.body.encode())
        answer.add_missing([("Content-Type", "application/json"), *self._own_headers("Miss", exchange)])
        return answer

    def _reached(self, request: GatewayRequest) -> tuple[Arrival, Resource, dict[str, str] | None]:
        """Where a request goes.

        Raises:
            Refused: nowhere.
        """
        if not is_for(request, self.host):
            raise Refused(FORBIDDEN, "REST-host", f"Host is {request.header('host')!r}, not {self.host!r}")
        arrival = self._site.arrival(request.path)
        if arrival is None:
            reason = f"the path {request.path!r} does not begin with {self._site.prefix!r}"
            raise Refused(FORBIDDEN, "REST-stage", reason)
        found = self._resources.find(request.method, arrival.inside)
        if found is None:
            reason = f"no resource has {request.method} for the path {arrival.inside!r}"
            raise Refused("MISSING_AUTHENTICATION_TOKEN", "REST-no-route", reason)
        return (arrival, *found)

    def _own_headers(self, cache: str, exchange: Exchange) -> list[tuple[str, str]]:
        """What all answers have; recorded, but for the values of those that CloudFront adds."""
        made = [
            ("Date", formatdate(self.function.clock.epoch(), usegmt=True)),
            ("x-amzn-RequestId", exchange.request_id or ""),
            ("x-amz-apigw-id", exchange.extended_request_id or ""),
        ]
        if self._deployment.edge:
            edge = self.function.world.ids_for("edge", exchange.request_id).hexadecimal(32)
            made += [
                ("X-Cache", f"{cache} from cloudfront"),
                ("Via", f"1.1 {edge}.cloudfront.net (CloudFront)"),
                ("X-Amz-Cf-Pop", "IAD89-C1"),
                ("X-Amz-Cf-Id", f"{edge}Zw=="),
            ]
        return made


def _document(
    openapi: OpenApiGiven | None, routes: RoutesGiven | None, functions: Mapping[str, LambdaFunction] | None
) -> ApiDocument | None:
    if openapi is None:
        if functions is not None:
            raise ConfigurationError("functions= belongs to openapi=, which is not given: routes name their functions.")
        return None
    if routes is not None:
        raise ConfigurationError("routes= and openapi= are both given: expected one of them, both say the routes.")
    return document_of(openapi, functions=functions)


def _table(given: RoutesGiven) -> tuple[Route, ...]:
    routes = routes_of(given)
    for route in routes:
        if route.payload_format is not None:
            raise ConfigurationError(
                f"Route {route.key!r} has payload_format, which REST APIs do not know: HTTP APIs do."
            )
    return routes


def _overridden(request: GatewayRequest) -> GatewayRequest:
    """A request with the method that `X-HTTP-Method-Override` says; "Amazon API Gateway important notes"."""
    method = (request.header(_OVERRIDE) or "").upper()
    if method not in METHODS:
        return request
    headers = tuple([each for each in request.headers if each[0].lower() != _OVERRIDE])
    return replace(request, method=method, headers=headers)


def _accept(http: HttpRequest) -> str | None:
    found = http.headers.get("accept")
    return ", ".join(found[1]) if found and found[1] else None
