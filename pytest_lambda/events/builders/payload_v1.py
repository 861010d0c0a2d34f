"""Events of the form that REST APIs began, which HTTP APIs send in payload format 1.0 (facts 2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pytest_lambda.events.builders.front_end import gateway_id, moment_of, whole_seconds
from pytest_lambda.events.building.http_parts import Headers
from pytest_lambda.events.building.http_request import HttpRequest, forwarded_for
from pytest_lambda.events.building.notations import common_log
from pytest_lambda.events.building.overrides import ABSENT, NOTHING, Fields
from pytest_lambda.events.building.scene import Scene

#: whatever the client's casing was
_TITLED = {"authorization": "Authorization", "user-agent": "User-Agent"}


class FrontEndV1(NamedTuple):
    """What a front end of this form knows besides the request.

    Attributes:
        path: as the function sees it; that of the context may differ.
        more_headers: what it adds to each request.
        dropped: names of headers, in lower case, that it does not hand on.
        forwarded: what it appends to X-Forwarded-For after the client's address.
        body: what `body_of` gives.
        version: of the payload format; None of a REST API.
        operation_name: of the method.
        request_ids: `requestId` and `extendedRequestId`; None for fresh ones.
    """

    api_id: Any
    domain: str
    stage: str
    resource: Any
    resource_id: str
    deployment_id: Any
    path: str
    context_path: str
    path_parameters: Any
    stage_variables: Any
    authorizer: Any
    source_ip: str
    protocol: str
    more_headers: Mapping[str, list[str]]
    dropped: frozenset[str]
    forwarded: str
    body: tuple[Any, str | None, int]
    version: str | None
    operation_name: Any = ABSENT
    request_ids: tuple[str, str] | None = None


def event_v1(scene: Scene, fields: Fields, request: HttpRequest, front: FrontEndV1) -> Any:
    """The event of a request."""
    context = fields.at("requestContext")
    identity = context.at("identity")
    method = fields("httpMethod", context("httpMethod", request.method))
    resource = fields("resource", context("resourcePath", front.resource))
    moment = moment_of(scene, context, "requestTime", "requestTimeEpoch")
    source_ip = identity("sourceIp", front.source_ip)
    domain = context("domainName", front.domain)
    seconds = whole_seconds(moment)
    trace = f"Root=1-{seconds:08x}-{scene.ids.hexadecimal(24)}"
    single, multi = _headers(fields, request, front, domain, trace, str(source_ip))
    values, lists = query_maps(fields, request.pairs)
    made = {} if front.version is None else {"version": fields("version", front.version)}
    made["resource"] = resource
    made["path"] = fields("path", front.path)
    made["httpMethod"] = method
    made["headers"] = single
    made["multiValueHeaders"] = multi
    made["queryStringParameters"] = values
    made["multiValueQueryStringParameters"] = lists
    made["pathParameters"] = fields("pathParameters", front.path_parameters)
    made["stageVariables"] = fields("stageVariables", front.stage_variables)
    made["requestContext"] = inner = {
        "resourceId": context("resourceId", front.resource_id),
        "resourcePath": context("resourcePath", resource),
    }
    if front.operation_name is not ABSENT or context is not NOTHING:
        inner["operationName"] = context("operationName", front.operation_name)
    inner["httpMethod"] = context("httpMethod", method)
    inner["extendedRequestId"] = context("extendedRequestId", _extended_request_id(scene, front))
    inner["requestTime"] = context("requestTime", common_log(seconds))
    inner["path"] = context("path", front.context_path)
    inner["accountId"] = context("accountId", scene.account)
    inner["protocol"] = context("protocol", front.protocol)
    inner["stage"] = context("stage", front.stage)
    inner["domainPrefix"] = context("domainPrefix", str(domain).partition(".")[0])
    inner["requestTimeEpoch"] = moment
    inner["requestId"] = context("requestId", _request_id(scene, front, inner))
    agent = single.get("User-Agent", None if front.version is None else "")  # both recorded
    inner["identity"] = _identity(identity, source_ip, agent)
    inner["domainName"] = domain
    if front.deployment_id is not ABSENT or context is not NOTHING:
        inner["deploymentId"] = context("deploymentId", front.deployment_id)
    inner["apiId"] = context("apiId", front.api_id)
    if front.authorizer is not ABSENT or context is not NOTHING:
        inner["authorizer"] = context("authorizer", front.authorizer)
    if context is not NOTHING:
        made["requestContext"] = context.done(inner)
    flag, body, _ = front.body
    made["body"] = body
    made["isBase64Encoded"] = flag
    return made if fields is NOTHING else fields.done(made)


def query_maps(fields: Fields, pairs: list[tuple[str, str]], empty: Any = None) -> tuple[Any, Any]:
    """Last and all values of a query; each map follows the other, if that was given.

    Args:
        fields: what the caller says about them.
        pairs: names and values in their order.
        empty: what stands for no query.
    """
    if not pairs and fields is NOTHING:
        return empty, empty
    lists: dict[str, list[str]] = {}
    for name, value in pairs:
        lists.setdefault(name, []).append(value)
    values = {name: several[-1] for name, several in lists.items()}
    if fields is NOTHING:
        return values, lists
    if fields.says("multiValueQueryStringParameters"):
        said = fields("multiValueQueryStringParameters", lists or empty)
        lists = said if isinstance(said, dict) else {}
        values = {name: several[-1] for name, several in lists.items() if isinstance(several, list) and several}
    if fields.says("queryStringParameters"):
        said = fields("queryStringParameters", values or empty)
        values = said if isinstance(said, dict) else {}
        for name, value in values.items():
            if lists.get(name, [None])[-1] != value:
                lists[name] = [value]
        lists = {name: lists[name] for name in values}
    single = fields("queryStringParameters", values or empty)
    return single, fields("multiValueQueryStringParameters", lists or empty)


def _headers(
    fields: Fields, request: HttpRequest, front: FrontEndV1, domain: Any, trace: str, source_ip: str
) -> tuple[Any, Any]:
    sent: Headers = request.headers
    multi: dict[str, list[str]] = {}
    for lower, (name, several) in sent.items():
        if several and lower not in front.dropped:
            multi[_TITLED.get(lower, name)] = several.copy()
    if "host" not in sent:
        multi["Host"] = [str(domain)]
    if "x-amzn-trace-id" not in sent:
        multi["X-Amzn-Trace-Id"] = [trace]
    forwarded = sent.get("x-forwarded-for")
    if forwarded is None:
        multi["X-Forwarded-For"] = [source_ip + front.forwarded]
    elif forwarded[1]:
        multi[forwarded[0]] = [forwarded_for(request, source_ip)]
    for name, several in front.more_headers.items():
        if name.lower() not in sent:
            multi[name] = several.copy()
    single = {name: several[-1] for name, several in multi.items()}
    return single, fields("multiValueHeaders", multi)


def _extended_request_id(scene: Scene, front: FrontEndV1) -> str:
    return gateway_id(scene) if front.request_ids is None else front.request_ids[1]


def _request_id(scene: Scene, front: FrontEndV1, inner: dict[str, Any]) -> Any:
    if front.request_ids is not None:
        return front.request_ids[0]
    return scene.ids.uuid() if front.version is None else inner["extendedRequestId"]


def _identity(fields: Fields, source_ip: Any, agent: Any) -> Any:
    made = {
        "cognitoIdentityPoolId": None,
        "accountId": None,
        "cognitoIdentityId": None,
        "caller": None,
        "sourceIp": source_ip,
        "principalOrgId": None,
        "accessKey": None,
        "cognitoAuthenticationType": None,
        "cognitoAuthenticationProvider": None,
        "userArn": None,
        "userAgent": agent,
        "user": None,
    }
    if fields is NOTHING:
        return made
    for name in _MORE_OF_IDENTITY:
        made[name] = ABSENT
    return fields.done({name: fields(name, value) for name, value in made.items()})


_MORE_OF_IDENTITY = ("apiKey", "apiKeyId", "clientCert", "cognitoAmr", "vpcId", "vpceId")
