"""What HTTP APIs and function URLs have in common in payload format 2.0 (facts 2.2)."""

from __future__ import annotations

from typing import Any, TypedDict


class HttpV2(TypedDict):
    """`requestContext.http`."""

    method: str
    path: str
    protocol: str
    sourceIp: str
    userAgent: str


class Iam(TypedDict):
    """Who has signed a request."""

    accessKey: str
    accountId: str
    callerId: str
    cognitoIdentity: dict[str, Any] | None
    principalOrgId: str | None
    userArn: str
    userId: str


class IamAuthorizer(TypedDict):
    """The authorizer of a signed request."""

    iam: Iam
