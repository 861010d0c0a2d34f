"""What API Gateway sends to authorizers of HTTP APIs and WebSocket APIs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast, overload
from urllib.parse import unquote

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.authorized_request import TOKEN, authorized_request, last_values, with_token
from pytest_lambda.events.builders.front_end import (
    api_id_of,
    gateway_id,
    moment_of,
    names_of,
    seed_of,
    whole_seconds,
)
from pytest_lambda.events.builders.http_api_authorizers_v1 import http_api_authorizer_v1
from pytest_lambda.events.builders.websocket import websocket
from pytest_lambda.events.building.http_request import (
    SOURCE_IP,
    Cookies,
    HeadersGiven,
    HttpRequest,
    Query,
    forwarded_for,
    source_ip_of,
)
from pytest_lambda.events.building.notations import common_log
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.route_templates import path_parameters
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.authorizers import (
    HttpApiAuthorizerEvent,
    HttpApiAuthorizerV1Event,
    WebSocketAuthorizerEvent,
)
from pytest_lambda.world import World


@overload
def http_api_authorizer(*, payload_format: Literal["1.0"], **parameters: Any) -> HttpApiAuthorizerV1Event: ...


@overload
def http_api_authorizer(
    *,
    method: str | None = None,
    path: str | None = None,
    route: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    cookies: Cookies = None,
    token: str | None = TOKEN,
    stage: str = "$default",
    source_ip: str | None = None,
    payload_format: Literal["2.0"] = "2.0",
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> HttpApiAuthorizerEvent: ...


def http_api_authorizer(
    *,
    method: str | None = None,
    path: str | None = None,
    route: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    cookies: Cookies = None,
    token: str | None = TOKEN,
    stage: str = "$default",
    source_ip: str | None = None,
    payload_format: str = "2.0",
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> HttpApiAuthorizerEvent | HttpApiAuthorizerV1Event:
    """What an authorizer of an HTTP API gets.

    Args:
        method: GET by default.
        path: of the request, without the stage; HTTP APIs decode it.
        route: the route's template, `/users/{id}`, which yields the path parameters; the route is `$default` if it
            is left out.
        query: a mapping of names to a value or a list of values, pairs, or text.
        headers: a mapping of names to a value or a list of values, or pairs.
        cookies: a mapping, or a list of `name=value`.
        token: the header `authorization`, unless it is among the headers, and the identity source; None for none.
        stage: of the API.
        source_ip: where the request comes from.
        payload_format: of the authorizer: `2.0` or `1.0`.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: a parameter cannot be sent, or the path does not match the route.
    """
    if payload_format not in ("2.0", "1.0"):
        raise EventError(f"payload_format is {payload_format!r}: expected '2.0' or '1.0'.")
    given = fields_of("http_api_authorizer", fields, parameters_of(http_api_authorizer))
    if payload_format == "1.0":
        said: dict[str, Any] = {
            "method": method,
            "path": path,
            "route": route,
            "query": query,
            "cookies": cookies,
            "stage": stage,
        }
        said |= {"headers": with_token(headers, token), "source_ip": source_ip, "time": time, "world": world}
        return http_api_authorizer_v1(given, fields, said)
    request = authorized_request(method, path, query, headers, cookies, token)
    scene = Scene(world, time, "http_api_authorizer", request, stage)
    inside = unquote(request.path)
    raw_path = given("rawPath", inside if stage == "$default" else f"/{stage}{inside}")
    key = given("routeKey", "$default" if route is None else f"{request.method} {route}")
    outer = given.at("requestContext")
    context = _http_context(scene, outer, request, (raw_path, key, stage, source_ip, world))
    queries: dict[str, str] = {}
    for name, value in request.pairs:
        queries[name] = f"{queries[name]},{value}" if name in queries else value
    named = {name: unquote(value) for name, value in path_parameters(route, request.path).items()} if route else {}
    authorization = request.header("authorization")
    resource = f"{context['apiId']}/{context['stage']}/{request.method}{inside}"
    arn = f"arn:{scene.partition}:execute-api:{scene.region}:{context['accountId']}:{resource}"
    return cast(
        HttpApiAuthorizerEvent,
        given.done(
            {
                "version": given("version", "2.0"),
                "type": given("type", "REQUEST"),
                "routeArn": given("routeArn", arn),
                "identitySource": given("identitySource", None if authorization is None else [authorization]),
                "routeKey": key,
                "rawPath": raw_path,
                "rawQueryString": given("rawQueryString", request.query),
                "cookies": given("cookies", request.cookies or ABSENT),
                "headers": given("headers", _http_headers(scene, request, context)),
                "queryStringParameters": given("queryStringParameters", queries or ABSENT),
                "requestContext": outer.done(context),
                "pathParameters": given("pathParameters", named or ABSENT),
                "stageVariables": given("stageVariables", ABSENT),
            }
        ),
    )


def websocket_authorizer(
    *,
    query: Query = None,
    headers: HeadersGiven = None,
    token: str | None = TOKEN,
    stage: str = "prod",
    connection_id: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> WebSocketAuthorizerEvent:
    """What the authorizer of a WebSocket API gets, before `$connect`.

    Args:
        query: a mapping of names to a value or a list of values, pairs, or text.
        headers: a mapping of names to a value or a list of values, or pairs; merged with those that browsers send.
        token: the header `Authorization`, unless it is among the headers; None for none.
        stage: of the API.
        connection_id: what the connection is called.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: a parameter cannot be sent, or a field does not exist.
    """
    given = fields_of("websocket_authorizer", fields, parameters_of(websocket_authorizer))
    sent = with_token(headers, token)
    sent = {"Connection": ["upgrade"], "content-length": ["0"], "Upgrade": ["websocket"], **sent}
    said = fields.get("requestContext", {})
    removed = {name: ABSENT for name, values in sent.items() if not values}
    event = websocket(
        event_type="CONNECT",
        query=query,
        headers={**sent, **removed},
        stage=stage,
        connection_id=connection_id,
        time=time,
        world=world,
        requestContext=said if isinstance(said, Mapping) else {},
    )
    context = event["requestContext"]
    resource = f"{context.get('apiId', '')}/{context.get('stage', stage)}/$connect"
    arn = Scene(world, 0, "websocket_authorizer").arn("execute-api", resource)
    given.says("requestContext")
    values = given("multiValueHeaders", event["multiValueHeaders"])
    queries = given("multiValueQueryStringParameters", event.get("multiValueQueryStringParameters", {}))
    return cast(
        WebSocketAuthorizerEvent,
        given.done(
            {
                "type": given("type", "REQUEST"),
                "methodArn": given("methodArn", arn),
                "headers": given("headers", last_values(values)),
                "multiValueHeaders": values,
                "queryStringParameters": given("queryStringParameters", last_values(queries)),
                "multiValueQueryStringParameters": queries,
                "stageVariables": given("stageVariables", {}),
                "requestContext": context if isinstance(said, Mapping) else said,
            }
        ),
    )


def _http_context(scene: Scene, fields: Fields, request: HttpRequest, said: tuple[Any, ...]) -> dict[str, Any]:
    raw_path, key, stage, source_ip, world = said
    domain = fields("domainName", request.header("host"))
    own = names_of("http_api", seed_of(world), 10)[0]
    api_id = fields("apiId", (api_id_of(domain) if domain else None) or own)
    domain = fields("domainName", domain or f"{api_id}.execute-api.{scene.region}.{scene.dns_suffix}")
    moment = moment_of(scene, fields, "time", "timeEpoch")
    inner = fields.at("http")
    http = {
        "method": inner("method", request.method),
        "path": inner("path", raw_path),
        "protocol": inner("protocol", "HTTP/1.1"),
        "sourceIp": inner("sourceIp", source_ip_of(request, source_ip)),
        "userAgent": inner("userAgent", request.header("user-agent") or ""),
    }
    return {
        "accountId": fields("accountId", scene.account),
        "apiId": api_id,
        "authentication": fields("authentication", ABSENT),
        "domainName": domain,
        "domainPrefix": fields("domainPrefix", str(domain).partition(".")[0]),
        "http": inner.done(http),
        "requestId": fields("requestId", gateway_id(scene)),
        "routeKey": fields("routeKey", key),
        "stage": fields("stage", stage),
        "time": fields("time", common_log(whole_seconds(moment))),
        "timeEpoch": moment,
    }


def _http_headers(scene: Scene, request: HttpRequest, context: Mapping[str, Any]) -> dict[str, str]:
    said = context["http"]
    caller = said if isinstance(said, Mapping) else {}
    made = {
        "content-length": "0",
        "host": context["domainName"],
        "x-amzn-trace-id": f"Root=1-{whole_seconds(context['timeEpoch']):08x}-{scene.ids.hexadecimal(24)}",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    for lower, (_, values) in request.headers.items():
        made.pop(lower, None)
        if values and lower != "cookie":  # an HTTP API moves them to `cookies`
            made[lower] = ",".join(values)
    made["x-forwarded-for"] = forwarded_for(request, str(caller.get("sourceIp", SOURCE_IP)))
    return dict(sorted(made.items()))
