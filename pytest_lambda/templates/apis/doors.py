"""The doors of a template, once everything else of it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pytest_lambda.gateway.door import Door
from pytest_lambda.service.service import LambdaService
from pytest_lambda.templates.apis.context import Context
from pytest_lambda.templates.apis.http_api import http_apis
from pytest_lambda.templates.apis.issuers import Issuers
from pytest_lambda.templates.apis.load_balancer import load_balancers
from pytest_lambda.templates.apis.parts import Part, Parts
from pytest_lambda.templates.apis.rest_api import rest_apis
from pytest_lambda.templates.apis.websocket import websocket_apis
from pytest_lambda.templates.evaluation.evaluator import Evaluator
from pytest_lambda.templates.identities import Identities
from pytest_lambda.templates.template import Template

#: of doors, and of load balancers their listeners
REST_API, HTTP_API = "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"
LISTENER = "AWS::ElasticLoadBalancingV2::Listener"


def doors_of(
    service: LambdaService, template: Template, evaluator: Evaluator, identities: Identities, issuers: Issuers
) -> Iterator[tuple[str, Door]]:
    """The doors of a template, by the logical ids of what they are.

    Args:
        service: has the functions.
        template: with APIs and load balancers.
        evaluator: resolves its values.
        identities: who the resources are.
        issuers: of the tokens that authorizers ask for.

    Raises:
        ConfigurationError: AWS could not create one of them; the message says where.
        NotSimulated: AWS could.
    """
    context = Context(service, Parts(template, evaluator), issuers, identities)
    for type_name, make in _TYPES.items():
        for part in context.parts.of(type_name):
            yield from make(context, part).items()


def _of_protocol(context: Context, api: Part) -> dict[str, Any]:
    protocol = api.get("ProtocolType").value
    return websocket_apis(context, api) if protocol == "WEBSOCKET" else http_apis(context, api)


_TYPES: dict[str, Callable[[Context, Part], dict[str, Any]]] = {
    REST_API: rest_apis,
    HTTP_API: _of_protocol,
    LISTENER: load_balancers,
}
