"""The events of HTTP APIs, in both payload formats (facts 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from pytest_lambda.events.builders.front_end import body_of, is_binary
from pytest_lambda.events.builders.payload_v1 import FrontEndV1, event_v1
from pytest_lambda.events.builders.payload_v2 import FrontEnd, event_v2
from pytest_lambda.events.building.http_request import HttpRequest
from pytest_lambda.events.building.overrides import ABSENT, NOTHING
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.gateway.authorizers.authorizer import Authorized
from pytest_lambda.gateway.exchange import GatewayRequest
from pytest_lambda.gateway.http_api.addressing import Address, Paths
from pytest_lambda.gateway.http_api.route_table import Taken

_FORWARDED = {"x-forwarded-port": "443", "x-forwarded-proto": "https"}
_FORWARDED_1 = {"X-Forwarded-Port": ["443"], "X-Forwarded-Proto": ["https"]}
_NO_HEADERS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request that has found its route.

    Args:
        request: as it was sent.
        http: the same as builders of events take it.
        address: of the stage.
        stage_variables: of the stage; empty if it has none.
        paths: of the request.
        taken: the route.
        request_id: that the gateway gave.
    """

    request: GatewayRequest
    http: HttpRequest
    address: Address
    stage_variables: Mapping[str, str]
    paths: Paths
    taken: Taken
    request_id: str


def event_in_2(scene: Scene, arrival: Arrival) -> Any:
    """The event in payload format 2.0."""
    address, taken = arrival.address, arrival.taken
    front = FrontEnd(
        account=scene.account,
        api_id=address.api_id,
        domain=address.host,
        stage=address.stage,
        route_key=taken.route.key,
        path=unquote(arrival.paths.staged),
        path_parameters=taken.parameters or ABSENT,
        stage_variables=dict(arrival.stage_variables) or ABSENT,
        authorizer=ABSENT,
        source_ip=arrival.request.source_ip,
        request_id=arrival.request_id,
        more_headers=_FORWARDED,
        cookie_header=False,
        counts_nothing=True,
    )
    return event_v2(scene, NOTHING, arrival.http, front)


def event_in_1(scene: Scene, arrival: Arrival) -> Any:
    """The event in payload format 1.0; `path` is as sent, and that of the context decoded: recorded."""
    address, taken = arrival.address, arrival.taken
    body = body_of(NOTHING, arrival.http.content, is_binary(arrival.http))
    front = FrontEndV1(
        api_id=address.api_id,
        domain=address.host,
        stage=address.stage,
        resource=taken.route.path,
        resource_id=taken.route.key,
        deployment_id=ABSENT,
        path=arrival.request.path,
        context_path=unquote(arrival.request.path),
        path_parameters=taken.parameters,
        stage_variables=dict(arrival.stage_variables) or None,
        authorizer=ABSENT,
        source_ip=arrival.request.source_ip,
        protocol="HTTP/1.1",
        more_headers={"Content-Length": [str(body[2])], **_FORWARDED_1},
        dropped=_NO_HEADERS,
        forwarded="",
        body=body,
        version="1.0",
        request_ids=(arrival.request_id, arrival.request_id),
    )
    return event_v1(scene, NOTHING, arrival.http, front)


def with_authorizer(event: Any, said: Authorized) -> Any:
    """The event of a request that an authorizer has let pass; its fields stay in AWS's order."""
    before, context = event["requestContext"], said.context
    if said.identity and event["version"] == "1.0":
        before = {**before, "identity": {**before["identity"], **said.identity}}
    if context is None:
        after = before
    elif event["version"] == "1.0":
        after = {**before, "authorizer": context}
    else:
        first = {name: before[name] for name in ("accountId", "apiId")}
        after = {**first, "authorizer": context, **before}
    return {**event, "requestContext": after}
