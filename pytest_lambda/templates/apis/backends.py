"""The functions behind an API: what ARNs in its document and its authorizers name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.service.function import ServiceFunction
from pytest_lambda.service.service import LambdaService

#: `…:function:pets:live/invocations`, or the same without what is around it
_ARN = re.compile(r":function:(?P<name>[A-Za-z0-9_-]+)(?::(?P<qualifier>\$LATEST|[A-Za-z0-9_-]+))?")
_INTEGRATION = "x-amazon-apigateway-integration"
#: of a path in a document: operations
_METHODS = ("delete", "get", "head", "options", "patch", "post", "put", "x-amazon-apigateway-any-method")


def function_at(service: LambdaService, place: Place) -> tuple[ServiceFunction, str | None]:
    """The function, with its version or alias, that an ARN or an address names.

    Raises:
        ConfigurationError: it names none, or one that does not exist.
    """
    found = _ARN.search(str(place.value))
    if found is None:
        raise place.error(f"expected the ARN of a Lambda function, or its address, not {place.value!r}.")
    function = service.find(found["name"])
    if function is None:
        raise place.error(f"Function not found: {found['name']}. {service.known_functions()}")
    return function, found["qualifier"]


def functions_of(service: LambdaService, document: Place) -> dict[str, ServiceFunction]:
    """The functions behind the operations of a document, by name.

    Raises:
        ConfigurationError: an operation has no integration, or one with a function that does not exist.
    """
    made: dict[str, ServiceFunction] = {}
    for integration in _integrations(document):
        if str(integration.get("type").value).lower() == "aws_proxy":
            function, _ = function_at(service, integration.get("uri"))
            made[function.name] = function
    return made


def _integrations(document: Place) -> Iterator[Place]:
    """Of all operations; a shared one is somewhere else in the document."""
    for _, path in document.get("paths").items():
        for name, operation in path.items():
            if name in _METHODS:
                yield _followed(document, _integration_of(operation))


def _integration_of(operation: Place) -> Place:
    integration = operation.get(_INTEGRATION)
    if integration.value is None:
        raise operation.error(f"No integration defined for method: expected {_INTEGRATION!r}.")
    return integration


def _followed(document: Place, place: Place) -> Place:
    reference: Any = place.value.get("$ref") if isinstance(place.value, dict) else None
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return place
    found = document
    for step in reference[2:].split("/"):
        found = found.get(step.replace("~1", "/").replace("~0", "~"))
    return found
