"""The checks that AWS's front end makes by the API model, with its texts.

Texts as recorded in L/API (V1): `1 validation error detected: Value '…' at '…' failed to satisfy constraint: …`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pytest_lambda.errors import ConfigurationError, ValidationException


@dataclass(frozen=True, slots=True)
class Violation:
    """One parameter that breaks one constraint.

    Args:
        member: AWS's name of the parameter, say `routingConfig.additionalVersionWeights`.
        value: as AWS shows it.
        constraint: AWS's sentence.
    """

    member: str
    value: str
    constraint: str

    def __str__(self) -> str:
        return f"Value '{self.value}' at '{self.member}' failed to satisfy constraint: {self.constraint}"


def refuse(violations: Iterable[Violation]) -> None:
    """Raise AWS's error for the violations, if there are any.

    Raises:
        ValidationException: there is at least one.
    """
    found = [str(violation) for violation in violations]
    if not found:
        return
    errors = "error" if len(found) == 1 else "errors"
    raise ValidationException(f"{len(found)} validation {errors} detected: {'; '.join(found)}")


def text_violations(
    member: str, value: str, *, length: tuple[int, int] | None = None, pattern: str | None = None
) -> list[Violation]:
    """What is wrong with a text: its length, its form."""
    found = []
    if length is not None and len(value) > length[1]:
        found.append(Violation(member, value, f"Member must have length less than or equal to {length[1]}"))
    if length is not None and len(value) < length[0]:
        found.append(Violation(member, value, f"Member must have length greater than or equal to {length[0]}"))
    if pattern is not None and not re.fullmatch(pattern, value, re.ASCII):
        found.append(Violation(member, value, f"Member must satisfy regular expression pattern: {pattern}"))
    return found


def number_violations(member: str, value: int, bounds: tuple[int, int]) -> list[Violation]:
    """What is wrong with a number: its range."""
    low, high = bounds
    if value > high:
        return [Violation(member, str(value), f"Member must have value less than or equal to {high}")]
    if value < low:
        return [Violation(member, str(value), f"Member must have value greater than or equal to {low}")]
    return []


def choice_violations(member: str, value: str, allowed: Sequence[str]) -> list[Violation]:
    """What is wrong with a text that must be one of a few."""
    if value in allowed:
        return []
    return [Violation(member, value, f"Member must satisfy enum value set: [{', '.join(allowed)}]")]


def a_text(name: str, value: object) -> str:
    """The value, if it is a string.

    Raises:
        ConfigurationError: it is not.
    """
    if isinstance(value, str):
        return value
    raise ConfigurationError(f"{name} is {value!r} ({type(value).__name__}): expected a string.")


def a_whole_number(name: str, value: object) -> int:
    """The value, if it is an int and no bool.

    Raises:
        ConfigurationError: it is not.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ConfigurationError(f"{name} is {value!r} ({type(value).__name__}): expected a whole number.")
