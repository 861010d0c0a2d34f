"""The event of a REST API of API Gateway, Lambda proxy integration (facts 2.1)."""

from __future__ import annotations

from typing import Any, TypedDict


class RestIdentityBase(TypedDict):
    """`requestContext.identity`: of an anonymous caller only the address and the user agent are known."""

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


class RestIdentity(RestIdentityBase, total=False):
    """With what API keys, client certificates, private and HTTP APIs add."""

    apiKey: str | None
    apiKeyId: str | None
    clientCert: dict[str, Any] | None
    cognitoAmr: str | list[str] | None
    vpcId: str
    vpceId: str


class RestContextBase(TypedDict):
    """What every `requestContext` has."""

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
    identity: RestIdentity
    domainName: str
    apiId: str


class RestContext(RestContextBase, total=False):
    """With what authorizers and named operations add, and what older events lack."""

    operationName: str
    deploymentId: str
    authorizer: dict[str, Any] | None
    tenantId: str | None


class RestApiEvent(TypedDict):
    """A request; all keys are always there, what is empty is null."""

    resource: str
    path: str
    httpMethod: str
    headers: dict[str, str]
    multiValueHeaders: dict[str, list[str]]
    queryStringParameters: dict[str, str] | None
    multiValueQueryStringParameters: dict[str, list[str]] | None
    pathParameters: dict[str, str] | None
    stageVariables: dict[str, str] | None
    requestContext: RestContext
    body: str | None
    isBase64Encoded: bool
