"""Events of REST APIs."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.rest_api import rest_api
from pytest_lambda.events.shapes.rest_api import RestApiEvent
from pytest_lambda.strategies.http_requests import requests
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World


def rest_api_events(
    *,
    methods: Any = None,
    paths: Any = None,
    query: Any = None,
    headers: Any = None,
    cookies: Any = None,
    bodies: Any = None,
    routes: Any = None,
    stages: Any = None,
    endpoint_types: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[RestApiEvent]:
    """Requests to REST APIs, with and without routes, regional and edge-optimised.

    Args:
        methods: a strategy for methods.
        paths: a strategy for paths, encoded or not.
        query: a strategy for queries: mappings, pairs or text.
        headers: a strategy for mappings of names to a value or a list of values.
        cookies: a strategy for mappings, or lists of `name=value`.
        bodies: a strategy for bodies: None, text, bytes, or objects for JSON.
        routes: a strategy for route templates, `/users/{id}` say; without one for paths, these match it.
        stages: a strategy for stages.
        endpoint_types: a strategy for `"REGIONAL"` and `"EDGE"`.
        world: account, region, clock and seed.
    """
    surroundings = world_for(world)

    def build(stage: str, endpoint_type: str, **request: Any) -> RestApiEvent:
        return rest_api(stage=stage, endpoint_type=endpoint_type, world=surroundings, **request)

    return requests(
        methods=methods,
        paths=paths,
        query=query,
        headers=headers,
        cookies=cookies,
        bodies=bodies,
        routes=routes,
        further=(
            strategy(stages, st.sampled_from(["prod", "dev"]), "stages"),
            strategy(endpoint_types, st.sampled_from(["REGIONAL", "EDGE"]), "endpoint_types"),
        ),
        build=build,
    )
