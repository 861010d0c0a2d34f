"""What the requests that authorizers get have in common."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

from pytest_lambda.events.http_request import HttpRequest, request_of
from pytest_lambda.world import Ids, World

#: the value of the header Authorization of a request of which nothing else is said
TOKEN = "Bearer a-token"
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


def authorized_request(
    method: Any, path: Any, query: Any, headers: Any, cookies: Any, token: str | None
) -> HttpRequest:
    """A request with a token, if one is given and it has none."""
    request = request_of(method=method, path=path, query=query, headers=headers, cookies=cookies)
    if token is not None and "authorization" not in request.headers:
        request.headers["authorization"] = ("Authorization", [token])
    return request


def last_values(values: Any) -> dict[str, str]:
    """A map with the last of each of the values."""
    return {name: each[-1] for name, each in values.items()} if isinstance(values, Mapping) else {}


@lru_cache(maxsize=64)
def _ids_of(kind: str, seed: object) -> str:
    return letters(World(seed=cast(Any, seed)).ids_for("api", kind), 10)


def api_id_of(kind: str, world: World | None) -> str:
    """The API that the events of a test belong to."""
    return _ids_of(kind, world.seed if isinstance(world, World) else 0)


def letters(ids: Ids, number: int) -> str:
    """So many letters and digits, a letter first."""
    return "".join(_LETTERS[ids.number(26 if not place else 36) + (10 if not place else 0)] for place in range(number))


def request_id(ids: Ids) -> str:
    """15 characters and `=`."""
    return urlsafe_b64encode(ids.bytes(11)).decode("ascii")
