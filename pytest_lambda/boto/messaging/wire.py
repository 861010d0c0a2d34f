"""Requests and responses by botocore's own API models: protocols `json`, `query`, and `rest-json` without headers.

Whatever botocore's serializers make is read back, and what its parsers read is written. Which protocol it is, a
request tells itself: SQS changed from one to the other.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

from pytest_lambda.boto.request import body_of, header
from pytest_lambda.boto.response import http_response
from pytest_lambda.runtime.aws_access.client_calls import calling_client

#: error codes of the protocol `query` -> names of the shapes: of SQS' `AWS.SimpleQueueService.…` only the end is left
_OTHERWISE_CALLED = {
    "AWS.SimpleQueueService.NonExistentQueue": "QueueDoesNotExist",
    "QueueAlreadyExists": "QueueNameExists",
}


class Wire:
    """One service's requests and responses.

    Args:
        client: what `boto3.client` calls the service.
        request_id: gives a new one.
    """

    def __init__(self, client: str, request_id: Callable[[], str]) -> None:
        self.client = client
        self._request_id = request_id
        self._model: Any = None
        #: the request that was read last and its parameters: it is looked at more than once
        self._last: tuple[Any, dict[str, Any]] | None = None

    def parameters(self, operation: str, request: Any) -> dict[str, Any]:
        """The parameters of a request, as its caller gave them."""
        last = self._last
        if last is not None and last[0] is request:
            return last[1]
        model = self._operation(operation)
        shape = model.input_shape
        content = body_of(request)
        found: dict[str, Any] = {}
        if shape is not None and _is_query(request):
            pairs = dict(parse_qsl(content.decode(), keep_blank_values=True))
            found = _from_query(shape, pairs, "") or {}
        elif shape is not None:
            found = _from_json(shape, json.loads(content or b"{}"))
            found.update(_from_url(model, request.url))
        self._last = request, found
        return found

    def answer(self, operation: str, request: Any, result: Mapping[str, Any]) -> Any:
        """The response that says a result."""
        model, request_id = self._operation(operation), self._request_id()
        if not _is_query(request):
            content = json.dumps(result, default=_json_value).encode() if model.output_shape is not None else b""
            return http_response(request.url, 200, request_id, _content_type(request), content)
        inside = "" if model.output_shape is None else _members(model.output_shape, result)
        wrapper = model.output_shape and model.output_shape.serialization.get("resultWrapper")
        text = f"<{wrapper}>{inside}</{wrapper}>" if wrapper else inside
        metadata = f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
        content = f"<{operation}Response>{text}{metadata}</{operation}Response>".encode()
        return http_response(request.url, 200, request_id, {"Content-Type": "text/xml"}, content)

    def refusal(self, operation: str, request: Any, code: str, message: str, status: int = 400) -> Any:
        """The response that says an error.

        Args:
            operation: that was asked for.
            request: by botocore.
            code: as the protocol `query` has it, which clients show.
            message: AWS's text.
            status: of HTTP.
        """
        request_id = self._request_id()
        model = self._operation(operation)
        shape = next((each for each in model.error_shapes if each.error_code == code), None)
        status = status if shape is None else shape.metadata.get("error", {}).get("httpStatusCode", status)
        fault = "Sender" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "Receiver"
        if _is_query(request):
            error = f"<Type>{fault}</Type><Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
            text = f"<ErrorResponse><Error>{error}</Error><RequestId>{request_id}</RequestId></ErrorResponse>"
            return http_response(request.url, status, request_id, {"Content-Type": "text/xml"}, text.encode())
        headers = _content_type(request)
        if "awsQueryCompatible" in model.service_model.metadata:
            headers["x-amzn-query-error"] = f"{code};{fault}"
        if model.service_model.metadata["protocol"] == "rest-json":
            headers["x-amzn-ErrorType"] = code
        body = {"__type": _OTHERWISE_CALLED.get(code, code).rpartition(".")[2], "message": message}
        return http_response(request.url, status, request_id, headers, json.dumps(body).encode())

    def _operation(self, operation: str) -> Any:
        client = calling_client()
        if client is not None and client.meta.service_model.service_name == self.client:
            return client.meta.service_model.operation_model(operation)
        if self._model is None:
            from botocore.loaders import create_loader
            from botocore.model import ServiceModel

            self._model = ServiceModel(create_loader().load_service_model(self.client, "service-2"), self.client)
        return self._model.operation_model(operation)


def _from_url(model: Any, url: str) -> dict[str, Any]:
    """What stands in path and query string, of the protocol `rest-json`."""
    members = {
        member.serialization.get("name", name): (name, member)
        for name, member in model.input_shape.members.items()
        if member.serialization.get("location") in ("uri", "querystring")
    }
    if not members:
        return {}
    parts = urlsplit(url)
    template = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", model.http["requestUri"])
    path = re.search(template + "$", parts.path)
    of_path = {} if path is None else {name: unquote(text) for name, text in path.groupdict().items()}
    given = {**dict(parse_qsl(parts.query)), **of_path}
    found = {}
    for serialized, text in given.items():
        if serialized in members:
            name, member = members[serialized]
            found[name] = _scalar(member.type_name, text)
    return found


def _is_query(request: Any) -> bool:
    return (header(request, "Content-Type") or "").startswith("application/x-www-form-urlencoded")


def _content_type(request: Any) -> dict[str, str]:
    return {"Content-Type": header(request, "Content-Type") or "application/x-amz-json-1.1"}


def _from_json(shape: Any, value: Any) -> Any:
    kind = shape.type_name
    if value is None or kind in ("string", "integer", "long", "boolean", "float", "double"):
        return value
    if kind == "structure":
        members = shape.members
        return {name: _from_json(members[name], each) for name, each in value.items() if name in members}
    if kind == "list":
        return [_from_json(shape.member, each) for each in value]
    if kind == "map":
        return {name: _from_json(shape.value, each) for name, each in value.items()}
    if kind == "blob":
        return b64decode(value)
    return datetime.fromtimestamp(value, timezone.utc)  # a timestamp


def _json_value(value: object) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"{value!r} cannot be sent")


def _from_query(shape: Any, pairs: Mapping[str, str], prefix: str) -> Any:
    """The value at a prefix; None if there is none. Names are those that botocore's QuerySerializer gives."""
    kind = shape.type_name
    if kind == "structure":
        found = {}
        for name, member in shape.members.items():
            serialized = member.serialization.get("name", name)
            value = _from_query(member, pairs, f"{prefix}.{serialized}" if prefix else serialized)
            if value is not None:
                found[name] = value
        return found or None
    if kind == "list":
        return _list_from_query(shape, pairs, prefix)
    if kind == "map":
        return _map_from_query(shape, pairs, prefix)
    text = pairs.get(prefix)
    return None if text is None else _scalar(kind, text)


