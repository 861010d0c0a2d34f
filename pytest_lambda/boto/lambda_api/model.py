"""botocore's own models of AWS's APIs: what a request holds, and what AWS's front ends check."""

from __future__ import annotations

import base64
import binascii
import json
import re
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from pytest_lambda.boto.request import body_of, header
from pytest_lambda.errors import InvokeError


class SerializationException(InvokeError):
    """The body of a request is not what the operation takes."""

    code = "SerializationException"
    status_code = 400


@lru_cache(maxsize=8)
def service_model(service: str) -> Any:
    """The model of a service; reading it takes a fifth of a second, once."""
    from botocore.loaders import create_loader
    from botocore.model import ServiceModel

    return ServiceModel(create_loader().load_service_model(service, "service-2"), service)


@lru_cache(maxsize=256)
def operation_model(service: str, operation: str) -> Any:
    """The model of an operation."""
    return service_model(service).operation_model(operation)


def parameters_of(operation: Any, request: Any) -> dict[str, Any]:
    """The parameters in a request that botocore has prepared, by AWS's names; blobs are bytes.

    Raises:
        SerializationException: the body is not JSON, or a blob no base64.
    """
    shape = operation.input_shape
    if shape is None:
        return {}
    url = urlsplit(request.url)
    in_path = _template(operation.http["requestUri"].partition("?")[0]).search(url.path)
    query = parse_qs(url.query, keep_blank_values=True)
    payload = shape.serialization.get("payload")
    body = {} if payload else _body(request)
    found: dict[str, Any] = {}
    for name, member in shape.members.items():
        value = _given(name, member, in_path, query, request, body)
        if name == payload:
            value = body_of(request)
        if value is not None:
            found[name] = _decoded(member, value)
    return found


def json_parameters(request: Any) -> dict[str, Any]:
    """The parameters in a request of AWS's JSON protocol."""
    return _body(request)


def _given(
    name: str, member: Any, in_path: re.Match[str] | None, query: dict[str, list[str]], request: Any, body: Any
) -> Any:
    location = member.serialization.get("location")
    wire_name = member.serialization.get("name", name)
    if location == "uri":
        return unquote(in_path[name]) if in_path else None
    if location == "querystring":
        values = query.get(wire_name)
        if values is None or member.type_name == "list":
            return values
        return _scalar(member, values[0])
    if location == "header":
        value = header(request, wire_name)
        return None if value is None else _scalar(member, value)
    return body.get(wire_name)


@lru_cache(maxsize=256)
def _template(path: str) -> re.Pattern[str]:
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path))
    return re.compile(f"{pattern}/?$")


def _body(request: Any) -> dict[str, Any]:
    text = body_of(request)
    if not text:
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        raise SerializationException("Could not parse request body into json.") from None
    if not isinstance(found, dict):
        raise SerializationException("Could not parse request body into json.")
    return found


def _scalar(shape: Any, text: str) -> Any:
    if shape.type_name in ("integer", "long"):
        return int(text)
    if shape.type_name == "boolean":
        return text == "true"
    return text


def _decoded(shape: Any, value: Any) -> Any:
    if shape.type_name == "blob" and isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise SerializationException("The request holds a blob that is not in base64.") from None
    if shape.type_name == "structure" and isinstance(value, dict):
        members = shape.members
        return {name: _decoded(members[name], each) if name in members else each for name, each in value.items()}
    if shape.type_name in ("integer", "long") and isinstance(value, str):
        return int(value)  # in a path
    return value
