"""Intrinsic functions of text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.scalars import as_text
from pytest_lambda.templates.evaluation.references import attribute_of, referred

if TYPE_CHECKING:
    from pytest_lambda.templates.evaluation.evaluator import Evaluator

_VARIABLE = re.compile(r"\$\{(!?)([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z0-9_.:]+")


def substituted(evaluator: Evaluator, place: Place) -> str:
    """`Fn::Sub`, with or without a mapping of its own variables."""
    text, own = place, place.at(None)
    if isinstance(place.value, list) and len(place.value) == 2:
        text, own = place.at(place.value[0], 0), place.at(place.value[1], 1)
    if not isinstance(text.value, str) or not isinstance(own.value, (dict, type(None))):
        raise place.error(
            "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a "
            "string as first argument, and an optional second argument to specify a mapping of values to replace in "
            "the string."
        )
    return _VARIABLE.sub(lambda found: _variable(evaluator, found, text, own), text.value)


def _variable(evaluator: Evaluator, found: re.Match[str], place: Place, own: Place) -> str:
    if found[1]:
        return f"${{{found[2]}}}"
    name = found[2]
    if not _NAME.fullmatch(name):
        raise place.error(
            f"Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, "
            f"underscores, periods, and colons: ${{{name}}}."
        )
    if name in own.mapping():
        return evaluator.text(own.get(name))
    logical_id, dot, rest = name.partition(".")
    value = attribute_of(evaluator, logical_id, rest, place) if dot else referred(evaluator, name, place)
    text = as_text(value)
    if text is None:
        raise place.error(f"${{{name}}} is {value!r}: Fn::Sub expects text, not a list.")
    return text