def _list_from_query(shape: Any, pairs: Mapping[str, str], prefix: str) -> list[Any] | None:
    named = shape.member.serialization.get("name")
    if not shape.serialization.get("flattened"):
        prefix = f"{prefix}.{named or 'member'}"
    elif named:
        prefix = ".".join([*prefix.split(".")[:-1], named])
    found: list[Any] = []
    while (value := _from_query(shape.member, pairs, f"{prefix}.{len(found) + 1}")) is not None:
        found.append(value)
    return found or None


def _map_from_query(shape: Any, pairs: Mapping[str, str], prefix: str) -> dict[str, Any] | None:
    if not shape.serialization.get("flattened"):
        prefix = f"{prefix}.entry"
    key_name, value_name = _entry_names(shape)
    found: dict[str, Any] = {}
    while (key := pairs.get(f"{prefix}.{len(found) + 1}.{key_name}")) is not None:
        found[key] = _from_query(shape.value, pairs, f"{prefix}.{len(found) + 1}.{value_name}")
    return found or None


def _entry_names(shape: Any) -> tuple[str, str]:
    return shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")


def _scalar(kind: str, text: str) -> Any:
    if kind in ("integer", "long"):
        return int(text)
    if kind == "boolean":
        return text == "true"
    if kind in ("float", "double"):
        return float(text)
    if kind == "blob":
        return b64decode(text)
    return text


def _members(shape: Any, value: Mapping[str, Any]) -> str:
    parts = []
    for name, member in shape.members.items():
        if value.get(name) is not None:
            parts.append(_element(member, member.serialization.get("name", name), value[name]))
    return "".join(parts)


def _element(shape: Any, name: str, value: Any) -> str:
    kind = shape.type_name
    flattened = bool(shape.serialization.get("flattened"))
    if kind == "list":
        named = shape.member.serialization.get("name")
        inner = (named or name) if flattened else (named or "member")
        text = "".join(_element(shape.member, inner, each) for each in value)
        return text if flattened else f"<{name}>{text}</{name}>"
    if kind == "map":
        key_name, value_name = _entry_names(shape)
        entry = name if flattened else "entry"
        text = "".join(
            f"<{entry}><{key_name}>{escape(key)}</{key_name}>{_element(shape.value, value_name, each)}</{entry}>"
            for key, each in value.items()
        )
        return text if flattened else f"<{name}>{text}</{name}>"
    return f"<{name}>{_members(shape, value) if kind == 'structure' else escape(_text(value))}</{name}>"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
