"""The event of a Lambda function URL (facts 2.2)."""

from __future__ import annotations

from typing import Literal, TypedDict

from pytest_lambda.events.shapes.payload_v2 import HttpV2, IamAuthorizer


class FunctionUrlContextBase(TypedDict):
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


class FunctionUrlContext(FunctionUrlContextBase, total=False):
    """With what signed requests have."""

    authentication: None
    authorizer: IamAuthorizer


class FunctionUrlEventBase(TypedDict):
    """What every event has."""

    version: Literal["2.0"]
    routeKey: str
    rawPath: str
    rawQueryString: str
    headers: dict[str, str]
    requestContext: FunctionUrlContext
    isBase64Encoded: bool


class FunctionUrlEvent(FunctionUrlEventBase, total=False):
    """A request; what is empty is absent."""

    cookies: list[str]
    queryStringParameters: dict[str, str]
    body: str
