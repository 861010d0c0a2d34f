"""What simulated resources refuse, with the codes and texts of their own services."""

from __future__ import annotations

from typing import Any

from pytest_lambda.errors import ServiceException


class RequestRefused(ServiceException):
    """The service of a resource refused a request.

    Args:
        code: the error code of that service, say SQS' `InvalidParameterValue`.
        message: AWS's text.
        hint: what to do about it.
    """

    status_code = 400

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code, self.message, self.hint)


class DeliveryRefused(RequestRefused):
    """A resource did not take what the Lambda service wanted to hand over (E30, E45)."""


def checked_range(name: str, parameter: str, value: object, allowed: tuple[int, int]) -> int:
    """A setting of a resource, if it is a whole number in AWS's range.

    Args:
        name: of the keyword, for the hint.
        parameter: AWS's name.
        value: what was given.
        allowed: the lowest and the highest value.

    Raises:
        RequestRefused: it is not: `InvalidAttributeValue`.
    """
    low, high = allowed
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return value
    raise RequestRefused(
        "InvalidAttributeValue",
        f"Invalid value for the parameter {parameter}.",
        f"{name} is {value!r}: expected a whole number from {low:,} to {high:,}.",
    )
