"""What doors of a template are made with."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_lambda.documents.place import Place
from pytest_lambda.service.function import ServiceFunction
from pytest_lambda.service.service import LambdaService
from pytest_lambda.templates.apis.issuers import Issuers
from pytest_lambda.templates.apis.parts import Parts
from pytest_lambda.templates.identities import Identities


@dataclass(frozen=True, slots=True)
class Context:
    """What doors of a template are made with.

    Args:
        service: has the functions.
        parts: of the template.
        issuers: of the tokens that its authorizers ask for.
        identities: who the resources are.
    """

    service: LambdaService
    parts: Parts
    issuers: Issuers
    identities: Identities

    def root_resource(self, logical_id: str) -> str:
        """The id of the resource `/` of a REST API."""
        return str(self.identities.attribute(logical_id, "RootResourceId"))

    def default_function(self, place: Place) -> ServiceFunction:
        """Any function, for an API all of whose answers are fixed.

        Raises:
            ConfigurationError: the service has none.
        """
        for function in self.service:
            return function
        raise place.error("no function is behind it, and the service has none.")
