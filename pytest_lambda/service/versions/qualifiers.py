"""The ways to name a function, a version or an alias, as the Lambda API reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pytest_lambda.arn import function_arn
from pytest_lambda.errors import InvalidParameterValueException, ResourceNotFoundException
from pytest_lambda.service.settings.constraints import a_text, refuse, text_violations
from pytest_lambda.world import World

LATEST = "$LATEST"

#: Lambda API reference, Invoke, FunctionName and Qualifier: pattern and length
FUNCTION_NAME_PATTERN = (
    r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?"
    r"(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?"
)
FUNCTION_NAME_LENGTH = (1, 256)
QUALIFIER_PATTERN = r"\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"
QUALIFIER_LENGTH = (1, 128)

_PARTITION, _REGION, _ACCOUNT, _NAME, _QUALIFIER = 2, 3, 9, 11, 13


@dataclass(frozen=True, slots=True)
class FunctionReference:
    """A function, or one of its versions or aliases.

    Args:
        name: of the function.
        qualifier: a version, an alias or `$LATEST`; None if the caller named none.
    """

    name: str
    qualifier: str | None = None

    def __str__(self) -> str:
        return self.name if self.qualifier is None else f"{self.name}:{self.qualifier}"

    def arn(self, world: World) -> str:
        """The full ARN, qualified if the reference is."""
        return function_arn(world.region, world.account, self.name, self.qualifier)

    def partial_arn(self, world: World) -> str:
        """The ARN from the account on: `123456789012:function:name`."""
        return f"{world.account}:function:{self}"


def parse_reference(function_name: object, *, world: World, qualifier: str | None = None) -> FunctionReference:
    """What AWS makes of `FunctionName` and `Qualifier`.

    A name that looks like the beginning of an ARN is read as one, as by AWS: `function:prod` is the function
    `prod`, not the alias `prod` of a function named `function`; so are names of twelve digits or of a region.

    Args:
        function_name: a name, `name:qualifier`, an ARN from its account on, or a full ARN, each with a qualifier
            or without; or something that has an `.arn`.
        world: account and region of the service that is asked.
        qualifier: a version or an alias, apart from the name.

    Raises:
        ConfigurationError: neither a text nor something with an ARN.
        ValidationException: one of the two is malformed.
        InvalidParameterValueException: both hold a qualifier, and not the same.
        ResourceNotFoundException: the ARN belongs to another region or account.

    Source: Lambda API reference, Invoke; API::test_function_name_and_qualifier_validation (V1).
    """
    text = a_text("function_name", getattr(function_name, "arn", function_name))
    if qualifier is not None:
        a_text("qualifier", qualifier)
    match, reference = _parsed(text, qualifier)
    _check_place(match, text, world)
    return reference


@lru_cache(maxsize=1024)
def _parsed(text: str, qualifier: str | None) -> tuple[re.Match[str], FunctionReference]:
    match = re.fullmatch(FUNCTION_NAME_PATTERN, text, re.ASCII)
    violations = text_violations(
        "functionName", text, length=FUNCTION_NAME_LENGTH, pattern=FUNCTION_NAME_PATTERN
    )
    if qualifier is not None:
        violations += text_violations(
            "qualifier", qualifier, length=QUALIFIER_LENGTH, pattern=QUALIFIER_PATTERN
        )
    refuse(violations)
    assert match is not None
    derived: str | None = match[_QUALIFIER]
    if qualifier is not None and derived not in (None, qualifier):
        raise InvalidParameterValueException(
            "The derived qualifier from the function name does not match the specified qualifier."
        )
    return match, FunctionReference(match[_NAME], derived if qualifier is None else qualifier)


def function_not_found(arn: str, hint: str = "") -> ResourceNotFoundException:
    """AWS's error for a function, version or alias that does not exist (F20)."""
    return ResourceNotFoundException(f"Function not found: {arn}", hint)


def is_version(qualifier: str) -> bool:
    """Whether a qualifier can only be the number of a version: aliases have at least one other character."""
    return qualifier.isascii() and qualifier.isdigit()


def is_alias(qualifier: str) -> bool:
    """Whether a qualifier can only be the name of an alias."""
    return not is_version(qualifier) and not qualifier.startswith("$")


def _check_place(match: re.Match[str], text: str, world: World) -> None:
    region, account, partition = match[_REGION], match[_ACCOUNT], match[_PARTITION]
    if region is not None and region[:-1] != world.region:
        raise ResourceNotFoundException(
            f"Functions from '{region[:-1]}' are not reachable in this region ('{world.region}')"
        )
    # AWS answers AccessDeniedException for another account without permission; there is one account here.
    if account is not None and account[:-1] != world.account:
        raise function_not_found(text, f"This service simulates the account {world.account}.")
    if partition is not None and partition != world.partition:
        raise function_not_found(text, f"The region {world.region} is in the partition {world.partition}.")
