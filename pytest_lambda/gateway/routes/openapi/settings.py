"""What a document says of the API as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_lambda.documents.place import Place

_BINARY = "x-amazon-apigateway-binary-media-types"
_RESPONSES = "x-amazon-apigateway-gateway-responses"
_CORS = "x-amazon-apigateway-cors"
_VALIDATORS = "x-amazon-apigateway-request-validators"
#: (body, parameters) -> `Route.request_validator`
_CHECKS = {(False, False): None, (True, False): "body", (False, True): "params", (True, True): "all"}


def binary_media_types(root: Place) -> tuple[str, ...]:
    """`image/png`, …"""
    return tuple(each.text() or "" for each in root.get(_BINARY).each())


def gateway_responses(root: Place) -> dict[str, dict[str, Any]]:
    """Response type -> its settings, by their names in snake_case."""
    return {name: _snake_case(place.mapping()) for name, place in root.get(_RESPONSES).items()}


def cors(root: Place) -> dict[str, Any] | None:
    """Settings by their names in snake_case; None if there are none."""
    found = root.get(_CORS)
    return None if found.value is None else _snake_case(found.mapping())


def validators(root: Place) -> Mapping[str, str | None]:
    """The name of each validator -> what it checks, see `Route.request_validator`."""
    made: dict[str, str | None] = {}
    for name, place in root.get(_VALIDATORS).items():
        checks = place.get("validateRequestBody").flag(), place.get("validateRequestParameters").flag()
        made[name] = _CHECKS[checks]
    return made


def _snake_case(settings: Mapping[Any, Any]) -> dict[str, Any]:
    return {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(name)).lower(): value for name, value in settings.items()}
