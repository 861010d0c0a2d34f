"""Settings of REST APIs, checked as API Gateway checks them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.gateway.routes.route import Route

REGIONAL = "REGIONAL"
EDGE = "EDGE"
#: milliseconds; a regional API's may be raised with its quota ("Amazon API Gateway quotas"), of which no source here
#: says the end: Lambda's own is taken
SHORTEST_TIMEOUT = 50
TIMEOUT = 29_000
LONGEST_TIMEOUT = 900_000
#: API reference, CreateStage, variables
_VARIABLE = re.compile(r"[A-Za-z0-9_]{1,64}")
_VALUE = re.compile(r"[A-Za-z0-9\-._~:/?#&=,]{1,512}")
_API_ID = re.compile(r"[a-z0-9]{1,63}")


def endpoint_type_of(given: object) -> str:
    """`REGIONAL` or `EDGE`."""
    if given == "PRIVATE":
        raise NotSimulated("endpoint_type 'PRIVATE' is not simulated: there is no network here that it could be in.")
    if given not in (REGIONAL, EDGE):
        raise ConfigurationError(f"endpoint_type is {given!r}: expected 'REGIONAL' or 'EDGE'.")
    return str(given)


def api_id_of(given: object, own: str) -> str:
    """The API's id: as given, or its own."""
    if given is None:
        return own
    if not isinstance(given, str) or not _API_ID.fullmatch(given):
        raise ConfigurationError(f"api_id is {given!r}: expected lower-case letters and digits, such as {own!r}.")
    return given


def stage_variables_of(given: Mapping[str, str] | None) -> dict[str, str]:
    """The variables of the stage."""
    if given is not None and not isinstance(given, Mapping):
        raise ConfigurationError(f"stage_variables is {given!r}: expected a mapping of names to text.")
    for name, value in (given or {}).items():
        if not isinstance(name, str) or not _VARIABLE.fullmatch(name):
            raise ConfigurationError(
                f"stage_variables has {name!r}: expected up to 64 letters, digits and underscores as a name."
            )
        if not isinstance(value, str) or not _VALUE.fullmatch(value):
            raise ConfigurationError(
                f"stage_variables[{name!r}] is {value!r}: expected 1 to 512 letters, digits and any of -._~:/?#&=,"
            )
    return dict(given or {})


def timeout_of(route: Route | None, given: object, *, edge: bool) -> int:
    """How long the gateway waits for a function, in milliseconds."""
    if given is None:
        return TIMEOUT
    longest = TIMEOUT if edge else LONGEST_TIMEOUT
    if not isinstance(given, int) or isinstance(given, bool) or not SHORTEST_TIMEOUT <= given <= longest:
        where = "" if route is None else f"Route {route.key!r}: "
        raise ConfigurationError(
            f"{where}timeout_in_millis is {given!r}: expected {SHORTEST_TIMEOUT} to {TIMEOUT:,} milliseconds, or more "
            f"for a regional API whose quota was raised, {LONGEST_TIMEOUT:,} at most here."
        )
    return given


def refuse_unsimulated(settings: Mapping[str, Any]) -> None:
    """Parts of API Gateway that are not covered are refused rather than ignored."""
    for name, value in settings.items():
        if value:
            raise NotSimulated(
                f"{name}= is not simulated: a REST API has routes with proxy integrations here, without API keys, "
                "usage plans and mapping templates."
            )
