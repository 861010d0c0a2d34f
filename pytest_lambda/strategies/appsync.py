"""What AppSync sends."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.appsync import appsync_authorizer, appsync_events, appsync_resolver
from pytest_lambda.events.builders.appsync_callers import AUTHENTICATION_TYPES
from pytest_lambda.events.shapes.appsync import AppSyncAuthorizerEvent, AppSyncEventsEvent, AppSyncResolverEvent
from pytest_lambda.strategies.varying import json_values, sizes, strategy, world_for
from pytest_lambda.world import World

_TYPES = st.sampled_from(AUTHENTICATION_TYPES)
_NAMES = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=10)
_OBJECTS = st.dictionaries(_NAMES, json_values(), max_size=3)
_SELECTIONS = st.lists(st.lists(_NAMES, min_size=1, max_size=3).map("/".join), min_size=1, max_size=4)
_TOKENS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30)
_SEGMENTS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
_CHANNELS = st.lists(_SEGMENTS, min_size=1, max_size=5).map(lambda segments: "/" + "/".join(segments))


def appsync_resolver_events(
    *,
    field_names: Any = None,
    arguments: Any = None,
    sources: Any = None,
    selection_sets: Any = None,
    authentication_types: Any = None,
    parent_type_name: str = "Query",
    world: World | None = None,
) -> st.SearchStrategy[AppSyncResolverEvent]:
    """Fields of a GraphQL API that are to be resolved.

    Args:
        field_names, arguments, sources, selection_sets, authentication_types: strategies for what
            `events.appsync_resolver` takes.
        parent_type_name: the type that has the fields.
        world: account, region, clock and seed.
    """
    surroundings = world_for(world)
    drawn = st.fixed_dictionaries(
        {
            "field_name": strategy(field_names, _NAMES, "field_names"),
            "arguments": strategy(arguments, _OBJECTS, "arguments"),
            "source": strategy(sources, st.none() | _OBJECTS, "sources"),
            "selection_set": strategy(selection_sets, _SELECTIONS, "selection_sets"),
            "authentication_type": strategy(authentication_types, _TYPES, "authentication_types"),
        }
    )
    return drawn.map(lambda parts: appsync_resolver(**parts, parent_type_name=parent_type_name, world=surroundings))


def appsync_authorizer_events(
    *, tokens: Any = None, variables: Any = None, query: str | None = None, world: World | None = None
) -> st.SearchStrategy[AppSyncAuthorizerEvent]:
    """Tokens for operations of a GraphQL API.

    Args:
        tokens: a strategy for the header `authorization`.
        variables: a strategy for the operation's variables.
        query: the GraphQL document.
        world: account, region, clock and seed.
    """
    surroundings = world_for(world)
    more: dict[str, Any] = {} if query is None else {"query": query}
    drawn = st.fixed_dictionaries(
        {
            "token": strategy(tokens, _TOKENS, "tokens"),
            "variables": strategy(variables, _OBJECTS, "variables"),
        }
    )
    return drawn.map(lambda parts: appsync_authorizer(**parts, **more, world=surroundings))


def appsync_events_events(
    *,
    payloads: Any = None,
    channels: Any = None,
    operations: Any = None,
    authentication_types: Any = None,
    min_size: int = 1,
    max_size: int = 5,
    world: World | None = None,
) -> st.SearchStrategy[AppSyncEventsEvent]:
    """What is published to channels, and subscriptions.

    Args:
        payloads, channels, operations, authentication_types: strategies for what `events.appsync_events` takes.
        min_size, max_size: events that are published together, 1 to 5.
        world: account, region, clock and seed.
    """
    low, high = sizes(min_size, max_size, 5, "AppSync events")
    surroundings = world_for(world)
    drawn = st.tuples(
        st.lists(strategy(payloads, json_values(), "payloads"), min_size=low, max_size=high),
        strategy(channels, _CHANNELS, "channels"),
        strategy(operations, st.sampled_from(["PUBLISH", "SUBSCRIBE"]), "operations"),
        strategy(authentication_types, _TYPES, "authentication_types"),
    )

    def build(parts: tuple[list[Any], str, str, str]) -> AppSyncEventsEvent:
        contents, channel, operation, kind = parts
        return appsync_events(
            *(contents if operation == "PUBLISH" else ()),
            channel=channel,
            operation=operation,
            authentication_type=kind,
            world=surroundings,
        )

    return drawn.map(build)
