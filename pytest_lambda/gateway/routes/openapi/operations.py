"""The routes of a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.gateway.routes.fixed_answer import FixedAnswer
from pytest_lambda.gateway.routes.openapi.functions import Backends
from pytest_lambda.gateway.routes.openapi.mock import mock_answer
from pytest_lambda.gateway.routes.openapi.references import References
from pytest_lambda.gateway.routes.openapi.requests import request_models, request_parameters
from pytest_lambda.gateway.routes.openapi.security import Security
from pytest_lambda.gateway.routes.route import DEFAULT, Route, route_of_key

ANY = "x-amazon-apigateway-any-method"
INTEGRATION = "x-amazon-apigateway-integration"
_VALIDATOR = "x-amazon-apigateway-request-validator"
#: of a path: its operations
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", ANY)
_FORMATS = ("1.0", "2.0")


class Reader:
    """Makes routes of the operations of a document.

    Args:
        root: of the document.
        backends: functions.
        security: the document's schemes.
        validators: name -> what it checks.
    """

    __slots__ = ("_backends", "_references", "_root", "_security", "_validators")

    def __init__(
        self, root: Place, backends: Backends, security: Security, validators: Mapping[str, str | None]
    ) -> None:
        self._root = root
        self._backends = backends
        self._security = security
        self._validators = validators
        self._references = References(root)

    def routes(self) -> tuple[Route, ...]:
        """All of them, in the document's order."""
        return tuple(self._routes())

    def _routes(self) -> Iterator[Route]:
        for path, place in self._root.get("paths").items():
            if path.startswith("x-"):
                continue
            item = self._references.followed(place)
            for name, operation in item.items():
                if name == "trace":
                    raise operation.error("API Gateway has no method TRACE.")
                if name in METHODS:
                    yield self._route(path, name, item, operation)

    def _route(self, path: str, name: str, item: Place, operation: Place) -> Route:
        operation_id = operation.get("operationId").text()
        method, template = self._target(path, name, operation)
        integration = self._references.followed(operation.get(INTEGRATION))
        try:
            fixed_answer = self._fixed_answer(integration)
            authorizer, scopes = self._security.of(operation)
        except NotSimulated as error:  # the other routes of the document are none the worse for it
            return Route(method, template, not_simulated=str(error))
        function, qualifier = self._backends.behind(operation_id, integration.get("uri"))
        return Route(
            method,
            template,
            function=function,
            qualifier=qualifier,
            authorizer=authorizer,
            authorization_scopes=scopes,
            operation_name=operation_id,
            request_validator=self._validator(operation),
            request_parameters=request_parameters(item, operation, self._references),
            request_models=request_models(self._root, item, operation, self._references),
            timeout_in_millis=integration.get("timeoutInMillis").whole_number(),
            integration_http_method=integration.get("httpMethod").text(),
            payload_format=_payload_format(integration.get("payloadFormatVersion")),
            fixed_answer=fixed_answer,
        )

    def _target(self, path: str, name: str, operation: Place) -> tuple[str, str]:
        """Method and template of a route."""
        if operation.get("isDefaultRoute").flag() or path in (DEFAULT, f"/{DEFAULT}"):
            return "ANY", DEFAULT
        try:
            route = route_of_key(f"{'ANY' if name == ANY else name} {path}")
        except ConfigurationError as error:
            raise operation.error(str(error)) from None
        return route.method, route.path

    def _fixed_answer(self, integration: Place) -> FixedAnswer | None:
        """What the gateway answers by itself; None if a function answers.

        Raises:
            NotSimulated: neither does.
        """
        kind = integration.get("type").text()
        if kind is not None and kind.lower() == "mock":
            return mock_answer(integration)
        if kind is not None and kind.lower() != "aws_proxy":
            raise integration.not_simulated(
                f"integrations of type {kind!r} are not simulated: aws_proxy, with a Lambda function, and mock are."
            )
        for name, place in integration.get("requestParameters").items():
            if name.partition(":")[0] in ("append", "overwrite", "remove"):
                raise place.not_simulated("parameter mapping is not simulated.")
        return None

    def _validator(self, operation: Place) -> str | None:
        own = operation.get(_VALIDATOR)
        place = own if own.value is not None else self._root.get(_VALIDATOR)
        name = place.text()
        if name is None:
            return None
        if name not in self._validators:
            raise place.error(f"there is no request validator {name!r}.{nearest(name, self._validators)}")
        return self._validators[name]


def _payload_format(place: Place) -> str | None:
    value: Any = place.value
    if value is None:
        return None
    if str(value) not in _FORMATS:
        raise place.error(f"expected '1.0' or '2.0', not {value!r}.")
    return str(value)
