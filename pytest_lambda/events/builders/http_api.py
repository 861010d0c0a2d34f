"""Events of HTTP APIs of API Gateway (facts 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast, overload
from urllib.parse import unquote

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.front_end import api_id_of, body_of, gateway_id, is_binary, names_of, seed_of
from pytest_lambda.events.builders.payload_v1 import FrontEndV1, event_v1
from pytest_lambda.events.builders.payload_v2 import FrontEnd, event_v2
from pytest_lambda.events.builders.rest_api import path_of, with_lists
from pytest_lambda.events.building.http_request import (
    Cookies,
    HeadersGiven,
    HttpRequest,
    Query,
    request_of,
    source_ip_of,
)
from pytest_lambda.events.building.overrides import ABSENT, NOTHING, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.route_templates import path_parameters
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.http_api import HttpApiEvent, HttpApiV1Event
from pytest_lambda.world import World

_FORWARDED = {"x-forwarded-port": "443", "x-forwarded-proto": "https"}
_FORWARDED_V1 = {"X-Forwarded-Port": ["443"], "X-Forwarded-Proto": ["https"]}
_AUTHORIZERS = frozenset({"jwt", "iam", "lambda"})
_DEFAULT_ROUTE = None, "$default"
_NO_HEADERS: frozenset[str] = frozenset()


@overload
def http_api(*, payload_format: Literal["1.0"], **parameters: Any) -> HttpApiV1Event: ...


@overload
def http_api(
    *,
    method: str | None = None,
    path: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    cookies: Cookies = None,
    body: Any = None,
    route: str | None = None,
    payload_format: Literal["2.0"] = "2.0",
    stage: str = "$default",
    stage_variables: Mapping[str, str] | None = None,
    authorizer: Mapping[str, Any] | None = None,
    source_ip: str | None = None,
    user_agent: str | None = None,
    api_id: str | None = None,
    domain_name: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> HttpApiEvent: ...


def http_api(
    *,
    method: str | None = None,
    path: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    cookies: Cookies = None,
    body: Any = None,
    route: str | None = None,
    payload_format: str = "2.0",
    stage: str = "$default",
    stage_variables: Mapping[str, str] | None = None,
    authorizer: Mapping[str, Any] | None = None,
    source_ip: str | None = None,
    user_agent: str | None = None,
    api_id: str | None = None,
    domain_name: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> HttpApiEvent | HttpApiV1Event:
    """A request to an HTTP API.

    Args:
        method: that of the route by default, or else GET, POST with a body.
        path: may be percent-encoded or not, and may end with `?` and the query. HTTP APIs decode it.
        query: a mapping of names to a value or a list of values, pairs, or the text as it is sent.
        headers: a mapping of names to a value or a list of values, or pairs. `ABSENT` removes one.
        cookies: a mapping, or a list of `name=value`.
        body: text, bytes, or an object for JSON.
        route: `/users/{id}`, `GET /users/{id}`, `ANY /{proxy+}`, or `$default`, which it is by default.
        payload_format: `2.0` or `1.0`.
        stage: of the API; the path begins with it, if it is not `$default`.
        stage_variables: of the stage.
        authorizer: `{"jwt": {"claims": {...}, "scopes": None}}`, `{"lambda": {...}}` or `{"iam": {...}}`; in format
            1.0 what stands in `requestContext.authorizer`.
        source_ip: where the request comes from.
        user_agent: the header `user-agent`.
        api_id: of the API, and the first label of its default domain.
        domain_name: a custom domain.
        time: when the request comes; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the request cannot be sent, or would not reach the route.
    """
    if payload_format not in ("2.0", "1.0"):
        raise EventError(f"payload_format is {payload_format!r}: expected '2.0' or '1.0'.")
    scene = Scene(world, time, "http_api", method, path, query, headers, cookies, body, route)
    given = fields_of("http_api", fields, parameters_of(http_api)) if fields else NOTHING
    key, template = _DEFAULT_ROUTE if route is None and given is NOTHING else _route(given, route)
    if path is None and template != "$default":
        path = path_of(given, template)
    if method is None and key is not None and key != "ANY":
        method = key
    request = request_of(
        method=method, path=path, query=query, headers=headers, cookies=cookies, body=body, user_agent=user_agent
    )
    if key not in (None, "ANY", request.method):
        raise EventError(f"method {request.method!r} does not match the route '{key} {template}'.")
    context = given.at("requestContext")
    domain = context("domainName", domain_name or request.header("host"))
    own = api_id_of(domain) if domain else None
    api_id = context("apiId", api_id or own or names_of("http_api", seed_of(world), 10)[0])
    domain = domain or f"{api_id}.execute-api.{scene.region}.{scene.dns_suffix}"
    stage = context("stage", stage)
    path = request.path
    inside = path if stage == "$default" else f"/{stage}{path}"
    is_default = template == "$default"
    old = payload_format == "1.0"
    front = FrontEnd(
        scene.account,
        api_id,
        domain,
        stage,
        template if is_default else f"{key or request.method} {template}",
        unquote(inside) if "%" in inside else inside,
        ABSENT if is_default else _decoded(path_parameters(template, path)) or ABSENT,
        dict(stage_variables) if stage_variables else ABSENT,
        ABSENT if authorizer is None else _authorizer(authorizer, old=old),
        source_ip_of(request, source_ip),
        gateway_id(scene),
        _FORWARDED,
        False,  # the header cookie is not there besides `cookies`
        True,  # content-length is there without a body too
    )
    if old:
        return cast(HttpApiV1Event, _v1(scene, given, with_lists(given, request), front, template, inside))
    return cast(HttpApiEvent, event_v2(scene, given, request, front))


def _v1(scene: Scene, fields: Fields, request: HttpRequest, front: FrontEnd, template: str, path: str) -> Any:
    """The event in format 1.0; its path is as sent, that of the context decoded: recorded."""
    body = body_of(fields, request.content, is_binary(request))
    old = FrontEndV1(
        api_id=front.api_id,
        domain=front.domain,
        stage=front.stage,
        resource=template,
        resource_id=front.route_key,
        deployment_id=ABSENT,
        path=path,
        context_path=front.path,
        path_parameters=None if front.path_parameters is ABSENT else front.path_parameters,
        stage_variables=None if front.stage_variables is ABSENT else front.stage_variables,
        authorizer=front.authorizer,
        source_ip=front.source_ip,
        protocol="HTTP/1.1",
        more_headers={"Content-Length": [str(body[2])], **_FORWARDED_V1},
        dropped=_NO_HEADERS,
        forwarded="",
        body=body,
        version="1.0",
    )
    return event_v1(scene, fields, request, old)


def _route(fields: Fields, route: str | None) -> tuple[str | None, str]:
    """Method and template of a route; the method is None if the route does not say it."""
    if route is None and fields is not NOTHING:
        context = fields.at("requestContext")
        for said in (fields("routeKey", context("routeKey", None)), fields("resource", context("resourcePath", None))):
            if isinstance(said, str):
                route = said
                break
    if route is None or route == "$default":
        return None, "$default"
    if not isinstance(route, str):
        raise EventError(f"route is {route!r}: expected text such as 'GET /users/{{id}}' or '$default'.")
    method, space, template = route.partition(" ")
    return (method.upper(), template.strip()) if space else (None, route)


def _authorizer(given: Mapping[str, Any], *, old: bool) -> dict[str, Any]:
    if old:
        return dict(given)
    if not isinstance(given, Mapping) or len(given) != 1 or not _AUTHORIZERS.issuperset(given):
        raise EventError(
            f"authorizer is {given!r}: expected one of {{'jwt': {{'claims': {{...}}, 'scopes': None}}}}, "
            "{'lambda': {...}} and {'iam': {...}}."
        )
    return dict(given)


def _decoded(values: dict[str, str]) -> dict[str, str]:
    return {name: unquote(value) if "%" in value else value for name, value in values.items()}
