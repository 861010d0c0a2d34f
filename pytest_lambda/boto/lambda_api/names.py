"""The functions that requests name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.errors import ResourceNotFoundException
from pytest_lambda.service.concurrency.refusals import qualified_reservation
from pytest_lambda.service.function import ServiceFunction
from pytest_lambda.service.service import LambdaService
from pytest_lambda.service.versions.qualifiers import (
    FunctionReference,
    function_not_found,
    is_version,
    parse_reference,
)


@dataclass(frozen=True, slots=True)
class Named:
    """What a request names.

    Attributes:
        reference: name and qualifier.
        function: None if there is none.
    """

    reference: FunctionReference
    function: ServiceFunction | None
    service: LambdaService

    @property
    def qualifier(self) -> str | None:
        """A version or an alias; None if none was named."""
        return self.reference.qualifier

    @property
    def arn(self) -> str:
        """Qualified, if the reference is."""
        return self.reference.arn(self.service.world)

    @property
    def unqualified_arn(self) -> str:
        """Of the function."""
        return FunctionReference(self.reference.name).arn(self.service.world)

    def found(self) -> ServiceFunction:
        """The function; the version or alias exists as well.

        Raises:
            ResourceNotFoundException: one of them does not.
        """
        function = self.function
        if function is None:
            raise function_not_found(self.arn)
        if self.qualifier is not None and not function.aliases.knows(self.qualifier):
            raise function_not_found(self.arn)
        return function

    def whole(self) -> ServiceFunction:
        """The function, which must have been named without a qualifier.

        Raises:
            InvalidParameterValueException: a version or an alias was named.
            ResourceNotFoundException: there is no such function.
        """
        if self.qualifier is not None:
            raise qualified_reservation()
        return self.found()

    def or_refused(self, text: str) -> ServiceFunction:
        """The function, whatever the qualifier.

        Raises:
            ResourceNotFoundException: there is none; with this text.
        """
        if self.function is None:
            raise ResourceNotFoundException(text)
        return self.function

    def provisioned(self) -> ServiceFunction:
        """The function whose version or alias has provisioned concurrency, or may have.

        Raises:
            ResourceNotFoundException: there is none; an alias is missed as such.
        """
        function, qualifier = self.function, self.qualifier or ""
        latest = qualifier.startswith("$")
        if function is not None and (latest or function.aliases.knows(qualifier)):
            return function
        if is_version(qualifier) or latest:
            raise function_not_found(self.arn)
        raise ResourceNotFoundException(f"Cannot find alias arn: {self.arn}")


def named(service: LambdaService, given: Mapping[str, Any]) -> Named:
    """What `FunctionName` and `Qualifier` of a request name.

    Raises:
        ValidationException: one of them is malformed.
        InvalidParameterValueException: they contradict each other.
        ResourceNotFoundException: the ARN is of another region or account.
    """
    reference = parse_reference(given["function_name"], world=service.world, qualifier=given.get("qualifier"))
    return Named(reference, service.find(reference.name), service)
