"""What Lambda authorizers get, made of what the function will get.

From the pages "Input to an API Gateway Lambda authorizer" and "Control access to HTTP APIs with AWS Lambda
authorizers".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MAPS = ("headers", "multiValueHeaders", "queryStringParameters", "multiValueQueryStringParameters")
_V2 = ("cookies", "headers", "queryStringParameters")


def token_event(token: str, arn: str) -> dict[str, Any]:
    """Of a TOKEN authorizer."""
    return {"type": "TOKEN", "authorizationToken": token, "methodArn": arn}


def rest_request_event(event: Mapping[str, Any], arn: str) -> dict[str, Any]:
    """Of a REQUEST authorizer of a REST API."""
    return {
        "type": "REQUEST",
        "methodArn": arn,
        "resource": event["resource"],
        "path": event["path"],
        "httpMethod": event["httpMethod"],
        **{name: event[name] or {} for name in (*_MAPS, "pathParameters", "stageVariables")},
        "requestContext": _context(event),
    }


def websocket_event(event: Mapping[str, Any], arn: str, stage_variables: Mapping[str, str] | None) -> dict[str, Any]:
    """Of the authorizer of `$connect`."""
    return {
        "type": "REQUEST",
        "methodArn": arn,
        **{name: event.get(name) or {} for name in _MAPS},
        "stageVariables": dict(stage_variables or {}),
        "requestContext": _context(event),
    }


def http_event_v1(event: Mapping[str, Any], arn: str, identity: tuple[str, ...]) -> dict[str, Any]:
    """Of an authorizer of an HTTP API, payload format 1.0."""
    source = ",".join(identity) or None
    return {
        "version": "1.0",
        "type": "REQUEST",
        "methodArn": arn,
        "identitySource": source,
        "authorizationToken": source,
        "resource": event["resource"],
        "path": event["path"],
        "httpMethod": event["httpMethod"],
        **{name: event[name] or {} for name in (*_MAPS, "pathParameters", "stageVariables")},
        "requestContext": _context(event),
    }


def http_event_v2(event: Mapping[str, Any], arn: str, identity: tuple[str, ...]) -> dict[str, Any]:
    """Of an authorizer of an HTTP API, payload format 2.0."""
    return {
        "version": "2.0",
        "type": "REQUEST",
        "routeArn": arn,
        "identitySource": list(identity) or None,
        "routeKey": event["routeKey"],
        "rawPath": event["rawPath"],
        "rawQueryString": event["rawQueryString"],
        **{name: event[name] for name in _V2 if name in event},
        "requestContext": _context(event),
        **{name: event[name] for name in ("pathParameters", "stageVariables") if name in event},
    }


def _context(event: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event["requestContext"].items() if name != "authorizer"}
