"""The front end of the Invoke API: what it accepts and what it refuses before the function runs."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from json import dumps, loads
from typing import Any

from pytest_lambda import limits
from pytest_lambda.errors import (
    InvalidRequestContentException,
    InvokeParameterValueException,
    RequestEntityTooLargeException,
)


@dataclass(frozen=True, slots=True)
class Request:
    """One invocation as the runtime's process receives it."""

    invoke_id: str
    event_body: bytes
    invoked_function_arn: str
    deadline_time_in_ms: int
    x_amzn_trace_id: str | None = None
    client_context: str | None = None
    cognito_identity: str | None = None
    tenant_id: str | None = None
    content_type: str = "application/json"
    invocation_id: str | None = None


class _NoEvent:
    """Stands for an event that was not given."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "no event"


NO_EVENT = _NoEvent()


def request_body(event: object, payload: str | bytes | None) -> bytes:
    """The bytes of the request's body.

    Raises:
        InvokeParameterValueException: both an event and a payload were given.
        InvalidRequestContentException: the event or payload is not JSON (R032).
        RequestEntityTooLargeException: more than 6,291,456 bytes (R042).
    """
    if payload is not None:
        if event is not NO_EVENT:
            raise InvokeParameterValueException(
                "Both an event and a payload were given.", "Pass invoke(event) or invoke(payload=raw), not both."
            )
        body = _raw(payload)
    else:
        # R033: AWS accepts an absent payload; the handler then receives an empty object.
        body = b"{}" if event is NO_EVENT else _encoded(event)
    if len(body) > limits.REQUEST_BYTES:
        raise RequestEntityTooLargeException(
            f"Request must be smaller than {limits.REQUEST_BYTES} bytes for the InvokeFunction operation",
            f"The event has {len(body):,} bytes; large data belongs into S3, with its key in the event.",
        )
    return body


class _Encoder(json.JSONEncoder):
    """What a function patches into `json.JSONEncoder` is not the caller's (R003)."""

    def default(self, o: object) -> object:
        raise TypeError(f"Object of type {type(o).__name__} is not JSON serializable")


_encode = _Encoder(allow_nan=False).encode


def _encoded(event: object) -> bytes:
    try:
        return _encode(event).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidRequestContentException(
            f"Could not parse request body into json: {error}", _event_hint(event, error)
        ) from None


def _event_hint(event: object, error: Exception) -> str:
    try:
        place = _first_bad(event, "$", set())
    except RecursionError:  # too deep to look into
        place = None
    where = f"The value at {place[0]} is {place[1]}: " if place else ""
    raw = getattr(event, "raw_event", None)
    if isinstance(raw, Mapping):
        return (
            f"The event is an event source data class ({type(event).__name__}); Lambda is sent JSON. "
            "Pass its .raw_event."
        )
    if isinstance(error, ValueError) and "ircular" in str(error):
        return "The event contains itself; an event is a tree of dicts, lists, strings, numbers, booleans and None."
    return f"{where}an event is made of dicts with string keys, lists, strings, finite numbers, booleans and None."


def _first_bad(value: object, path: str, seen: set[int]) -> tuple[str, str] | None:
    if value is None or isinstance(value, (str, bool, int)):
        return None
    if isinstance(value, float):
        return (path, repr(value)) if value != value or value in (float("inf"), float("-inf")) else None
    if id(value) in seen:
        return None
    seen.add(id(value))
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, (str, int, float, bool, type(None))):
                return f"{path}[{key!r}]", f"under a key of type {type(key).__name__}"
            found = _first_bad(item, f"{path}.{key}", seen)
            if found:
                return found
        return None
    if isinstance(value, (list, tuple)):
        return next(filter(None, (_first_bad(item, f"{path}[{i}]", seen) for i, item in enumerate(value))), None)
    return path, f"a {type(value).__name__}"


def _raw(payload: object) -> bytes:
    if not isinstance(payload, (str, bytes)):
        raise InvokeParameterValueException(
            f"payload is a {type(payload).__name__}.", "Raw payloads are str or bytes; pass objects as the event."
        )
    body = payload.encode() if isinstance(payload, str) else payload
    _check_json(body)
    return body


def _check_json(body: bytes) -> None:
    # R032: the front end parses the payload; what is not JSON never reaches the function.
    if not body.strip():
        return
    try:
        # R036: a number of too many digits is JSON all the same; it is the runtime that cannot parse it.
        loads(body.decode("utf-8-sig"), parse_int=str, parse_float=str, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise _not_json(f"Invalid UTF-8: {error}") from None
    except RecursionError:
        return
    except ValueError as error:
        raise _not_json(str(error)) from None


def _not_json(reason: str) -> InvalidRequestContentException:
    return InvalidRequestContentException(
        f"Could not parse request body into json: Could not parse payload into json: {reason}",
        "The payload must be a JSON text, in UTF-8.",
    )


def _refuse(constant: str) -> object:
    raise ValueError(f"Unexpected token {constant}")


def client_context_header(given: Mapping[str, Any] | str | None) -> str | None:
    """The client context as the runtime receives it: JSON text.

    Args:
        given: a mapping, or the base64 text of the `X-Amz-Client-Context` header.

    Raises:
        InvokeParameterValueException: not base64, or longer than 3,583 characters.
    """
    if given is None:
        return None
    if not isinstance(given, str):
        text = _client_context(given)
        encoded = base64.b64encode(text.encode()).decode()
    else:
        encoded = given
        text = _decoded(given)
    if len(encoded) > limits.CLIENT_CONTEXT_CHARACTERS:
        raise InvokeParameterValueException(
            f"The client context has {len(encoded):,} base64 characters.",
            f"At most {limits.CLIENT_CONTEXT_CHARACTERS:,} are allowed.",
        )
    return text


def _client_context(given: Mapping[str, Any]) -> str:
    try:
        return _encode(given)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvokeParameterValueException(f"client_context is not JSON: {error}.", "Pass a dict of JSON.") from None


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError as error:
        raise InvokeParameterValueException(
            f"Client context must be a valid base64-encoded JSON: {error}", "Pass a dict, it is encoded for you."
        ) from None


def cognito_header(given: Mapping[str, str] | None) -> str | None:
    """The caller's Cognito identity as the runtime receives it (R165)."""
    if given is None:
        return None
    known = {"cognito_identity_id": "cognitoIdentityId", "cognito_identity_pool_id": "cognitoIdentityPoolId"}
    unknown = given.keys() - known.keys() - set(known.values())
    if unknown:
        raise InvokeParameterValueException(
            f"cognito_identity has an unknown key {sorted(unknown)[0]!r}.", f"Known: {', '.join(known)}."
        )
    return dumps({known.get(name, name): value for name, value in given.items()})


def check_tenant(tenant_id: object) -> None:
    """Refuse a tenant id that AWS would refuse (G10)."""
    low, high = limits.TENANT_ID_CHARACTERS
    if tenant_id is None or (isinstance(tenant_id, str) and low <= len(tenant_id) <= high):
        return
    raise InvokeParameterValueException(
        f"tenant_id is {tenant_id!r}.", f"It is a string of {low} to {high} characters."
    )


def check_qualifier(qualifier: object) -> None:
    """Refuse a qualifier that AWS would refuse."""
    if qualifier is None or (isinstance(qualifier, str) and re.fullmatch(limits.QUALIFIER_PATTERN, qualifier)):
        return
    raise InvokeParameterValueException(
        f"qualifier is {qualifier!r}.", f"It is a version or an alias and matches {limits.QUALIFIER_PATTERN}."
    )
