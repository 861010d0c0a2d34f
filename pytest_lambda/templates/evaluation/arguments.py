"""What several intrinsic functions expect of their arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.documents.place import Place, shown
from pytest_lambda.scalars import as_text

if TYPE_CHECKING:
    from pytest_lambda.templates.evaluation.evaluator import Evaluator


def whole_number(evaluator: Evaluator, place: Place, what: str) -> int:
    """A whole number, also as text, as all parameters have it.

    Raises:
        ConfigurationError: it is something else.
    """
    value = evaluator.value(place)
    text = as_text(value)
    if text is None or not text.strip().isdecimal():
        raise place.error(f"{what} is {shown(value)}: expected a whole number from 0 on.")
    return int(text)


def parts_of(place: Place) -> list[Place]:
    """The parts of an argument that is a list; none if it is something else."""
    return list(place.each()) if isinstance(place.value, list) else []


def two_parts(place: Place, message: str) -> tuple[Place, Place]:
    """An argument that is a list of two.

    Raises:
        ConfigurationError: it is something else.
    """
    parts = parts_of(place)
    if len(parts) != 2:
        raise place.error(message)
    return parts[0], parts[1]
