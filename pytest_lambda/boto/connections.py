"""Clients of service `apigatewaymanagementapi` reach the connections of simulated WebSocket APIs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from pytest_lambda.boto import wiring
from pytest_lambda.boto.refusal import other_endpoint
from pytest_lambda.boto.request import body_of
from pytest_lambda.boto.response import http_response
from pytest_lambda.runtime.aws_access.client_calls import describe
from pytest_lambda.runtime.aws_access.guard import watch_clients
from pytest_lambda.runtime.aws_access.hosts import is_aws
from pytest_lambda.world import Ids, World

_SERVICE = "apigatewaymanagementapi"
_PATH = "/@connections/"


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """What is known of a connection."""

    connected_at: datetime
    last_active_at: datetime
    source_ip: str
    user_agent: str


class ConnectionRefusal(Exception):
    """The API refuses what is asked of a connection.

    Args:
        code: of the exception that the client raises.
        status_code: of HTTP.
        message: AWS's text; None where the API has none.
    """

    def __init__(self, code: str, status_code: int, message: str | None = None) -> None:
        super().__init__(code, status_code, message)
        self.code = code
        self.status_code = status_code
        self.message = message


class ConnectionsApi(Protocol):
    """A WebSocket API, as functions reach it. Each operation may raise `ConnectionRefusal`."""

    @property
    def endpoints(self) -> Mapping[str, str]:
        """The hosts that it is known by, each with what comes between it and `/@connections`: the stage, say."""
        ...

    @property
    def region(self) -> str:
        """Where it is."""
        ...

    def post_to_connection(self, connection_id: str, data: bytes) -> None:
        """Send a message to a client."""
        ...

    def get_connection(self, connection_id: str) -> ConnectionState:
        """What is known of a connection."""
        ...

    def delete_connection(self, connection_id: str) -> None:
        """Close a connection."""
        ...


def open_to_clients(api: ConnectionsApi) -> None:
    """Clients reach an API from now on, in handlers and in test code; imports nothing of botocore."""
    watch_clients()
    if not _open:
        _exchange.ids = World().ids_for("requests for connections")
    _open.append(api)
    wiring.connect(_SERVICE, _exchange)


def close_to_clients(api: ConnectionsApi) -> None:
    """End what `open_to_clients` began; after the last API botocore is as it was."""
    for index in range(len(_open) - 1, -1, -1):
        if _open[index] is api:
            del _open[index]
            break
    if not _open:
        wiring.disconnect(_SERVICE)


class _Exchange:
    """Leads requests to the APIs that are open."""

    client_name = _SERVICE
    signing_name = "execute-api"
    #: of requests
    ids: Ids

    def region(self) -> str:
        """The innermost API's."""
        return _open[-1].region

    def observe(self, operation: str, request: Any, response: Any) -> None:
        """What others answer is theirs."""

    def needs_no_credentials(self, request: Any) -> bool:
        """Whether it is for an API that is open."""
        return bool(_of_host(request))

    def claims(self, operation: str, request: Any) -> bool:
        """A connection that is simulated is none of moto's."""
        return bool(_of_host(request))

    def respond(self, operation: str, request: Any) -> Any:
        """Answer a request.

        Raises:
            OperationNotSimulated: it is for AWS, and for no API that is open.
        """
        apis = _of_host(request)
        if apis:
            return _answered(operation, request, apis)
        if is_aws(urlsplit(request.url).hostname or ""):
            raise other_endpoint(describe(request), _endpoint_urls())
        return None


_open: list[ConnectionsApi] = []
_exchange = _Exchange()


def _of_host(request: Any) -> list[ConnectionsApi]:
    host = urlsplit(request.url).hostname or ""
    return [api for api in _open if host in api.endpoints]


def _endpoint_urls() -> list[str]:
    return [f"https://{host}/{path}".rstrip("/") for api in _open for host, path in api.endpoints.items()]


def _answered(operation: str, request: Any, apis: list[ConnectionsApi]) -> Any:
    url = urlsplit(request.url)
    path, _, connection_id = url.path.partition(_PATH)
    try:
        for api in reversed(apis):
            if path.strip("/") == api.endpoints[url.hostname or ""]:
                status, answer = _done(operation, request, api, unquote(connection_id))
                break
        else:  # another stage: reported, issue 1264 of aws-sdk-net
            raise ConnectionRefusal("ForbiddenException", 403, "Forbidden")
    except ConnectionRefusal as refusal:
        said = {} if refusal.message is None else {"message": refusal.message}
        headers = {"x-amzn-ErrorType": refusal.code}
        return http_response(request.url, refusal.status_code, _exchange.ids.uuid(), headers, json.dumps(said).encode())
    body = b"" if answer is None else json.dumps(answer).encode()
    return http_response(request.url, status, _exchange.ids.uuid(), {}, body)


def _done(operation: str, request: Any, api: ConnectionsApi, connection_id: str) -> tuple[int, Any]:
    if operation == "PostToConnection":
        api.post_to_connection(connection_id, body_of(request))
        return 200, None
    if operation == "DeleteConnection":
        api.delete_connection(connection_id)
        return 204, None
    state = api.get_connection(connection_id)
    return 200, {
        "connectedAt": _iso(state.connected_at),
        "identity": {"sourceIp": state.source_ip, "userAgent": state.user_agent},
        "lastActiveAt": _iso(state.last_active_at),
    }


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
