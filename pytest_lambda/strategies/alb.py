"""Events of Application Load Balancers."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.alb import alb, alb_health_check
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


def alb_health_check_events(
    *, paths: Any = None, multi_value_headers: Any = None, world: World | None = None
) -> st.SearchStrategy[AlbEvent]:
    """Health checks of load balancers.

    Args:
        paths: a strategy for the path that a target group asks for.
        multi_value_headers: a strategy for booleans.
        world: account, region, clock and seed.
    """
    drawn = st.tuples(
        strategy(paths, st.sampled_from(("/", "/health", "/health/live")), "paths"),
        strategy(multi_value_headers, st.booleans(), "multi_value_headers"),
    )
    surroundings = world_for(world)
    return drawn.map(lambda parts: alb_health_check(path=parts[0], multi_value_headers=parts[1], world=surroundings))
