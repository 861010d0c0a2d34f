"""What API Gateway sends to authorizers of REST APIs: one builder for each shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pytest_lambda.events.builders.authorized_request import TOKEN, authorized_request, last_values
from pytest_lambda.events.builders.front_end import (
    api_id_of,
    gateway_id,
    moment_of,
    names_of,
    seed_of,
    whole_seconds,
)
from pytest_lambda.events.building.http_request import (
    SOURCE_IP,
    Cookies,
    HeadersGiven,
    HttpRequest,
    Query,
    forwarded_for,
    request_of,
    source_ip_of,
)
from pytest_lambda.events.building.notations import common_log
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.route_templates import path_parameters
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.authorizers import RestApiAuthorizerRequestEvent, RestApiAuthorizerTokenEvent
from pytest_lambda.world import World

_NOBODY = (
    "cognitoIdentityPoolId",
    "accountId",
    "cognitoIdentityId",
    "caller",
    "sourceIp",
    "principalOrgId",
    "accessKey",
    "cognitoAuthenticationType",
    "cognitoAuthenticationProvider",
    "userArn",
    "userAgent",
    "user",
)
#: what these have besides depends on the API
_MORE = ("apiKey", "apiKeyId", "clientCert")
#: of the ids of an API, a resource, a deployment, as for the function itself
_LENGTHS = (10, 6, 6)


def rest_api_authorizer_token(
    token: str = TOKEN,
    *,
    method: str = "GET",
    path: str = "/",
    stage: str = "prod",
    world: World | None = None,
    **fields: Any,
) -> RestApiAuthorizerTokenEvent:
    """What a TOKEN authorizer of a REST API gets.

    Args:
        token: the value of the header that the authorizer looks at.
        method: of the request that is to be authorized.
        path: of that request.
        stage: of the API.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event.

    Raises:
        EventError: a parameter cannot be sent, or a field does not exist.
    """
    request = request_of(method=method, path=path)
    scene = Scene(world, 0, "rest_api_authorizer_token")
    given = fields_of("rest_api_authorizer_token", fields, parameters_of(rest_api_authorizer_token))
    resource = f"{names_of('rest_api', seed_of(world), *_LENGTHS)[0]}/{stage}/{request.method}{request.path}"
    return cast(
        RestApiAuthorizerTokenEvent,
        given.done(
            {
                "type": given("type", "TOKEN"),
                "authorizationToken": given("authorizationToken", token),
                "methodArn": given("methodArn", scene.arn("execute-api", resource)),
            }
        ),
    )


def rest_api_authorizer_request(
    *,
    method: str | None = None,
    path: str | None = None,
    route: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    cookies: Cookies = None,
    token: str | None = TOKEN,
    stage: str = "prod",
    source_ip: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> RestApiAuthorizerRequestEvent:
    """What a REQUEST authorizer of a REST API gets: the request that is to be authorized, without its body.

    Args:
        method: GET by default.
        path: of the request.
        route: the resource's template, `/users/{id}`, which yields the path parameters; by default the path.
        query: a mapping of names to a value or a list of values, pairs, or text.
        headers: a mapping of names to a value or a list of values, or pairs.
        cookies: a mapping, or a list of `name=value`.
        token: the header `Authorization`, unless it is among the headers; None for none.
        stage: of the API.
        source_ip: where the request comes from.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: a parameter cannot be sent, or the path does not match the route.
    """
    request = authorized_request(method, path, query, headers, cookies, token)
    scene = Scene(world, time, "rest_api_authorizer_request", request, stage)
    given = fields_of("rest_api_authorizer_request", fields, parameters_of(rest_api_authorizer_request))
    template = given("resource", request.path if route is None else route)
    method_sent = given("httpMethod", request.method)
    sent_path = given("path", request.path)
    outer = given.at("requestContext")
    context = _rest_context(scene, outer, request, (template, method_sent, sent_path, stage, source_ip, world))
    values = given("multiValueHeaders", _rest_headers(scene, request, context))
    queries: dict[str, list[str]] = {}
    for name, value in request.pairs:
        queries.setdefault(name, []).append(value)
    queries = given("multiValueQueryStringParameters", queries)
    resource = f"{context['apiId']}/{context['stage']}/{method_sent}{sent_path}"
    arn = f"arn:{scene.partition}:execute-api:{scene.region}:{context['accountId']}:{resource}"
    return cast(
        RestApiAuthorizerRequestEvent,
        given.done(
            {
                "type": given("type", "REQUEST"),
                "methodArn": given("methodArn", arn),
                "resource": template,
                "path": sent_path,
                "httpMethod": method_sent,
                "headers": given("headers", last_values(values)),
                "multiValueHeaders": values,
                "queryStringParameters": given("queryStringParameters", last_values(queries)),
                "multiValueQueryStringParameters": queries,
                "pathParameters": given("pathParameters", path_parameters(route, request.path) if route else {}),
                "stageVariables": given("stageVariables", {}),
                "requestContext": outer.done(context),
            }
        ),
    )


def _rest_context(scene: Scene, fields: Fields, request: HttpRequest, said: tuple[Any, ...]) -> dict[str, Any]:
    template, method, path, stage, source_ip, world = said
    own, resource_id, _ = names_of("rest_api", seed_of(world), *_LENGTHS)
    domain = fields("domainName", request.header("host"))
    api_id = fields("apiId", (api_id_of(domain) if domain else None) or own)
    domain = fields("domainName", domain or f"{api_id}.execute-api.{scene.region}.{scene.dns_suffix}")
    moment = moment_of(scene, fields, "requestTime", "requestTimeEpoch")
    stage = fields("stage", stage)
    return {
        "resourceId": fields("resourceId", resource_id),
        "resourcePath": fields("resourcePath", template),
        "httpMethod": fields("httpMethod", method),
        "extendedRequestId": fields("extendedRequestId", gateway_id(scene)),
        "requestTime": fields("requestTime", common_log(whole_seconds(moment))),
        "path": fields("path", f"/{stage}{path}" if ".execute-api." in str(domain) else path),
        "accountId": fields("accountId", scene.account),
        "protocol": fields("protocol", "HTTP/1.1"),
        "stage": stage,
        "domainPrefix": fields("domainPrefix", str(domain).partition(".")[0]),
        "requestTimeEpoch": moment,
        "requestId": fields("requestId", scene.ids.uuid()),
        "identity": _rest_identity(fields.at("identity"), request, source_ip),
        "domainName": domain,
        "deploymentId": fields("deploymentId", ABSENT),
        "operationName": fields("operationName", ABSENT),
        "apiId": api_id,
    }


def _rest_identity(fields: Fields, request: HttpRequest, source_ip: str | None) -> Any:
    known = {"sourceIp": source_ip_of(request, source_ip), "userAgent": request.header("user-agent")}
    made = {name: fields(name, known.get(name)) for name in _NOBODY}
    return fields.done({**made, **{name: fields(name, ABSENT) for name in _MORE}})


def _rest_headers(scene: Scene, request: HttpRequest, context: Mapping[str, Any]) -> dict[str, list[str]]:
    sent = {name: values for name, values in request.headers.values() if values}
    lower = request.headers
    said = context["identity"]
    caller = said if isinstance(said, Mapping) else {}
    ours = {
        "Host": context["domainName"],
        "X-Amzn-Trace-Id": f"Root=1-{whole_seconds(context['requestTimeEpoch']):08x}-{scene.ids.hexadecimal(24)}",
        "X-Forwarded-For": forwarded_for(request, str(caller.get("sourceIp", SOURCE_IP))),
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
    }
    for name, value in ours.items():
        if name == "X-Forwarded-For" and name.lower() in lower and lower[name.lower()][1]:
            sent[lower[name.lower()][0]] = [value]
        elif name.lower() not in lower:
            sent[name] = [value]
    return dict(sorted(sent.items(), key=lambda item: item[0].lower()))
