"""What the requests that authorizers get have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.events.building.http_parts import checked_headers
from pytest_lambda.events.building.http_request import HttpRequest, request_of

#: the value of the header Authorization of a request of which nothing else is said
TOKEN = "Bearer a-token"


def authorized_request(
    method: Any, path: Any, query: Any, headers: Any, cookies: Any, token: str | None
) -> HttpRequest:
    """A request with a token, if one is given and it has none."""
    request = request_of(method=method, path=path, query=query, headers=headers, cookies=cookies)
    if token is not None and "authorization" not in request.headers:
        request.headers["authorization"] = ("Authorization", [token])
    return request


def with_token(headers: Any, token: str | None) -> dict[str, list[str]]:
    """Headers and their values, with a token, if one is given and they have none."""
    sent = dict(checked_headers(headers).values()) if headers else {}
    if token is not None and "authorization" not in {name.lower() for name in sent}:
        sent["Authorization"] = [token]
    return sent


def last_values(values: Any) -> dict[str, Any]:
    """A map with the last of each of the values; the values may be the caller's own word."""
    if not isinstance(values, Mapping):
        return {}
    return {name: each[-1] if isinstance(each, list) and each else each for name, each in values.items()}
