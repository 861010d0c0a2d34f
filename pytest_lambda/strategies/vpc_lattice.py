"""Requests to VPC Lattice services."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.vpc_lattice import vpc_lattice
from pytest_lambda.events.shapes.vpc_lattice import VpcLatticeEvent
from pytest_lambda.strategies.varying import json_values, strategy, world_for
from pytest_lambda.world import World

_METHODS = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
_PATHS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz0123456789-_é %", max_size=8), max_size=3).map(
    lambda parts: "/" + "/".join(parts)
)
_WORDS = st.text(max_size=8)
_QUERIES = st.dictionaries(_WORDS, _WORDS | st.lists(_WORDS, min_size=1, max_size=3), max_size=3)
_NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12).map(lambda name: f"x-{name}")
_VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)
_HEADERS = st.dictionaries(_NAMES, _VALUES | st.lists(_VALUES, min_size=2, max_size=3), max_size=3)
_BODIES = st.none() | st.text() | json_values() | st.binary()


def vpc_lattice_events(
    *,
    methods: Any = None,
    paths: Any = None,
    query: Any = None,
    headers: Any = None,
    bodies: Any = None,
    payload_format: str = "2.0",
    world: World | None = None,
) -> st.SearchStrategy[VpcLatticeEvent]:
    """Requests to a VPC Lattice service.

    Args:
        methods, paths, query, headers, bodies: strategies for the parts of requests, as `events.vpc_lattice` takes
            them.
        payload_format: the version of the event structure, `2.0` or `1.0`.
        world: account, region, clock and seed.
    """
    surroundings = world_for(world)
    drawn = st.fixed_dictionaries(
        {
            "method": strategy(methods, _METHODS, "methods"),
            "path": strategy(paths, _PATHS, "paths"),
            "query": strategy(query, _QUERIES, "query"),
            "headers": strategy(headers, _HEADERS, "headers"),
            "body": strategy(bodies, _BODIES, "bodies"),
        }
    )
    return drawn.map(lambda parts: vpc_lattice(**parts, payload_format=payload_format, world=surroundings))
