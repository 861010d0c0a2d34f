"""Requests that an OpenAPI document describes, as events of a gateway."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from hypothesis import strategies as st

from pytest_lambda import events
from pytest_lambda.errors import EventError
from pytest_lambda.strategies.varying import world_for
from pytest_lambda.world import World

_SOURCES = ("rest_api", "http_api", "function_url", "alb")
#: those with route templates
_ROUTED = frozenset({"rest_api", "http_api"})
#: what Schemathesis adds to each request for its own purposes, and what the gateway sets by itself
_NOT_SENT = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "user-agent", "x-schemathesis-testcaseid"}
)


def from_openapi(
    document: Mapping[str, Any] | str | Path,
    *,
    source: str = "rest_api",
    paths: Collection[str] | None = None,
    methods: Collection[str] | None = None,
    world: World | None = None,
    **fields: Any,
) -> st.SearchStrategy[dict[str, Any]]:
    """Valid requests for the paths, parameters and bodies of an OpenAPI 3 document.

    Needs the extra `openapi`: Schemathesis reads the document and draws the requests.

    Args:
        document: the document as a dictionary, or the path of a JSON or YAML file.
        source: the builder whose events they become: `rest_api`, `http_api`, `function_url` or `alb`.
        paths: only these templates, `"/pets/{id}"` say.
        methods: only these methods.
        world: account, region, clock and seed.
        fields: further arguments of the builder: `stage="prod"`, `authorizer={...}`.

    Raises:
        EventError: the document makes no sense, nothing in it is asked for, or the source has no requests.
        ImportError: the extra is not installed.
    """
    if source not in _SOURCES:
        raise EventError(f"source is {source!r}: expected one of {', '.join(_SOURCES)}.")
    operations = _operations(document, paths, methods)
    build: Callable[..., dict[str, Any]] = getattr(events, source)
    surroundings = world_for(world)

    def event(case: Any) -> dict[str, Any]:
        request = _prepared(case)
        parts = urlsplit(request.url)
        route = {"route": case.operation.path} if source in _ROUTED else {}
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _NOT_SENT}
        return build(
            method=case.method,
            path=parts.path,
            query=parts.query,
            headers=headers,
            body=_body(request.body, headers),
            world=surroundings,
            **route,
            **fields,
        )

    requests = st.one_of([operation.as_strategy() for operation in operations])
    _let_hypothesis_print()
    return requests.map(event)


def _operations(document: Any, paths: Collection[str] | None, methods: Collection[str] | None) -> list[Any]:
    try:
        import schemathesis
        from schemathesis.core.errors import SchemathesisError
    except ImportError:
        raise ImportError(
            "strategies.from_openapi needs Schemathesis: pip install 'pytest-aws-lambda[openapi]'."
        ) from None
    if isinstance(document, (str, Path)) and not Path(document).is_file():
        raise EventError(f"document is {str(document)!r}: expected a dictionary, or the path of a JSON or YAML file.")
    try:
        if isinstance(document, Mapping):
            schema = schemathesis.openapi.from_dict(json.loads(json.dumps(document)))
        else:
            schema = schemathesis.openapi.from_path(str(document))
        found: list[Any] = [cast(Any, each).ok() for each in schema.get_all_operations()]
    except (SchemathesisError, TypeError, ValueError) as error:
        raise EventError(f"document is no OpenAPI document that could be read: {error}") from None
    wanted = {method.upper() for method in methods} if methods is not None else None
    chosen = [
        each
        for each in found
        if (paths is None or each.path in paths) and (wanted is None or each.method.upper() in wanted)
    ]
    if not chosen:
        known = ", ".join(f"{each.method.upper()} {each.path}" for each in found) or "none"
        raise EventError(f"The document has no such operation. Its operations: {known}.")
    return chosen


def _let_hypothesis_print() -> None:
    """Schemathesis exchanges Hypothesis' printer for one that prints no values: examples would be shown as `event=`."""
    from hypothesis.vendor import pretty

    core: Any = import_module("hypothesis.core")
    core.RepresentationPrinter = pretty.RepresentationPrinter


def _prepared(case: Any) -> Any:
    """The request as the client library would send it."""
    import requests

    return requests.Request(**case.as_transport_kwargs(base_url="https://example.com")).prepare()


def _body(body: Any, headers: Mapping[str, str]) -> Any:
    """Text where the body is text; the content type is among the headers already."""
    if not isinstance(body, bytes):
        return body
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    if not kind.startswith(("text/", "application/json", "application/x-www-form-urlencoded")):
        return body
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body
