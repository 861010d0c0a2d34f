"""Events of function URLs."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.function_url import function_url
from pytest_lambda.events.shapes.function_url import FunctionUrlEvent
from pytest_lambda.strategies.http_requests import requests
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World


def function_url_events(
    *,
    methods: Any = None,
    paths: Any = None,
    query: Any = None,
    headers: Any = None,
    cookies: Any = None,
    bodies: Any = None,
    auth_types: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[FunctionUrlEvent]:
    """Requests to function URLs, signed and not.

    Args:
        methods: a strategy for methods.
        paths: a strategy for paths, encoded or not.
        query: a strategy for queries: mappings, pairs or text.
        headers: a strategy for mappings of names to a value or a list of values.
        cookies: a strategy for mappings, or lists of `name=value`.
        bodies: a strategy for bodies: None, text, bytes, or objects for JSON.
        auth_types: a strategy for `"NONE"` and `"AWS_IAM"`.
        world: account, region, clock and seed.
    """
    surroundings = world_for(world)

    def build(auth_type: str, **request: Any) -> FunctionUrlEvent:
        return function_url(auth_type=auth_type, world=surroundings, **request)

    return requests(
        methods=methods,
        paths=paths,
        query=query,
        headers=headers,
        cookies=cookies,
        bodies=bodies,
        routed=False,
        further=(strategy(auth_types, st.sampled_from(["NONE", "AWS_IAM"]), "auth_types"),),
        build=build,
    )
