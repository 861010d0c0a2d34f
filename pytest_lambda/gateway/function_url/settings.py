"""Settings of function URLs, checked as CreateFunctionUrlConfig checks them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.gateway.payload_v2.cors import Cors, cors_of

AUTH_TYPES = ("NONE", "AWS_IAM")
INVOKE_MODES = ("BUFFERED", "RESPONSE_STREAM")
#: aliases only: neither numbers nor $LATEST
_QUALIFIER = re.compile(r"(?!\d+\Z)[A-Za-z0-9_-]{1,128}")
#: so that OPTIONS, with its 7 characters, can be allowed by `*` only
_METHOD_CHARACTERS = 6
_LONGEST = {"allow_methods": 6, "allow_origins": 100, "allow_headers": 100, "expose_headers": 100}
_MAX_AGE = 86_400


def checked(name: str, value: Any, known: tuple[str, ...]) -> str:
    """One of the values that a setting may have.

    Raises:
        ConfigurationError: it is none of them.
    """
    if value not in known:
        raise ConfigurationError(f"{name} is {value!r}: expected {' or '.join(map(repr, known))}.")
    return str(value)


def checked_qualifier(qualifier: Any) -> str | None:
    """The alias that a URL belongs to, or None.

    Raises:
        ConfigurationError: it is no alias.
    """
    if qualifier is not None and not (isinstance(qualifier, str) and _QUALIFIER.fullmatch(qualifier)):
        raise ConfigurationError(
            f"qualifier is {qualifier!r}: expected the name of an alias, or None for $LATEST: function URLs belong to "
            "one of these, not to a version."
        )
    return qualifier


def url_cors_of(given: Mapping[str, Any] | None) -> Cors | None:
    """The configuration of CORS, as the API of Lambda takes it ("Cors").

    Raises:
        ConfigurationError: the API would refuse it.
        NotSimulated: it would not, but what the URL answers then is not known.
    """
    if given is None:
        return None
    if isinstance(given, Mapping):
        _check_simulated(given)
    cors = cors_of(given)
    for name, longest in _LONGEST.items():
        if len(getattr(cors, name)) > longest:
            raise ConfigurationError(f"cors[{name!r}] has {len(getattr(cors, name))} items: expected up to {longest}.")
    for method in cors.allow_methods:
        if len(method) > _METHOD_CHARACTERS:
            raise ConfigurationError(
                f"cors['allow_methods'] has {method!r}: expected up to 6 characters; '*' allows OPTIONS too."
            )
    if cors.max_age is not None and not 0 <= cors.max_age <= _MAX_AGE:
        raise ConfigurationError(f"cors['max_age'] is {cors.max_age}: expected seconds, 0 to {_MAX_AGE:,}.")
    return cors


def _check_simulated(given: Mapping[str, Any]) -> None:
    origins = given.get("allow_origins")
    if not isinstance(origins, (list, tuple)):
        return
    if "*" in origins and given.get("allow_credentials") is True:
        raise NotSimulated(
            "cors allows credentials for the origin '*': which origin a function URL names then is not recorded. Name "
            "the origins, or leave allow_credentials out."
        )
    for origin in origins:
        if isinstance(origin, str) and "*" in origin and origin != "*":
            raise NotSimulated(
                f"cors['allow_origins'] has {origin!r}: what a function URL does with a pattern is not recorded. Give "
                "'*' or whole origins such as 'https://www.example.com'."
            )
