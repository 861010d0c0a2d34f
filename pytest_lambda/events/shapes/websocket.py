"""The events of WebSocket APIs (facts 2.5)."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class WebSocketIdentityBase(TypedDict):
    """Who is connected, at least."""

    sourceIp: str


class WebSocketIdentity(WebSocketIdentityBase, total=False):
    """Who is connected: what else is known depends on the route's authorization."""

    userAgent: str
    apiKey: str
    apiKeyId: str
    cognitoIdentityPoolId: str | None
    cognitoIdentityId: str | None
    cognitoAuthenticationType: str | None
    cognitoAuthenticationProvider: str | None
    principalOrgId: str | None
    accountId: str | None
    caller: str | None
    accessKey: str | None
    user: str | None
    userArn: str | None


class WebSocketContextBase(TypedDict):
    """What `requestContext` always has; times are milliseconds since 1970."""

    routeKey: str
    eventType: str
    extendedRequestId: str
    requestTime: str
    messageDirection: Literal["IN"]
    stage: str
    connectedAt: int
    requestTimeEpoch: int
    identity: WebSocketIdentity
    requestId: str
    domainName: str
    connectionId: str
    apiId: str


class WebSocketContextOfAll(WebSocketContextBase, total=False):
    """With what authorizers add."""

    #: what the authorizer of `$connect` returned as context, beside `principalId`
    authorizer: dict[str, Any]


class WebSocketConnectContext(WebSocketContextOfAll):
    """Of a new connection."""


class WebSocketMessageContext(WebSocketContextOfAll):
    """Of a message."""

    messageId: str


class WebSocketDisconnectContext(WebSocketContextOfAll):
    """Of a closed connection."""

    disconnectStatusCode: int
    disconnectReason: str


class WebSocketHandshake(TypedDict):
    """What a connect and a disconnect event have, and a message has not."""

    headers: dict[str, str]
    multiValueHeaders: dict[str, list[str]]
    isBase64Encoded: bool


class WebSocketConnectBase(WebSocketHandshake, total=False):
    """With what is there if the client sent it or the stage has it."""

    queryStringParameters: dict[str, str]
    multiValueQueryStringParameters: dict[str, list[str]]
    stageVariables: dict[str, str]


class WebSocketConnect(WebSocketConnectBase):
    """A client connects."""

    requestContext: WebSocketConnectContext


class WebSocketDisconnectBase(WebSocketHandshake, total=False):
    """With the stage's variables."""

    stageVariables: dict[str, str]


class WebSocketDisconnect(WebSocketDisconnectBase):
    """A connection was closed."""

    requestContext: WebSocketDisconnectContext


class WebSocketMessageBase(TypedDict, total=False):
    """The stage's variables."""

    stageVariables: dict[str, str]


class WebSocketMessage(WebSocketMessageBase):
    """A client sends a message."""

    requestContext: WebSocketMessageContext
    body: str
    isBase64Encoded: bool


class WebSocketRequestContext(WebSocketContextOfAll, total=False):
    """`requestContext` of any of the three."""

    messageId: str
    disconnectStatusCode: int
    disconnectReason: str


class WebSocketEventBase(TypedDict):
    """What all three have."""

    requestContext: WebSocketRequestContext
    isBase64Encoded: bool


class WebSocketEvent(WebSocketEventBase, total=False):
    """Any of the three: what the builder gives."""

    headers: dict[str, str]
    multiValueHeaders: dict[str, list[str]]
    queryStringParameters: dict[str, str]
    multiValueQueryStringParameters: dict[str, list[str]]
    stageVariables: dict[str, str]
    body: str
