"""The event of an Application Load Balancer (facts 2.4)."""

from __future__ import annotations

from typing import TypedDict


class AlbTarget(TypedDict):
    """`requestContext.elb`."""

    targetGroupArn: str


class AlbContext(TypedDict):
    """`requestContext`."""

    elb: AlbTarget


class AlbEventBase(TypedDict):
    """What every event has; what is empty is there, and empty."""

    requestContext: AlbContext
    httpMethod: str
    path: str
    body: str
    isBase64Encoded: bool


class AlbEvent(AlbEventBase, total=False):
    """A request; headers and query are both of the one kind or both of the other."""

    queryStringParameters: dict[str, str]
    headers: dict[str, str]
    multiValueQueryStringParameters: dict[str, list[str]]
    multiValueHeaders: dict[str, list[str]]
