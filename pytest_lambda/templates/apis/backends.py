"""The functions behind an API: what ARNs in its document and its authorizers name."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_lambda.documents.place import Place
from pytest_lambda.gateway.routes.openapi.functions import FUNCTION_ARN
from pytest_lambda.gateway.routes.openapi.operations import INTEGRATION, METHODS
from pytest_lambda.gateway.routes.openapi.references import References
from pytest_lambda.service.function import ServiceFunction
from pytest_lambda.service.service import LambdaService


def function_at(service: LambdaService, place: Place) -> tuple[ServiceFunction, str | None]:
    """The function, with its version or alias, that an ARN or an address names.

    Raises:
        ConfigurationError: it names none, or one that does not exist.
    """
    found = FUNCTION_ARN.search(str(place.value))
    if found is None:
        raise place.error(f"expected the ARN of a Lambda function, or its address, not {place.value!r}.")
    name, qualifier = found.groups()
    function = service.find(name)
    if function is None:
        raise place.error(f"Function not found: {name}. {service.known_functions()}")
    return function, qualifier


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
    references = References(document)
    for _, path in document.get("paths").items():
        for name, operation in path.items():
            if name in METHODS:
                yield references.followed(_integration_of(operation))


def _integration_of(operation: Place) -> Place:
    integration = operation.get(INTEGRATION)
    if integration.value is None:
        raise operation.error(f"No integration defined for method: expected {INTEGRATION!r}.")
    return integration
