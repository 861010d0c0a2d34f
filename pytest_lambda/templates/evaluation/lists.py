"""Intrinsic functions of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.documents.place import Place
from pytest_lambda.scalars import as_text
from pytest_lambda.templates.evaluation.arguments import two_parts

if TYPE_CHECKING:
    from pytest_lambda.templates.evaluation.evaluator import Evaluator

_JOIN = (
    "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings "
    "to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined."
)
_SPLIT = (
    "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be "
    "split or a function that returns a string to be split."
)
_LENGTH = "Template error: Fn::Length requires a list, or a function that returns one."
#: those that most regions have
_ZONES = "abc"


def joined(evaluator: Evaluator, place: Place) -> str:
    """`Fn::Join`."""
    delimiter, values = two_parts(place, _JOIN)
    listed = evaluator.value(values)
    if not isinstance(delimiter.value, str) or not isinstance(listed, list):
        raise place.error(_JOIN)
    texts = [as_text(each) for each in listed]
    for value, text in zip(listed, texts, strict=True):
        if text is None:
            raise values.error(f"{_JOIN} One of them is {value!r}.")
    return delimiter.value.join(text for text in texts if text is not None)


def split(evaluator: Evaluator, place: Place) -> list[str]:
    """`Fn::Split`."""
    delimiter, source = two_parts(place, _SPLIT)
    if not isinstance(delimiter.value, str) or not delimiter.value:
        raise place.error(_SPLIT)
    return evaluator.text(source).split(delimiter.value)


def length(evaluator: Evaluator, place: Place) -> int:
    """`Fn::Length` of the language extensions."""
    evaluator.check_extended(place, "Fn::Length")
    value = evaluator.value(place)
    if not isinstance(value, list):
        raise place.error(_LENGTH)
    return len(value)


def availability_zones(evaluator: Evaluator, place: Place) -> list[str]:
    """`Fn::GetAZs`: those supplied for `Fn::GetAZs:eu-west-1` say, else three."""
    region = evaluator.text(place) or evaluator.world.region
    key = f"Fn::GetAZs:{region}"
    if key in evaluator.supplies:
        return evaluator.supplies.list_of(key)
    return [f"{region}{letter}" for letter in _ZONES]
