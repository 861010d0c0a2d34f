"""What API Gateway sends to Lambda authorizers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.http_api_authorizers import http_api_authorizer, websocket_authorizer
from pytest_lambda.events.builders.rest_api_authorizers import rest_api_authorizer_request, rest_api_authorizer_token
from pytest_lambda.events.shapes.authorizers import (
    HttpApiAuthorizerEvent,
    RestApiAuthorizerRequestEvent,
    RestApiAuthorizerTokenEvent,
    WebSocketAuthorizerEvent,
)
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World

#: what may stand in a header: printable, no space at either end
_TOKENS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30).map(
    lambda text: f"Bearer {text}"
) | st.text("0123456789abcdef.-_", min_size=1, max_size=30)
_METHODS = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
_PATHS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz0123456789-_é %", max_size=8), max_size=3).map(
    lambda parts: "/" + "/".join(parts)
)
_WORDS = st.text(max_size=8)
_QUERIES = st.dictionaries(_WORDS, _WORDS | st.lists(_WORDS, min_size=1, max_size=3), max_size=3)


def rest_api_authorizer_token_events(
    *, tokens: Any = None, methods: Any = None, paths: Any = None, stage: str = "prod", world: World | None = None
) -> st.SearchStrategy[RestApiAuthorizerTokenEvent]:
    """Tokens for requests.

    Args:
        tokens: a strategy for the values of the header that the authorizer looks at.
        methods, paths: strategies for the requests that are to be authorized.
        stage: of the API.
        world: account, region, clock and seed.
    """
    return _requests(rest_api_authorizer_token, {}, tokens, methods, paths, stage, world)


def rest_api_authorizer_request_events(
    *,
    tokens: Any = None,
    methods: Any = None,
    paths: Any = None,
    query: Any = None,
    stage: str = "prod",
    world: World | None = None,
) -> st.SearchStrategy[RestApiAuthorizerRequestEvent]:
    """Requests to a REST API that are to be authorized.

    Args:
        tokens: a strategy for the header `Authorization`; None for none.
        methods, paths, query: strategies for the requests, as `events.rest_api_authorizer_request` takes them.
        stage: of the API.
        world: account, region, clock and seed.
    """
    more = {"query": strategy(query, _QUERIES, "query")}
    return _requests(rest_api_authorizer_request, more, tokens, methods, paths, stage, world)


def http_api_authorizer_events(
    *,
    tokens: Any = None,
    methods: Any = None,
    paths: Any = None,
    query: Any = None,
    stage: str = "$default",
    world: World | None = None,
) -> st.SearchStrategy[HttpApiAuthorizerEvent]:
    """Requests to an HTTP API that are to be authorized, in payload format 2.0.

    Args:
        tokens: a strategy for the header `authorization`; None for none.
        methods, paths, query: strategies for the requests, as `events.http_api_authorizer` takes them.
        stage: of the API.
        world: account, region, clock and seed.
    """
    more = {"query": strategy(query, _QUERIES, "query")}
    return _requests(http_api_authorizer, more, tokens, methods, paths, stage, world)


def websocket_authorizer_events(
    *, tokens: Any = None, query: Any = None, stage: str = "prod", world: World | None = None
) -> st.SearchStrategy[WebSocketAuthorizerEvent]:
    """Connections to a WebSocket API that are to be authorized.

    Args:
        tokens: a strategy for the header `Authorization`; None for none.
        query: a strategy for the queries, as `events.websocket_authorizer` takes them.
        stage: of the API.
        world: account, region, clock and seed.
    """
    drawn = {
        "token": strategy(tokens, _TOKENS | st.none(), "tokens"),
        "query": strategy(query, _QUERIES, "query"),
    }
    return _built(websocket_authorizer, drawn, stage, world)


def _requests(
    builder: Callable[..., Any], more: dict[str, Any], tokens: Any, methods: Any, paths: Any, stage: str, world: Any
) -> st.SearchStrategy[Any]:
    own = _TOKENS if builder is rest_api_authorizer_token else _TOKENS | st.none()
    drawn = {
        "token": strategy(tokens, own, "tokens"),
        "method": strategy(methods, _METHODS, "methods"),
        "path": strategy(paths, _PATHS, "paths"),
        **more,
    }
    return _built(builder, drawn, stage, world)


def _built(builder: Callable[..., Any], drawn: dict[str, Any], stage: str, world: Any) -> st.SearchStrategy[Any]:
    surroundings = world_for(world)
    return st.fixed_dictionaries(drawn).map(lambda parts: builder(**parts, stage=stage, world=surroundings))
