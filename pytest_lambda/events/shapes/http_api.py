"""The event of an HTTP API of API Gateway, in both payload formats (facts 2.2)."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from pytest_lambda.events.shapes.payload_v2 import HttpV2, Iam
from pytest_lambda.events.shapes.rest_api import RestIdentity


class Jwt(TypedDict):
    """What a JWT says."""

    claims: dict[str, Any]
    scopes: list[str] | None


#: `lambda` is no name that a class could use
HttpApiAuthorizer = TypedDict(
    "HttpApiAuthorizer", {"jwt": Jwt, "iam": Iam, "lambda": "dict[str, Any] | None"}, total=False
)


class HttpApiContextBase(TypedDict):
    """What every `requestContext` has."""

    accountId: str
    apiId: str
    domainName: str
    domainPrefix: str
    http: HttpV2
    requestId: str
    routeKey: str
    stage: str
    time: str
    timeEpoch: int


class HttpApiContext(HttpApiContextBase, total=False):
    """With what authorizers and client certificates add."""

    authentication: dict[str, Any] | None
    authorizer: HttpApiAuthorizer


class HttpApiEventBase(TypedDict):
    """What every event has."""

    version: Literal["2.0"]
    routeKey: str
    rawPath: str
    rawQueryString: str
    headers: dict[str, str]
    requestContext: HttpApiContext
    isBase64Encoded: bool


class HttpApiEvent(HttpApiEventBase, total=False):
    """A request in payload format 2.0; what is empty is absent."""

    cookies: list[str]
    queryStringParameters: dict[str, str]
    pathParameters: dict[str, str]
    stageVariables: dict[str, str]
    body: str


class HttpApiV1ContextBase(TypedDict):
    """What every `requestContext` of format 1.0 has."""

    accountId: str
    apiId: str
    domainName: str
    domainPrefix: str
    extendedRequestId: str
    httpMethod: str
    identity: RestIdentity
    path: str
    protocol: str
    requestId: str
    requestTime: str
    requestTimeEpoch: int
    resourceId: str | None
    resourcePath: str
    stage: str


class HttpApiV1Context(HttpApiV1ContextBase, total=False):
    """With what authorizers add."""

    authorizer: dict[str, Any] | None


class HttpApiV1Event(TypedDict):
    """A request in payload format 1.0: that of a REST API, and `version`; what is empty is null."""

    version: Literal["1.0"]
    resource: str
    path: str
    httpMethod: str
    headers: dict[str, str]
    multiValueHeaders: dict[str, list[str]]
    queryStringParameters: dict[str, str] | None
    multiValueQueryStringParameters: dict[str, list[str]] | None
    pathParameters: dict[str, str] | None
    stageVariables: dict[str, str] | None
    requestContext: HttpApiV1Context
    body: str | None
    isBase64Encoded: bool
