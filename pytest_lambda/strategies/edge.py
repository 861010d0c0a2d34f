"""What CloudFront sends to Lambda@Edge functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.edge import (
    edge_origin_request,
    edge_origin_response,
    edge_viewer_request,
    edge_viewer_response,
)
from pytest_lambda.events.shapes.edge import (
    EdgeOriginRequestEvent,
    EdgeOriginResponseEvent,
    EdgeViewerRequestEvent,
    EdgeViewerResponseEvent,
)
from pytest_lambda.strategies.varying import json_values, strategy, world_for
from pytest_lambda.world import World

_METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
_PATHS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz0123456789-_é %", max_size=8), max_size=3).map(
    lambda parts: "/" + "/".join(parts)
)
_WORDS = st.text(max_size=8)
_QUERIES = st.dictionaries(_WORDS, _WORDS | st.lists(_WORDS, min_size=1, max_size=3), max_size=3)
_NAMES = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789-", min_size=1, max_size=12).map(lambda name: f"x-{name}")
_VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)
_HEADERS = st.dictionaries(_NAMES, _VALUES | st.lists(_VALUES, min_size=2, max_size=3), max_size=3)
#: some longer than what functions get
_BODIES = st.none() | st.text() | json_values() | st.binary() | st.integers(40_000, 42_000).map(lambda size: "x" * size)
_STATUSES = st.sampled_from([200, 204, 301, 304, 403, 404, 500, 503])
_ORIGINS = st.sampled_from(["example.org", "orders.s3.us-east-1.amazonaws.com"])


def edge_viewer_request_events(
    *,
    methods: Any = None,
    paths: Any = None,
    query: Any = None,
    headers: Any = None,
    bodies: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[EdgeViewerRequestEvent]:
    """Viewers' requests.

    Args:
        methods, paths, query, headers, bodies: strategies for what `events.edge_viewer_request` takes.
        world: account, region, clock and seed.
    """
    drawn = {**_requests(methods, paths, query, headers), "body": strategy(bodies, _BODIES, "bodies")}
    return _built(edge_viewer_request, drawn, world)


def edge_viewer_response_events(
    *,
    methods: Any = None,
    paths: Any = None,
    query: Any = None,
    headers: Any = None,
    statuses: Any = None,
    response_headers: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[EdgeViewerResponseEvent]:
    """Responses to viewers.

    Args:
        methods, paths, query, headers, statuses, response_headers: strategies for what
            `events.edge_viewer_response` takes.
        world: account, region, clock and seed.
    """
    drawn = {**_requests(methods, paths, query, headers), **_responses(statuses, response_headers)}
    return _built(edge_viewer_response, drawn, world)


def edge_origin_request_events(
    *,
    methods: Any = None,
    paths: Any = None,
    query: Any = None,
    headers: Any = None,
    bodies: Any = None,
    origin_domain_names: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[EdgeOriginRequestEvent]:
    """Requests to origins.

    Args:
        methods, paths, query, headers, bodies, origin_domain_names: strategies for what
            `events.edge_origin_request` takes.
        world: account, region, clock and seed.
    """
    drawn = {
        **_requests(methods, paths, query, headers),
        "body": strategy(bodies, _BODIES, "bodies"),
        "origin_domain_name": strategy(origin_domain_names, _ORIGINS, "origin_domain_names"),
    }
    return _built(edge_origin_request, drawn, world)


def edge_origin_response_events(
    *,
    methods: Any = None,
    paths: Any = None,
    query: Any = None,
    headers: Any = None,
    statuses: Any = None,
    response_headers: Any = None,
    origin_domain_names: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[EdgeOriginResponseEvent]:
    """Origins' responses.

    Args:
        methods, paths, query, headers, statuses, response_headers, origin_domain_names: strategies for what
            `events.edge_origin_response` takes.
        world: account, region, clock and seed.
    """
    drawn = {
        **_requests(methods, paths, query, headers),
        **_responses(statuses, response_headers),
        "origin_domain_name": strategy(origin_domain_names, _ORIGINS, "origin_domain_names"),
    }
    return _built(edge_origin_response, drawn, world)


def _requests(methods: Any, paths: Any, query: Any, headers: Any) -> dict[str, Any]:
    return {
        "method": strategy(methods, _METHODS, "methods"),
        "path": strategy(paths, _PATHS, "paths"),
        "query": strategy(query, _QUERIES, "query"),
        "headers": strategy(headers, _HEADERS, "headers"),
    }


def _responses(statuses: Any, headers: Any) -> dict[str, Any]:
    return {
        "status": strategy(statuses, _STATUSES, "statuses"),
        "response_headers": strategy(headers, _HEADERS, "response_headers"),
    }


def _built(builder: Callable[..., Any], drawn: dict[str, Any], world: Any) -> st.SearchStrategy[Any]:
    surroundings = world_for(world)
    return st.fixed_dictionaries(drawn).map(lambda parts: builder(**parts, world=surroundings))
