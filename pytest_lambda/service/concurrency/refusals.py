"""AWS's refusals of concurrency settings, with its own texts."""

from __future__ import annotations

from pytest_lambda.errors import (
    ConfigurationError,
    InvalidParameterValueException,
    ResourceConflictException,
    ServiceException,
    ValidationException,
)


class ProvisionedConcurrencyConfigNotFoundException(ServiceException):
    """The version or alias has no provisioned concurrency."""

    code = "ProvisionedConcurrencyConfigNotFoundException"
    status_code = 404

    def __init__(self, message: str = "No Provisioned Concurrency Config found for this function", hint: str = ""):
        super().__init__(message, hint)


def whole_number(parameter: str, value: object, *, minimum: int) -> int:
    """`value` if it is an `int` of at least `minimum`.

    Raises:
        ConfigurationError: it is not an int.
        ValidationException: it is too small; AWS's text (put_provisioned_invalid_param_0).
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise ConfigurationError(f"{parameter} is {value!r}; expected a whole number of at least {minimum}.")
    if value < minimum:
        raise ValidationException(
            f"1 validation error detected: Value '{value}' at '{_camel_case(parameter)}' failed to satisfy constraint: "
            f"Member must have value greater than or equal to {minimum}"
        )
    return value


def _camel_case(parameter: str) -> str:
    first, *others = parameter.split("_")
    return first + "".join(map(str.capitalize, others))


def qualified_reservation() -> InvalidParameterValueException:
    """A reservation belongs to the whole function."""
    return InvalidParameterValueException(
        "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. "
        "Please specify either a function name or an unqualified function ARN."
    )


def reservation_too_large(minimum: int) -> InvalidParameterValueException:
    """F2."""
    return InvalidParameterValueException(
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below "
        f"its minimum value of [{minimum}]."
    )


def reservation_below_provisioned(reserved: int, provisioned: int) -> InvalidParameterValueException:
    """F15; the odd blanks are AWS's."""
    return InvalidParameterValueException(
        f" ReservedConcurrentExecutions  {reserved} should not be lower than function's total provisioned concurrency "
        f"[{provisioned}]."
    )


def provisioned_on_latest() -> InvalidParameterValueException:
    """F11."""
    return InvalidParameterValueException(
        "Provisioned Concurrency Configs cannot be applied to unpublished function versions."
    )


def provisioned_query_on_latest() -> InvalidParameterValueException:
    """What Get and Delete say about `$LATEST`."""
    return InvalidParameterValueException("The function resource provided must be an alias or a published version.")


def provisioned_above_reserved() -> InvalidParameterValueException:
    """F11, F15."""
    return InvalidParameterValueException(
        "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function"
    )


def provisioned_above_account(unreserved: int) -> InvalidParameterValueException:
    """More than the account has."""
    return InvalidParameterValueException(
        f"Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [{unreserved}]."
    )


def provisioned_too_large(minimum: int) -> InvalidParameterValueException:
    """F2, in its variant for provisioned concurrency."""
    return InvalidParameterValueException(
        "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its "
        f"minimum value of [{minimum}]."
    )


def version_provisioned_already() -> ResourceConflictException:
    """F11: an alias whose version has provisioned concurrency of its own, or by another alias."""
    return ResourceConflictException(
        "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version"
    )


def alias_provisioned_already() -> ResourceConflictException:
    """F11: a version that a provisioned alias points to."""
    return ResourceConflictException("Version is pointed by a Provisioned Concurrency alias")
