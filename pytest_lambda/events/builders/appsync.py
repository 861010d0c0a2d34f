"""What AppSync sends: to resolvers and authorizers of GraphQL APIs, and to handlers of Event APIs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.appsync_callers import api_id, identity_of, request_of_caller
from pytest_lambda.events.building.http_request import HeadersGiven
from pytest_lambda.events.building.overrides import fields_of, nearest
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.appsync import AppSyncAuthorizerEvent, AppSyncEventsEvent, AppSyncResolverEvent
from pytest_lambda.world import World

_OPERATION = re.compile(r"\b(?:query|mutation|subscription)\s+(\w+)")
#: a subscription may end with an asterisk (AWS: "Understanding channel namespaces")
_SEGMENT = re.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?")
_OPERATIONS = ("PUBLISH", "SUBSCRIBE")


def appsync_resolver(
    field_name: str = "getOrder",
    *,
    parent_type_name: str = "Query",
    arguments: Mapping[str, Any] | None = None,
    source: Mapping[str, Any] | None = None,
    selection_set: Iterable[str] = ("id",),
    variables: Mapping[str, Any] | None = None,
    authentication_type: str = "AMAZON_COGNITO_USER_POOLS",
    headers: HeadersGiven = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> AppSyncResolverEvent:
    """What a direct Lambda resolver of a GraphQL API gets. With batching it gets a list of such events.

    Args:
        field_name: the field that is resolved.
        parent_type_name: the type that has the field.
        arguments: of the field.
        source: what the parent field was resolved to.
        selection_set: what is asked for of the field: `["id", "lines/quantity"]`.
        variables: of the operation.
        authentication_type: `API_KEY`, `AWS_IAM`, `AMAZON_COGNITO_USER_POOLS`, `OPENID_CONNECT` or `AWS_LAMBDA`;
            `identity` depends on it.
        headers: of the request: a mapping of names to a value or a list of values, or pairs.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: a parameter cannot be sent, or there is no such kind of authentication.
    """
    scene = Scene(world, time, "appsync_resolver", field_name, arguments, source)
    given = fields_of("appsync_resolver", fields, parameters_of(appsync_resolver))
    identity = identity_of(scene, given, authentication_type)
    info = given.at("info")
    selected = info("selectionSetList", _with_parents(selection_set))
    return cast(
        AppSyncResolverEvent,
        given.done(
            {
                "arguments": dict(arguments or {}),
                "identity": identity,
                "source": None if source is None else dict(source),
                "request": request_of_caller(scene, given, headers, "appsync-api"),
                "prev": given("prev", None),
                "info": info.done(
                    {
                        "selectionSetList": selected,
                        "selectionSetGraphQL": info("selectionSetGraphQL", _graphql(selected)),
                        "parentTypeName": info("parentTypeName", parent_type_name),
                        "fieldName": info("fieldName", field_name),
                        "variables": info("variables", dict(variables or {})),
                    }
                ),
                "stash": given("stash", {}),
            }
        ),
    )


def appsync_authorizer(
    token: str = "a-token",
    *,
    query: str = "query GetOrder($id: ID!) {\n  getOrder(id: $id) {\n    id\n  }\n}\n",
    variables: Mapping[str, Any] | None = None,
    headers: HeadersGiven = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> AppSyncAuthorizerEvent:
    """What the Lambda authorizer of a GraphQL API gets.

    Args:
        token: the header `authorization`.
        query: the GraphQL document; its first named operation is the one that is asked for.
        variables: of the operation.
        headers: of the request: a mapping of names to a value or a list of values, or pairs.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: a parameter cannot be sent, or a field does not exist.
    """
    scene = Scene(world, time, "appsync_authorizer", token, query, variables)
    given = fields_of("appsync_authorizer", fields, parameters_of(appsync_authorizer))
    context = given.at("requestContext")
    token = given("authorizationToken", token)
    asked = context("queryString", query)
    named = _OPERATION.search(str(asked))
    sent = {"authorization": token} if isinstance(token, str) else {}
    sent.update(headers if isinstance(headers, Mapping) else headers or ())
    request = request_of_caller(scene, fields_of("appsync_authorizer", {}), sent, "appsync-api")
    return cast(
        AppSyncAuthorizerEvent,
        given.done(
            {
                "authorizationToken": token,
                "requestContext": context.done(
                    {
                        "apiId": context("apiId", api_id(scene)),
                        "accountId": context("accountId", scene.account),
                        "requestId": context("requestId", scene.ids.uuid()),
                        "queryString": asked,
                        "operationName": context("operationName", named[1] if named else None),
                        "variables": context("variables", dict(variables or {})),
                    }
                ),
                "requestHeaders": given("requestHeaders", request["headers"]),
            }
        ),
    )


def appsync_events(
    *payloads: Any,
    channel: str = "/default/orders",
    operation: str = "PUBLISH",
    authentication_type: str = "API_KEY",
    headers: HeadersGiven = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> AppSyncEventsEvent:
    """What a function behind a channel namespace of an Event API gets.

    Args:
        payloads: of what is published, at most five together.
        channel: the path of the channel, whose first segment is the namespace.
        operation: `PUBLISH` or `SUBSCRIBE`.
        authentication_type: `API_KEY`, `AWS_IAM`, `AMAZON_COGNITO_USER_POOLS`, `OPENID_CONNECT` or `AWS_LAMBDA`;
            `identity` depends on it.
        headers: of the request: a mapping of names to a value or a list of values, or pairs.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: there is no such channel or operation, or a subscription has payloads.
    """
    segments = _segments(channel, operation)
    if operation not in _OPERATIONS:
        raise EventError(
            f"operation is {operation!r}: expected 'PUBLISH' or 'SUBSCRIBE'.{nearest(operation, _OPERATIONS)}"
        )
    if operation == "SUBSCRIBE" and payloads:
        raise EventError("A subscription has no payloads: expected operation='PUBLISH' with them.")
    if len(payloads) > 5:
        raise EventError(f"{len(payloads)} payloads: AppSync takes at most 5 events at a time.")
    scene = Scene(world, time, "appsync_events", channel, operation, payloads)
    given = fields_of("appsync_events", fields, parameters_of(appsync_events))
    published: Any = None
    if operation == "PUBLISH":
        published = [{"payload": each, "id": scene.ids.uuid()} for each in payloads or ({"message": "Hello"},)]
    info = given.at("info")
    inner = info.at("channel")
    space = info.at("channelNamespace")
    segments = inner("segments", segments)
    where = {"path": inner("path", "/" + "/".join(segments)), "segments": segments}
    return cast(
        AppSyncEventsEvent,
        given.done(
            {
                "identity": identity_of(scene, given, authentication_type),
                "result": given("result", None),
                "request": request_of_caller(scene, given, headers, "appsync-api"),
                "info": info.done(
                    {
                        "channel": inner.done(where),
                        "channelNamespace": space.done({"name": space("name", segments[0])}),
                        "operation": info("operation", operation),
                    }
                ),
                "error": given("error", None),
                "prev": given("prev", None),
                "stash": given("stash", {}),
                "outErrors": given("outErrors", []),
                "events": given("events", published),
            }
        ),
    )


def _segments(channel: object, operation: str) -> list[str]:
    parts = channel.strip("/").split("/") if isinstance(channel, str) else []
    named = parts[:-1] if operation == "SUBSCRIBE" and len(parts) > 1 and parts[-1] == "*" else parts
    if not 1 <= len(parts) <= 5 or not all(_SEGMENT.fullmatch(each) for each in named):
        raise EventError(
            f"channel is {channel!r}: expected one to five segments of letters, digits and hyphens, such as "
            "'/default/orders'; subscriptions may end with '/*'."
        )
    return parts


def _with_parents(selection: Iterable[str]) -> list[str]:
    """AppSync lists a field before the fields that are asked for of it."""
    listed: dict[str, None] = {}
    for path in selection:
        parts = path.split("/")
        for end in range(1, len(parts) + 1):
            listed["/".join(parts[:end])] = None
    return list(listed)


def _graphql(selection: Any) -> str:
    tree: dict[str, Any] = {}
    for path in selection if isinstance(selection, list) else ():
        node = tree
        for part in str(path).split("/"):
            node = node.setdefault(part, {})
    return _written(tree, "") if tree else ""


def _written(tree: dict[str, Any], indent: str) -> str:
    inner = f"{indent}  "
    lines = [f"{inner}{name} {_written(below, inner)}" if below else f"{inner}{name}" for name, below in tree.items()]
    return "{\n" + "\n".join(lines) + f"\n{indent}}}"
