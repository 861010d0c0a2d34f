"""What AppSync sends: to resolvers and authorizers of GraphQL APIs, and to handlers of Event APIs."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class AppSyncCognitoIdentity(TypedDict):
    """A user of a Cognito user pool."""

    claims: dict[str, Any]
    defaultAuthStrategy: Literal["ALLOW", "DENY"]
    groups: list[str] | None
    issuer: str
    sourceIp: list[str]
    sub: str
    username: str


class AppSyncIamIdentity(TypedDict):
    """A caller with AWS credentials."""

    accountId: str
    cognitoIdentityAuthProvider: str | None
    cognitoIdentityAuthType: str | None
    cognitoIdentityId: str | None
    cognitoIdentityPoolId: str | None
    sourceIp: list[str]
    userArn: str
    username: str


class AppSyncOidcIdentity(TypedDict):
    """A user of an OpenID Connect provider."""

    claims: dict[str, Any]
    issuer: str
    sub: str


class AppSyncLambdaIdentity(TypedDict):
    """Who an authorizer has let in: what it said about them."""

    resolverContext: dict[str, Any]


class AppSyncRequest(TypedDict):
    """`request`: the headers, with names in lower case, and the custom domain, if there is one."""

    headers: dict[str, str]
    domainName: str | None


class AppSyncResolverInfo(TypedDict):
    """`info`: the field that is resolved."""

    selectionSetList: list[str]
    selectionSetGraphQL: str
    parentTypeName: str
    fieldName: str
    variables: dict[str, Any]


class AppSyncResolverEvent(TypedDict):
    """AWS: "Direct Lambda resolvers", "Resolver mapping template context reference"."""

    arguments: dict[str, Any]
    #: null with an API key
    identity: AppSyncCognitoIdentity | AppSyncIamIdentity | AppSyncOidcIdentity | AppSyncLambdaIdentity | None
    source: dict[str, Any] | None
    request: AppSyncRequest
    prev: dict[str, Any] | None
    info: AppSyncResolverInfo
    stash: dict[str, Any]


class AppSyncAuthorizerContext(TypedDict):
    """`requestContext`: the operation that is to be authorized."""

    apiId: str
    accountId: str
    requestId: str
    queryString: str
    #: null if the operation has no name
    operationName: str | None
    variables: dict[str, Any]


class AppSyncAuthorizerEventBase(TypedDict):
    """What an authorizer always gets."""

    authorizationToken: str
    requestContext: AppSyncAuthorizerContext


class AppSyncAuthorizerEvent(AppSyncAuthorizerEventBase, total=False):
    """AWS: "AWS_LAMBDA authorization"."""

    #: missing in older samples
    requestHeaders: dict[str, str]


class AppSyncChannel(TypedDict):
    """A channel, and the segments of its path."""

    path: str
    segments: list[str]


class AppSyncChannelNamespace(TypedDict):
    """The namespace of a channel."""

    name: str


class AppSyncEventsInfo(TypedDict):
    """`info`: the channel, and what happens to it."""

    channel: AppSyncChannel
    channelNamespace: AppSyncChannelNamespace
    operation: Literal["PUBLISH", "SUBSCRIBE"]


class AppSyncPublishedEvent(TypedDict):
    """One of the events that are published together."""

    payload: Any
    id: str


class AppSyncEventsEvent(TypedDict):
    """AWS: "AppSync Event API context reference", "Direct data source integrations using Lambda"."""

    #: null with an API key
    identity: AppSyncCognitoIdentity | AppSyncIamIdentity | AppSyncOidcIdentity | AppSyncLambdaIdentity | None
    result: None
    request: AppSyncRequest
    info: AppSyncEventsInfo
    error: None
    prev: None
    stash: dict[str, Any]
    outErrors: list[Any]
    #: null of a subscription
    events: list[AppSyncPublishedEvent] | None
