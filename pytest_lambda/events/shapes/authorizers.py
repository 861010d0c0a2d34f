"""What API Gateway sends to Lambda authorizers (AWS: "Input to an API Gateway Lambda authorizer", "Control access to
HTTP APIs with AWS Lambda authorizers")."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from pytest_lambda.events.shapes.http_api import HttpApiV1Context
from pytest_lambda.events.shapes.websocket import WebSocketConnectContext


class RestApiAuthorizerTokenEvent(TypedDict):
    """Of a TOKEN authorizer of a REST API."""

    type: Literal["TOKEN"]
    authorizationToken: str
    methodArn: str


class RestAuthorizerIdentityBase(TypedDict):
    """Who calls, as far as API Gateway knows before anybody is authorized."""

    cognitoIdentityPoolId: str | None
    accountId: str | None
    cognitoIdentityId: str | None
    caller: str | None
    sourceIp: str
    principalOrgId: str | None
    accessKey: str | None
    cognitoAuthenticationType: str | None
    cognitoAuthenticationProvider: str | None
    userArn: str | None
    userAgent: str | None
    user: str | None


class RestAuthorizerIdentity(RestAuthorizerIdentityBase, total=False):
    """With what depends on the API."""

    apiKey: str
    apiKeyId: str
    clientCert: dict[str, Any]


class RestAuthorizerContextBase(TypedDict):
    """`requestContext`, as for the function itself."""

    resourceId: str
    resourcePath: str
    httpMethod: str
    extendedRequestId: str
    requestTime: str
    path: str
    accountId: str
    protocol: str
    stage: str
    domainPrefix: str
    requestTimeEpoch: int
    requestId: str
    identity: RestAuthorizerIdentity
    domainName: str
    apiId: str


class RestAuthorizerContext(RestAuthorizerContextBase, total=False):
    """With what is there sometimes."""

    operationName: str
    deploymentId: str


class AuthorizedRequest(TypedDict):
    """The request that an authorizer is asked about, in payload format 1.0."""

    resource: str
    path: str
    httpMethod: str
    headers: dict[str, str]
    multiValueHeaders: dict[str, list[str]]
    queryStringParameters: dict[str, str]
    multiValueQueryStringParameters: dict[str, list[str]]
    pathParameters: dict[str, str]
    stageVariables: dict[str, str]


class RestApiAuthorizerRequestEvent(AuthorizedRequest):
    """Of a REQUEST authorizer of a REST API. Emptiness is `{}`, not null as for the function itself."""

    type: Literal["REQUEST"]
    methodArn: str
    requestContext: RestAuthorizerContext


class HttpApiAuthorizerHttp(TypedDict):
    """The request line, and who sent it."""

    method: str
    path: str
    protocol: str
    sourceIp: str
    userAgent: str


class HttpApiAuthorizerContextBase(TypedDict):
    """`requestContext`, as for the function itself."""

    accountId: str
    apiId: str
    domainName: str
    domainPrefix: str
    http: HttpApiAuthorizerHttp
    requestId: str
    routeKey: str
    stage: str
    time: str
    timeEpoch: int


class HttpApiAuthorizerContext(HttpApiAuthorizerContextBase, total=False):
    """With the client's certificate, if mutual TLS is on."""

    authentication: dict[str, Any]


class HttpApiAuthorizerEventBase(TypedDict):
    """What every event of an authorizer of an HTTP API has."""

    version: Literal["2.0"]
    type: Literal["REQUEST"]
    routeArn: str
    #: the values of the identity sources; null if the authorizer has none
    identitySource: list[str] | None
    routeKey: str
    rawPath: str
    rawQueryString: str
    headers: dict[str, str]
    requestContext: HttpApiAuthorizerContext


class HttpApiAuthorizerEvent(HttpApiAuthorizerEventBase, total=False):
    """Of an authorizer of an HTTP API with payload format 2.0; what is empty is absent."""

    cookies: list[str]
    queryStringParameters: dict[str, str]
    pathParameters: dict[str, str]
    stageVariables: dict[str, str]


class HttpApiAuthorizerV1Event(AuthorizedRequest):
    """Of an authorizer of an HTTP API with payload format 1.0; emptiness is `{}`.

    AWS's sample shows fewer fields of `requestContext` than the function itself gets, and no `multiValue…`, as with
    REST APIs, where they are sent; these are all of them.
    """

    version: Literal["1.0"]
    type: Literal["REQUEST"]
    methodArn: str
    #: the values of the identity sources, with commas between them; null if the authorizer has none
    identitySource: str | None
    authorizationToken: str | None
    requestContext: HttpApiV1Context


class WebSocketAuthorizerEvent(TypedDict):
    """Of the authorizer of `$connect` of a WebSocket API. Emptiness is `{}`."""

    type: Literal["REQUEST"]
    methodArn: str
    headers: dict[str, str]
    multiValueHeaders: dict[str, list[str]]
    queryStringParameters: dict[str, str]
    multiValueQueryStringParameters: dict[str, list[str]]
    stageVariables: dict[str, str]
    requestContext: WebSocketConnectContext
