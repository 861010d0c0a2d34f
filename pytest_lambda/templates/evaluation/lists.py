"""Intrinsic functions of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.scalars import as_text

if TYPE_CHECKING:
    from pytest_lambda.templates.evaluation.evaluator import Evaluator


def joined(evaluator: Evaluator, place: Place) -> str:
    """`Fn::Join`."""
    message = (
        "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of "
        "strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined."
    )
    if not isinstance(place.value, list) or len(place.value) != 2 or not isinstance(place.value[0], str):
        raise place.error(message)
    values = evaluator.value(place.at(place.value[1], 1))
    if not isinstance(values, list):
        raise place.error(message)
    texts = [as_text(each) for each in values]
    if None in texts:
        raise place.error(message)
    return str(place.value[0].join(map(str, texts)))
