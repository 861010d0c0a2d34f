"""Events of Application Load Balancers."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.alb import alb
from pytest_lambda.events.shapes.alb import AlbEvent
from pytest_lambda.strategies.http_requests import requests
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World


def alb_events(
    *,
    methods: Any = None,
    paths: Any = None,
    query: Any = None,
    headers: Any = None,
    cookies: Any = None,
    bodies: Any = None,
    multi_value_headers: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[AlbEvent]:
    """Requests to load balancers, with and without lists of values.

    Args:
        methods: a strategy for methods.
        paths: a strategy for paths, encoded or not.
        query: a strategy for queries: mappings, pairs or text.
        headers: a strategy for mappings of names to a value or a list of values.
        cookies: a strategy for mappings, or lists of `name=value`.
        bodies: a strategy for bodies: None, text, bytes, or objects for JSON.
        multi_value_headers: a strategy for booleans.
        world: account, region, clock and seed.
    """
    surroundings = world_for(world)

    def build(lists: bool, **request: Any) -> AlbEvent:
        return alb(multi_value_headers=lists, world=surroundings, **request)

    return requests(
        methods=methods,
        paths=paths,
        query=query,
        headers=headers,
        cookies=cookies,
        bodies=bodies,
        routed=False,
        further=(strategy(multi_value_headers, st.booleans(), "multi_value_headers"),),
        build=build,
    )
