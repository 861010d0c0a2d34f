"""How the tests here ask a REST API."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx

from pytest_lambda import LambdaFunction, events


def echo(event: dict[str, Any], context: object) -> dict[str, Any]:
    return {"statusCode": 200, "body": json.dumps(event)}


def ask(
    handler: Callable[..., Any],
    method: str = "GET",
    path: str = "/",
    *,
    request: dict[str, Any] | None = None,
    **settings: Any,
) -> httpx.Response:
    """The answer of an API of which this is the function.

    Args:
        handler: of the function.
        method, path: of the request.
        request: what else `httpx.Client.request` takes.
        settings: of the API.
    """
    with LambdaFunction(handler) as function:
        return function.http_client("rest-api", **settings).request(method, path, **(request or {}))


def seen(method: str = "GET", path: str = "/", *, request: dict[str, Any] | None = None, **settings: Any) -> Any:
    """The event that the function gets; it keeps all rules."""
    response = ask(echo, method, path, request=request, **settings)
    event = response.extensions["lambda"].event
    assert event is not None, response.extensions["lambda"].refusal
    assert events.check(event) == []
    return event


def answered(answer: Any, *, method: str = "GET", request: dict[str, Any] | None = None, **settings: Any) -> httpx.Response:
    """The response that an answer makes."""
    return ask(lambda event, context: answer, method, request=request, **settings)


def raw(response: httpx.Response, name: str) -> list[tuple[str, str]]:
    """The headers of a name, as they were sent."""
    headers = [(each.decode(), value.decode("latin-1")) for each, value in response.headers.raw]
    return [(each, value) for each, value in headers if each.lower() == name.lower()]
