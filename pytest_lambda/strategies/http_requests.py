"""What varies in the requests of all HTTP front ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.http_request import SOURCE_IP
from pytest_lambda.events.building.route_templates import filled, has_parameters, parameter_names
from pytest_lambda.strategies.varying import Strategy, json_values, strategy

_METHODS = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
_TEXT = st.text(max_size=12)
#: also what is escaped already, and an empty part, which makes two slashes
_SEGMENTS = st.lists(
    st.one_of(
        st.text("abcdefghij0123456789", max_size=6), st.sampled_from(["a b", "a+b", "%2B", "a%2Fb", "ä", "日本"])
    ),
    max_size=4,
)
_NAMES = st.sampled_from(["q", "page", "a[]", "ä b"]) | st.text(min_size=1, max_size=6)
_QUERIES = st.one_of(
    st.none(),
    st.lists(st.tuples(_NAMES, _TEXT), max_size=4),
    st.sampled_from(["a=1&a=2", "q=a%20b+c", "flag", "a=&b==&c=%2F", "q=%C3%A4&q="]),
)
_TOKENS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789-", min_size=1, max_size=8)
_VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=16) | st.sampled_from(
    ["a, b", "text/html; q=0.9", 'W/"x"']
)
_HEADERS = st.dictionaries(
    st.sampled_from(["X-Request-Id", "accept-language", "tEsT-HEADeR", "Authorization", "Referer"])
    | _TOKENS.map("X-Custom-".__add__),
    _VALUES | st.lists(_VALUES, min_size=1, max_size=3),
    max_size=3,
)
_COOKIES = st.dictionaries(_TOKENS, st.text("abcXYZ0123456789!#$%&'()*+-./:<=>?@[]^_`{|}~", max_size=12), max_size=3)
#: no body, JSON, text, bytes, and 256 KB
_BODIES = st.one_of(
    st.none(), json_values(), st.text(), st.binary(), st.integers(1, 262_144).map(lambda size: "x" * size)
)
_ROUTES = st.sampled_from([None, "/users/{id}", "/{proxy+}", "/shops/{shop}/files/{key+}"])
_NO_ROUTES = st.none()
_ADDRESSES = st.sampled_from([SOURCE_IP, "2001:db8::7"])


def requests(
    *,
    methods: Any,
    paths: Any,
    query: Any,
    headers: Any,
    cookies: Any,
    bodies: Any,
    routes: Any = None,
    routed: bool = True,
    further: tuple[Strategy, ...] = (),
    build: Callable[..., Any],
) -> st.SearchStrategy[Any]:
    """Events of requests.

    Args:
        methods, paths, query, headers, cookies, bodies, routes: strategies of the caller, or None.
        routed: whether the front end has routes.
        further: strategies for what else the builder varies.
        build: takes the values of `further`, and the parameters of a request by their names.
    """
    default_routes: Strategy = _NO_ROUTES if not routed or (routes is None and paths is not None) else _ROUTES
    drawn = st.tuples(
        strategy(methods, _METHODS, "methods"),
        strategy(routes, default_routes, "routes"),
        strategy(paths, _SEGMENTS, "paths"),
        strategy(query, _QUERIES, "query"),
        strategy(headers, _HEADERS, "headers"),
        strategy(cookies, _COOKIES, "cookies"),
        strategy(bodies, _BODIES, "bodies"),
        _ADDRESSES,
        *further,
    )
    own_methods, own_queries = methods is None, query is None

    def make(parts: tuple[Any, ...]) -> Any:
        method, route, path, asked, sent, stored, body, address, *rest = parts
        if own_methods and body is not None and method == "GET":
            method = "POST"
        if own_methods and isinstance(route, str) and " " in route:
            said = route.partition(" ")[0].upper()
            method = method if said == "ANY" else said
        if isinstance(path, list):
            path = _path(route, path)
        elif own_queries and "?" in path:  # the caller's path has one
            asked = None
        more = {"route": route} if route is not None else {}
        return build(
            *rest,
            method=method,
            path=path,
            query=asked,
            headers=sent,
            cookies=stored,
            body=body,
            source_ip=address,
            **more,
        )

    return drawn.map(make)


def _path(route: Any, segments: list[str]) -> str:
    """The path of segments; with a route they are the values of its parameters."""
    if route is None or route == "$default":
        return f"/{'/'.join(segments)}"
    if not isinstance(route, str):
        raise EventError(f"routes gave {route!r}: expected templates such as '/users/{{id}}'.")
    template = route.partition(" ")[2] or route
    if not has_parameters(template):
        return template
    values = [each for each in segments if each] or ["0"]
    names = parameter_names(template)
    given = {name: values[number % len(values)] for number, name in enumerate(names)}
    if template.endswith("+}"):
        given[names[-1]] = "/".join(values)
    return filled(template, given)
