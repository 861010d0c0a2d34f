"""Events of HTTP APIs."""

from __future__ import annotations

from typing import Any, Literal, overload

from hypothesis import strategies as st

from pytest_lambda.events.builders.http_api import http_api
from pytest_lambda.events.shapes.http_api import HttpApiEvent, HttpApiV1Event
from pytest_lambda.strategies.http_requests import requests
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World


@overload
def http_api_events(
    *,
    methods: Any = None,
    paths: Any = None,
    query: Any = None,
    headers: Any = None,
    cookies: Any = None,
    bodies: Any = None,
    routes: Any = None,
    stages: Any = None,
    payload_format: Literal["1.0"],
    world: World | None = None,
) -> st.SearchStrategy[HttpApiV1Event]: ...


@overload
def http_api_events(
    *,
    methods: Any = None,
    paths: Any = None,
    query: Any = None,
    headers: Any = None,
    cookies: Any = None,
    bodies: Any = None,
    routes: Any = None,
    stages: Any = None,
    payload_format: Literal["2.0"] = "2.0",
    world: World | None = None,
) -> st.SearchStrategy[HttpApiEvent]: ...


def http_api_events(
    *,
    methods: Any = None,
    paths: Any = None,
    query: Any = None,
    headers: Any = None,
    cookies: Any = None,
    bodies: Any = None,
    routes: Any = None,
    stages: Any = None,
    payload_format: str = "2.0",
    world: World | None = None,
) -> st.SearchStrategy[Any]:
    """Requests to HTTP APIs, with and without routes and named stages.

    Args:
        methods: a strategy for methods.
        paths: a strategy for paths, encoded or not.
        query: a strategy for queries: mappings, pairs or text.
        headers: a strategy for mappings of names to a value or a list of values.
        cookies: a strategy for mappings, or lists of `name=value`.
        bodies: a strategy for bodies: None, text, bytes, or objects for JSON.
        routes: a strategy for route templates, `/users/{id}` say; without one for paths, these match it.
        stages: a strategy for stages.
        payload_format: `2.0` or `1.0`.
        world: account, region, clock and seed.
    """
    surroundings = world_for(world)
    made: Any = http_api  # its overloads do not know that the format is one of the two

    def build(stage: str, **request: Any) -> Any:
        return made(stage=stage, payload_format=payload_format, world=surroundings, **request)

    return requests(
        methods=methods,
        paths=paths,
        query=query,
        headers=headers,
        cookies=cookies,
        bodies=bodies,
        routes=routes,
        further=(strategy(stages, st.sampled_from(["$default", "dev"]), "stages"),),
        build=build,
    )
