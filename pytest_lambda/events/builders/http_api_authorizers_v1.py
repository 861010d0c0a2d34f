"""What API Gateway sends to authorizers of HTTP APIs in payload format 1.0, that of REST APIs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import unquote

from pytest_lambda.events.builders.http_api import http_api
from pytest_lambda.events.building.overrides import ABSENT, Fields
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.authorizers import HttpApiAuthorizerV1Event


def http_api_authorizer_v1(
    given: Fields, fields: Mapping[str, Any], said: Mapping[str, Any]
) -> HttpApiAuthorizerV1Event:
    """The event of an authorizer, made of that of the function.

    Args:
        given: what the caller says about the fields of the event.
        fields: the same as they were given.
        said: parameters of `http_api`.

    Raises:
        EventError: the request cannot be sent, or would not reach the route.
    """
    whole = fields.get("requestContext", {})
    headers = {name: values or ABSENT for name, values in said["headers"].items()}
    parameters = {**said, "headers": headers, "requestContext": whole if isinstance(whole, Mapping) else {}}
    event = http_api(payload_format="1.0", **parameters)
    context: Any = event["requestContext"]
    given.says("requestContext")
    identity = next((value for name, value in event["headers"].items() if name.lower() == "authorization"), None)
    maps = {name: given(name, cast(Any, event)[name] or {}) for name in _MAPS}
    return cast(
        HttpApiAuthorizerV1Event,
        given.done(
            {
                "version": given("version", "1.0"),
                "type": given("type", "REQUEST"),
                "methodArn": given("methodArn", _arn(event, context, said["world"])),
                "identitySource": given("identitySource", identity),
                "authorizationToken": given("authorizationToken", identity),
                "resource": given("resource", event["resource"]),
                "path": given("path", event["path"]),
                "httpMethod": given("httpMethod", event["httpMethod"]),
                **maps,
                "requestContext": context if isinstance(whole, Mapping) else whole,
            }
        ),
    )


_MAPS = (
    "headers",
    "multiValueHeaders",
    "queryStringParameters",
    "multiValueQueryStringParameters",
    "pathParameters",
    "stageVariables",
)


def _arn(event: Mapping[str, Any], context: Mapping[str, Any], world: Any) -> str:
    path, stage = unquote(event["path"]), context.get("stage", "$default")
    inside = path if stage == "$default" else path.removeprefix(f"/{stage}")
    resource = f"{context.get('apiId', '')}/{stage}/{event['httpMethod']}{inside}"
    return Scene(world, 0, "http_api_authorizer").arn("execute-api", resource)
