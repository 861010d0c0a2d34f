"""The doors of a template, once everything else of it is made."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import Any

from pytest_lambda.gateway.door import Door
from pytest_lambda.templates.apis.context import Context
from pytest_lambda.templates.apis.http_api import http_apis
from pytest_lambda.templates.apis.load_balancer import load_balancers
from pytest_lambda.templates.apis.parts import Part, Parts
from pytest_lambda.templates.apis.rest_api import rest_apis
from pytest_lambda.templates.apis.websocket import websocket_apis

#: of doors, and of load balancers their listeners
REST_API, HTTP_API = "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"
LISTENER = "AWS::ElasticLoadBalancingV2::Listener"
LOAD_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"


def doors_of(context: Context) -> Iterator[tuple[str, Door]]:
    """The doors of a template, by the logical ids of what they are.

    Args:
        context: the template's parts, and what doors are made with.

    Raises:
        ConfigurationError: AWS could not create one of them; the message says where.
        NotSimulated: AWS could.
    """
    for type_name, make in _TYPES.items():
        for part in context.parts.of(type_name):
            yield from make(context, part).items()


def without_doors(parts: Parts, doors: Container[str]) -> Iterator[tuple[str, str]]:
    """The APIs and load balancers that no request reaches, by their logical ids, with the reasons.

    Args:
        parts: of the template.
        doors: logical ids of those that there are.
    """
    for type_name in (REST_API, HTTP_API):
        for api in parts.of(type_name):
            if api.logical_id not in doors:
                yield api.logical_id, "the API has no stage, so that no request reaches it."
    heard = [each.get("LoadBalancerArn").value for each in parts.of(LISTENER) if each.logical_id in doors]
    for balancer in parts.of(LOAD_BALANCER):
        if balancer.ref not in heard:
            yield balancer.logical_id, "no requests are taken for it: none of its listeners forwards to a function."


def _of_protocol(context: Context, api: Part) -> dict[str, Any]:
    protocol = api.get("ProtocolType").value
    return websocket_apis(context, api) if protocol == "WEBSOCKET" else http_apis(context, api)


_TYPES: dict[str, Callable[[Context, Part], dict[str, Any]]] = {
    REST_API: rest_apis,
    HTTP_API: _of_protocol,
    LISTENER: load_balancers,
}
