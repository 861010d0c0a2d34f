"""The event that a REST API makes of a request (facts 2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pytest_lambda.events.builders.front_end import body_of, names_of
from pytest_lambda.events.builders.payload_v1 import FrontEndV1, event_v1
from pytest_lambda.events.builders.rest_api import DROPPED, EDGE_IP, FORWARDED, edge_headers
from pytest_lambda.events.building.http_request import HttpRequest, as_text
from pytest_lambda.events.building.overrides import ABSENT, NOTHING
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.gateway.rest_api.binary import BinaryMediaTypes
from pytest_lambda.gateway.rest_api.resources import Resource
from pytest_lambda.gateway.rest_api.site import Arrival
from pytest_lambda.gateway.wire import trace

#: "Amazon API Gateway important notes": a signature does not reach the function
_DROPPED_IF_SIGNED = DROPPED | {"authorization"}
_SIGNATURE = "AWS4-"


@dataclass(frozen=True, slots=True)
class Deployment:
    """What the events of an API have in common.

    Args:
        api_id: of the API.
        deployment_id: of what is behind the stage.
        seed: of the world, from which the resources have their ids.
        domain: where the API is reached.
        stage: its name.
        stage_variables: of the stage.
        edge: whether CloudFront is in front of it.
        binary: media types.
    """

    api_id: str
    deployment_id: str
    seed: int | str
    domain: str
    stage: str
    stage_variables: dict[str, str]
    edge: bool
    binary: BinaryMediaTypes

    def event(
        self,
        scene: Scene,
        http: HttpRequest,
        arrival: Arrival,
        resource: Resource,
        path_parameters: dict[str, str] | None,
        source_ip: str,
        request_ids: tuple[str, str],
    ) -> Any:
        """The event of a request that has reached a resource."""
        trace(http, scene)
        front = FrontEndV1(
            api_id=self.api_id,
            domain=self.domain,
            stage=self.stage,
            resource=resource.path,
            resource_id=names_of(f"rest_api {resource.path}", self.seed, 6)[0],
            deployment_id=self.deployment_id,
            path=arrival.path,
            context_path=arrival.context_path,
            path_parameters=path_parameters,
            stage_variables=dict(self.stage_variables) or None,
            authorizer=ABSENT,
            source_ip=source_ip,
            protocol="HTTP/1.1",
            more_headers=edge_headers(scene) if self.edge else FORWARDED,
            dropped=_DROPPED_IF_SIGNED if _is_signed(http) else DROPPED,
            forwarded=f", {EDGE_IP}" if self.edge else "",
            body=body_of(NOTHING, http.content, self._is_binary(http)),
            version=None,
            operation_name=resource.route.operation_name or ABSENT,
            request_ids=request_ids,
        )
        return event_v1(scene, NOTHING, http, front)

    def _is_binary(self, http: HttpRequest) -> bool:
        """A body of a binary media type, or one that is no text: what becomes of the latter is not recorded."""
        content = http.content
        if not content:
            return False
        return self.binary.match(http.header("content-type")) or as_text(content, "") is None


def _is_signed(http: HttpRequest) -> bool:
    return (http.header("authorization") or "").startswith(_SIGNATURE)
