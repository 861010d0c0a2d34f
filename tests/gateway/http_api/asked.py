"""Functions behind an HTTP API, asked once."""

from __future__ import annotations

from typing import Any

from pytest_lambda import LambdaFunction

OK = {"statusCode": 200}


def answered(answer: Any, *, method: str = "GET", path: str = "/", headers: Any = None, **settings: Any) -> Any:
    """The response that an answer makes."""
    with LambdaFunction(lambda event, context: answer) as function:
        return function.http_client("http-api", **settings).request(method, path, headers=headers)


def event_of(method: str, path: str, *, settings: Any = None, **options: Any) -> Any:
    """The event that a request makes."""
    with LambdaFunction(lambda event, context: OK) as function:
        client = function.http_client("http-api", **(settings or {}))
        return client.request(method, path, **options).extensions["lambda"].event


def refused(response: Any) -> tuple[int, Any, str]:
    """What the gateway answers by itself, and the rule for which it does."""
    return response.status_code, response.json(), response.extensions["lambda"].refusal.rule
