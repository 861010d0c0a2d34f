"""Events of REST APIs of API Gateway, Lambda proxy integration (facts 2.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.front_end import api_id_of, body_of, names_of, seed_of
from pytest_lambda.events.builders.payload_v1 import FrontEndV1, event_v1
from pytest_lambda.events.building.http_parts import checked_headers
from pytest_lambda.events.building.http_request import (
    Cookies,
    HeadersGiven,
    HttpRequest,
    Query,
    as_text,
    request_of,
    source_ip_of,
)
from pytest_lambda.events.building.overrides import ABSENT, NOTHING, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.route_templates import filled, has_parameters, path_parameters
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.rest_api import RestApiEvent
from pytest_lambda.world import World

#: a path that could be a resource itself
_RESOURCE = re.compile(r"/|(?:/[A-Za-z0-9._:-]+)+")
#: recorded: a REST proxy does not hand them on
DROPPED = frozenset(
    """connection content-length content-md5 expect max-forwards proxy-authenticate server te trailer
    transfer-encoding upgrade www-authenticate""".split()  # noqa: SIM905 - a list of them would be twice as long
)
#: what a regional API adds to each request
FORWARDED = {"X-Forwarded-Port": ["443"], "X-Forwarded-Proto": ["https"]}
#: of CloudFront, in front of an edge-optimised API
EDGE_IP = "130.176.1.1"


def rest_api(
    *,
    method: str | None = None,
    path: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    cookies: Cookies = None,
    body: Any = None,
    route: str | None = None,
    stage: str = "prod",
    stage_variables: Mapping[str, str] | None = None,
    authorizer: Mapping[str, Any] | None = None,
    source_ip: str | None = None,
    user_agent: str | None = None,
    api_id: str | None = None,
    domain_name: str | None = None,
    base_path: str = "",
    endpoint_type: str = "REGIONAL",
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> RestApiEvent:
    """A request to a REST API with a Lambda proxy integration.

    Args:
        method: GET by default, POST with a body.
        path: may be percent-encoded or not, and may end with `?` and the query.
        query: a mapping of names to a value or a list of values, pairs, or the text as it is sent.
        headers: a mapping of names to a value or a list of values, or pairs. `ABSENT` removes one.
        cookies: a mapping, or a list of `name=value`.
        body: text, bytes, or an object for JSON.
        route: the template of the resource, `/users/{id}` or `/{proxy+}`. By default a resource of just that path.
        stage: of the API.
        stage_variables: of the stage.
        authorizer: what an authorizer has said: `requestContext.authorizer`.
        source_ip: where the request comes from.
        user_agent: the header `User-Agent`.
        api_id: of the API, and the first label of its default domain.
        domain_name: a custom domain.
        base_path: of the mapping of a custom domain; the path begins with it.
        endpoint_type: `REGIONAL`, or `EDGE` for what CloudFront adds.
        time: when the request comes; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the request cannot be sent, or would not reach the route.
    """
    if endpoint_type not in ("REGIONAL", "EDGE"):
        raise EventError(f"endpoint_type is {endpoint_type!r}: expected 'REGIONAL' or 'EDGE'.")
    scene = Scene(world, time, "rest_api", method, path, query, headers, cookies, body, route)
    given = fields_of("rest_api", fields, parameters_of(rest_api)) if fields else NOTHING
    context = given.at("requestContext")
    route = route_of(given, context, route)
    if path is None:
        path = path_of(given, route)
    request = with_lists(
        given,
        request_of(
            method=method, path=path, query=query, headers=headers, cookies=cookies, body=body, user_agent=user_agent
        ),
    )
    own, resource_id, deployment = names_of("rest_api", seed_of(world), 10, 6, 6)
    domain = context("domainName", domain_name or request.header("host"))
    api_id = context("apiId", api_id or (api_id_of(domain) if domain else None) or own)
    domain = domain or f"{api_id}.execute-api.{scene.region}.{scene.dns_suffix}"
    stage = context("stage", stage)
    seen = f"/{request.path.lstrip('/')}"  # recorded: only the context keeps several slashes at the beginning
    inside = _below(seen, base_path)
    resource = route or (inside if _RESOURCE.fullmatch(inside) else "/{proxy+}")
    edge = endpoint_type == "EDGE"
    content = request.content
    front = FrontEndV1(
        api_id=api_id,
        domain=domain,
        stage=stage,
        resource=resource,
        resource_id=resource_id,
        deployment_id=deployment,
        path=seen,
        context_path=f"/{stage}{request.path}" if ".execute-api." in str(domain) else request.path,
        path_parameters=path_parameters(resource, inside) or None,
        stage_variables=dict(stage_variables) if stage_variables else None,
        authorizer=ABSENT if authorizer is None else dict(authorizer),
        source_ip=source_ip_of(request, source_ip),
        protocol="HTTP/1.1",
        more_headers=edge_headers(scene) if edge else FORWARDED,
        dropped=DROPPED,
        forwarded=f", {EDGE_IP}" if edge else "",
        body=body_of(given, content, isinstance(content, bytes) and as_text(content, request.content_type) is None),
        version=None,
    )
    return cast(RestApiEvent, event_v1(scene, given, request, front))


def route_of(fields: Fields, context: Fields, route: str | None) -> str | None:
    """The template, by whichever name the caller gives it."""
    if route is None and fields is not NOTHING:
        said = fields("resource", context("resourcePath", None))
        return said if isinstance(said, str) else None
    return route


def path_of(fields: Fields, route: str | None) -> str | None:
    """The path of a request of which only the route is said, and its parameters."""
    if route is None or not has_parameters(route):
        return route
    values = fields("pathParameters", None)
    return filled(route, values if isinstance(values, Mapping) else {})


def with_lists(fields: Fields, request: HttpRequest) -> HttpRequest:
    """The request with the headers that the caller gives by AWS's name for their lists."""
    said = fields("multiValueHeaders", None)
    if isinstance(said, Mapping):
        request.headers.update(checked_headers(said))
    return request


def _below(path: str, base_path: str) -> str:
    base = base_path.strip("/")
    if not base:
        return path
    if path != f"/{base}" and not path.startswith(f"/{base}/"):
        raise EventError(f"path {path!r} does not begin with the base path {base_path!r} of the custom domain.")
    return path[len(base) + 1 :] or "/"


def edge_headers(scene: Scene) -> dict[str, list[str]]:
    """What CloudFront adds in front of an edge-optimised API."""
    edge = scene.ids.hexadecimal(32)
    return {
        "CloudFront-Forwarded-Proto": ["https"],
        "CloudFront-Is-Desktop-Viewer": ["true"],
        "CloudFront-Is-Mobile-Viewer": ["false"],
        "CloudFront-Is-SmartTV-Viewer": ["false"],
        "CloudFront-Is-Tablet-Viewer": ["false"],
        "CloudFront-Viewer-ASN": ["64496"],
        "CloudFront-Viewer-Country": ["US"],
        "Via": [f"1.1 {edge}.cloudfront.net (CloudFront)"],
        "X-Amz-Cf-Id": [f"{edge}Zw=="],
        **FORWARDED,
    }
